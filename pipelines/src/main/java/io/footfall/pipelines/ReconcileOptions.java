package io.footfall.pipelines;

import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code footfall reconcile}: its own, and those of a report about reading files.
 */
public interface ReconcileOptions extends ReportOptions {
  /** The output folder of the stream. */
  @Description("The --output of the stream: the folder with the folders of its windows.")
  @Listed(group = OptionGroup.INPUT, place = 8, value = "FOLDER")
  @Nullable String getStreamOutput();

  /** Sets the output folder of the stream. */
  void setStreamOutput(@Nullable String value);

  /** Which dataset the records are of. */
  @Description("What the records are.")
  @Listed(
      group = OptionGroup.INPUT,
      place = 9,
      value = "visits|purchases",
      fallback = "found from the tables in the windows")
  @Nullable String getDataset();

  /** Sets which dataset the records are of. */
  void setDataset(@Nullable String value);

  /** The columns of the stream's messages. */
  @Description(
      "The --columns of the stream, if its messages are CSV: by them late records are read.")
  @Listed(
      group = OptionGroup.INPUT,
      place = 10,
      value = "COLUMN,...",
      fallback = "the dataset's columns in their usual order")
  @Nullable String getMessageColumns();

  /** Sets the columns of the stream's messages. */
  void setMessageColumns(@Nullable String value);

  /** Where the stream's rejects are. */
  @Override
  @Description("The --rejects of the stream, of which the late ones are left out.")
  @Listed(
      group = OptionGroup.INPUT,
      place = 11,
      value = "FOLDER",
      fallback = "rejects/ in the output of the stream")
  @Nullable String getRejects();

  @Override
  void setRejects(@Nullable String value);

  /** All options of the command, in the order in which they are listed. */
  static List<OptionTable.Option> table() {
    Set<String> shared =
        Set.of(
            "input",
            "format",
            "header",
            "columns",
            "delimiter",
            "zone",
            "deduplicate",
            "maxRecordBytes",
            "s3Endpoint",
            "verbose");
    return OptionTable.of(ReconcileOptions.class, ReportOptions.class, shared);
  }
}
