package io.footfall.pipelines.options;

import io.footfall.errors.FootfallException;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** The group of options that describes how values are written: zones, numbers, units. */
public interface ValueOptions extends PipelineOptions {
  @Description(
      "Time zone of timestamps without an offset, and of calendar days, such as Europe/Berlin.")
  @Default.String("UTC")
  @Listed(heading = Heading.INPUT, place = 60, value = "ZONE", fallback = "UTC")
  String getZone();

  void setZone(String value);

  /**
   * Parses the name of a time zone.
   *
   * @throws FootfallException if there is no such zone
   */
  static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw FootfallException.usage(
          "Unknown time zone '"
              + name
              + "' in --zone. Use one such as UTC, Europe/Berlin or +02:00.");
    }
  }
}
