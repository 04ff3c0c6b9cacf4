package io.footfall.pipelines.count;

import io.footfall.pipelines.options.SinkOptions;
import io.footfall.postgres.PostgresDatabase;
import io.footfall.postgres.PostgresSink;
import io.footfall.report.WindowSink;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sinks of a bounded run for the reports of its windows. */
final class WindowSinks {
  private WindowSinks() {}

  /** Returns the sinks that the options name, by the name of their step. */
  static Map<String, WindowSink> of(SinkOptions options) {
    Map<String, WindowSink> sinks = new LinkedHashMap<>();
    @Nullable String url = options.getSink();
    if (url != null) {
      sinks.put("UpsertWindowReports", new PostgresSink(new PostgresDatabase(url)));
    }
    return sinks;
  }
}
