package io.footfall.transforms.stream;

import io.footfall.report.WindowResult;
import java.io.Serializable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * Reports the freshness of a sink as runner metrics after each result.
 *
 * <p>The latency of a result is the time from the arrival of its newest message in the stream to
 * the commit of the result in the sink. Earlier records waited at most {@code updateEvery} longer,
 * because the first record of a pane starts the wait. Only results with new records are measured.
 *
 * <p>The arrival is measured by the stream's clock, the commit by the worker's; a negative
 * difference is reported as 0.
 */
final class CommitMetrics implements Serializable {
  static final String WRITTEN = "reports_written";
  static final String LATENCY = "report_latency_ms";
  static final String LATENCY_SUM = "report_latency_sum_ms";
  static final String LATENCY_COUNT = "report_latency_count";

  private static final int MOST_WINDOWS = 10_000;

  private final Counter written = Metrics.counter(StreamMetrics.NAMESPACE, WRITTEN);
  private final Gauge latency = Metrics.gauge(StreamMetrics.NAMESPACE, LATENCY);
  private final Counter latencySum = Metrics.counter(StreamMetrics.NAMESPACE, LATENCY_SUM);
  private final Counter latencyCount = Metrics.counter(StreamMetrics.NAMESPACE, LATENCY_COUNT);

  private transient @Nullable Map<Instant, Long> reported;

  /** Records the commit of a result. */
  void committed(WindowResult result, long now) {
    written.inc();
    long arrival = result.total().latestArrivalMillis;
    Long before = reported().put(result.start(), arrival);
    // After a failover the content of the previous pane is unknown, but a first pane has only new
    // records.
    boolean hasNews = before == null ? result.pane() == 0 : arrival > before;
    if (hasNews && arrival > 0) {
      long millis = Math.max(0, now - arrival);
      latency.set(millis);
      latencySum.inc(millis);
      latencyCount.inc();
    }
  }

  private Map<Instant, Long> reported() {
    if (reported == null) {
      reported =
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Instant, Long> eldest) {
              return size() > MOST_WINDOWS;
            }
          };
    }
    return reported;
  }
}
