package io.footfall.stream;

import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * Metrics of reading, reported to the runner. The reader reports them itself, because they matter
 * most when no message arrives.
 */
public final class SourceMetrics {
  /** The namespace of all metrics of a stream. */
  public static final String NAMESPACE = "footfall";

  /** Lag of the watermark behind the clock. */
  public static final String WATERMARK_LAG = "watermark_lag_ms";

  /** Number of watched files that are not read completely. */
  public static final String FILES_UNREAD = "files_unread";

  /** How long the file that has been changing for longest has been changing. */
  public static final String FILE_UNFINISHED = "file_unfinished_ms";

  private static final long MILLIS_BETWEEN = 1_000;

  private final Gauge watermarkLag = Metrics.gauge(NAMESPACE, WATERMARK_LAG);
  private final Gauge filesUnread = Metrics.gauge(NAMESPACE, FILES_UNREAD);
  private final Gauge fileUnfinished = Metrics.gauge(NAMESPACE, FILE_UNFINISHED);
  private long lastTold;

  /**
   * Returns whether the lag should be reported now. Readers are asked many times a second; once is
   * enough.
   *
   * @param wall the time, in milliseconds since the epoch
   */
  boolean isDue(long wall) {
    return Math.abs(wall - lastTold) >= MILLIS_BETWEEN;
  }

  /**
   * Reports the lag of event time.
   *
   * @param complete the value of {@link ShardWatermarks#complete}
   * @param wall the time, in milliseconds since the epoch
   */
  void watermark(long complete, long wall) {
    if (complete == ShardWatermarks.MIN) {
      return;
    }
    lastTold = wall;
    watermarkLag.set(wall - complete);
  }

  /**
   * Reports the result of polling the watched files.
   *
   * @param unread number of files that are not read completely
   * @param unfinishedMillis how long one of them has been changing, poll by poll; 0 if none is
   */
  void files(int unread, long unfinishedMillis) {
    filesUnread.set(unread);
    fileUnfinished.set(unfinishedMillis);
  }
}
