package io.footfall.stream;

import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * What a dashboard shows of reading itself, as metrics of the runner. The reader tells them, and
 * not the outcome of its messages: they matter most when no message comes.
 */
public final class SourceMetrics {
  /** The namespace of all metrics of a stream. */
  public static final String NAMESPACE = "footfall";

  /** How far the event time up to which all has been read is behind the clock. */
  public static final String WATERMARK_LAG = "watermark_lag_ms";

  /** How many watched files are there and not read to their end. */
  public static final String FILES_UNREAD = "files_unread";

  /** How long the file that is being written for longest has been seen to change. */
  public static final String FILE_UNFINISHED = "file_unfinished_ms";

  private static final long MILLIS_BETWEEN = 1_000;

  private final Gauge watermarkLag = Metrics.gauge(NAMESPACE, WATERMARK_LAG);
  private final Gauge filesUnread = Metrics.gauge(NAMESPACE, FILES_UNREAD);
  private final Gauge fileUnfinished = Metrics.gauge(NAMESPACE, FILE_UNFINISHED);
  private long lastTold;

  /**
   * Whether it is time to say how far behind event time is. Readers are asked many times a second,
   * and once is enough.
   *
   * @param wall the time, in milliseconds since the epoch
   */
  boolean isDue(long wall) {
    return Math.abs(wall - lastTold) >= MILLIS_BETWEEN;
  }

  /**
   * Says how far behind event time is.
   *
   * @param complete what {@link ShardWatermarks#complete} says
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
   * Says what a look at the watched files has found.
   *
   * @param unread how many are not read to their end
   * @param unfinishedMillis since when one of them is seen to change, look by look; 0 if none does
   */
  void files(int unread, long unfinishedMillis) {
    filesUnread.set(unread);
    fileUnfinished.set(unfinishedMillis);
  }
}
