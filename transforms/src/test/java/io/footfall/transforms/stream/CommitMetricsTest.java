package io.footfall.transforms.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.accounting.SourceCounts;
import io.footfall.report.WindowResult;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.beam.runners.core.metrics.MetricsContainerImpl;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.junit.jupiter.api.Test;

class CommitMetricsTest {
  private final MetricsContainerImpl container = new MetricsContainerImpl("step");
  private final CommitMetrics metrics = new CommitMetrics();

  /** Returns a report of a window of two shards whose newest message arrived at this time. */
  private static WindowResult report(long window, long pane, long arrival) {
    SourceCounts one = new SourceCounts();
    one.arrivedAt(arrival - 40);
    SourceCounts other = new SourceCounts();
    other.arrivedAt(arrival);
    NavigableMap<String, SourceCounts> counts = new TreeMap<>();
    counts.put("0", one);
    counts.put("1", other);
    return new WindowResult(
        window, window + 1000, pane, false, counts, new TreeMap<>(), List.of(), new byte[0]);
  }

  private void committed(WindowResult report, long now) throws IOException {
    Closeable scope = MetricsEnvironment.scopedMetricsContainer(container);
    metrics.committed(report, now);
    scope.close();
  }

  private long counter(String name) {
    return container.getCounter(MetricName.named("footfall", name)).getCumulative();
  }

  private long gauge(String name) {
    return container.getGauge(MetricName.named("footfall", name)).getCumulative().value();
  }

  @Test
  void latencyIsFromTheArrivalOfTheNewestMessageToTheCommit() throws Exception {
    committed(report(0, 0, 5_000), 5_300);
    committed(report(0, 1, 7_000), 7_100);
    assertThat(gauge("report_latency_ms"), is(100L));
    assertThat(counter("report_latency_sum_ms"), is(400L));
    assertThat(counter("report_latency_count"), is(2L));
    assertThat(counter("reports_written"), is(2L));
  }

  @Test
  void paneWithoutNewRecordsReportsNoLatency() throws Exception {
    committed(report(0, 0, 5_000), 5_300);
    committed(report(0, 1, 5_000), 99_000);
    assertThat(gauge("report_latency_ms"), is(300L));
    assertThat(counter("report_latency_count"), is(1L));
    assertThat(counter("reports_written"), is(2L));
  }

  @Test
  void reportsNoLatencyForAPaneRepeatedAfterAFailover() throws Exception {
    committed(report(0, 3, 5_000), 99_000);
    assertThat(counter("report_latency_count"), is(0L));
    committed(report(0, 4, 98_000), 99_500);
    assertThat(gauge("report_latency_ms"), is(1_500L));
  }

  @Test
  void tracksLatencyPerWindow() throws Exception {
    committed(report(0, 0, 5_000), 5_300);
    committed(report(1_000, 0, 4_000), 5_400);
    assertThat(gauge("report_latency_ms"), is(1_400L));
  }

  @Test
  void latencyIsNeverNegative() throws Exception {
    committed(report(0, 0, 5_000), 4_000);
    assertThat(gauge("report_latency_ms"), is(0L));
    assertThat(counter("report_latency_sum_ms"), is(0L));
  }
}
