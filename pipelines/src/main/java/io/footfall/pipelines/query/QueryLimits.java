package io.footfall.pipelines.query;

import java.time.Duration;

/**
 * The limits of a query.
 *
 * @param rows maximum number of rows
 * @param memoryBytes memory of each query, in bytes; applies only to a lake
 * @param time maximum duration
 */
public record QueryLimits(int rows, long memoryBytes, Duration time) {
  /** 10,000 rows, 512 MiB, 30 seconds. */
  public static final QueryLimits DEFAULT =
      new QueryLimits(10_000, 512L << 20, Duration.ofSeconds(30));

  public QueryLimits withRows(int most) {
    return new QueryLimits(most, memoryBytes, time);
  }

  public QueryLimits withMemoryBytes(long bytes) {
    return new QueryLimits(rows, bytes, time);
  }

  public QueryLimits withTime(Duration most) {
    return new QueryLimits(rows, memoryBytes, most);
  }
}
