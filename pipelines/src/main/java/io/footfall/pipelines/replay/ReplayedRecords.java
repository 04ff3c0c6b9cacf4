package io.footfall.pipelines.replay;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.LakeTable;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.Seal;
import io.footfall.parquet.ParquetRows;
import io.footfall.pipelines.replay.WindowUpdate.Left;
import io.footfall.pipelines.replay.WindowUpdate.Reason;
import io.footfall.report.WindowFiles;
import io.footfall.report.WindowState;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.LakeInput;
import io.footfall.table.Table;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The replayed records of a lake, and those of the stream that fills it.
 *
 * @param dataset the dataset, with the zone of the stream's days
 * @param folder the dataset's directory in the lake
 * @param files the files with all records
 * @param replays the batches of replays, the oldest first
 * @param zones the time zones in which the days of all other batches are defined
 */
record ReplayedRecords(
    Dataset<?> dataset,
    LakeFolder folder,
    List<LakeFile> files,
    List<String> replays,
    Set<ZoneId> zones) {
  private static final int MICROS_PER_MILLI = 1000;
  private static final String DAY = LakeFile.PARTITION;

  /**
   * Reads the seals of a lake.
   *
   * @throws IOException if one cannot be read
   */
  static ReplayedRecords in(LakeFolder folder, Dataset<?> dataset) throws IOException {
    List<Seal> seals = folder.seals();
    List<String> replays = new ArrayList<>();
    Set<ZoneId> zones = new HashSet<>();
    for (Seal seal : seals) {
      if (!seal.replayedRejects().isEmpty()) {
        replays.add(seal.batch());
      } else if (seal.kind() == Seal.Kind.BATCH) {
        zones.add(ZoneId.of(seal.zone()).normalized());
      }
    }
    return new ReplayedRecords(dataset, folder, LakeFolder.liveFiles(seals), replays, zones);
  }

  /**
   * Returns the windows with replayed records that they do not include.
   *
   * @param states the windows of the stream by their starts
   * @param left receives the records without a window
   * @throws IOException if a file cannot be read
   */
  Collection<PendingWindow> pending(NavigableMap<Long, WindowState> states, List<Left> left)
      throws IOException {
    int timestamp = dataset.lake().schema().indexOf(LakeTable.TIMESTAMP);
    int batch = dataset.lake().schema().indexOf(LakeTable.BATCH);
    NavigableMap<Long, PendingWindow> found = new TreeMap<>();
    long without = 0;
    long firstWithout = Long.MAX_VALUE;
    for (LakeFile file : files) {
      if (file.batches().stream().noneMatch(replays::contains)) {
        continue;
      }
      try (ParquetRows rows = folder.open(file, dataset.lake().schema())) {
        while (rows.next()) {
          String of = rows.text(batch);
          if (!replays.contains(of)) {
            continue;
          }
          long millis = Math.floorDiv(rows.number(timestamp), MICROS_PER_MILLI);
          Map.Entry<Long, PendingWindow> before = found.floorEntry(millis);
          PendingWindow window = before == null ? null : before.getValue();
          if (window == null || millis >= window.endMillis()) {
            window = window(millis, states);
          }
          if (window == null) {
            firstWithout = Math.min(firstWithout, millis);
            without++;
            continue;
          }
          found.put(window.startMillis(), window);
          window.add(of);
        }
      }
    }
    if (without > 0) {
      left.add(
          new Left(Instant.ofEpochMilli(firstWithout).toString(), Reason.NO_WINDOW, "", without));
    }
    return found.values().stream().filter(window -> !window.news().isEmpty()).toList();
  }

  /** Returns the window that contains a time: as written, or derived from the others. */
  private @Nullable PendingWindow window(long millis, NavigableMap<Long, WindowState> states) {
    Map.Entry<Long, WindowState> before = states.floorEntry(millis);
    if (before != null && millis < before.getValue().endMillis()) {
      return PendingWindow.of(before.getValue());
    }
    if (states.isEmpty()) {
      return null;
    }
    ZoneId zone = dataset.zone();
    if (states.values().stream().allMatch(state -> state.folder().startsWith(DAY))) {
      LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone);
      return PendingWindow.between(
          day.atStartOfDay(zone).toInstant().toEpochMilli(),
          day.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli(),
          zone);
    }
    WindowState any = states.firstEntry().getValue();
    long length = any.endMillis() - any.startMillis();
    if (!states.values().stream()
        .allMatch(
            state ->
                state.endMillis() - state.startMillis() == length
                    && state.startMillis() % length == 0)) {
      return null;
    }
    long start = Math.floorDiv(millis, length) * length;
    return PendingWindow.between(start, start + length, zone);
  }

  /** Returns the reason not to update a window, if one is known before it is recomputed. */
  Optional<Left> obstacle(PendingWindow window, NavigableMap<Long, WindowState> states) {
    ZoneId zone = dataset.zone();
    WindowState state = window.state();
    for (WindowState any : state != null ? List.of(state) : states.values()) {
      if (!any.folder().equals(WindowFiles.folder(any.startMillis(), any.endMillis(), zone))) {
        return Optional.of(
            window.left(Reason.OTHER_ZONE, any.folder() + " does not exist in the zone " + zone));
      }
    }
    if (state != null && !state.isFinal()) {
      return Optional.of(window.left(Reason.NOT_FINAL, ""));
    }
    // If a later window is final, the watermarks of all shards have passed this one.
    if (state == null
        && states.tailMap(window.endMillis()).values().stream().noneMatch(WindowState::isFinal)) {
      return Optional.of(window.left(Reason.MAY_COME, ""));
    }
    boolean hasDays =
        dataset.tables().stream()
            .flatMap(of -> of.columns().stream())
            .anyMatch(column -> column.type() == Table.Type.DATE);
    if (hasDays && !zones.isEmpty() && !zones.contains(zone.normalized())) {
      return Optional.of(
          window.left(
              Reason.OTHER_ZONE, "the stream has the days of " + zones + ", not of " + zone));
    }
    return Optional.empty();
  }

  /**
   * Returns the records of windows as an input. Duplicates are ordered by arrival: records of the
   * stream first, then those of each replay.
   *
   * @param without the replays to leave out
   */
  List<InputFile> input(Collection<PendingWindow> windows, Set<String> without) {
    List<InputFile> input = new ArrayList<>();
    for (LakeFile file : files) {
      if (windows.stream().noneMatch(window -> window.mayBeIn(file))) {
        continue;
      }
      List<String> ofReplays = file.batches().stream().filter(replays::contains).toList();
      String path = folder.resolve(file);
      if (ofReplays.size() < file.batches().size()) {
        input.add(LakeInput.without(path, file.bytes(), ofReplays));
      }
      for (String replay : ofReplays) {
        if (!without.contains(replay)) {
          input.add(LakeInput.ofBatch(path, file.bytes(), replay, 1 + replays.indexOf(replay)));
        }
      }
    }
    return input;
  }
}
