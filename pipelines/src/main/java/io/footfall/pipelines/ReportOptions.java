package io.footfall.pipelines;

import io.footfall.pipelines.s3.S3EndpointOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of the commands that make a report. */
public interface ReportOptions extends S3EndpointOptions {
  /** What to read. */
  @Description(
      "A file, a glob, a folder, or several of them separated by commas, compressed (gzip, bzip2, zstd, deflate) or not. A stream: kinesis://STREAM or kafka://HOST:PORT/TOPIC.")
  @Listed(group = OptionGroup.INPUT, place = 1, value = "FILES")
  @Nullable String getInput();

  /** Sets what to read. */
  void setInput(@Nullable String value);

  /** The encoding of the records. */
  @Description("How records are written: csv, json (one object per line), or auto.")
  @Default.String("auto")
  @Listed(
      group = OptionGroup.INPUT,
      place = 2,
      value = "FORMAT",
      fallback = "auto, by the name or the first byte")
  String getFormat();

  /** Sets the encoding of the records. */
  void setFormat(String value);

  /** Whether CSV has a header. */
  @Description(
      "Whether a CSV file begins with a line of column names. With false, say --columns as a list.")
  @Default.Boolean(true)
  @Listed(group = OptionGroup.INPUT, place = 3, value = "true|false", fallback = "true")
  boolean getHeader();

  /** Sets whether CSV has a header. */
  void setHeader(boolean value);

  /** The columns. */
  @Description(
      "Columns with other names, such as user_id=visitor,url=page. Without a header, the list of all columns in their order.")
  @Listed(
      group = OptionGroup.INPUT,
      place = 4,
      value = "COLUMN=NAME,...",
      fallback = "the usual names")
  @Nullable String getColumns();

  /** Sets the columns. */
  void setColumns(@Nullable String value);

  /** The delimiter. */
  @Description("The character between two fields of a CSV file; a tab may be written as \\t.")
  @Listed(
      group = OptionGroup.INPUT,
      place = 5,
      value = "CHARACTER",
      fallback = "of comma, semicolon, tab and bar the one in the header")
  @Nullable String getDelimiter();

  /** Sets the delimiter. */
  void setDelimiter(@Nullable String value);

  /** The zone. */
  @Description(
      "The time zone of timestamps without an offset, and of the day of a purchase, such as Europe/Berlin.")
  @Default.String("UTC")
  @Listed(group = OptionGroup.INPUT, place = 6, value = "ZONE", fallback = "UTC")
  String getZone();

  /** Sets the zone. */
  void setZone(String value);

  /** The longest record. */
  @Description(
      "The longest record that is accepted, in bytes; a longer one is rejected. Above 16777216 (16 MiB) files are not cut: each is read by one worker.")
  @Default.Integer(1 << 20)
  @Listed(group = OptionGroup.INPUT, place = 7, value = "BYTES", fallback = "1048576 (1 MiB)")
  int getMaxRecordBytes();

  /** Sets the longest record. */
  void setMaxRecordBytes(int value);

  /** Whether repeats are left out. */
  @Description(
      "Count what is there several times once: purchases by transaction_id, visits that are the same in all that is counted. In a stream, within a window.")
  @Default.Boolean(false)
  @Listed(group = OptionGroup.INPUT, place = 12, fallback = "count every record")
  boolean getDeduplicate();

  /** Sets whether repeats are left out. */
  void setDeduplicate(boolean value);

  /** How often to look for new files. */
  @Description(
      "Go on looking for new files in the folders, globs or prefixes of --input, so often, and count them as a stream.")
  @Listed(group = OptionGroup.STREAM, place = 0, value = "LENGTH", fallback = "count what is there")
  @Nullable String getWatch();

  /** Sets how often to look for new files. */
  void setWatch(@Nullable String value);

  /** The length of windows. */
  @Description(
      "The length of the windows of a stream, such as 1h, or day for calendar days in --zone.")
  @Listed(
      group = OptionGroup.STREAM,
      place = 1,
      value = "LENGTH",
      fallback = "1h for visits, day for purchases")
  @Nullable String getWindow();

  /** Sets the length of windows. */
  void setWindow(@Nullable String value);

  /** How long windows take late records. */
  @Description(
      "How long after its end a window still takes records; what comes later is rejected as LATE.")
  @Default.String("1d")
  @Listed(group = OptionGroup.STREAM, place = 2, value = "LENGTH", fallback = "1d")
  String getAllowedLateness();

  /** Sets how long windows take late records. */
  void setAllowedLateness(String value);

  /** How often windows tell what they have. */
  @Description("How often a window tells what it has so far.")
  @Default.String("30s")
  @Listed(group = OptionGroup.STREAM, place = 3, value = "LENGTH", fallback = "30s")
  String getUpdateEvery();

  /** Sets how often windows tell what they have. */
  void setUpdateEvery(String value);

  /** By how much records may be out of order. */
  @Description("By how much the records of one shard or partition may be out of order.")
  @Default.String("10s")
  @Listed(group = OptionGroup.STREAM, place = 4, value = "LENGTH", fallback = "10s")
  String getOutOfOrderness();

  /** Sets by how much records may be out of order. */
  void setOutOfOrderness(String value);

  /** When a shard is idle. */
  @Description(
      "A shard from which nothing came for so long no longer holds the windows; 0s: it holds them for ever.")
  @Default.String("2m")
  @Listed(group = OptionGroup.STREAM, place = 5, value = "LENGTH", fallback = "2m")
  String getIdleAfter();

  /** Sets when a shard is idle. */
  void setIdleAfter(String value);

  /** When a silent stream has ended. */
  @Description("End once nothing came for so long; all windows close then.")
  @Listed(group = OptionGroup.STREAM, place = 6, value = "LENGTH", fallback = "go on for ever")
  @Nullable String getStopAfterIdle();

  /** Sets when a silent stream has ended. */
  void setStopAfterIdle(@Nullable String value);

  /** Where reading begins. */
  @Description(
      "Where reading begins without a checkpoint: earliest, latest, or an instant such as 2024-03-01T10:00:00Z. With --watch: which files are read, by the time of their last modification.")
  @Default.String("earliest")
  @Listed(group = OptionGroup.STREAM, place = 7, value = "POSITION", fallback = "earliest")
  String getInitialPosition();

  /** Sets where reading begins. */
  void setInitialPosition(String value);

  /** The consumer with enhanced fan-out. */
  @Description("Kinesis: a registered consumer with enhanced fan-out.")
  @Listed(
      group = OptionGroup.STREAM,
      place = 8,
      value = "ARN",
      fallback = "the shards' common throughput")
  @Nullable String getConsumerArn();

  /** Sets the consumer with enhanced fan-out. */
  void setConsumerArn(@Nullable String value);

  /** The file of Kafka settings. */
  @Description(
      "Kafka: a file of consumer settings, such as those of SASL; it is read where the consumer runs.")
  @Listed(group = OptionGroup.STREAM, place = 9, value = "FILE", fallback = "none")
  @Nullable String getKafkaConfig();

  /** Sets the file of Kafka settings. */
  void setKafkaConfig(@Nullable String value);

  /** Where the report goes. */
  @Description("The folder that takes the report; it is made if there is none.")
  @Listed(group = OptionGroup.OUTPUT, place = 1, value = "FOLDER")
  @Nullable String getOutput();

  /** Sets where the report goes. */
  void setOutput(@Nullable String value);

  /** Whether an earlier report is replaced. */
  @Description("Replace the report that is in the output folder.")
  @Default.Boolean(false)
  @Listed(
      group = OptionGroup.OUTPUT,
      place = 2,
      fallback = "refuse to write where there is a report")
  boolean getOverwrite();

  /** Sets whether an earlier report is replaced. */
  void setOverwrite(boolean value);

  /** Into how many files each table is cut. */
  @Description("Into how many files each table is cut; each is sorted.")
  @Default.Integer(1)
  @Listed(group = OptionGroup.OUTPUT, place = 3, value = "N", fallback = "1")
  int getNumShards();

  /** Sets into how many files each table is cut. */
  void setNumShards(int value);

  /** Where rejected records go. */
  @Description("The folder that takes the records that are not counted, with the reasons.")
  @Listed(
      group = OptionGroup.OUTPUT,
      place = 4,
      value = "FOLDER",
      fallback = "rejects/ in the output folder")
  @Nullable String getRejects();

  /** Sets where rejected records go. */
  void setRejects(@Nullable String value);

  /** How the reports of windows are written. */
  @Description(
      "A stream: how the tables of windows are written, csv or json (an object per line, with exact numbers).")
  @Listed(group = OptionGroup.OUTPUT, place = 6, value = "FORMAT", fallback = "csv")
  @Nullable String getOutputFormat();

  /** Sets how the reports of windows are written. */
  void setOutputFormat(@Nullable String value);

  /** The database that takes the reports of windows. */
  @Description(
      "A stream: a PostgreSQL database whose tables take the reports of windows, jdbc:postgresql://HOST/DATABASE?user=NAME. The password is in the environment variable PGPASSWORD.")
  @Listed(group = OptionGroup.OUTPUT, place = 5, value = "URL", fallback = "none")
  @Nullable String getSink();

  /** Sets the database that takes the reports of windows. */
  void setSink(@Nullable String value);

  /** The lake that takes the records. */
  @Description(
      "A folder that takes the good records besides, as Parquet by the day of the event: the lake. It has batches, and each is there once it is sealed.")
  @Listed(group = OptionGroup.OUTPUT, place = 7, value = "FOLDER", fallback = "none")
  @Nullable String getLake();

  /** Sets the lake that takes the records. */
  void setLake(@Nullable String value);

  /** The name of the batch in the lake. */
  @Description(
      "The name of this run's batch in the lake. A batch that is there is not written again, or replaced with --overwrite.")
  @Listed(
      group = OptionGroup.OUTPUT,
      place = 8,
      value = "NAME",
      fallback = "made from the names, sizes and times of the files")
  @Nullable String getBatch();

  /** Sets the name of the batch in the lake. */
  void setBatch(@Nullable String value);

  /** How long files of the lake may become. */
  @Description("How long a file of the lake may become, in KB, MB or GB.")
  @Default.String("128MB")
  @Listed(group = OptionGroup.OUTPUT, place = 9, value = "SIZE", fallback = "128MB")
  String getTargetFileSize();

  /** Sets how long files of the lake may become. */
  void setTargetFileSize(String value);

  /** How often a stream writes to the lake. */
  @Description("A stream: how long records wait for others before they go to the lake together.")
  @Default.String("5m")
  @Listed(group = OptionGroup.OUTPUT, place = 10, value = "LENGTH", fallback = "5m")
  String getLakeEvery();

  /** Sets how often a stream writes to the lake. */
  void setLakeEvery(String value);

  /** Where source records are kept. */
  @Description(
      "The folder that keeps the source records as they came, gzip: of files a copy of each; of a stream files of messages, by the time of their arrival.")
  @Listed(group = OptionGroup.OUTPUT, place = 11, value = "FOLDER", fallback = "they are not kept")
  @Nullable String getBackup();

  /** Sets where source records are kept. */
  void setBackup(@Nullable String value);

  /** The warehouse that takes the batch. */
  @Description(
      "The warehouse that the batches of --lake are loaded into once they are sealed, as footfall load does: jdbc:redshift://HOST:5439/DATABASE?user=NAME or jdbc:postgresql://HOST/DATABASE?user=NAME. The password is in the environment.")
  @Listed(group = OptionGroup.OUTPUT, place = 21, value = "URL", fallback = "none")
  @Nullable String getWarehouse();

  /** Sets the warehouse that takes the batch. */
  void setWarehouse(@Nullable String value);

  /** The role that Redshift reads the lake with. */
  @Description(
      "Redshift: the role that reads the lake, an ARN, or default for that of the cluster.")
  @Listed(group = OptionGroup.OUTPUT, place = 22, value = "ARN|default")
  @Nullable String getIamRole();

  /** Sets the role that Redshift reads the lake with. */
  void setIamRole(@Nullable String value);

  /** How many rejects are tolerated. */
  @Description("End with status 3 if more records than this are rejected.")
  @Listed(group = OptionGroup.LIMITS, place = 1, value = "N", fallback = "no limit")
  @Nullable Long getMaxRejects();

  /** Sets how many rejects are tolerated. */
  void setMaxRejects(@Nullable Long value);

  /** Which ratio of rejects is tolerated. */
  @Description("End with status 3 if a larger part of the records is rejected, such as 0.01.")
  @Listed(group = OptionGroup.LIMITS, place = 2, value = "RATIO", fallback = "no limit")
  @Nullable Double getMaxRejectRatio();

  /** Sets which ratio of rejects is tolerated. */
  void setMaxRejectRatio(@Nullable Double value);

  /** Into how many parts keys are cut. */
  @Description("Into how many parts the keys are cut; each part must fit in memory.")
  @Default.Integer(0)
  @Listed(
      group = OptionGroup.RUN,
      place = 1,
      value = "N",
      fallback = "follows the size of the input")
  int getPartitions();

  /** Sets into how many parts keys are cut. */
  void setPartitions(int value);

  /** Whether a run in a cluster is waited for. */
  @Description(
      "Wait for the end of a run in a cluster. With false the run goes on in the cluster alone, as it must where Flink's REST interface has started it.")
  @Listed(
      group = OptionGroup.RUN,
      place = 3,
      value = "true|false",
      fallback = "true; false for a stream that has no end")
  @Nullable Boolean getWait();

  /** Sets whether a run in a cluster is waited for. */
  void setWait(@Nullable Boolean value);

  /** Where S3 is. */
  @Override
  @Description(
      "S3: the service, if it is not that of AWS. The other options of Beam's S3 are accepted too, such as --awsRegion and --SSEAlgorithm.")
  @Listed(group = OptionGroup.RUN, place = 4, value = "URL", fallback = "that of AWS")
  @Nullable String getS3Endpoint();

  @Override
  void setS3Endpoint(@Nullable String value);

  /** Whether the runner's logs are shown. */
  @Description("Show the logs of the runner, and where in the program a failure came from.")
  @Default.Boolean(false)
  @Listed(group = OptionGroup.RUN, place = 2, fallback = "quiet")
  boolean getVerbose();

  /** Sets whether the runner's logs are shown. */
  void setVerbose(boolean value);
}
