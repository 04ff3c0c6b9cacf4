package io.footfall.pipelines.query;

import java.time.Duration;

/**
 * How much a question that anybody may ask can take.
 *
 * @param rows how many rows it gives at most
 * @param memoryBytes how much memory all that run at once have together, in bytes; of a lake, whose
 *     engine is in this process
 * @param time how long it may run
 */
public record QueryLimits(int rows, long memoryBytes, Duration time) {
  /** 10,000 rows, 1 GiB, 30 seconds. */
  public static final QueryLimits DEFAULT =
      new QueryLimits(10_000, 1L << 30, Duration.ofSeconds(30));

  /** The same with another number of rows. */
  public QueryLimits withRows(int most) {
    return new QueryLimits(most, memoryBytes, time);
  }

  /** The same with other memory. */
  public QueryLimits withMemoryBytes(long bytes) {
    return new QueryLimits(rows, bytes, time);
  }

  /** The same with another time. */
  public QueryLimits withTime(Duration most) {
    return new QueryLimits(rows, memoryBytes, most);
  }
}
