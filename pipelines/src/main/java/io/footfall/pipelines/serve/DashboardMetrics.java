package io.footfall.pipelines.serve;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The metrics of the dashboard in the text format of Prometheus, version 0.0.4
 * (prometheus.io/docs/instrumenting/exposition_formats).
 */
final class DashboardMetrics {
  /** The media type of the format. */
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final double[] BUCKETS = {0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30};
  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> queries = new ConcurrentSkipListMap<>();
  private final AtomicLongArray durations = new AtomicLongArray(BUCKETS.length + 1);
  private final LongAdder durationNanos = new LongAdder();
  private final AtomicInteger running = new AtomicInteger();
  private final LongAdder failedLogins = new LongAdder();
  private final LongAdder changes = new LongAdder();
  private volatile double reportSeconds;

  void request(String path, int status) {
    String labels = "path=\"" + escaped(path) + "\",status=\"" + status / 100 + "xx\"";
    requests.computeIfAbsent(labels, k -> new LongAdder()).increment();
  }

  void queryBegun() {
    running.incrementAndGet();
  }

  void queryEnded(String outcome, long nanos) {
    running.decrementAndGet();
    queryOutcome(outcome);
    int bucket = 0;
    while (bucket < BUCKETS.length && nanos > BUCKETS[bucket] * NANOS_PER_SECOND) {
      bucket++;
    }
    durations.incrementAndGet(bucket);
    durationNanos.add(nanos);
  }

  /** Counts the outcome of a query, including queries that were refused. */
  void queryOutcome(String outcome) {
    queries
        .computeIfAbsent(
            "outcome=\"" + escaped(outcome.toLowerCase(Locale.ROOT)) + "\"", k -> new LongAdder())
        .increment();
  }

  void loginFailed() {
    failedLogins.increment();
  }

  void dataChanged() {
    changes.increment();
  }

  void reportRead(long nanos) {
    reportSeconds = nanos / NANOS_PER_SECOND;
  }

  /**
   * Formats all metrics.
   *
   * @param followers number of open pages
   * @param ofData gauges of the data
   */
  String text(int followers, List<Gauge> ofData) {
    StringBuilder out = new StringBuilder();
    family(out, "footfall_dashboard_requests_total", "counter", "Requests by route and status.");
    requests.forEach(
        (labels, n) -> sample(out, "footfall_dashboard_requests_total", labels, n.sum()));
    family(out, "footfall_dashboard_queries_total", "counter", "SQL queries by outcome.");
    queries.forEach(
        (labels, n) -> sample(out, "footfall_dashboard_queries_total", labels, n.sum()));
    histogram(out);
    family(out, "footfall_dashboard_queries_running", "gauge", "Running SQL queries.");
    sample(out, "footfall_dashboard_queries_running", "", running.get());
    family(out, "footfall_dashboard_followers", "gauge", "Open pages.");
    sample(out, "footfall_dashboard_followers", "", followers);
    family(out, "footfall_dashboard_failed_logins_total", "counter", "Logins with a wrong token.");
    sample(out, "footfall_dashboard_failed_logins_total", "", failedLogins.sum());
    family(out, "footfall_dashboard_data_changes_total", "counter", "Changes of the data.");
    sample(out, "footfall_dashboard_data_changes_total", "", changes.sum());
    family(
        out,
        "footfall_dashboard_report_seconds",
        "gauge",
        "Duration of the last report in seconds.");
    sample(out, "footfall_dashboard_report_seconds", "", reportSeconds);
    String before = "";
    for (Gauge gauge : ofData) {
      if (!gauge.name().equals(before)) {
        family(out, gauge.name(), "gauge", gauge.help());
        before = gauge.name();
      }
      sample(out, gauge.name(), gauge.labels(), gauge.value());
    }
    return out.toString();
  }

  /**
   * A gauge of the data.
   *
   * @param name its name
   * @param help its description
   * @param labels its labels, without the braces
   * @param value its value
   */
  record Gauge(String name, String help, String labels, double value) {}

  private void histogram(StringBuilder out) {
    String name = "footfall_dashboard_query_seconds";
    family(out, name, "histogram", "Duration of SQL queries in seconds.");
    long below = 0;
    for (int i = 0; i < BUCKETS.length; i++) {
      below += durations.get(i);
      sample(out, name + "_bucket", "le=\"" + number(BUCKETS[i]) + "\"", below);
    }
    below += durations.get(BUCKETS.length);
    sample(out, name + "_bucket", "le=\"+Inf\"", below);
    sample(out, name + "_sum", "", durationNanos.sum() / NANOS_PER_SECOND);
    sample(out, name + "_count", "", below);
  }

  private static void family(StringBuilder out, String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void sample(StringBuilder out, String name, String labels, double value) {
    sample(out, name, labels, number(value));
  }

  private static void sample(StringBuilder out, String name, String labels, long value) {
    sample(out, name, labels, Long.toString(value));
  }

  private static void sample(StringBuilder out, String name, String labels, String value) {
    out.append(name);
    if (!labels.isEmpty()) {
      out.append('{').append(labels).append('}');
    }
    out.append(' ').append(value).append('\n');
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** Escapes the value of a label. */
  static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
