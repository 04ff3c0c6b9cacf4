package io.footfall.pipelines.insight;

import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.Listed;
import io.footfall.pipelines.options.OverwriteOptions;
import io.footfall.pipelines.query.FileSourceOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall report}. */
public interface HtmlReportOptions extends PageOptions, FileSourceOptions, OverwriteOptions {
  @Override
  @Description(
      "Currency of all amounts, such as EUR, shown on the page. When files are read, its sign and code are removed from amounts.")
  @Listed(heading = Heading.OUTPUT, place = 110, value = "CODE")
  @Nullable String getCurrency();

  @Description("Open the page in the browser.")
  @Default.Boolean(false)
  @Listed(heading = Heading.OUTPUT, place = 15, fallback = "only write it")
  boolean getOpen();

  void setOpen(boolean value);

  @Description(
      "Include the visits and purchases of the customers with the highest revenue, so that the"
          + " page can filter by customer.")
  @Default.Boolean(true)
  @Listed(heading = Heading.OUTPUT, place = 30, fallback = "true")
  boolean getCustomerDetails();

  void setCustomerDetails(boolean value);

  @Description("HTML file to write. Short form: -o.")
  @Listed(heading = Heading.OUTPUT, place = 10, value = "FILE")
  @Nullable String getOutput();

  void setOutput(@Nullable String value);

  @Description("Heading of the page.")
  @Default.String("Visits and purchases")
  @Listed(heading = Heading.OUTPUT, place = 20, value = "TEXT", fallback = "Visits and purchases")
  String getTitle();

  void setTitle(String value);
}
