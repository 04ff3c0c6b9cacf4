package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options that describes event-time windows. */
public interface WindowOptions extends PipelineOptions {
  @Description(
      "Window length, such as 1h, or day for calendar days in --zone. With it,"
          + " files produce the same final windows as a stream of the same records would.")
  @Listed(
      heading = Heading.STREAM,
      place = 20,
      value = "DURATION",
      fallback = "streams: ${windows}; files: one report without windows",
      alsoOfFiles = true)
  @Nullable String getWindow();

  void setWindow(@Nullable String value);

  @Description(
      "Allowed lateness: how long after its end a window still accepts records. Later records count as late and are kept with the rejects, with the code LATE.")
  @Default.String("1d")
  @Listed(heading = Heading.STREAM, place = 30, value = "DURATION", fallback = "1d")
  String getAllowedLateness();

  void setAllowedLateness(String value);

  @Description("How often a window emits an early result.")
  @Default.String("30s")
  @Listed(heading = Heading.STREAM, place = 40, value = "DURATION", fallback = "30s")
  String getUpdateEvery();

  void setUpdateEvery(String value);
}
