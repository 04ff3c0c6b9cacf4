package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;

import com.sun.net.httpserver.HttpServer;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.FlinkCluster;
import io.footfall.testing.process.KafkaBroker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The metrics of a stream in the format of Prometheus, as the dashboard asks for them, and over
 * Flink's REST interface. Flink's reporter that waits to be asked listens on all interfaces, which
 * no test may; the one that sends what it has to a gateway gives the same names, and the gateway is
 * this test.
 */
class MetricsIT {
  private static final Duration MOST = Duration.ofMinutes(5);
  private static final Pattern SAMPLE =
      Pattern.compile(
          "^flink_taskmanager_job_task_operator_footfall_([a-z_]+)\\{(.*)} (\\S+)$",
          Pattern.MULTILINE);

  @TempDir Path temp;

  /** What was sent last, by who sent it. */
  private final Map<String, String> sent = new ConcurrentHashMap<>();

  private String all() {
    return String.join("\n", sent.values());
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    Matcher sample = SAMPLE.matcher(all());
    while (sample.find()) {
      names.add(sample.group(1));
    }
    return names;
  }

  /** The sum over all tasks and steps. */
  private double value(String name) {
    double sum = 0;
    Matcher sample = SAMPLE.matcher(all());
    while (sample.find()) {
      if (sample.group(1).equals(name)) {
        sum += Double.parseDouble(sample.group(3));
      }
    }
    return sum;
  }

  @Test
  void exportsMetricsThatTheDashboardQueries() throws Exception {
    HttpServer gateway =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext(
        "/",
        exchange -> {
          sent.put(
              exchange.getRequestURI().getPath(),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(202, -1);
          exchange.close();
        });
    gateway.start();
    Map<String, String> settings = new TreeMap<>();
    String reporter = "metrics.reporter.gateway.";
    settings.put(
        reporter + "factory.class",
        "org.apache.flink.metrics.prometheus.PrometheusPushGatewayReporterFactory");
    settings.put(reporter + "hostUrl", "http://127.0.0.1:" + gateway.getAddress().getPort());
    settings.put(reporter + "interval", "1 SECONDS");
    settings.put(reporter + "deleteOnShutdown", "false");
    VisitStream stream = new VisitStream();
    try (KafkaBroker broker = KafkaBroker.start(temp.resolve("kafka"));
        FlinkCluster cluster = FlinkCluster.start(temp.resolve("flink"), 1, settings, Map.of())) {
      VisitTopic topic = VisitTopic.create(broker, "visits", 2);
      topic.send(VisitStream.records(5_000, 9), stream);
      String job =
          new FlinkJobs(cluster)
              .submit(
                  "",
                  List.of(
                      "visits",
                      "--runner=FlinkRunner",
                      "--parallelism=2",
                      "--checkpointingInterval=1000",
                      "--input=" + topic.url(),
                      "--columns=user_id,timestamp,url,page_view_duration",
                      "--allowedLateness=1h",
                      "--outOfOrderness=10m",
                      "--idleAfter=30m",
                      "--updateEvery=1s",
                      "--output=" + temp.resolve("out")));
      Await.until(
          "all records are reported and reports are written",
          MOST,
          // What is sent at one moment may have the new value of one metric, the old of another.
          () ->
              value("records_read") == 5_000
                  && value("records_ok") == stream.good()
                  && value("records_late") == stream.late().size()
                  && value("records_rejected_invalid_number") == stream.bad().size()
                  && value("bytes_read") > 100_000
                  && value("reports_written") > 0
                  && value("report_latency_count") > 0
                  && value("report_latency_sum_ms") > 0
                  && value("report_latency_ms") > 0
                  && names()
                      .containsAll(
                          Set.of("watermark_lag_ms", "arrival_lag_ms", "records_duplicate")),
          () -> all() + "\n" + cluster.logs());
      Set<String> ofFlink = ofFlink();
      Await.until(
          "Flink's own metrics are sent by both of its processes",
          MOST,
          () -> missing(ofFlink).isEmpty(),
          () -> missing(ofFlink) + "\n" + cluster.logs());
      // Labels have no hyphens: the reporter filters them.
      assertThat(labels(), hasItem("footfall_visits"));
      // Flink's REST interface tells the same, some seconds after it is asked first.
      Await.until(
          "the metrics are available over REST",
          MOST,
          () ->
              new FlinkJobs(cluster)
                  .metrics(job, "")
                  .containsAll(
                      Set.of(
                          "records_read",
                          "records_ok",
                          "records_late",
                          "bytes_read",
                          "watermark_lag_ms",
                          "arrival_lag_ms",
                          "reports_written",
                          "report_latency_ms")),
          cluster::logs);
      cluster.cancel(job);
    } finally {
      gateway.stop(0);
    }
  }

  private Set<String> missing(Set<String> wanted) {
    String all = all();
    Set<String> missing = new TreeSet<>(wanted);
    missing.removeIf(name -> all.contains("\n" + name + "{"));
    return missing;
  }

  private Set<String> labels() {
    Set<String> jobs = new TreeSet<>();
    Matcher job = Pattern.compile("job_name=\"([^\"]*)\"").matcher(all());
    while (job.find()) {
      jobs.add(job.group(1));
    }
    return jobs;
  }

  /** The names of Flink's own metrics that the dashboard asks for. */
  private static Set<String> ofFlink() throws Exception {
    String dashboard = Files.readString(Path.of("src/deploy/monitoring/grafana-dashboard.json"));
    Set<String> wanted = new TreeSet<>();
    Matcher name =
        Pattern.compile("flink_(?:jobmanager|taskmanager)_[A-Za-z_]+").matcher(dashboard);
    while (name.find()) {
      if (!name.group().contains("_footfall_")) {
        wanted.add(name.group());
      }
    }
    return wanted;
  }
}
