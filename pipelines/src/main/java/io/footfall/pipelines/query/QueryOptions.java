package io.footfall.pipelines.query;

import io.footfall.pipelines.filelake.FileOptions;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.Listed;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall query}. */
public interface QueryOptions extends SourceOptions, FileOptions {
  @Override
  @Description(
      "Files to query in place of a lake. SQL can also name them: SELECT * FROM 'data.csv'. A comma separates several.")
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

  @Override
  @Description(
      "all: show every column on a terminal, however wide. Files: renamed columns, such as user_id=visitor.")
  @Listed(
      heading = Heading.INPUT,
      place = 40,
      value = "all|COLUMN=NAME,...",
      fallback = "those that fit; the usual names")
  @Nullable String getColumns();

  @Description("Saved query to run. --saved alone lists them.")
  @Listed(
      heading = Heading.INPUT,
      place = 0,
      value = "NAME",
      implied = "list",
      fallback = "the SQL argument")
  @Nullable String getSaved();

  void setSaved(@Nullable String value);

  @Description("File with the SQL statement, or - for standard input. Short form: -f.")
  @Listed(heading = Heading.INPUT, place = 0, value = "FILE.sql", fallback = "the SQL argument")
  @Nullable String getFile();

  void setFile(@Nullable String value);

  @Override
  @Description(
      "table, csv, spreadsheet (CSV without formulas), json, markdown or parquet (with --output).")
  @Default.String("auto")
  @Listed(heading = Heading.OUTPUT, place = 10, value = "FORMAT", fallback = "table")
  String getFormat();

  @Override
  void setFormat(String value);

  @Description("File to write the result to. It is written completely or not at all.")
  @Listed(heading = Heading.OUTPUT, place = 20, value = "FILE", fallback = "standard output")
  @Nullable String getOutput();

  void setOutput(@Nullable String value);

  @Description("Replace an existing file.")
  @Default.Boolean(false)
  @Listed(heading = Heading.OUTPUT, place = 30, fallback = "refuse to replace it")
  boolean getOverwrite();

  void setOverwrite(boolean value);
}
