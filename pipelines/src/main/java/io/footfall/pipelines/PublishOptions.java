package io.footfall.pipelines;

import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code footfall publish}: its own, and those of a report that are about reading
 * files and about rejects.
 */
public interface PublishOptions extends ReportOptions {
  /** Where to publish to. */
  @Override
  @Description("Where messages go: kinesis://STREAM or kafka://HOST:PORT,.../TOPIC.")
  @Listed(group = OptionGroup.OUTPUT, place = 1, value = "STREAM")
  @Nullable String getOutput();

  @Override
  void setOutput(@Nullable String value);

  /** What to publish. */
  @Override
  @Description(
      "A file, a glob, a folder, or several of them separated by commas, compressed or not; or the JDBC URL of a database, such as jdbc:postgresql://HOST/DATABASE, without a password.")
  @Listed(group = OptionGroup.INPUT, place = 1, value = "FILES|jdbc:URL")
  @Nullable String getInput();

  @Override
  void setInput(@Nullable String value);

  /** Which dataset the records are of. */
  @Description("What the records are.")
  @Listed(
      group = OptionGroup.INPUT,
      place = 8,
      value = "visits|purchases",
      fallback = "found from the names of the columns")
  @Nullable String getDataset();

  /** Sets which dataset the records are of. */
  void setDataset(@Nullable String value);

  /** The table to read. */
  @Description("Database: the table to read, such as shop.orders.")
  @Listed(group = OptionGroup.INPUT, place = 9, value = "TABLE", fallback = "there is a --query")
  @Nullable String getTable();

  /** Sets the table to read. */
  void setTable(@Nullable String value);

  /** The query to read. */
  @Description("Database: a select, instead of a table; its columns have the names of the dataset.")
  @Listed(group = OptionGroup.INPUT, place = 10, value = "SELECT", fallback = "there is a --table")
  @Nullable String getQuery();

  /** Sets the query to read. */
  void setQuery(@Nullable String value);

  /** The column by which a run goes on where the last one ended. */
  @Description(
      "Database: a column whose values only grow, such as a serial number. Rows come in its order, and a run sends those with a greater value than the last row of the run before.")
  @Listed(group = OptionGroup.INPUT, place = 11, value = "COLUMN", fallback = "all rows are sent")
  @Nullable String getCursorColumn();

  /** Sets the column by which a run goes on. */
  void setCursorColumn(@Nullable String value);

  /** The file that keeps the last value of that column. */
  @Description(
      "Database: the local file that keeps the last value of --cursorColumn; it is written after everything was acknowledged.")
  @Listed(group = OptionGroup.INPUT, place = 12, value = "FILE")
  @Nullable String getCursorFile();

  /** Sets the file that keeps the last value. */
  void setCursorFile(@Nullable String value);

  /** The column by whose ranges several connections read. */
  @Description(
      "Database: an integer column, by whose ranges several connections read one snapshot at a time.")
  @Listed(
      group = OptionGroup.INPUT,
      place = 15,
      value = "COLUMN",
      fallback = "one connection reads all")
  @Nullable String getPartitionColumn();

  /** Sets the column by whose ranges several connections read. */
  void setPartitionColumn(@Nullable String value);

  /** How many connections read. */
  @Description("Database: how many connections read, with --partitionColumn.")
  @Default.Integer(4)
  @Listed(group = OptionGroup.INPUT, place = 16, value = "N", fallback = "4")
  int getReaders();

  /** Sets how many connections read. */
  void setReaders(int value);

  /** The user of the database. */
  @Description("Database: the user.")
  @Listed(group = OptionGroup.INPUT, place = 13, value = "NAME", fallback = "PGUSER")
  @Nullable String getUser();

  /** Sets the user of the database. */
  void setUser(@Nullable String value);

  /** The file with the password of the database. */
  @Description("Database: a file whose first line is the password.")
  @Listed(group = OptionGroup.INPUT, place = 14, value = "FILE", fallback = "PGPASSWORD")
  @Nullable String getPasswordFile();

  /** Sets the file with the password. */
  void setPasswordFile(@Nullable String value);

  /** How a message is written. */
  @Description(
      "How a message is written: json, an object with the dataset's names; or csv, a line whose columns are told at the end.")
  @Default.String("json")
  @Listed(group = OptionGroup.OUTPUT, place = 5, value = "json|csv", fallback = "json")
  String getMessageFormat();

  /** Sets how a message is written. */
  void setMessageFormat(String value);

  /** How fast to send. */
  @Description("Send at most so many records per second.")
  @Listed(group = OptionGroup.OUTPUT, place = 6, value = "N", fallback = "as fast as it goes")
  @Nullable Long getRate();

  /** Sets how fast to send. */
  void setRate(@Nullable Long value);

  /** Further settings of the Kafka client. */
  @Override
  @Description(
      "Kafka: a properties file with further settings of the client, such as those of its security.")
  @Listed(group = OptionGroup.OUTPUT, place = 7, value = "FILE", fallback = "none")
  @Nullable String getKafkaConfig();

  @Override
  void setKafkaConfig(@Nullable String value);

  /** How long to try. */
  @Description(
      "Give up if nothing could be stored for so many seconds; until then, what was refused is sent again.")
  @Default.Integer(300)
  @Listed(group = OptionGroup.OUTPUT, place = 8, value = "SECONDS", fallback = "300")
  int getPatience();

  /** Sets how long to try. */
  void setPatience(int value);

  /** Where rejected records go. */
  @Override
  @Description("The folder that takes the records that are not sent, with the reasons.")
  @Listed(group = OptionGroup.OUTPUT, place = 9, value = "FOLDER", fallback = "rejects/")
  @Nullable String getRejects();

  @Override
  void setRejects(@Nullable String value);

  /** The options of the AWS clients that help tells of; Beam has them. */
  List<OptionTable.RunnerOption> OF_AWS =
      List.of(
          new OptionTable.RunnerOption(
              "awsRegion",
              "REGION",
              "Kinesis: the region of the stream.",
              "that of the environment, the profile or the machine"),
          new OptionTable.RunnerOption(
              "endpoint", "URL", "Kinesis: the service, if it is not that of AWS.", "that of AWS"));

  /** All options of the command, in the order in which they are listed. */
  static List<OptionTable.Option> table() {
    Set<String> shared =
        Set.of(
            "format",
            "header",
            "columns",
            "delimiter",
            "zone",
            "maxRecordBytes",
            "maxRejects",
            "maxRejectRatio",
            "s3Endpoint",
            "verbose");
    return OptionTable.of(PublishOptions.class, ReportOptions.class, shared);
  }
}
