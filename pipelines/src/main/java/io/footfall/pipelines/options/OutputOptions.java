package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The group of options that describes the directories of a run. */
public interface OutputOptions extends OverwriteOptions {
  @Description("Output directory. It is created if it does not exist. Short form: -o.")
  @Listed(heading = Heading.OUTPUT, place = 10, value = "DIR")
  @Nullable String getOutput();

  void setOutput(@Nullable String value);

  @Description("Number of files per table. Each file is sorted.")
  @Default.Integer(1)
  @Listed(heading = Heading.OUTPUT, place = 30, value = "N", fallback = "1")
  int getNumShards();

  void setNumShards(int value);

  @Description("Format of the window tables: csv or json (one object per line, exact numbers).")
  @Listed(heading = Heading.OUTPUT, place = 60, value = "FORMAT", fallback = "csv")
  @Nullable String getOutputFormat();

  void setOutputFormat(@Nullable String value);

  @Description(
      "Directory for a source backup: the unmodified source records, compressed with gzip. Files are copied;"
          + " the messages of a stream are stored by arrival time.")
  @Listed(heading = Heading.OUTPUT, place = 110, value = "DIR", fallback = "no backup")
  @Nullable String getBackup();

  void setBackup(@Nullable String value);

  @Description("Directory for rejected records, with the reason for each.")
  @Listed(
      heading = Heading.OUTPUT,
      place = 40,
      value = "DIR",
      fallback = "rejects/ in the output directory")
  @Nullable String getRejects();

  void setRejects(@Nullable String value);
}
