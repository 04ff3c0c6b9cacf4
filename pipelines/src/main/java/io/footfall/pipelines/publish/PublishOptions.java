package io.footfall.pipelines.publish;

import io.footfall.pipelines.options.CredentialOptions;
import io.footfall.pipelines.options.DetectedDatasetOptions;
import io.footfall.pipelines.options.FileReadingOptions;
import io.footfall.pipelines.options.GeneralOptions;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.KinesisOptions;
import io.footfall.pipelines.options.LimitOptions;
import io.footfall.pipelines.options.Listed;
import io.footfall.pipelines.options.ValueOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall publish}. */
public interface PublishOptions
    extends DetectedDatasetOptions,
        FileReadingOptions,
        ValueOptions,
        KinesisOptions,
        LimitOptions,
        CredentialOptions,
        GeneralOptions {
  @Description(
      "File, glob or directory; a comma separates several. Or the JDBC URL of a database,"
          + " such as jdbc:postgresql://HOST/DATABASE, without a password.")
  @Listed(heading = Heading.INPUT, place = 10, value = "FILES|jdbc:URL", separator = ",")
  @Nullable String getInput();

  void setInput(@Nullable String value);

  @Description("Table to read, such as shop.orders.")
  @Listed(heading = Heading.DATABASE, place = 90, value = "TABLE", fallback = "--query")
  @Nullable String getTable();

  void setTable(@Nullable String value);

  @Description("SELECT statement instead of a table. Its columns have the names of the dataset.")
  @Listed(heading = Heading.DATABASE, place = 100, value = "SELECT", fallback = "--table")
  @Nullable String getQuery();

  void setQuery(@Nullable String value);

  @Description(
      "Column whose values only increase, such as a serial number. A run sends the rows"
          + " after the last row of the previous run, in this order.")
  @Listed(heading = Heading.DATABASE, place = 110, value = "COLUMN", fallback = "send all rows")
  @Nullable String getCursorColumn();

  void setCursorColumn(@Nullable String value);

  @Description(
      "Local file that stores the last value of --cursorColumn. It is written after all messages are acknowledged.")
  @Listed(heading = Heading.DATABASE, place = 120, value = "FILE")
  @Nullable String getCursorFile();

  void setCursorFile(@Nullable String value);

  @Description(
      "Integer column. Several connections read ranges of it from one snapshot in parallel.")
  @Listed(
      heading = Heading.DATABASE,
      place = 150,
      value = "COLUMN",
      fallback = "read over one connection")
  @Nullable String getPartitionColumn();

  void setPartitionColumn(@Nullable String value);

  @Description("Number of connections with --partitionColumn.")
  @Default.Integer(4)
  @Listed(heading = Heading.DATABASE, place = 160, value = "N", fallback = "4")
  int getReaders();

  void setReaders(int value);

  @Override
  @Description("File whose first line is the password.")
  @Listed(heading = Heading.DATABASE, place = 140, value = "FILE", fallback = "PGPASSWORD")
  @Nullable String getPasswordFile();

  @Description("Destination: kinesis://STREAM or kafka://HOST:PORT,.../TOPIC. Short form: -o.")
  @Listed(heading = Heading.OUTPUT, place = 10, value = "STREAM")
  @Nullable String getOutput();

  void setOutput(@Nullable String value);

  @Description(
      "Message format: json (an object with the names of the dataset) or csv (a line; the"
          + " columns are printed at the end).")
  @Default.String("json")
  @Listed(heading = Heading.OUTPUT, place = 50, value = "json|csv", fallback = "json")
  String getMessageFormat();

  void setMessageFormat(String value);

  @Description("Maximum number of records per second.")
  @Listed(heading = Heading.OUTPUT, place = 60, value = "N", fallback = "no limit")
  @Nullable Long getRate();

  void setRate(@Nullable Long value);

  @Description("Kafka: properties file with client settings such as TLS and SASL.")
  @Listed(heading = Heading.OUTPUT, place = 70, value = "FILE", fallback = "none")
  @Nullable String getKafkaConfig();

  void setKafkaConfig(@Nullable String value);

  @Description(
      "Give up when no message has been accepted for this long. Failed messages are resent until then.")
  @Default.String("5m")
  @Listed(heading = Heading.OUTPUT, place = 80, value = "DURATION", fallback = "5m")
  String getPatience();

  void setPatience(String value);

  @Description("Directory for records that are not sent, with the reason for each.")
  @Listed(heading = Heading.OUTPUT, place = 90, value = "DIR", fallback = "rejects/")
  @Nullable String getRejects();

  void setRejects(@Nullable String value);
}
