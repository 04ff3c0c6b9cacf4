package io.footfall.pipelines.replay;

import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.ReplayBatch;
import io.footfall.pipelines.reconcile.RecomputedWindows;
import io.footfall.pipelines.reconcile.WrittenRows;
import io.footfall.pipelines.replay.WindowUpdate.Left;
import io.footfall.pipelines.replay.WindowUpdate.Reason;
import io.footfall.records.ReadSettings;
import io.footfall.records.Selection;
import io.footfall.report.WindowFiles;
import io.footfall.report.WindowFormat;
import io.footfall.report.WindowResult;
import io.footfall.report.WindowSink;
import io.footfall.report.WindowState;
import io.footfall.report.WrittenWindow;
import io.footfall.source.LakeInput;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Adds the replayed records of a lake to the windows of its stream: the pipeline for files counts
 * the lake, and each window is written as its next pane.
 *
 * <p>In the accounting of a window, a replay is a source of its own, named after its batch, so the
 * window itself records which batches it includes. Writing is therefore repeatable: after a crash
 * the next run completes the work, and a run without new records changes nothing. A window is
 * changed only if the lake reproduces the written report without the new records.
 *
 * @param dataset the dataset, with the zone of the stream's days
 * @param lake the dataset's directory in the lake of the stream
 * @param output the output directory of the stream
 * @param deduplicating whether duplicates count once per window
 * @param key the columns that identify a record; empty for the dataset's own rule
 * @param options the options of the command, for the file systems
 * @param out where progress is shown
 */
record ReplayedWindows(
    Dataset<?> dataset,
    LakeFolder lake,
    String output,
    boolean deduplicating,
    List<String> key,
    PipelineOptions options,
    PrintStream out) {

  /**
   * Writes the files of each window with new replayed records.
   *
   * @throws IOException if reading or writing fails; another run resumes
   */
  WindowUpdate write() throws IOException {
    ReplayedRecords records = ReplayedRecords.in(lake, dataset);
    NavigableMap<Long, WindowState> states = new TreeMap<>();
    WindowState.in(output).forEach(state -> states.put(state.startMillis(), state));
    List<Left> left = new ArrayList<>();
    // Windows with the same new batches are counted together. Usually these are all windows.
    Map<Set<String>, List<PendingWindow>> byNews = new LinkedHashMap<>();
    for (PendingWindow window : records.pending(states, left)) {
      Optional<Left> obstacle = records.obstacle(window, states);
      obstacle.ifPresent(left::add);
      if (obstacle.isEmpty()) {
        byNews.computeIfAbsent(window.news().keySet(), news -> new ArrayList<>()).add(window);
      }
    }
    WindowFormat format =
        states.isEmpty() ? WindowFormat.CSV : states.lastEntry().getValue().format();
    List<String> updated = new ArrayList<>();
    long added = 0;
    for (Map.Entry<Set<String>, List<PendingWindow>> group : byNews.entrySet()) {
      List<PendingWindow> windows = group.getValue();
      try (RecomputedWindows before = count(records, windows, group.getKey());
          RecomputedWindows after = count(records, windows, Set.of())) {
        for (PendingWindow window : windows) {
          Optional<Left> reason = write(window, before, after, format);
          reason.ifPresent(left::add);
          if (reason.isEmpty()) {
            updated.add(window.folder());
            added += window.records();
          }
        }
      }
    }
    return new WindowUpdate(updated, added, left);
  }

  private RecomputedWindows count(
      ReplayedRecords records, List<PendingWindow> windows, Set<String> without)
      throws IOException {
    SortedMap<Long, Long> bounds = new TreeMap<>();
    windows.forEach(window -> bounds.put(window.startMillis(), window.endMillis()));
    return RecomputedWindows.of(
        dataset,
        options,
        records.input(windows, without),
        ReadSettings.defaults().withSelection(Selection.ALL.withKey(key)),
        bounds,
        deduplicating,
        out);
  }

  /** Writes the files of a recomputed window, or returns why it is not changed. */
  private Optional<Left> write(
      PendingWindow window, RecomputedWindows before, RecomputedWindows after, WindowFormat format)
      throws IOException {
    WrittenWindow without = before.window(window.startMillis(), window.endMillis());
    WrittenWindow with = after.window(window.startMillis(), window.endMillis());
    NavigableMap<String, SourceCounts> counts = new TreeMap<>(ofBatches(window, with.state()));
    long inLake = without.state().total().ok;
    WindowState state = window.state();
    if (state == null) {
      if (inLake > 0) {
        return Optional.of(
            window.left(
                Reason.NOT_IN_LAKE,
                "the window does not exist, but the lake has " + inLake + " records for it"));
      }
      write(pane(with, 0, counts), format);
      return Optional.empty();
    }
    if (inLake != state.total().ok) {
      return Optional.of(
          window.left(
              Reason.NOT_IN_LAKE,
              "the lake has " + inLake + " records for it, but it counts " + state.total().ok));
    }
    WrittenRows rows = new WrittenRows(dataset, WrittenWindow.read(output, state, dataset));
    if (!rows.isSameAs(without.toResult(dataset))) {
      return Optional.of(
          window.left(Reason.NOT_IN_LAKE, "its records in the lake produce other numbers"));
    }
    counts.putAll(state.counts());
    write(rows.withDecimals(pane(with, state.pane() + 1, counts)), state.format());
    return Optional.empty();
  }

  /** Returns the accounting of the new batches. */
  private static Map<String, SourceCounts> ofBatches(PendingWindow window, WindowState counted) {
    Map<String, SourceCounts> counts = new TreeMap<>();
    counted
        .counts()
        .forEach(
            (source, of) ->
                LakeInput.batchOf(source)
                    .filter(window.news()::containsKey)
                    .ifPresent(
                        batch -> counts.computeIfAbsent(batch, b -> new SourceCounts()).add(of)));
    return counts;
  }

  private WindowResult pane(
      WrittenWindow window, long pane, NavigableMap<String, SourceCounts> counts) {
    WindowResult report = window.toResult(dataset);
    return new WindowResult(
        report.startMillis(),
        report.endMillis(),
        pane,
        true,
        counts,
        report.totals(),
        report.runs(),
        report.summary());
  }

  private void write(WindowResult report, WindowFormat format) throws IOException {
    WindowFiles.write(report, dataset, output, dataset.zone(), format);
  }

  /**
   * Upserts the windows that include replayed records into a database that has older versions,
   * including those of a run that was interrupted.
   *
   * @return the number of upserted windows
   * @throws IOException if a window cannot be read, or if the database is unreachable or refuses a
   *     statement; earlier windows remain
   */
  int writeTo(WindowSink.Session session) throws IOException {
    Set<String> replays =
        lake.sealed().stream().filter(ReplayBatch::isId).collect(Collectors.toSet());
    int put = 0;
    List<WindowState> states = new ArrayList<>(WindowState.in(output));
    states.sort(Comparator.comparingLong(WindowState::startMillis));
    for (WindowState state : states) {
      if (!state.isFinal() || state.counts().keySet().stream().noneMatch(replays::contains)) {
        continue;
      }
      WrittenWindow written = WrittenWindow.read(output, state, dataset);
      WindowResult report = written.toResult(dataset);
      if (written.isWhole() && !session.has(report)) {
        session.put(List.of(report));
        put++;
      }
    }
    return put;
  }
}
