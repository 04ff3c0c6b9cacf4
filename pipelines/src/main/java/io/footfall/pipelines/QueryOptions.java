package io.footfall.pipelines;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall query}. */
public interface QueryOptions extends SourceOptions {
  /** A saved query. */
  @Description("The saved query that is asked. --saved alone lists them.")
  @Listed(group = OptionGroup.INPUT, place = 12, value = "NAME", fallback = "the SQL that is given")
  @Nullable String getSaved();

  /** Sets the saved query. */
  void setSaved(@Nullable String value);

  /** The format of the answer. */
  @Override
  @Description(
      "table, csv (values as they are), spreadsheet (csv whose texts are no formulas), json, markdown or parquet (with --output).")
  @Default.String("auto")
  @Listed(group = OptionGroup.OUTPUT, place = 1, value = "FORMAT", fallback = "table")
  String getFormat();

  @Override
  void setFormat(String value);

  /** Where the answer goes. */
  @Override
  @Description("The file that the answer goes to, whole or not at all.")
  @Listed(group = OptionGroup.OUTPUT, place = 2, value = "FILE", fallback = "standard output")
  @Nullable String getOutput();

  @Override
  void setOutput(@Nullable String value);

  /** Whether a file is replaced. */
  @Override
  @Description("Replace the file that is there.")
  @Default.Boolean(false)
  @Listed(group = OptionGroup.OUTPUT, place = 3, fallback = "it is refused")
  boolean getOverwrite();

  @Override
  void setOverwrite(boolean value);

  /** All options of the command, in the order in which they are listed. */
  static List<OptionTable.Option> table() {
    return Sources.table(QueryOptions.class);
  }
}
