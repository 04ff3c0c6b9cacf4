package io.footfall.pipelines.insight;

import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.Listed;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall report}. */
public interface HtmlReportOptions extends LookOptions {
  @Description("HTML file to write.")
  @Listed(heading = Heading.OUTPUT, place = 10, value = "FILE")
  @Nullable String getOutput();

  void setOutput(@Nullable String value);

  @Description("Heading of the page.")
  @Default.String("Visits and purchases")
  @Listed(heading = Heading.OUTPUT, place = 20, value = "TEXT", fallback = "Visits and purchases")
  String getTitle();

  void setTitle(String value);

  @Description("Replace an existing file.")
  @Default.Boolean(false)
  @Listed(heading = Heading.OUTPUT, place = 30, fallback = "refuse to replace it")
  boolean getOverwrite();

  void setOverwrite(boolean value);
}
