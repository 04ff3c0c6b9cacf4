package io.footfall.pipelines;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The options of the commands that make a report. */
public interface ReportOptions extends PipelineOptions {
  /** What to read. */
  @Description(
      "What to read: a file, a glob, a folder, or several of them separated by commas. Files may be compressed (gzip, bzip2, zstd, deflate).")
  @Nullable String getInput();

  /** Sets what to read. */
  void setInput(@Nullable String value);

  /** Where the report goes. */
  @Description("The folder that takes the report.")
  @Nullable String getOutput();

  /** Sets where the report goes. */
  void setOutput(@Nullable String value);

  /** Whether an earlier report is replaced. */
  @Description("Replace an earlier report in the output folder. Default: refuse.")
  @Default.Boolean(false)
  boolean getOverwrite();

  /** Sets whether an earlier report is replaced. */
  void setOverwrite(boolean value);

  /** Into how many files each table is cut. */
  @Description("Into how many files each table is cut, each sorted. Default: 1.")
  @Default.Integer(1)
  int getNumShards();

  /** Sets into how many files each table is cut. */
  void setNumShards(int value);

  /** Where rejected records go. */
  @Description(
      "The folder that takes the rejected records. Default: rejects/ in the output folder.")
  @Nullable String getRejects();

  /** Sets where rejected records go. */
  void setRejects(@Nullable String value);

  /** The encoding of the records. */
  @Description(
      "How records are written: auto, csv or json (JSON Lines). Default: auto, found from the name or the first byte.")
  @Default.String("auto")
  String getFormat();

  /** Sets the encoding of the records. */
  void setFormat(String value);

  /** Whether CSV has a header. */
  @Description(
      "Whether a CSV input begins with a line of column names. Default: true; with false, give --columns as a list.")
  @Default.Boolean(true)
  boolean getHeader();

  /** Sets whether CSV has a header. */
  void setHeader(boolean value);

  /** The columns. */
  @Description(
      "With a header, columns that have other names: user_id=visitor,url=page. Without one, the list of all columns in their order.")
  @Nullable String getColumns();

  /** Sets the columns. */
  void setColumns(@Nullable String value);

  /** The delimiter. */
  @Description(
      "The character between two fields; tab may be written as \\t. Default: found from the header among , ; tab |")
  @Nullable String getDelimiter();

  /** Sets the delimiter. */
  void setDelimiter(@Nullable String value);

  /** The zone. */
  @Description(
      "The time zone in which timestamps without an offset are local and a purchase's day is taken, such as Europe/Berlin. Default: UTC.")
  @Default.String("UTC")
  String getZone();

  /** Sets the zone. */
  void setZone(String value);

  /** The longest record. */
  @Description("The longest record that is accepted, in bytes. Default: 1048576 (1 MiB).")
  @Default.Integer(1 << 20)
  int getMaxRecordBytes();

  /** Sets the longest record. */
  void setMaxRecordBytes(int value);

  /** How many rejects are tolerated. */
  @Description("End with status 3 if more records than this are rejected. Default: no limit.")
  @Default.Long(Long.MAX_VALUE)
  long getMaxRejects();

  /** Sets how many rejects are tolerated. */
  void setMaxRejects(long value);

  /** Which ratio of rejects is tolerated. */
  @Description(
      "End with status 3 if a larger part of the records than this is rejected, such as 0.01. Default: no limit.")
  @Default.Double(1.0)
  double getMaxRejectRatio();

  /** Sets which ratio of rejects is tolerated. */
  void setMaxRejectRatio(double value);

  /** Into how many parts keys are cut. */
  @Description(
      "Into how many parts the keys are cut; each is merged in memory. Default: follows the size of the input.")
  @Default.Integer(0)
  int getPartitions();

  /** Sets into how many parts keys are cut. */
  void setPartitions(int value);

  /** Whether the runner's logs are shown. */
  @Description("Show the runner's logs.")
  @Default.Boolean(false)
  boolean getVerbose();

  /** Sets whether the runner's logs are shown. */
  void setVerbose(boolean value);
}
