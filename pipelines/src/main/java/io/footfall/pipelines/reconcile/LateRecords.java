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
 * Finds, in the files, the records that a stream rejected as late, so that they can be left out. If
 * a replay has added some of them to a window, those are assumed to be the first ones in the files.
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

  /** Searches a file for the late records. Reads the file only if some have not been found yet. */
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

  /** Returns the start offsets of the records, by file and in ascending order. */
  Map<String, List<Long>> positions() {
    return positions;
  }

  /** Returns the number of records that were found in the files and are left out. */
  long found() {
    return found;
  }

  /** Returns the number of records that were not found. */
  int missing() {
    return late.values().stream().mapToInt(Integer::intValue).sum();
  }
}
