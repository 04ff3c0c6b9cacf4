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
 * Adds replayed records to the windows of a stream: records that {@link
 * io.footfall.pipelines.replay.Replay} has put into the lake are included in the final reports of
 * the stream.
 *
 * <p>A window is recomputed from the lake and written as its next pane. In its accounting, a replay
 * is a source of its own, named after its batch, so the window itself records which batches it
 * includes. Writing is therefore repeatable: after a crash the next run completes the work, and a
 * run without new records changes nothing.
 *
 * <p>A window is changed only if the lake reproduces the written report without the new records.
 * Needs memory for the tables of {@value #WINDOWS_AT_ONCE} windows.
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
   * Creates an update of the windows of a stream.
   *
   * @param lake the dataset's directory in the lake of the stream
   * @param output the output directory of the stream
   * @param zone time zone of the days
   * @param deduplicating whether repeated records count once per window
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

  /** Why a window does not include its replayed records. */
  public enum Reason {
    /** The window is not final; the stream would overwrite it. */
    NOT_FINAL,
    /** The window does not exist, and the stream may still write it. */
    MAY_COME,
    /** The window does not exist, and its limits cannot be derived from the others. */
    NO_WINDOW,
    /** The stream uses another time zone for days. */
    OTHER_ZONE,
    /** The records in the lake are not those that the window counted. */
    NOT_IN_LAKE
  }

  /**
   * A window that was not changed.
   *
   * @param window name of its directory, or the time of its first record if the window does not
   *     exist
   * @param reason the reason
   * @param found details, or empty
   * @param records number of replayed records for it
   */
  public record Left(String window, Reason reason, String found, long records) {}

  /**
   * The result of an update.
   *
   * @param updated directories of the windows that were written
   * @param records number of replayed records in those
   * @param left the windows that were not changed although records were replayed for them
   */
  public record Outcome(List<String> updated, long records, List<Left> left) {}

  /** A window with replayed records that it does not include yet. */
  private final class Pending {
    private final long startMillis;
    private final long endMillis;
    private final @Nullable WindowState state;

    /** The number of records of each new batch. */
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

    /**
     * Returns whether a file can contain records of the windows. The day of a record differs from
     * its UTC day by at most one.
     */
    boolean mayBeIn(LakeFile file) {
      return !file.date().isBefore(utcDay(startMillis).minusDays(1))
          && !file.date().isAfter(utcDay(endMillis - 1).plusDays(1));
    }
  }

  /** The records of a window, read from the lake. */
  private final class Counted {
    private final Pending window;

    /** Replayed records, packed, by batch. */
    private final Map<String, List<byte[]>> replayed = new TreeMap<>();

    /** The window without the new records. */
    private final Recount<R> before = new Recount<>(dataset, deduplicating);

    /** The window with all records. */
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
   * Writes the files of each window with new replayed records.
   *
   * @throws IOException if reading or writing fails; another run resumes
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
    List<String> updated = new ArrayList<>();
    long records = 0;
    for (int from = 0; from < ready.size(); from += WINDOWS_AT_ONCE) {
      List<Pending> chunk = ready.subList(from, Math.min(ready.size(), from + WINDOWS_AT_ONCE));
      for (Counted counted : count(chunk, files, replays.keySet())) {
        Optional<Left> reason = write(counted, replays.keySet(), format);
        if (reason.isPresent()) {
          left.add(reason.get());
        } else {
          updated.add(counted.window.folder());
          records += counted.window.records();
        }
      }
    }
    return new Outcome(List.copyOf(updated), records, List.copyOf(left));
  }

  /** Finds the windows with new records, in chronological order. */
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

  /** Returns the window that contains a time: as written, or derived from the others. */
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

  /** Returns why a window cannot be updated, as far as this is known without recomputing it. */
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
            pending.left(Reason.OTHER_ZONE, any.folder() + " does not exist in the zone " + zone));
      }
    }
    if (state != null && !state.isFinal()) {
      return Optional.of(pending.left(Reason.NOT_FINAL, ""));
    }
    // A later window is final, so the watermarks of all shards have passed this one.
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
   * Adds the replayed records. Of repeated records the first one counts: those of the stream first,
   * then by replay.
   *
   * @return the accounting of the new batches
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

  /** Writes the files of a recomputed window, or returns why not. */
  private Optional<Left> write(Counted counted, Set<String> replays, WindowFormat format)
      throws IOException {
    Pending window = counted.window;
    NavigableMap<String, SourceCounts> counts = new TreeMap<>(countReplayed(counted, replays));
    long inLake = counted.before.counted();
    WindowState state = window.state;
    if (state == null) {
      if (inLake > 0) {
        return Optional.of(
            counted.left(
                "the window does not exist, but the lake has " + inLake + " records for it"));
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
              "the lake has " + inLake + " records for it, but it counts " + state.total().ok));
    }
    WrittenRows rows = new WrittenRows(dataset, WrittenWindow.read(output, state, dataset));
    if (!rows.isSameAs(
        counted.before.report(
            window.startMillis, window.endMillis, state.pane(), state.counts()))) {
      return Optional.of(counted.left("its records in the lake produce other numbers"));
    }
    counts.putAll(state.counts());
    WindowReport report =
        counted.after.report(window.startMillis, window.endMillis, state.pane() + 1, counts);
    WindowReportFiles.write(rows.withDecimals(report), dataset, output, zone, state.format());
    return Optional.empty();
  }

  /**
   * Upserts the windows that include replayed records into a database that has older versions of
   * them, including those of a run that was interrupted.
   *
   * @return the number of upserted windows
   * @throws IOException if a window cannot be read
   * @throws SQLException if the database is unreachable or refuses; earlier windows remain
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
