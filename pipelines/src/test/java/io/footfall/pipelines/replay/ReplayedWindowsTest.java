package io.footfall.pipelines.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import io.footfall.lake.BatchWriter;
import io.footfall.lake.Compaction;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.pipelines.reconcile.RecomputedWindows;
import io.footfall.pipelines.replay.WindowUpdate.Left;
import io.footfall.pipelines.replay.WindowUpdate.Reason;
import io.footfall.purchases.Purchase;
import io.footfall.purchases.PurchaseRow;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.records.ReadSettings;
import io.footfall.report.WindowFiles;
import io.footfall.report.WindowFormat;
import io.footfall.report.WindowResult;
import io.footfall.report.WindowState;
import io.footfall.report.WrittenWindow;
import io.footfall.source.InputFiles;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitRow;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Replayed records come into the rows of their windows, once, and only if the lake has the rest.
 */
class ReplayedWindowsTest {
  private static final Dataset<VisitRow> VISITS = new VisitsDataset(ZoneOffset.UTC);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant TEN = Instant.parse("2024-03-01T10:00:00Z");
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
  private static final String WINDOW = "window=2024-03-01T10-00-00Z";
  private static final String REPLAY = "replay-0123456789abcdef";
  private static final String SECOND_REPLAY = "replay-0000000000000002";

  private final PrintStream progress = new PrintStream(OutputStream.nullOutputStream());

  @TempDir Path temp;

  private Path output() {
    return temp.resolve("out");
  }

  private LakeFolder lake() {
    return LakeFolder.of(temp.resolve("lake").toString(), "visits");
  }

  /** A visit in the window that begins at ten. */
  private static VisitRow visit(String user, int minute, String url, String seconds) {
    return visit(user, TEN.plus(Duration.ofMinutes(minute)), url, seconds);
  }

  private static VisitRow visit(String user, Instant time, String url, String seconds) {
    VisitRow row = new VisitRow();
    row.set(Visit.of(user, time, url, new BigDecimal(seconds)));
    return row;
  }

  private void inLake(String batch, VisitRow... rows) throws IOException {
    try (BatchWriter<VisitRow> writer =
        new BatchWriter<>(VISITS, LakeTarget.of(lake(), batch, batch))) {
      Arrays.stream(rows).forEach(writer::add);
      writer.commit();
    }
  }

  private void replayed(String batch, VisitRow... rows) throws IOException {
    try (BatchWriter<VisitRow> writer =
        new BatchWriter<>(
            VISITS,
            LakeTarget.of(lake(), batch, batch).withReplayedRejects(List.of("of " + batch)))) {
      Arrays.stream(rows).forEach(writer::add);
      writer.commit();
    }
  }

  /** What a stream writes of a window with these records and one that is late. */
  private void window(Instant start, Duration length, WindowFormat format, VisitRow... rows)
      throws IOException {
    window(start, length, format, true, ZoneOffset.UTC, rows);
  }

  private void window(
      Instant start,
      Duration length,
      WindowFormat format,
      boolean isFinal,
      ZoneId zone,
      VisitRow... rows)
      throws IOException {
    SourceCounts shard = new SourceCounts();
    shard.ok = rows.length;
    shard.late = 1;
    shard.read = rows.length + 1L;
    NavigableMap<String, SourceCounts> counts = new TreeMap<>(Map.of("kafka://x/visits/0", shard));
    String csv =
        Arrays.stream(rows)
            .map(VisitRow::toVisit)
            .map(
                visit ->
                    String.join(
                        ",",
                        visit.userId(),
                        visit.timestamp().toString(),
                        visit.url(),
                        String.valueOf(visit.duration())))
            .collect(Collectors.joining("\n", "user_id,timestamp,url,page_view_duration\n", "\n"));
    write(VISITS, csv, start, start.plus(length), isFinal ? 0 : 3, isFinal, counts, zone, format);
  }

  /** Writes the window of the records in a file. */
  private void write(
      Dataset<?> dataset,
      String csv,
      Instant start,
      Instant end,
      long pane,
      boolean isFinal,
      NavigableMap<String, SourceCounts> counts,
      ZoneId zone,
      WindowFormat format)
      throws IOException {
    Path file = Files.writeString(temp.resolve("window.csv"), csv);
    try (RecomputedWindows windows =
        RecomputedWindows.of(
            dataset,
            PipelineOptionsFactory.create(),
            InputFiles.list(List.of(file.toString())),
            ReadSettings.defaults(),
            new TreeMap<>(Map.of(start.toEpochMilli(), end.toEpochMilli())),
            false,
            progress)) {
      WindowResult report =
          windows.window(start.toEpochMilli(), end.toEpochMilli()).toResult(dataset);
      WindowFiles.write(
          new WindowResult(
              report.startMillis(),
              report.endMillis(),
              pane,
              isFinal,
              counts,
              report.totals(),
              report.runs(),
              report.summary()),
          dataset,
          output().toString(),
          zone,
          format);
    }
  }

  private static final VisitRow[] ON_TIME = {
    visit("u1", 1, "/a", "1.50"), visit("u2", 2, "/a", "2.50"), visit("u1", 3, "/b", "1")
  };

  /** The window at ten, in the files and in the lake. */
  private void windowAtTen(WindowFormat format) throws IOException {
    window(TEN, HOUR, format, ON_TIME);
    inLake("stream", ON_TIME);
  }

  private ReplayedWindows windows() {
    return windows(ZoneOffset.UTC, false);
  }

  private ReplayedWindows windows(ZoneId zone, boolean deduplicating) {
    return windows(new VisitsDataset(zone), deduplicating);
  }

  private ReplayedWindows windows(Dataset<?> dataset, boolean deduplicating, String... key) {
    return new ReplayedWindows(
        dataset,
        LakeFolder.of(temp.resolve("lake").toString(), dataset.name()),
        output().toString(),
        deduplicating,
        List.of(key),
        PipelineOptionsFactory.create(),
        progress);
  }

  private WrittenWindow written(String folder) throws IOException {
    WindowState state =
        WindowState.in(output().toString()).stream()
            .filter(window -> window.folder().equals(folder))
            .findFirst()
            .orElseThrow();
    return WrittenWindow.read(output().toString(), state, VISITS);
  }

  /** The bytes of all files, by name. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(output())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(output().relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  private void assertLeft(WindowUpdate outcome, String window, Reason reason, String found) {
    assertThat(outcome.updated(), is(empty()));
    assertThat(outcome.left().stream().map(Left::window).toList(), contains(window));
    assertThat(outcome.left().get(0).reason(), is(reason));
    assertThat(outcome.left().get(0).found(), containsString(found));
  }

  @ParameterizedTest
  @EnumSource(WindowFormat.class)
  void addsReplayedRecordsToRowsTotalsAndAccounting(WindowFormat format) throws Exception {
    windowAtTen(format);
    // The first of them is of a user who is in the window already.
    replayed(REPLAY, visit("u1", 30, "/b", "2"), visit("u3", 40, "/b", "0.25"));
    WindowUpdate outcome = windows().write();
    assertThat(outcome.updated(), contains(WINDOW));
    assertThat(outcome.records(), is(2L));
    assertThat(outcome.left(), is(empty()));

    WrittenWindow window = written(WINDOW);
    assertThat(window.isWhole(), is(true));
    assertThat(window.state().pane(), is(1L));
    assertThat(window.state().isFinal(), is(true));
    // What has not changed keeps the zeros that the lake does not know of.
    assertThat(window.tables().get(0), contains("/b,3,3.25,1.083", "/a,2,4.00,2.000"));
    assertThat(window.summary(), contains("5,3,/b,\"{\"\"/b\"\":1.083,\"\"/a\"\":2.000}\""));
    assertThat(window.state().totals().get(VisitsDataset.USERS), is(new BigDecimal(3)));
    assertThat(
        window.state().counts().get("kafka://x/visits/0").toString(),
        is("read 4 = ok 3 + rejected 0 + duplicate 0 + late 1 + skipped 0"));
    assertThat(
        window.state().counts().get(REPLAY).toString(),
        is("read 2 = ok 2 + rejected 0 + duplicate 0 + late 0 + skipped 0"));
    assertThat(window.state().total().addsUp(), is(true));
  }

  @Test
  void rowsOfTheFilesHaveTheirPane() throws Exception {
    windowAtTen(WindowFormat.CSV);
    replayed(REPLAY, visit("u3", 40, "/b", "0.25"));
    windows().write();
    assertThat(
        Files.readString(output().resolve(WINDOW).resolve("urls.csv")),
        is(
            """
            url,visits,total_time_spent,average_time_spent,window_start,window_end,pane,final
            /a,2,4.00,2.000,2024-03-01T10:00:00Z,2024-03-01T11:00:00Z,1,true
            /b,2,1.25,0.625,2024-03-01T10:00:00Z,2024-03-01T11:00:00Z,1,true
            """));
  }

  @ParameterizedTest
  @EnumSource(WindowFormat.class)
  void recountingChangesNothing(WindowFormat format) throws Exception {
    windowAtTen(format);
    replayed(REPLAY, visit("u3", 40, "/b", "0.25"));
    windows().write();
    Map<String, String> once = files();
    WindowUpdate again = windows().write();
    assertThat(again, is(new WindowUpdate(List.of(), 0, List.of())));
    assertThat(files(), is(once));
  }

  @Test
  void countsALaterReplaySeparately() throws Exception {
    windowAtTen(WindowFormat.CSV);
    replayed(REPLAY, visit("u3", 40, "/b", "0.250"));
    windows().write();
    replayed(SECOND_REPLAY, visit("u3", 41, "/c", "7"));
    assertThat(windows().write().records(), is(1L));
    WrittenWindow window = written(WINDOW);
    assertThat(window.state().pane(), is(2L));
    assertThat(
        window.tables().get(0), contains("/a,2,4.00,2.000", "/b,2,1.25,0.625", "/c,1,7,7.000"));
    assertThat(
        new ArrayList<>(window.state().counts().keySet()),
        contains("kafka://x/visits/0", SECOND_REPLAY, REPLAY));
  }

  @Test
  void breaksTiesByTheReplayedFirstVisit() throws Exception {
    windowAtTen(WindowFormat.CSV);
    replayed(REPLAY, visit("u4", 0, "/b", "1"));
    windows().write();
    assertThat(written(WINDOW).tables().get(0), contains("/b,2,2,1.000", "/a,2,4.00,2.000"));
    assertThat(written(WINDOW).summary().get(0), containsString("4,3,/b,"));
  }

  @ParameterizedTest
  @EnumSource(WindowFormat.class)
  void completesAPartlyWrittenWindow(WindowFormat format) throws Exception {
    windowAtTen(format);
    Map<String, String> before = files();
    replayed(REPLAY, visit("u3", 40, "/b", "0.25"));
    windows().write();
    Map<String, String> after = files();
    List<String> names = List.copyOf(before.keySet());
    // Files are written in this order, window.json last: a crash leaves the first few of them new.
    List<String> order =
        names.stream().sorted((a, b) -> Integer.compare(rank(a), rank(b))).toList();
    for (int written = 0; written < order.size(); written++) {
      for (int i = 0; i < order.size(); i++) {
        Files.writeString(
            output().resolve(order.get(i)),
            (i < written ? after : before).getOrDefault(order.get(i), ""));
      }
      assertThat(windows().write().updated(), contains(WINDOW));
      assertThat("after " + written + " files", files(), is(after));
    }
  }

  private static int rank(String file) {
    return file.contains("urls") ? 0 : file.contains("summary") ? 1 : 2;
  }

  @Test
  void anotherReplayAfterACrashIsCountedToo() throws Exception {
    windowAtTen(WindowFormat.CSV);
    Path json = output().resolve(WINDOW).resolve("window.json");
    String before = Files.readString(json);
    replayed(REPLAY, visit("u3", 40, "/b", "0.25"));
    windows().write();
    Files.writeString(json, before);
    replayed(SECOND_REPLAY, visit("u3", 41, "/b", "1"));
    assertThat(windows().write().records(), is(2L));
    assertThat(written(WINDOW).tables().get(0), contains("/b,3,2.25,0.750", "/a,2,4.00,2.000"));
  }

  @Test
  void keepsAWindowThatTheLakeLacksRecordsOf() throws Exception {
    window(TEN, HOUR, WindowFormat.CSV, ON_TIME);
    inLake("stream", ON_TIME[0], ON_TIME[1]);
    replayed(REPLAY, visit("u3", 40, "/b", "0.25"));
    Map<String, String> before = files();
    assertLeft(
        windows().write(),
        WINDOW,
        Reason.NOT_IN_LAKE,
        "the lake has 2 records for it, but it counts 3");
    assertThat(files(), is(before));
    // Once the rest is sealed, it is counted.
    inLake("rest", ON_TIME[2]);
    assertThat(windows().write().updated(), contains(WINDOW));
  }

  @Test
  void keepsAWindowThatTheLakeCannotReproduce() throws Exception {
    window(TEN, HOUR, WindowFormat.CSV, ON_TIME);
    inLake("stream", ON_TIME[0], ON_TIME[1], visit("u1", 3, "/b", "1.001"));
    replayed(REPLAY, visit("u3", 40, "/b", "0.25"));
    Map<String, String> before = files();
    assertLeft(windows().write(), WINDOW, Reason.NOT_IN_LAKE, "other numbers");
    assertThat(files(), is(before));
  }

  @Test
  void findsReplayedRecordsInACompactedLake() throws Exception {
    windowAtTen(WindowFormat.CSV);
    replayed(REPLAY, visit("u3", 40, "/b", "0.25"));
    new Compaction(lake(), VISITS.lake().schema(), LakeTarget.DEFAULT_FILE_BYTES, "1", null)
        .run(Compaction.Listener.SILENT);
    assertThat(lake().liveFiles().size(), is(1));
    assertThat(windows().write().updated(), contains(WINDOW));
    assertThat(written(WINDOW).tables().get(0), contains("/a,2,4.00,2.000", "/b,2,1.25,0.625"));
    assertThat(windows().write().updated(), is(empty()));
  }

  @Test
  void leavesOpenWindowsToTheStream() throws Exception {
    window(TEN, HOUR, WindowFormat.CSV, false, ZoneOffset.UTC, ON_TIME);
    inLake("stream", ON_TIME);
    replayed(REPLAY, visit("u3", 40, "/b", "0.25"));
    assertLeft(windows().write(), WINDOW, Reason.NOT_FINAL, "");
  }

  @Test
  void writesAWindowOfOnlyLateRecords() throws Exception {
    VisitRow noon = visit("u1", NOON, "/a", "1");
    window(NOON, HOUR, WindowFormat.JSON, noon);
    inLake("stream", noon);
    replayed(REPLAY, visit("u3", 40, "/b", "0.25"));
    assertThat(windows().write().updated(), contains(WINDOW));
    WrittenWindow window = written(WINDOW);
    assertThat(window.state().format(), is(WindowFormat.JSON));
    assertThat(window.state().endMillis(), is(TEN.plus(HOUR).toEpochMilli()));
    assertThat(window.state().isFinal(), is(true));
    assertThat(window.tables().get(0), contains("/b,1,0.25,0.250"));
    assertThat(window.state().total().toString(), containsString("read 1 = ok 1"));
    assertThat(windows().write().updated(), is(empty()));
  }

  @Test
  void writesADayOfOnlyLateRecordsInTheZone() throws Exception {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Instant april = LocalDate.parse("2024-04-01").atStartOfDay(berlin).toInstant();
    VisitRow later = visit("u1", april, "/a", "1");
    window(april, Duration.ofDays(1), WindowFormat.CSV, true, berlin, later);
    inLake("stream", later);
    // On the day before, which has 23 hours.
    replayed(REPLAY, visit("u3", april.minusSeconds(1), "/b", "0.25"));
    assertThat(windows(berlin, false).write().updated(), contains("date=2024-03-31"));
    WindowState state = written("date=2024-03-31").state();
    assertThat(
        Duration.ofMillis(state.endMillis() - state.startMillis()), is(Duration.ofHours(23)));
  }

  @Test
  void leavesWindowsThatTheStreamCanStillWrite() throws Exception {
    windowAtTen(WindowFormat.CSV);
    replayed(REPLAY, visit("u3", NOON, "/b", "0.25"));
    assertLeft(windows().write(), "window=2024-03-01T12-00-00Z", Reason.MAY_COME, "");
  }

  @Test
  void keepsARecordWithoutAWindowIfWindowLengthsDiffer() throws Exception {
    windowAtTen(WindowFormat.CSV);
    window(NOON, Duration.ofMinutes(30), WindowFormat.CSV);
    replayed(REPLAY, visit("u3", TEN.minusSeconds(5), "/b", "0.25"));
    assertLeft(windows().write(), "2024-03-01T09:59:55Z", Reason.NO_WINDOW, "");
  }

  @Test
  void daysOfAnotherZoneAreNotWritten() throws Exception {
    Instant midnight = Instant.parse("2024-03-01T00:00:00Z");
    window(midnight, Duration.ofDays(1), WindowFormat.CSV, ON_TIME);
    inLake("stream", ON_TIME);
    replayed(REPLAY, visit("u3", 40, "/b", "0.25"));
    assertLeft(
        windows(ZoneId.of("Asia/Tokyo"), false).write(),
        "date=2024-03-01",
        Reason.OTHER_ZONE,
        "Asia/Tokyo");
  }

  @Test
  void countsReplayedRepeatsAsDuplicates() throws Exception {
    windowAtTen(WindowFormat.CSV);
    replayed(REPLAY, visit("u1", 3, "/b", "1.0"), visit("u3", 40, "/b", "0.25"));
    assertThat(windows(ZoneOffset.UTC, true).write().updated(), contains(WINDOW));
    WrittenWindow window = written(WINDOW);
    assertThat(window.tables().get(0), contains("/a,2,4.00,2.000", "/b,2,1.25,0.625"));
    assertThat(
        window.state().counts().get(REPLAY).toString(),
        is("read 2 = ok 1 + rejected 0 + duplicate 1 + late 0 + skipped 0"));
    replayed(SECOND_REPLAY, visit("u3", 40, "/b", "0.25"));
    assertThat(windows(ZoneOffset.UTC, true).write().updated(), contains(WINDOW));
    assertThat(written(WINDOW).tables(), is(window.tables()));
  }

  @Test
  void countsTheStreamsRecordOfARepeatedKey() throws Exception {
    window(TEN, HOUR, WindowFormat.CSV, ON_TIME[0], ON_TIME[1]);
    inLake("stream", ON_TIME[0], ON_TIME[1]);
    // The names of its files are smaller than those of the stream.
    replayed("a-replay", visit("u2", 0, "/c", "9"), visit("u9", 6, "/c", "4"));
    assertThat(windows(VISITS, true, "user_id").write().updated(), contains(WINDOW));
    WrittenWindow window = written(WINDOW);
    assertThat(window.tables().get(0), contains("/a,2,4.00,2.000", "/c,1,4,4.000"));
    assertThat(
        window.state().counts().get("a-replay").toString(),
        is("read 2 = ok 1 + rejected 0 + duplicate 1 + late 0 + skipped 0"));
  }

  @Test
  void writesOnlyChangedWindows() throws Exception {
    windowAtTen(WindowFormat.CSV);
    VisitRow noon = visit("u1", NOON, "/a", "1");
    window(NOON, HOUR, WindowFormat.CSV, noon);
    inLake("more", noon);
    replayed(REPLAY, visit("u3", 40, "/b", "0.25"));
    assertThat(windows().write().updated(), contains(WINDOW));
    assertThat(written("window=2024-03-01T12-00-00Z").state().pane(), is(0L));
  }

  @Test
  void readsBackTheWrittenReport() throws Exception {
    windowAtTen(WindowFormat.JSON);
    replayed(REPLAY, visit("u3", 40, "/b", "0.25"));
    windows().write();
    WindowResult report = written(WINDOW).toResult(VISITS);
    assertThat(report.lines(VISITS, 0), contains("/a,2,4.00,2.000", "/b,2,1.25,0.625"));
    assertThat(
        new String(report.summary(), UTF_8),
        is(
            """
            Total Interactions,Total Unique Users,Most Visited URL,Average Time Spent on Each URL
            4,3,/a,"{""/a"":2.000,""/b"":0.625}"
            """));
    assertThat(report.pane(), is(1L));
    assertThat(report.total().read, is(5L));
  }

  @Test
  void totalsOfCustomersKeepTheirDecimals() throws Exception {
    PurchasesDataset purchases = new PurchasesDataset(ZoneOffset.UTC);
    LakeFolder folder = LakeFolder.of(temp.resolve("lake").toString(), "purchases");
    PurchaseRow[] onTime = {purchase("1", "10", "5.100"), purchase("2", "9", "-3")};
    SourceCounts shard = new SourceCounts();
    shard.read = 2;
    shard.ok = 2;
    write(
        purchases,
        "transaction_id,customer_id,timestamp,amount\n1,10," + TEN + ",5.100\n2,9," + TEN + ",-3\n",
        TEN,
        TEN.plus(HOUR),
        0,
        true,
        new TreeMap<>(Map.of("s", shard)),
        ZoneOffset.UTC,
        WindowFormat.CSV);
    try (BatchWriter<PurchaseRow> writer =
        new BatchWriter<>(purchases, LakeTarget.of(folder, "stream", "stream"))) {
      Arrays.stream(onTime).forEach(writer::add);
      writer.commit();
    }
    try (BatchWriter<PurchaseRow> writer =
        new BatchWriter<>(
            purchases,
            LakeTarget.of(folder, REPLAY, REPLAY).withReplayedRejects(List.of("rejects")))) {
      writer.add(purchase("3", "10", "0.9"));
      writer.add(purchase("4", "100", "7"));
      writer.add(purchase("5", "9", "3"));
      writer.commit();
    }
    assertThat(windows(purchases, false).write().records(), is(3L));
    WrittenWindow window =
        WrittenWindow.read(
            output().toString(), WindowState.in(output().toString()).get(0), purchases);
    assertThat(
        window.tables().get(0),
        contains("2024-03-01,9,0.00", "2024-03-01,10,6.000", "2024-03-01,100,7.00"));
    assertThat(window.state().totals().get(PurchasesDataset.SPENT), is(new BigDecimal("13.000")));
  }

  private static PurchaseRow purchase(String transaction, String customer, String amount) {
    PurchaseRow row = new PurchaseRow();
    row.set(
        new Purchase(
            transaction,
            customer,
            TEN.getEpochSecond() * 1_000_000,
            LocalDate.parse("2024-03-01"),
            "",
            "",
            new BigDecimal(amount)));
    return row;
  }
}
