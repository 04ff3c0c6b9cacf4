package io.footfall.transforms.stream;

import io.footfall.accounting.SourceCounts;
import io.footfall.rejects.RejectCode;
import io.footfall.stream.SourceMetrics;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * Metrics of a stream, reported to the runner for dashboards. They restart at zero after a
 * failover; exact sums are in the results of the windows.
 *
 * <p>They are reported once per bundle, because a Beam metric costs about as much as a record.
 */
public final class StreamMetrics implements Serializable {
  /** The namespace of all metrics of a stream. */
  static final String NAMESPACE = SourceMetrics.NAMESPACE;

  private final Counter read = counter("records_read");
  private final Counter ok = counter("records_ok");
  private final Counter late = counter("records_late");
  private final Counter duplicate = counter("records_duplicate");
  private final Counter skipped = counter("records_skipped");
  private final Counter bytes = counter("bytes_read");
  private final List<Counter> rejected = new ArrayList<>();
  private final Gauge arrivalLag = Metrics.gauge(NAMESPACE, "arrival_lag_ms");

  public StreamMetrics() {
    for (RejectCode code : RejectCode.values()) {
      rejected.add(counter(nameOf(code)));
    }
  }

  /** Returns the names of all metrics of a stream, including those of its source and its sinks. */
  static List<String> names() {
    List<String> names =
        new ArrayList<>(
            List.of(
                "records_read",
                "records_ok",
                "records_late",
                "records_duplicate",
                "records_skipped",
                "bytes_read",
                "arrival_lag_ms",
                SourceMetrics.WATERMARK_LAG,
                SourceMetrics.FILES_UNREAD,
                SourceMetrics.FILE_UNFINISHED,
                CommitMetrics.WRITTEN,
                CommitMetrics.LATENCY,
                CommitMetrics.LATENCY_SUM,
                CommitMetrics.LATENCY_COUNT));
    for (RejectCode code : RejectCode.values()) {
      if (code != RejectCode.LATE) { // Has its own counter.
        names.add(nameOf(code));
      }
    }
    return names;
  }

  private static String nameOf(RejectCode code) {
    return "records_rejected_" + code.name().toLowerCase(Locale.ROOT);
  }

  private static Counter counter(String name) {
    return Metrics.counter(NAMESPACE, name);
  }

  /** Adds the counts of a bundle. */
  public void add(SourceCounts counts) {
    read.inc(counts.read);
    ok.inc(counts.ok);
    late.inc(counts.late);
    duplicate.inc(counts.duplicate);
    skipped.inc(counts.skipped);
    bytes.inc(counts.bytes);
    for (RejectCode code : RejectCode.values()) {
      if (counts.rejected(code) > 0) {
        rejected.get(code.ordinal()).inc(counts.rejected(code));
      }
    }
  }

  /**
   * Reports the age of the last message of a bundle, in milliseconds.
   *
   * @param arrival its arrival in the stream
   */
  public void lag(long arrival, long now) {
    arrivalLag.set(now - arrival);
  }
}
