package io.footfall.stream;

import static io.footfall.testing.Gzip.gzip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;

import io.footfall.errors.FootfallException;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.RejectCode;
import io.footfall.source.FileSlice;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.MessageReader;
import io.footfall.source.SliceReader;
import io.footfall.tokens.Fields;
import io.footfall.visits.VisitRow;
import io.footfall.visits.VisitsDataset;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.apache.beam.runners.core.metrics.MetricsContainerImpl;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A folder is read as it fills; the clock is the test's, and a look comes every ten seconds. */
class WatchedFileSourceTest {
  private static final String HEADER = "user_id,timestamp,url,page_view_duration\n";
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final ReadSettings SETTINGS = ReadSettings.defaults().withMaxRecordBytes(80);
  private static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);
  private static final Lateness LATENESS =
      new Lateness(Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofHours(1));
  private static final long START = Instant.parse("2024-03-02T00:00:00Z").toEpochMilli();

  private Path folder = Path.of("");
  private long now;
  private WatchedFileSource<VisitRow>.@Nullable Reader reader;
  private final List<Message> given = new ArrayList<>();

  @BeforeTry
  @BeforeEach
  void makeFolder() throws IOException {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    folder = Files.createTempDirectory("watched");
    now = START;
    given.clear();
    reader = source().reader(null, () -> now);
  }

  @AfterTry
  @AfterEach
  void deleteFolder() throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private WatchedFileSource<VisitRow> source() {
    return WatchedFileSource.of(
            WatchedFiles.of(List.of(folder.toString()), EVERY, InitialPosition.EARLIEST),
            VISITS,
            SETTINGS,
            LATENESS)
        .withMostBytesAtOnce(64);
  }

  private WatchedFileSource<VisitRow>.Reader reader() {
    return Objects.requireNonNull(reader);
  }

  /** Writes a file beside the folder's others and renames it into place. */
  private Path drop(String name, byte[] content) throws IOException {
    Path hidden = Files.write(folder.resolve("." + name), content);
    Files.setLastModifiedTime(hidden, FileTime.fromMillis(now));
    return Files.move(hidden, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path drop(String name, String content) throws IOException {
    return drop(name, content.getBytes(UTF_8));
  }

  /** The next look comes, and all that it allows is read. */
  private void look() {
    now += EVERY.toMillis();
    readAll();
  }

  private void readAll() {
    while (readOne()) {
      // Until there is nothing now.
    }
  }

  private boolean readOne() {
    if (!reader().advance()) {
      return false;
    }
    given.addAll(reader().getCurrent().messages());
    return true;
  }

  /** A record of a file or its fault, and the position. */
  private record Came(long offset, long line, @Nullable RejectCode fault, String text) {}

  private static Map<String, List<Came>> cameOf(List<Message> messages) throws IOException {
    Map<String, List<Came>> came = new TreeMap<>();
    for (Message sent : messages) {
      Message message = CoderUtils.clone(MessageCoder.of(), sent);
      FileSection section = Objects.requireNonNull(message.section());
      List<Came> ofFile = came.computeIfAbsent(section.file(), f -> new ArrayList<>());
      if (section.fault() != null) {
        String text =
            section.fault() == RejectCode.UNREADABLE_FILE
                ? section.faultDetail()
                : section.faultDetail() + ": " + new String(message.payload(), UTF_8);
        ofFile.add(new Came(section.offset(), section.line(), section.fault(), text));
        continue;
      }
      MessageReader reader =
          new MessageReader(Objects.requireNonNull(section.layout()), VISITS.schema(), SETTINGS);
      reader.open(message.payload());
      Fields fields = new Fields(16);
      while (reader.next(fields)) {
        ofFile.add(
            new Came(
                section.offset() + reader.recordOffset(),
                section.line() + reader.recordLine() - 1,
                reader.fault(),
                new String(reader.rawRecord(), UTF_8)));
      }
    }
    came.values().removeIf(List::isEmpty);
    return came;
  }

  /** What a report of files sees in a file. */
  private static List<Came> read(InputFile file) {
    List<Came> came = new ArrayList<>();
    FileSlice all =
        file.splittable()
            ? new FileSlice(file.name(), 0, file.size(), file.size())
            : FileSlice.whole(file.name(), file.size());
    long end = 0;
    long lines = 0;
    try (SliceReader reader = new SliceReader(all, VISITS.schema(), SETTINGS)) {
      Fields fields = new Fields(16);
      try {
        while (reader.next(fields)) {
          RejectCode fault = reader.fault();
          String raw = new String(reader.rawRecord(), UTF_8);
          if (!reader.isRepeatedHeader(fields)) {
            came.add(
                new Came(
                    reader.recordOffset(),
                    reader.recordLine(),
                    fault,
                    fault == null ? raw : reader.faultDetail() + ": " + raw));
          }
        }
      } finally {
        end = reader.offset();
        lines = reader.lines();
      }
    } catch (FootfallException e) {
      came.add(
          new Came(end, lines + 1, RejectCode.UNREADABLE_FILE, String.valueOf(e.getMessage())));
    }
    return came;
  }

  /** Lines and pieces of lines in which quotes open, close, double and go astray. */
  @Provide
  Arbitrary<byte[]> content() {
    Arbitrary<String> csv =
        Arbitraries.of(
                "7,2024-03-01 10:00:00,/a,2.5\n",
                "\"8\",2024-03-01 11:00:00,\"/b\n\n\"\"c\"\"\",2\r\n",
                "9,2024-03-01 12:00:00,/é,1",
                "7,yesterday,/a,2.5\n",
                HEADER,
                "\n",
                "\r\n",
                "\"",
                "a,\"b\n",
                "y".repeat(90) + "\n")
            .list()
            .ofMaxSize(30)
            .map(pieces -> HEADER + String.join("", pieces));
    Arbitrary<String> json =
        Arbitraries.of(
                "{\"user_id\":7,\"timestamp\":\"2024-03-01T10:00:00Z\",\"url\":\"/a\"}\n",
                "{\"user_id\":1}\r\n",
                "\n",
                "{",
                "x\n")
            .list()
            .ofMaxSize(20)
            .map(pieces -> "{}\n" + String.join("", pieces));
    Arbitrary<String> refused = Arbitraries.of("", "a,b\n1,2\n", HEADER.replace(",url", ""));
    Arbitrary<String> text =
        Arbitraries.frequencyOf(Tuple.of(5, csv), Tuple.of(2, json), Tuple.of(1, refused));
    return Combinators.combine(text, Arbitraries.integers().between(0, 9))
        .as(
            (t, how) -> {
              try {
                byte[] compressed = gzip(t);
                return how < 5
                    ? t.getBytes(UTF_8)
                    : how < 9 ? compressed : Arrays.copyOf(compressed, compressed.length - 9);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  /** What may happen while a folder is watched. */
  enum Event {
    FILE_COMES,
    READ_ON,
    LOOK,
    CHECKPOINT,
    FAILURE
  }

  @Property(tries = 300)
  void readsEachRecordOnceDespiteFailuresAndOrder(
      @ForAll("contents") List<byte[]> contents,
      @ForAll List<Event> events,
      @ForAll java.util.Random random)
      throws Exception {
    List<byte[]> coming = new ArrayList<>(contents);
    WatchedFileSource.@Nullable Mark mark = null;
    int sure = 0;
    int n = 0;
    List<Event> all = new ArrayList<>(events);
    contents.forEach(c -> all.add(Event.FILE_COMES));
    for (Event event : all) {
      switch (event) {
        case FILE_COMES -> {
          if (!coming.isEmpty()) {
            Path file = drop("file-" + random.nextInt(100) + "-" + n++, coming.remove(0));
            long age = random.nextInt(100_000_000);
            Files.setLastModifiedTime(file, FileTime.fromMillis(now - age));
          }
        }
        case READ_ON -> readOne();
        case LOOK -> now += EVERY.toMillis();
        case CHECKPOINT -> {
          mark =
              CoderUtils.clone(
                  source().getCheckpointMarkCoder(),
                  (WatchedFileSource.Mark) reader().getCheckpointMark());
          sure = given.size();
        }
        case FAILURE -> {
          reader().close();
          given.subList(sure, given.size()).clear();
          reader = source().reader(mark, () -> now);
        }
      }
    }
    look();
    look();
    Map<String, List<Came>> expected = new TreeMap<>();
    for (InputFile file : InputFiles.present(List.of(folder.toString()))) {
      expected.put(file.name(), read(file));
    }
    expected.values().removeIf(List::isEmpty);
    assertThat(cameOf(given), is(expected));
    assertThat("nothing to do", reader().advance(), is(false));
  }

  @Provide
  Arbitrary<List<byte[]>> contents() {
    return content().list().ofMaxSize(6);
  }

  private List<String> texts() throws IOException {
    return cameOf(given).values().stream().flatMap(List::stream).map(Came::text).toList();
  }

  @Test
  void readsAFileAfterTwoEqualPolls() throws Exception {
    drop("a.csv", HEADER + "7,2024-03-01 10:00:00,/a,1\n");
    readAll();
    look();
    assertThat(texts(), contains("7,2024-03-01 10:00:00,/a,1"));
    given.clear();
    Path growing = drop("b.csv", HEADER);
    look();
    Files.writeString(growing, HEADER + "8,2024-03-01 10:00:00,/a,1\n");
    look();
    assertThat("it was different", given, is(empty()));
    look();
    assertThat(texts(), contains("8,2024-03-01 10:00:00,/a,1"));
  }

  @Test
  void changingFileHoldsItsWindowsAndTheMetricGrows() throws Exception {
    MetricsContainerImpl metrics = new MetricsContainerImpl("Read");
    try (Closeable scope = MetricsEnvironment.scopedMetricsContainer(metrics)) {
      assertThat(scope, is(notNullValue()));
      drop("a.csv", HEADER + "7,2024-03-01 10:00:00,/a,1\n");
      Path growing = drop("b.csv", HEADER);
      readAll();
      assertThat(gauge(metrics, SourceMetrics.FILES_UNREAD), is(2L));
      Instant held = Instant.parse("2024-03-01T09:59:50Z");
      for (int i = 0; i < 60; i++) {
        Files.writeString(
            growing, "8,2024-03-01 10:00:00,/a," + i + "\n", StandardOpenOption.APPEND);
        look();
        assertThat(reader().getWatermark().getMillis(), is(lessThanOrEqualTo(held.toEpochMilli())));
      }
      assertThat(gauge(metrics, SourceMetrics.FILES_UNREAD), is(1L));
      assertThat(gauge(metrics, SourceMetrics.FILE_UNFINISHED), is(600_000L));
      assertThat(gauge(metrics, SourceMetrics.WATERMARK_LAG), is(now - held.toEpochMilli()));

      look();
      look();
      assertThat(texts().size(), is(61));
      assertThat(gauge(metrics, SourceMetrics.FILES_UNREAD), is(0L));
      assertThat(gauge(metrics, SourceMetrics.FILE_UNFINISHED), is(0L));
    }
  }

  private static long gauge(MetricsContainerImpl metrics, String name) {
    return metrics
        .getGauge(MetricName.named(SourceMetrics.NAMESPACE, name))
        .getCumulative()
        .value();
  }

  @Test
  void readsOnAfterFilesWithoutRecords() throws Exception {
    drop("a.csv", HEADER);
    drop("b.csv", HEADER);
    drop("c.csv", "");
    drop("d.csv", HEADER + "7,2024-03-01 10:00:00,/a,1\n");
    readAll();
    look();
    assertThat(texts(), contains("7,2024-03-01 10:00:00,/a,1"));
  }

  @Test
  void countsBytesBetweenRecords() throws Exception {
    String text =
        HEADER + "\n7,2024-03-01 10:00:00,/a,1\n\n\n" + HEADER + "8,2024-03-01 10:00:00,/a,1\n\n";
    drop("a.csv", text);
    readAll();
    look();
    List<FileSection> sections =
        given.stream().map(m -> Objects.requireNonNull(m.section())).toList();
    assertThat(sections.stream().mapToLong(FileSection::blankLines).sum(), is(4L));
    assertThat(sections.stream().mapToLong(FileSection::repeatedHeaders).sum(), is(1L));
    assertThat(sections.stream().mapToLong(FileSection::bytes).sum(), is((long) text.length()));
    assertThat(sections.get(0).offset(), is(HEADER.length() + 1L));
    assertThat(sections.get(0).line(), is(3L));
  }

  @Test
  void readsAMovedFileWithAnOldTime() throws Exception {
    drop("a.csv", HEADER + "7,2024-03-01 10:00:00,/a,1\n");
    readAll();
    look();
    given.clear();
    Path old = drop("b.csv", HEADER + "8,2024-03-01 10:00:00,/a,1\n");
    Files.setLastModifiedTime(old, FileTime.fromMillis(1_000));
    look();
    look();
    assertThat(texts(), contains("8,2024-03-01 10:00:00,/a,1"));
  }

  @Test
  void reportsAGrownFileOnce() throws Exception {
    Path file = drop("a.csv", HEADER + "7,2024-03-01 10:00:00,/a,1\n");
    readAll();
    look();
    given.clear();
    Files.writeString(file, HEADER + "7,2024-03-01 10:00:00,/a,1\nmore\n");
    look();
    Files.writeString(file, HEADER + "7,2024-03-01 10:00:00,/a,1\nmore\nmore\n");
    look();
    look();
    assertThat(given.size(), is(1));
    FileSection fault = Objects.requireNonNull(given.get(0).section());
    assertThat(fault.fault(), is(RejectCode.CHANGED_FILE));
    assertThat(fault.faultDetail(), containsString(file + " was changed after it was read"));
  }

  @Test
  void readsAReusedNameAfterItWasGone() throws Exception {
    Path file = drop("a.csv", HEADER + "7,2024-03-01 10:00:00,/a,1\n");
    readAll();
    look();
    Files.delete(file);
    look();
    drop("a.csv", HEADER + "8,2024-03-01 10:00:00,/a,1\n");
    look();
    look();
    assertThat(texts(), contains("7,2024-03-01 10:00:00,/a,1", "8,2024-03-01 10:00:00,/a,1"));
  }

  @Test
  void doesNotRereadAnUnavailableDirectory() throws Exception {
    drop("a.csv", HEADER + "7,2024-03-01 10:00:00,/a,1\n");
    readAll();
    look();
    Path away = folder.resolveSibling(folder.getFileName() + "-away");
    Files.move(folder, away);
    look();
    now += Duration.ofDays(3).toMillis();
    look();
    Files.move(away, folder);
    look();
    look();
    assertThat(texts(), contains("7,2024-03-01 10:00:00,/a,1"));
  }

  @Test
  void checkpointIsBoundedByTheDirectory() throws Exception {
    long largest = 0;
    for (int day = 0; day < 30; day++) {
      List<Path> dropped = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        dropped.add(drop("day-" + day + "-" + i + ".csv", HEADER));
      }
      look();
      look();
      for (Path file : dropped) {
        Files.delete(file);
      }
      now += Duration.ofDays(1).toMillis();
      byte[] mark =
          CoderUtils.encodeToByteArray(
              source().getCheckpointMarkCoder(),
              (WatchedFileSource.Mark) reader().getCheckpointMark());
      largest = Math.max(largest, mark.length);
    }
    assertThat("bytes for 600 files, 20 at a time", largest, lessThan(4_000L));
    assertThat(largest, greaterThan(0L));
  }

  @Test
  void latenessDependsOnEarlierFilesOnly() throws Exception {
    String hours =
        "7,2024-03-01 12:00:00,/a,1\n7,2024-03-01 01:00:00,/a,1\n7,2024-03-01 11:00:00,/a,1\n";
    drop("a.csv", HEADER + hours.repeat(5));
    readAll();
    look();
    assertThat(given.size(), greaterThan(3));
    assertThat(
        given.stream().map(Message::watermarkMillis).distinct().toList(),
        contains(ShardWatermarks.MIN));
    given.clear();
    drop("b.csv", HEADER + "7,2024-03-01 01:00:00,/a,1\n");
    look();
    look();
    assertThat(
        Instant.ofEpochMilli(given.get(0).watermarkMillis()),
        is(Instant.parse("2024-03-01T11:59:50Z")));
  }

  @Test
  void watermarkWaitsForFilesAndThenFollowsTheClock() throws Exception {
    drop("a.csv", HEADER + "7,2024-03-01 12:00:00,/a,1\n");
    readAll();
    look();
    now += Duration.ofMinutes(1).toMillis();
    drop("b.csv", HEADER + "7,2024-03-01 13:00:00,/a,1\n".repeat(20));
    look();
    look();
    given.clear();
    drop("c.csv", HEADER + "7,2024-03-01 14:00:00,/a,1\n".repeat(20));
    look();
    now += EVERY.toMillis();
    readOne();
    now += Duration.ofMinutes(30).toMillis();
    assertThat(
        Instant.ofEpochMilli(reader().getWatermark().getMillis()),
        is(Instant.parse("2024-03-01T12:59:50Z")));
    readAll();
    assertThat(
        Instant.ofEpochMilli(reader().getWatermark().getMillis()),
        is(Instant.parse("2024-03-01T13:59:50Z")));
    now += Duration.ofMinutes(2).toMillis();
    readAll();
    assertThat(reader().getWatermark().getMillis(), is(now - Duration.ofSeconds(130).toMillis()));
  }

  @Test
  void endsWhenPollsFindNothing() throws Exception {
    reader = source().withStopAfterIdle(Duration.ofSeconds(15)).reader(null, () -> now);
    drop("a.csv", HEADER + "7,2024-03-01 12:00:00,/a,1\n");
    readAll();
    assertThat("a file waits", reader().getWatermark(), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
    look();
    look();
    assertThat(reader().getWatermark(), lessThan(BoundedWindow.TIMESTAMP_MAX_VALUE));
    look();
    assertThat(reader().getWatermark(), is(BoundedWindow.TIMESTAMP_MAX_VALUE));
    assertThat(texts(), contains("7,2024-03-01 12:00:00,/a,1"));
  }

  @Test
  void partsHaveEachFileInOneOfThem() throws Exception {
    for (int i = 0; i < 40; i++) {
      drop("file-" + i + ".csv", HEADER + i + ",2024-03-01 12:00:00,/a,1\n");
    }
    int most = 0;
    List<WatchedFileSource<VisitRow>> parts = source().split(3, PipelineOptionsFactory.create());
    assertThat(parts.size(), is(3));
    for (WatchedFileSource<VisitRow> part : parts) {
      int before = given.size();
      reader = part.reader(null, () -> now);
      readAll();
      look();
      most = Math.max(most, given.size() - before);
    }
    assertThat(texts().stream().distinct().count(), is(40L));
    assertThat(given.size(), is(40));
    assertThat("files in the largest part", most, lessThan(30));
  }

  @Test
  void filesFromBeforeTheInitialPositionAreNotRead() throws Exception {
    WatchedFiles since =
        WatchedFiles.of(
            List.of(folder.toString()),
            EVERY,
            InitialPosition.parse("initialPosition", "2024-03-02T01:00:00Z"));
    reader = WatchedFileSource.of(since, VISITS, SETTINGS, LATENESS).reader(null, () -> now);
    drop("a.csv", HEADER + "7,2024-03-01 12:00:00,/a,1\n");
    now += Duration.ofHours(2).toMillis();
    drop("b.csv", HEADER + "8,2024-03-01 12:00:00,/a,1\n");
    readAll();
    look();
    assertThat(texts(), contains("8,2024-03-01 12:00:00,/a,1"));
  }

  @Test
  void doesNotResumeAChangedFile() throws Exception {
    Path file = drop("a.csv", HEADER + "7,2024-03-01 12:00:00,/a,1\n".repeat(20));
    readAll();
    now += EVERY.toMillis();
    readOne();
    WatchedFileSource.Mark mark = (WatchedFileSource.Mark) reader().getCheckpointMark();
    reader().close();
    int before = given.size();
    Files.writeString(file, HEADER);
    reader = source().reader(mark, () -> now);
    readAll();
    Message fault = given.get(before);
    assertThat(
        Objects.requireNonNull(fault.section()).faultDetail(),
        containsString("was changed before reading could resume at byte"));
  }
}
