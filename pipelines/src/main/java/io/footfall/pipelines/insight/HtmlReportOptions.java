package io.footfall.pipelines.insight;

import io.footfall.pipelines.filelake.FileOptions;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.Listed;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall report}. */
public interface HtmlReportOptions extends LookOptions, FileOptions {
  @Override
  @Description(
      "Currency of all amounts, such as EUR; which the page names. In files, its sign and code are removed from amounts.")
  @Listed(heading = Heading.OUTPUT, place = 110, value = "CODE")
  @Nullable String getCurrency();

  @Override
  @Description(
      "Files to read in place of a lake, or a lake; a comma separates several. The dataset of each file is detected.")
  @Listed(heading = Heading.INPUT, place = 1, value = "FILES", separator = ",")
  @Nullable String getInput();

  @Override
  @Description("Dataset of all files: ${datasets}.")
  @Listed(
      heading = Heading.INPUT,
      place = 2,
      value = "DATASET",
      fallback = "detected from the columns of each file")
  @Nullable String getDataset();

  @Override
  @Description(
      "Files: time zone of timestamps without an offset, and of days. Warehouse that only a stream writes to: time zone of days.")
  @Default.String("UTC")
  @Listed(heading = Heading.INPUT, place = 110, value = "ZONE", fallback = "UTC")
  String getZone();

  @Override
  @Description(
      "Warehouse: user, who needs read access only. Access log: user of a request (ip, ip+agent or remote_user).")
  @Listed(
      heading = Heading.INPUT,
      place = 8,
      value = "USER",
      fallback = "the user of the URL, the secret or PGUSER; ip")
  @Nullable String getUser();

  @Description("Open the page in the browser.")
  @Default.Boolean(false)
  @Listed(heading = Heading.OUTPUT, place = 15, fallback = "only write it")
  boolean getOpen();

  void setOpen(boolean value);

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
