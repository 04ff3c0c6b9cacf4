package io.footfall.pipelines.reconcile;

import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import io.footfall.lake.ReplayBatch;
import io.footfall.report.WindowState;
import io.footfall.report.WrittenWindow;
import io.footfall.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Compares the windows that a stream has written with those that a bounded run has computed. Holds
 * the tables of one window at a time.
 *
 * @param dataset the dataset
 * @param output the output directory of the stream
 * @param written the windows of the stream by their starts
 * @param recomputed the windows of the bounded run
 */
record Reconciliation(
    Dataset<?> dataset,
    String output,
    NavigableMap<Long, WindowState> written,
    RecomputedWindows recomputed) {

  /** Returns the number of valid records in the files that belong to no window of the stream. */
  long outside() {
    return recomputed.states().values().stream()
        .filter(state -> !written.containsKey(state.startMillis()))
        .mapToLong(Reconciliation::valid)
        .sum();
  }

  /** Returns the number of valid records that the bounded run has counted. */
  long valid() {
    return recomputed.states().values().stream().mapToLong(Reconciliation::valid).sum();
  }

  private static long valid(WindowState state) {
    SourceCounts total = state.total();
    return total.ok + total.duplicate;
  }

  /** Returns the number of windows that are not final yet. */
  long open() {
    return written.values().stream().filter(state -> !state.isFinal()).count();
  }

  /**
   * Describes each difference between windows in a sentence.
   *
   * @throws IOException if a window cannot be read
   */
  List<String> differences() throws IOException {
    List<String> found = new ArrayList<>();
    for (WindowState state : written.values()) {
      WrittenWindow ofStream = WrittenWindow.read(output, state, dataset);
      WrittenWindow ofFiles = recomputed.window(state.startMillis(), state.endMillis());
      boolean hasReplayed = state.counts().keySet().stream().anyMatch(ReplayBatch::isId);
      for (int t = 0; t < dataset.tables().size(); t++) {
        Table table = dataset.tables().get(t);
        List<String> rows = ofStream.tables().get(t);
        compare(
            state.folder() + "/" + table.name() + state.format().ending(),
            table,
            rows,
            // A replay recomputed the window from the lake, which drops trailing zeros of decimals.
            hasReplayed
                ? WrittenRows.withWrittenZeros(table, rows, ofFiles.tables().get(t))
                : ofFiles.tables().get(t),
            found);
      }
      if (!ofStream.summary().equals(ofFiles.summary())) {
        found.add(
            state.folder()
                + ": the summary of the stream is "
                + String.join(" ", ofStream.summary())
                + ", that of the files "
                + String.join(" ", ofFiles.summary()));
      }
    }
    return found;
  }

  private static void compare(
      String file, Table table, List<String> written, List<String> counted, List<String> to) {
    if (written.equals(counted)) {
      return;
    }
    Map<String, String> ofStream = WrittenRows.byKey(table, written);
    Map<String, String> ofFiles = WrittenRows.byKey(table, counted);
    TreeMap<String, String> keys = new TreeMap<>(ofStream);
    keys.putAll(ofFiles);
    int before = to.size();
    for (String key : keys.keySet()) {
      String inStream = ofStream.get(key);
      String inFiles = ofFiles.get(key);
      if (inStream == null) {
        to.add(file + ": only in the files: " + inFiles);
      } else if (inFiles == null) {
        to.add(file + ": only in the stream: " + inStream);
      } else if (!Objects.equals(inStream, inFiles)) {
        to.add(file + ": the stream has " + inStream + ", the files have " + inFiles);
      }
    }
    if (to.size() == before) {
      to.add(file + ": the same rows in another order");
    }
  }
}
