package io.footfall.pipelines.reconcile;

import io.footfall.dataset.Dataset;
import io.footfall.lake.ReplayBatch;
import io.footfall.report.WrittenWindow;
import io.footfall.table.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares the windows that a stream has written with windows recomputed from files. Needs memory
 * for the tables of all windows.
 *
 * @param <R> the row
 */
public final class Reconciliation<R> {
  private final Dataset<R> dataset;
  private final boolean deduplicating;
  private final NavigableMap<Long, Window> windows = new TreeMap<>();
  private final Map<String, Integer> late = new HashMap<>();
  private long lateSeen;
  private long outside;
  private long firstOutside = Long.MAX_VALUE;

  private final class Window {
    private final WrittenWindow written;
    private final Recount<R> recount = new Recount<>(dataset, deduplicating);

    /** Replayed late records of the window that have not been seen in the files yet. */
    private long replayed;

    /**
     * Whether a replay recomputed the window from the lake, which drops trailing zeros of decimals.
     */
    private final boolean hasReplayed;

    Window(WrittenWindow written) {
      this.written = written;
      written
          .state()
          .counts()
          .forEach((source, counts) -> replayed += ReplayBatch.isId(source) ? counts.read : 0);
      hasReplayed = replayed > 0;
    }
  }

  /**
   * Creates a comparison with the windows that a stream has written.
   *
   * @param deduplicating whether repeated records count once per window
   */
  public Reconciliation(Dataset<R> dataset, List<WrittenWindow> written, boolean deduplicating) {
    this.dataset = dataset;
    this.deduplicating = deduplicating;
    written.forEach(window -> windows.put(window.startMillis(), new Window(window)));
  }

  /**
   * Excludes a record that the stream rejected as late, once, unless a replay added it to its
   * window. If a replay added only some late records of a window, the first ones in the files are
   * assumed to be those.
   */
  public void late(R row) {
    late.merge(dataset.identity(row), 1, Integer::sum);
  }

  /** Adds a record of the files. */
  public void add(R row) {
    long millis = Math.floorDiv(dataset.epochMicros(row), 1000);
    Map.Entry<Long, Window> at = windows.floorEntry(millis);
    @Nullable Window window =
        at == null || millis >= at.getValue().written.endMillis() ? null : at.getValue();
    if (!late.isEmpty()) {
      String identity = dataset.identity(row);
      Integer left = late.get(identity);
      if (left != null) {
        if (left == 1) {
          late.remove(identity);
        } else {
          late.put(identity, left - 1);
        }
        if (window == null || window.replayed == 0) {
          lateSeen++;
          return;
        }
        window.replayed--;
      }
    }
    if (window == null) {
      outside++;
      firstOutside = Math.min(firstOutside, millis);
      return;
    }
    window.recount.add(row);
  }

  /** Returns the number of excluded late records. */
  public long lateSeen() {
    return lateSeen;
  }

  /** Returns the number of windows that are not final yet. */
  public long open() {
    return windows.values().stream().filter(window -> !window.written.isFinal()).count();
  }

  /** Describes each difference in a sentence. Empty if everything is equal. */
  public List<String> differences() {
    List<String> found = new ArrayList<>();
    if (outside > 0) {
      found.add(
          outside
              + " records of the files belong to no window of the stream; the earliest is from "
              + Instant.ofEpochMilli(firstOutside));
    }
    int lateLeft = late.values().stream().mapToInt(Integer::intValue).sum();
    if (lateLeft > 0) {
      found.add(lateLeft + " records that the stream rejected as late are not in the files");
    }
    for (Window window : windows.values()) {
      Recount.Result counted = window.recount.result();
      for (int t = 0; t < dataset.tables().size(); t++) {
        compare(
            window.written.folder()
                + "/"
                + dataset.tables().get(t).name()
                + window.written.format().ending(),
            dataset.tables().get(t),
            window.written.tables().get(t),
            window.hasReplayed
                ? WrittenRows.withWrittenZeros(
                    dataset.tables().get(t),
                    window.written.tables().get(t),
                    counted.tables().get(t))
                : counted.tables().get(t),
            found);
      }
      if (!window.written.summary().equals(counted.summary())) {
        found.add(
            window.written.folder()
                + ": the summary of the stream is "
                + String.join(" ", window.written.summary())
                + ", that of the files "
                + String.join(" ", counted.summary()));
      }
    }
    return found;
  }

  private static void compare(
      String file, Table table, List<String> written, List<String> counted, List<String> to) {
    if (written.equals(counted)) {
      return;
    }
    Map<String, String> ofStream = byKey(table, written);
    Map<String, String> ofFiles = byKey(table, counted);
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

  private static Map<String, String> byKey(Table table, List<String> rows) {
    Map<String, String> byKey = new HashMap<>();
    for (String row : rows) {
      byKey.put(table.keyOf(row), row);
    }
    return byKey;
  }
}
