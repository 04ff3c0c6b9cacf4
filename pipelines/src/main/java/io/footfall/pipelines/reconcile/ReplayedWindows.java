package io.footfall.pipelines.reconcile;

import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.LakeTable;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.Seal;
import io.footfall.parquet.ParquetRows;
import io.footfall.postgres.WindowTables;
import io.footfall.report.WindowFormat;
import io.footfall.report.WindowReport;
import io.footfall.report.WindowReportFiles;
import io.footfall.report.WindowState;
import io.footfall.report.WrittenWindow;
import io.footfall.table.Table;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts replayed records in the windows of a stream: what {@link
 * io.footfall.pipelines.replay.Replay} has put into the lake comes into the final reports that the
 * stream has written.
 *
 * <p>A window is counted anew from the records of the lake, and written as its next pane. The
 * replayed records are another reading of those that were late or rejected: a source of their own
 * in the window's accounting, named as their batch of the lake. So a window says itself which
 * batches it has. Writing is therefore done again until it is done: after a crash at any moment the
 * next run ends with what this one would have written, and a run without news changes nothing.
 *
 * <p>A window is changed only if the lake gives what was written, without the records that are new.
 * It needs memory for the tables of {@value #WINDOWS_AT_ONCE} windows.
 *
 * @param <R> the row
 */
public final class ReplayedWindows<R> {
  private static final int WINDOWS_AT_ONCE = 24;
  private static final int MICROS_PER_MILLI = 1000;

  private final Dataset<R> dataset;
  private final LakeTable<R> table;
  private final LakeFolder lake;
  private final String output;
  private final ZoneId zone;
  private final boolean deduplicating;
  private final int timestamp;
  private final int batch;

  /**
   * The windows of a stream.
   *
   * @param lake the dataset's folder of the lake of the stream
   * @param output the output folder of the stream
   * @param zone where days begin
   * @param deduplicating whether what comes several times in a window counts once
   */
  public ReplayedWindows(
      Dataset<R> dataset, LakeFolder lake, String output, ZoneId zone, boolean deduplicating) {
    this.dataset = dataset;
    this.table = dataset.lake();
    this.lake = lake;
    this.output = output;
    this.zone = zone;
    this.deduplicating = deduplicating;
    timestamp = table.schema().indexOf(LakeTable.TIMESTAMP);
    batch = table.schema().indexOf(LakeTable.BATCH);
  }

  /** Why a window does not have the records that were replayed for it. */
  public enum Reason {
    /** It is not final: the stream would write over it. */
    NOT_FINAL,
    /** There is no such window, and the stream may still write it. */
    MAY_COME,
    /** There is no such window, and the others do not say from when to when it would be. */
    NO_WINDOW,
    /** Days begin elsewhere than in the stream. */
    OTHER_ZONE,
    /** The records in the lake are not those that the window has counted. */
    NOT_IN_LAKE
  }

  /**
   * A window that stays as it is.
   *
   * @param window the name of its folder; if there is no window, the time of its first record
   * @param reason why
   * @param found what was found, if the reason does not say it all; else empty
   * @param records how many records were replayed for it
   */
  public record Left(String window, Reason reason, String found, long records) {}

  /**
   * What came of it.
   *
   * @param anew the folders of the windows that were written
   * @param records how many records were replayed for those
   * @param left the windows that stay as they are though records were replayed for them
   */
  public record Outcome(List<String> anew, long records, List<Left> left) {}

  /** A window for which there are replayed records that it has not counted. */
  private final class Pending {
    private final long startMillis;
    private final long endMillis;
    private final @Nullable WindowState state;

    /** How many records there are of each new batch. */
    private final Map<String, Long> news = new TreeMap<>();

    Pending(long startMillis, long endMillis, @Nullable WindowState state) {
      this.startMillis = startMillis;
      this.endMillis = endMillis;
      this.state = state;
    }

    String folder() {
      return state != null
          ? state.folder()
          : WindowReportFiles.folder(startMillis, endMillis, zone);
    }

    long records() {
      return news.values().stream().mapToLong(Long::longValue).sum();
    }

    Left left(Reason reason, String found) {
      return new Left(folder(), reason, found, records());
    }

    /** The day of a record is at most one away from its day in UTC. */
    boolean mayBeIn(LakeFile file) {
      return !file.date().isBefore(utcDay(startMillis).minusDays(1))
          && !file.date().isAfter(utcDay(endMillis - 1).plusDays(1));
    }
  }

  /** The records of a window, read from the lake. */
  private final class Counted {
    private final Pending window;

    /** The records of replays, packed, by batch. */
    private final Map<String, List<byte[]>> replayed = new TreeMap<>();

    /** Without what is new. */
    private final Recount<R> before = new Recount<>(dataset, deduplicating);

    /** With all. */
    private final Recount<R> after = new Recount<>(dataset, deduplicating);

    Counted(Pending window) {
      this.window = window;
    }

    Left left(String found) {
      return window.left(Reason.NOT_IN_LAKE, found);
    }
  }

  private static LocalDate utcDay(long millis) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  /**
   * Writes the files of each window for which there are replayed records that it has not counted.
   *
   * @throws IOException if reading or writing fails; another run goes on
   */
  public Outcome write() throws IOException {
    List<Seal> seals = lake.seals();
    Map<String, Seal> replays = new LinkedHashMap<>();
    Set<String> zones = new HashSet<>();
    for (Seal seal : seals) {
      if (!seal.replayedRejects().isEmpty()) {
        replays.put(seal.batch(), seal);
      } else if (seal.kind() == Seal.Kind.BATCH) {
        zones.add(seal.zone());
      }
    }
    List<LakeFile> files = LakeFolder.liveFiles(seals);
    NavigableMap<Long, WindowState> states = new TreeMap<>();
    WindowState.in(output).forEach(state -> states.put(state.startMillis(), state));
    List<Left> left = new ArrayList<>();
    List<Pending> ready = new ArrayList<>();
    for (Pending pending : find(files, replays.keySet(), states, left)) {
      Optional<Left> reason = leave(pending, states, replays, zones);
      if (reason.isPresent()) {
        left.add(reason.get());
      } else {
        ready.add(pending);
      }
    }
    WindowFormat format =
        states.isEmpty() ? WindowFormat.CSV : states.lastEntry().getValue().format();
    List<String> anew = new ArrayList<>();
    long records = 0;
    for (int from = 0; from < ready.size(); from += WINDOWS_AT_ONCE) {
      List<Pending> some = ready.subList(from, Math.min(ready.size(), from + WINDOWS_AT_ONCE));
      for (Counted counted : count(some, files, replays.keySet())) {
        Optional<Left> reason = write(counted, replays.keySet(), format);
        if (reason.isPresent()) {
          left.add(reason.get());
        } else {
          anew.add(counted.window.folder());
          records += counted.window.records();
        }
      }
    }
    return new Outcome(List.copyOf(anew), records, List.copyOf(left));
  }

  /** Finds the windows for which there is something new, in the order of their time. */
  private List<Pending> find(
      List<LakeFile> files,
      Set<String> replays,
      NavigableMap<Long, WindowState> states,
      List<Left> left)
      throws IOException {
    NavigableMap<Long, Pending> found = new TreeMap<>();
    long firstWithout = Long.MAX_VALUE;
    long without = 0;
    for (LakeFile file : files) {
      if (file.batches().stream().noneMatch(replays::contains)) {
        continue;
      }
      try (ParquetRows rows = lake.open(file, table.schema())) {
        while (rows.next()) {
          String of = rows.text(batch);
          if (!replays.contains(of)) {
            continue;
          }
          long millis = Math.floorDiv(rows.number(timestamp), MICROS_PER_MILLI);
          Map.Entry<Long, Pending> before = found.floorEntry(millis);
          Pending pending = before == null ? null : before.getValue();
          if (pending == null || millis >= pending.endMillis) {
            pending = pending(millis, states);
            if (pending == null) {
              firstWithout = Math.min(firstWithout, millis);
              without++;
              continue;
            }
            found.put(pending.startMillis, pending);
          }
          if (pending.state == null || !pending.state.counts().containsKey(of)) {
            pending.news.merge(of, 1L, Long::sum);
          }
        }
      }
    }
    if (without > 0) {
      left.add(
          new Left(Instant.ofEpochMilli(firstWithout).toString(), Reason.NO_WINDOW, "", without));
    }
    return found.values().stream().filter(pending -> !pending.news.isEmpty()).toList();
  }

  /** The window of a time: as it was written, or as it would be, if the others tell. */
  private @Nullable Pending pending(long millis, NavigableMap<Long, WindowState> states) {
    Map.Entry<Long, WindowState> before = states.floorEntry(millis);
    if (before != null && millis < before.getValue().endMillis()) {
      WindowState state = before.getValue();
      return new Pending(state.startMillis(), state.endMillis(), state);
    }
    if (states.isEmpty()) {
      return null;
    }
    long start;
    long end;
    if (states.values().stream().allMatch(ReplayedWindows::isDay)) {
      LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone);
      start = day.atStartOfDay(zone).toInstant().toEpochMilli();
      end = day.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
    } else {
      WindowState any = states.firstEntry().getValue();
      long length = any.endMillis() - any.startMillis();
      if (!states.values().stream()
          .allMatch(
              state ->
                  state.endMillis() - state.startMillis() == length
                      && state.startMillis() % length == 0)) {
        return null;
      }
      start = Math.floorDiv(millis, length) * length;
      end = start + length;
    }
    return new Pending(start, end, null);
  }

  private static boolean isDay(WindowState state) {
    return state.folder().startsWith(LakeFile.PARTITION);
  }

  /** Why a window cannot be counted, if that is known without counting. */
  private Optional<Left> leave(
      Pending pending,
      NavigableMap<Long, WindowState> states,
      Map<String, Seal> replays,
      Set<String> zones) {
    WindowState state = pending.state;
    for (WindowState any : state != null ? List.of(state) : states.values()) {
      if (!any.folder()
          .equals(WindowReportFiles.folder(any.startMillis(), any.endMillis(), zone))) {
        return Optional.of(
            pending.left(Reason.OTHER_ZONE, any.folder() + " is none in the zone " + zone));
      }
    }
    if (state != null && !state.isFinal()) {
      return Optional.of(pending.left(Reason.NOT_FINAL, ""));
    }
    // A later window is final: time has passed this one for all shards.
    if (state == null
        && states.tailMap(pending.endMillis).values().stream().noneMatch(WindowState::isFinal)) {
      return Optional.of(pending.left(Reason.MAY_COME, ""));
    }
    boolean hasDays =
        dataset.tables().stream()
            .flatMap(of -> of.columns().stream())
            .anyMatch(column -> column.type() == Table.Type.DATE);
    for (String of : pending.news.keySet()) {
      Seal seal = replays.get(of);
      if (hasDays && seal != null && !zones.isEmpty() && !zones.contains(seal.zone())) {
        return Optional.of(
            pending.left(
                Reason.OTHER_ZONE,
                of + " has the days of " + seal.zone() + ", the stream those of " + zones));
      }
    }
    return Optional.empty();
  }

  /** Reads the records of windows. */
  private Collection<Counted> count(
      List<Pending> windows, List<LakeFile> files, Set<String> replays) throws IOException {
    NavigableMap<Long, Counted> byStart = new TreeMap<>();
    windows.forEach(window -> byStart.put(window.startMillis, new Counted(window)));
    R row = dataset.row();
    ByteOutput packed = new ByteOutput();
    for (LakeFile file : files) {
      if (windows.stream().noneMatch(window -> window.mayBeIn(file))) {
        continue;
      }
      try (ParquetRows rows = lake.open(file, table.schema())) {
        while (rows.next()) {
          long millis = Math.floorDiv(rows.number(timestamp), MICROS_PER_MILLI);
          Map.Entry<Long, Counted> at = byStart.floorEntry(millis);
          if (at == null || millis >= at.getValue().window.endMillis) {
            continue;
          }
          Counted counted = at.getValue();
          table.read(rows, row);
          String of = rows.text(batch);
          if (replays.contains(of)) {
            packed.reset();
            dataset.pack(row, packed);
            counted
                .replayed
                .computeIfAbsent(of, any -> new ArrayList<>())
                .add(packed.toByteArray());
          } else {
            counted.before.add(row);
            counted.after.add(row);
          }
        }
      }
    }
    return byStart.values();
  }

  /**
   * Counts what was replayed. Of what comes several times the first one counts: first what the
   * stream had, then what was replayed first.
   *
   * @return the accounting of the batches that are new
   */
  private Map<String, SourceCounts> countReplayed(Counted counted, Set<String> replays) {
    Map<String, SourceCounts> news = new TreeMap<>();
    R row = dataset.row();
    for (String of : replays) {
      boolean isNew = counted.window.news.containsKey(of);
      SourceCounts reading = new SourceCounts();
      for (byte[] packed : counted.replayed.getOrDefault(of, List.of())) {
        byte[] withSlack = Arrays.copyOf(packed, packed.length + 2 * ByteSlices.SLACK);
        dataset.unpack(new ByteInput(withSlack, 0, packed.length), row);
        reading.read++;
        if (counted.after.add(row)) {
          reading.ok++;
        } else {
          reading.duplicate++;
        }
        if (!isNew) {
          counted.before.add(row);
        }
      }
      if (isNew) {
        news.put(of, reading);
      }
    }
    return news;
  }

  /** Writes the files of a window whose records were read, or says why not. */
  private Optional<Left> write(Counted counted, Set<String> replays, WindowFormat format)
      throws IOException {
    Pending window = counted.window;
    NavigableMap<String, SourceCounts> counts = new TreeMap<>(countReplayed(counted, replays));
    long inLake = counted.before.counted();
    WindowState state = window.state;
    if (state == null) {
      if (inLake > 0) {
        return Optional.of(
            counted.left("there is no such window, and the lake has " + inLake + " records of it"));
      }
      WindowReportFiles.write(
          counted.after.report(window.startMillis, window.endMillis, 0, counts),
          dataset,
          output,
          zone,
          format);
      return Optional.empty();
    }
    if (inLake != state.total().ok) {
      return Optional.of(
          counted.left(
              "the lake has " + inLake + " records of it, and it counts " + state.total().ok));
    }
    WrittenRows rows = new WrittenRows(dataset, WrittenWindow.read(output, state, dataset));
    if (!rows.isSameAs(
        counted.before.report(
            window.startMillis, window.endMillis, state.pane(), state.counts()))) {
      return Optional.of(counted.left("its records in the lake give other numbers"));
    }
    counts.putAll(state.counts());
    WindowReport report =
        counted.after.report(window.startMillis, window.endMillis, state.pane() + 1, counts);
    WindowReportFiles.write(rows.withDecimals(report), dataset, output, zone, state.format());
    return Optional.empty();
  }

  /**
   * Puts the windows that have counted replayed records into a database, if it has them otherwise:
   * what was written to the files comes there too, now or after a run that ended in between.
   *
   * @return how many windows were put in
   * @throws IOException if a window cannot be read
   * @throws SQLException if the database cannot be reached, or refuses; windows that were put in
   *     before are there
   */
  public int writeTo(WindowTables tables) throws IOException, SQLException {
    Set<String> replays = new HashSet<>();
    for (Seal seal : lake.seals()) {
      if (!seal.replayedRejects().isEmpty()) {
        replays.add(seal.batch());
      }
    }
    int put = 0;
    List<WindowState> states = new ArrayList<>(WindowState.in(output));
    states.sort(Comparator.comparingLong(WindowState::startMillis));
    for (WindowState state : states) {
      if (!state.isFinal() || state.counts().keySet().stream().noneMatch(replays::contains)) {
        continue;
      }
      WrittenWindow written = WrittenWindow.read(output, state, dataset);
      WindowReport report = written.toReport(dataset);
      if (written.isWhole() && !tables.has(report)) {
        tables.upsert(report);
        put++;
      }
    }
    return put;
  }
}
