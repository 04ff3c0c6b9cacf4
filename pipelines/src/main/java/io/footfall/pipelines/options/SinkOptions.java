package io.footfall.pipelines.options;

import io.footfall.postgres.PostgresDatabase;
import io.footfall.postgres.PostgresSink;
import io.footfall.report.WindowSink;
import java.util.Optional;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options that names the database for window results. */
public interface SinkOptions extends PipelineOptions {
  @Description(
      "PostgreSQL database for the window results,"
          + " jdbc:postgresql://HOST/DATABASE?user=NAME. Set the password in PGPASSWORD.")
  @Listed(heading = Heading.OUTPUT, place = 50, value = "URL", fallback = "none")
  @Nullable String getSink();

  void setSink(@Nullable String value);

  /**
   * Returns the sink that a value of {@code --sink} names. The only place that maps values to
   * sinks.
   *
   * @throws io.footfall.errors.FootfallException if the value does not name a sink
   */
  static Optional<WindowSink> sink(@Nullable String value) {
    return value == null
        ? Optional.empty()
        : Optional.of(new PostgresSink(new PostgresDatabase(value)));
  }
}
