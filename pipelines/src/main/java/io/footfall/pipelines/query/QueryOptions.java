package io.footfall.pipelines.query;

import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.Listed;
import io.footfall.pipelines.options.OverwriteOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall query}. */
public interface QueryOptions extends FileSourceOptions, OverwriteOptions {
  @Override
  @Description(
      "all: print every column, even if the table is wider than the terminal. Otherwise: names of columns in the input files, such as user_id=member; without a header, all columns in order.")
  @Listed(
      heading = Heading.FORMAT,
      place = 40,
      value = "all|COLUMN=NAME,...",
      fallback = "print the columns that fit; read the standard names and their synonyms")
  @Nullable String getColumns();

  @Description("Saved query to run. --saved alone lists them.")
  @Listed(
      heading = Heading.INPUT,
      place = 2,
      value = "NAME",
      implied = "list",
      fallback = "the SQL argument")
  @Nullable String getSaved();

  void setSaved(@Nullable String value);

  @Description("File with the SQL statement, or - for standard input. Short form: -f.")
  @Listed(heading = Heading.INPUT, place = 3, value = "FILE.sql", fallback = "the SQL argument")
  @Nullable String getFile();

  void setFile(@Nullable String value);

  @Override
  @Description(
      "Format of the result: table, csv, spreadsheet (CSV whose fields a spreadsheet does not read as formulas), json, markdown or parquet (with --output).")
  @Default.String("auto")
  @Listed(heading = Heading.OUTPUT, place = 10, value = "FORMAT", fallback = "table")
  String getFormat();

  @Description(
      "File to write the result to. It is written completely or not at all. Short form: -o.")
  @Listed(heading = Heading.OUTPUT, place = 15, value = "FILE", fallback = "standard output")
  @Nullable String getOutput();

  void setOutput(@Nullable String value);
}
