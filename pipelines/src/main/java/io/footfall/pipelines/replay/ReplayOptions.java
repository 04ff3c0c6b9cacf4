package io.footfall.pipelines.replay;

import io.footfall.pipelines.options.DatasetOptions;
import io.footfall.pipelines.options.DeduplicationOptions;
import io.footfall.pipelines.options.GeneralOptions;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.LakeFileOptions;
import io.footfall.pipelines.options.Listed;
import io.footfall.pipelines.options.LoadingOptions;
import io.footfall.pipelines.options.ReadingOptions;
import io.footfall.pipelines.options.ValueOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall replay}. */
public interface ReplayOptions
    extends DatasetOptions,
        ReadingOptions,
        ValueOptions,
        DeduplicationOptions,
        LakeFileOptions,
        LoadingOptions,
        GeneralOptions {
  @Description(
      "Directory of rejects, written by a run, a stream, 'footfall publish' or Amazon Data Firehose."
          + " Records that are rejected again are written there too.")
  @Listed(heading = Heading.INPUT, place = 10, value = "DIR")
  @Nullable String getRejects();

  void setRejects(@Nullable String value);

  @Override
  @Description("Dataset of the records: ${datasets}.")
  @Listed(heading = Heading.INPUT, place = 15, value = "DATASET")
  @Nullable String getDataset();

  @Description(
      "Edit the text of each record first, as sed does: s/REGEX/REPLACEMENT/, with a final g for all matches.")
  @Listed(heading = Heading.INPUT, place = 16, value = "CHANGE", fallback = "none")
  @Nullable String getFix();

  void setFix(@Nullable String value);

  @Override
  @Description(
      "Accepted, but not needed: a record that starts with { is read as JSON, any other as CSV.")
  @Default.String("auto")
  @Listed(heading = Heading.FORMAT, place = 20, value = "auto|csv|json", fallback = "auto")
  String getFormat();

  @Override
  @Description("CSV: all columns in order. JSON: names of members, such as user_id=member.")
  @Listed(
      heading = Heading.FORMAT,
      place = 40,
      value = "COLUMN,...",
      fallback = "the standard columns without amount, in the order of 'footfall DATASET --help'")
  @Nullable String getColumns();

  @Override
  @Description("Character between two fields of a CSV record. Write a tab as \\t.")
  @Listed(heading = Heading.FORMAT, place = 50, value = "CHARACTER", fallback = "comma")
  @Nullable String getDelimiter();

  @Override
  @Description("With --streamOutput: set it if the stream deduplicates.")
  @Default.Boolean(false)
  @Listed(heading = Heading.OUTPUT, place = 140, fallback = "count every record")
  boolean getDeduplicate();

  @Override
  @Description("With --streamOutput: the stream's --deduplicateBy. Implies --deduplicate.")
  @Listed(heading = Heading.OUTPUT, place = 141, value = "COLUMN,...", fallback = "none")
  @Nullable String getDeduplicateBy();

  @Description("Lake that the records are added to.")
  @Listed(heading = Heading.OUTPUT, place = 10, value = "DIR")
  @Nullable String getLake();

  void setLake(@Nullable String value);

  @Description(
      "The --output of the stream that rejected the records as late. Its final windows are"
          + " recomputed with them; --lake must hold all other records of these windows.")
  @Listed(heading = Heading.OUTPUT, place = 120, value = "DIR", fallback = "windows stay unchanged")
  @Nullable String getStreamOutput();

  void setStreamOutput(@Nullable String value);

  @Description(
      "With --streamOutput: the stream's --sink. Recomputed windows are written to its"
          + " tables. Set the password in PGPASSWORD.")
  @Listed(heading = Heading.OUTPUT, place = 130, value = "URL", fallback = "none")
  @Nullable String getSink();

  void setSink(@Nullable String value);
}
