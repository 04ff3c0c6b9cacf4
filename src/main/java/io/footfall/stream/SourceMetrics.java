package io.footfall.stream;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of reading, reported to the runner. The reader reports them itself, because they matter
 * most when no message arrives.
 *
 * <p>A task may have several readers, and a runner keeps one value of a gauge for all of them. So
 * each reader reports the value for all of them: the largest lag, and the total number of files.
 */
public final class SourceMetrics {
  /** The namespace of all metrics of a stream. */
  public static final String NAMESPACE = "footfall";

  /** Lag of the watermark behind the clock. */
  public static final String WATERMARK_LAG = "watermark_lag_ms";

  /** Number of watched files that are not read completely. */
  public static final String FILES_UNREAD = "files_unread";

  /** The longest time for which a file has been changing, in milliseconds. */
  public static final String FILE_UNFINISHED = "file_unfinished_ms";

  private static final long MILLIS_BETWEEN = 1_000;

  /** The readers of this process that have reported something and are not closed. */
  private static final Set<SourceMetrics> OPEN = Collections.synchronizedSet(new LinkedHashSet<>());

  private final Gauge watermarkLag = Metrics.gauge(NAMESPACE, WATERMARK_LAG);
  private final Gauge filesUnread = Metrics.gauge(NAMESPACE, FILES_UNREAD);
  private final Gauge fileUnfinished = Metrics.gauge(NAMESPACE, FILE_UNFINISHED);
  private long lastReport;
  private volatile @Nullable MetricsContainer task;
  private volatile long complete = ShardWatermarks.MIN;
  private volatile int unread;
  private volatile long unfinishedMillis;

  /**
   * Returns whether the lag should be reported now. Readers are polled many times a second, more
   * often than a metric needs.
   *
   * @param wall the time, in milliseconds since the epoch
   */
  boolean isDue(long wall) {
    return Math.abs(wall - lastReport) >= MILLIS_BETWEEN;
  }

  /**
   * Reports the lag of event time.
   *
   * @param value the value of {@link ShardWatermarks#complete}
   * @param wall the time, in milliseconds since the epoch
   */
  void watermark(long value, long wall) {
    if (value == ShardWatermarks.MIN) {
      return;
    }
    lastReport = wall;
    complete = value;
    long least =
        readersOfTask().stream()
            .mapToLong(reader -> reader.complete)
            .filter(time -> time != ShardWatermarks.MIN)
            .min()
            .orElse(value);
    watermarkLag.set(wall - least);
  }

  /**
   * Reports the result of polling the watched files.
   *
   * @param number number of files that are not read completely
   * @param longestMillis the time for which one of them has been changing; 0 if none is
   */
  void files(int number, long longestMillis) {
    unread = number;
    unfinishedMillis = longestMillis;
    List<SourceMetrics> readers = readersOfTask();
    filesUnread.set(readers.stream().mapToLong(reader -> reader.unread).sum());
    fileUnfinished.set(
        readers.stream().mapToLong(reader -> reader.unfinishedMillis).max().orElse(longestMillis));
  }

  /** Returns this and the other readers whose metrics the runner keeps in the same container. */
  private List<SourceMetrics> readersOfTask() {
    MetricsContainer container = MetricsEnvironment.getCurrentContainer();
    if (container == null) {
      return List.of(this);
    }
    task = container;
    synchronized (OPEN) {
      OPEN.add(this);
      // Compares identity, because containers with the same values are equal.
      return OPEN.stream().filter(reader -> reader.task == container).toList();
    }
  }

  /** Removes a closed reader from the metrics. */
  void close() {
    OPEN.remove(this);
  }
}
