package io.footfall.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.Closeable;
import java.io.IOException;
import org.apache.beam.runners.core.metrics.MetricsContainerImpl;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceMetricsTest {
  private static final long NOON = 1_709_294_400_000L;

  private final MetricsContainerImpl task = new MetricsContainerImpl("task");
  private final MetricsContainerImpl other = new MetricsContainerImpl("other");
  private final SourceMetrics first = new SourceMetrics();
  private final SourceMetrics second = new SourceMetrics();
  private final SourceMetrics elsewhere = new SourceMetrics();

  private static void in(MetricsContainer container, Runnable report) throws IOException {
    try (Closeable scope = MetricsEnvironment.scopedMetricsContainer(container)) {
      assertThat(MetricsEnvironment.getCurrentContainer() == container, is(scope != null));
      report.run();
    }
  }

  private static long gauge(MetricsContainerImpl container, String name) {
    return container
        .getGauge(MetricName.named(SourceMetrics.NAMESPACE, name))
        .getCumulative()
        .value();
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    elsewhere.close();
  }

  @Test
  void showsTheLargestLagOfTheReadersOfATask() throws IOException {
    in(task, () -> first.watermark(NOON - 60_000, NOON));
    in(task, () -> second.watermark(NOON - 1_000, NOON));
    in(other, () -> elsewhere.watermark(NOON - 99_000, NOON));
    assertThat(gauge(task, SourceMetrics.WATERMARK_LAG), is(60_000L));
    assertThat(gauge(other, SourceMetrics.WATERMARK_LAG), is(99_000L));
    first.close();
    in(task, () -> second.watermark(NOON, NOON + 2_000));
    assertThat(gauge(task, SourceMetrics.WATERMARK_LAG), is(2_000L));
  }

  @Test
  void addsUpTheFilesOfTheReadersOfATask() throws IOException {
    in(task, () -> first.files(3, 70_000));
    in(task, () -> second.files(4, 5_000));
    in(other, () -> elsewhere.files(9, 1));
    assertThat(gauge(task, SourceMetrics.FILES_UNREAD), is(7L));
    assertThat(gauge(task, SourceMetrics.FILE_UNFINISHED), is(70_000L));
    assertThat(gauge(other, SourceMetrics.FILES_UNREAD), is(9L));
  }
}
