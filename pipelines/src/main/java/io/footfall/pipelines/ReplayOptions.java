package io.footfall.pipelines;

import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall replay}. */
public interface ReplayOptions extends ReportOptions {
  /** Where the rejects are. */
  @Override
  @Description(
      "The folder of rejects: of a report, a stream or publish, or one of Firehose. Those that are rejected once more go there too.")
  @Listed(group = OptionGroup.INPUT, place = 1, value = "FOLDER")
  @Nullable String getRejects();

  @Override
  void setRejects(@Nullable String value);

  /** The dataset. */
  @Description("What the records are: visits or purchases.")
  @Listed(group = OptionGroup.INPUT, place = 2, value = "DATASET")
  @Nullable String getDataset();

  /** Sets the dataset. */
  void setDataset(@Nullable String value);

  /** A change to the records. */
  @Description(
      "Change the text of each record first, as sed does: s/REGEX/REPLACEMENT/, with g behind it for all places.")
  @Listed(group = OptionGroup.INPUT, place = 3, value = "CHANGE", fallback = "none")
  @Nullable String getFix();

  /** Sets a change to the records. */
  void setFix(@Nullable String value);

  /** The columns. */
  @Override
  @Description(
      "The columns of records of CSV in their order. Of records of JSON: columns with other names, such as user_id=visitor.")
  @Listed(
      group = OptionGroup.INPUT,
      place = 4,
      value = "COLUMN,...",
      fallback = "the usual columns in the usual order")
  @Nullable String getColumns();

  @Override
  void setColumns(@Nullable String value);

  /** The output folder of the stream. */
  @Description(
      "The --output of the stream whose late records these are: they are counted in its final windows too, once --lake has all that the windows have.")
  @Listed(
      group = OptionGroup.OUTPUT,
      place = 12,
      value = "FOLDER",
      fallback = "the windows stay as they are")
  @Nullable String getStreamOutput();

  /** Sets the output folder of the stream. */
  void setStreamOutput(@Nullable String value);

  /** The database of the stream. */
  @Override
  @Description(
      "With --streamOutput: the --sink of the stream, whose tables take the windows that were written anew. The password is in the environment variable PGPASSWORD.")
  @Listed(group = OptionGroup.OUTPUT, place = 13, value = "URL", fallback = "none")
  @Nullable String getSink();

  @Override
  void setSink(@Nullable String value);

  /** Whether the stream leaves repeats out. */
  @Override
  @Description(
      "With --streamOutput: the stream has this option, and repeats count once in a window.")
  @Default.Boolean(false)
  @Listed(group = OptionGroup.OUTPUT, place = 14, fallback = "count every record")
  boolean getDeduplicate();

  @Override
  void setDeduplicate(boolean value);

  /** All options of the command, in the order in which they are listed. */
  static List<OptionTable.Option> table() {
    return OptionTable.of(
        ReplayOptions.class,
        ReportOptions.class,
        Set.of(
            "lake",
            "delimiter",
            "zone",
            "maxRecordBytes",
            "targetFileSize",
            "warehouse",
            "iamRole",
            "s3Endpoint",
            "verbose"));
  }
}
