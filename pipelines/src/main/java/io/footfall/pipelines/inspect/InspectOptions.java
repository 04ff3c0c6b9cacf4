package io.footfall.pipelines.inspect;

import io.footfall.pipelines.options.GeneralOptions;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.InputOptions;
import io.footfall.pipelines.options.Listed;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall inspect}. */
public interface InspectOptions extends InputOptions, GeneralOptions {
  @Description("Format of the output: text or json.")
  @Default.String("auto")
  @Listed(heading = Heading.OUTPUT, place = 10, value = "text|json", fallback = "text")
  String getFormat();

  void setFormat(String value);

  @Description("File to write the options to, for --profile.")
  @Listed(heading = Heading.OUTPUT, place = 20, value = "FILE", fallback = "none")
  @Nullable String getSave();

  void setSave(@Nullable String value);

  @Description("Sheet of an xlsx workbook.")
  @Listed(heading = Heading.FORMAT, place = 58, value = "NAME", fallback = "the only one")
  @Nullable String getSheet();

  void setSheet(@Nullable String value);
}
