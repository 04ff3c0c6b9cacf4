package io.footfall.pipelines.reconcile;

import io.footfall.dataset.Dataset;
import io.footfall.lake.ReplayBatch;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.report.WindowState;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.SliceReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The records that a stream rejected as late, and their positions in the files, which are left out.
 * If a replay has added some of a window's, the first ones in the files are assumed to be those.
 *
 * @param <R> the row
 */
final class LateRecords<R> {
  private final Dataset<R> dataset;

  /** Number of late records still to be found, by identity. */
  private final Map<String, Integer> late = new HashMap<>();

  private final NavigableMap<Long, Window> windows = new TreeMap<>();
  private final Map<String, List<Long>> positions = new HashMap<>();
  private long found;

  private static final class Window {
    private final long endMillis;
    private long replayed;

    Window(WindowState state) {
      endMillis = state.endMillis();
      state
          .counts()
          .forEach((source, counts) -> replayed += ReplayBatch.isId(source) ? counts.read : 0);
    }
  }

  /** Creates an empty set for the windows that the stream has written. */
  LateRecords(Dataset<R> dataset, Iterable<WindowState> written) {
    this.dataset = dataset;
    written.forEach(state -> windows.put(state.startMillis(), new Window(state)));
  }

  /** Adds a record that the stream rejected as late. */
  void add(R row) {
    late.merge(dataset.identity(row), 1, Integer::sum);
  }

  /** Searches a file for the records. Reads the file only if some are still missing. */
  void findIn(InputFile file, ReadSettings settings) {
    if (late.isEmpty()) {
      return;
    }
    try (SliceReader reader = SliceReader.ofFile(file, dataset.schema(), settings)) {
      RecordReader<R> records = RecordReader.of(dataset, reader, settings);
      while (!late.isEmpty() && records.next()) {
        if (records.fault() == null && isLate(records.row())) {
          positions
              .computeIfAbsent(file.name(), name -> new ArrayList<>())
              .add(reader.recordOffset());
          found++;
        }
      }
    }
  }

  private boolean isLate(R row) {
    String identity = dataset.identity(row);
    if (!late.containsKey(identity)) {
      return false;
    }
    late.computeIfPresent(identity, (key, left) -> left == 1 ? null : left - 1);
    long millis = Math.floorDiv(dataset.epochMicros(row), 1000);
    Map.Entry<Long, Window> window = windows.floorEntry(millis);
    if (window != null && millis < window.getValue().endMillis && window.getValue().replayed > 0) {
      window.getValue().replayed--;
      return false;
    }
    return true;
  }

  /** Returns where the records start in the files, ascending, by file. */
  Map<String, List<Long>> positions() {
    return positions;
  }

  /** Returns how many records were found in the files and are not counted. */
  long found() {
    return found;
  }

  /** Returns how many records were not found. */
  int missing() {
    return late.values().stream().mapToInt(Integer::intValue).sum();
  }
}
