package io.footfall.pipelines;

import io.footfall.pipelines.query.QuerySource;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** Which lake or warehouse questions, reports and the dashboard are about. */
public interface SourceOptions extends ReportOptions {
  /** The lake. */
  @Override
  @Description("The lake: what its sealed batches have.")
  @Listed(group = OptionGroup.INPUT, place = 1, value = "FOLDER")
  @Nullable String getLake();

  @Override
  void setLake(@Nullable String value);

  /** The reports. */
  @Description(
      "Folders of finished reports, for the records that were not counted, and the accounting. Several are parted by commas.")
  @Listed(group = OptionGroup.INPUT, place = 2, value = "FOLDERS", fallback = "none")
  @Nullable String getReport();

  /** Sets the reports. */
  void setReport(@Nullable String value);

  /** The rejects. */
  @Override
  @Description("More folders of rejects, such as that of a stream. Several are parted by commas.")
  @Listed(
      group = OptionGroup.INPUT,
      place = 3,
      value = "FOLDERS",
      fallback = "those of the reports")
  @Nullable String getRejects();

  @Override
  void setRejects(@Nullable String value);

  /** The warehouse. */
  @Override
  @Description(
      "In place of a lake, a warehouse, without a password: jdbc:redshift://HOST:5439/DATABASE?user=NAME or jdbc:postgresql://HOST/DATABASE?user=NAME.")
  @Listed(group = OptionGroup.INPUT, place = 4, value = "URL")
  @Nullable String getWarehouse();

  @Override
  void setWarehouse(@Nullable String value);

  /** The schema of the tables. */
  @Description("The schema of the warehouse's tables.")
  @Default.String(QuerySource.DEFAULT_SCHEMA)
  @Listed(group = OptionGroup.INPUT, place = 5, value = "NAME", fallback = "public")
  String getSchema();

  /** Sets the schema of the tables. */
  void setSchema(String value);

  /** The user. */
  @Description("The user of the warehouse; one who may read is enough.")
  @Listed(
      group = OptionGroup.INPUT,
      place = 6,
      value = "NAME",
      fallback = "that of the URL or the secret, or PGUSER")
  @Nullable String getUser();

  /** Sets the user. */
  void setUser(@Nullable String value);

  /** The file with the password. */
  @Description("A file whose first line is the password.")
  @Listed(
      group = OptionGroup.INPUT,
      place = 7,
      value = "FILE",
      fallback = "REDSHIFT_PASSWORD or PGPASSWORD of the environment")
  @Nullable String getPasswordFile();

  /** Sets the file with the password. */
  void setPasswordFile(@Nullable String value);

  /** The secret with the password. */
  @Description(
      "A secret of AWS Secrets Manager: an object with username and password, or the password alone.")
  @Listed(group = OptionGroup.INPUT, place = 8, value = "NAME|ARN", fallback = "none")
  @Nullable String getPasswordSecret();

  /** Sets the secret with the password. */
  void setPasswordSecret(@Nullable String value);

  /** The first day. */
  @Description("The first day that is looked at.")
  @Listed(
      group = OptionGroup.INPUT,
      place = 9,
      value = "YYYY-MM-DD",
      fallback = "the first there is")
  @Nullable String getFrom();

  /** Sets the first day. */
  void setFrom(@Nullable String value);

  /** The last day. */
  @Description("The last day that is looked at.")
  @Listed(
      group = OptionGroup.INPUT,
      place = 10,
      value = "YYYY-MM-DD",
      fallback = "the last there is")
  @Nullable String getTo();

  /** Sets the last day. */
  void setTo(@Nullable String value);

  /** The zone of a stream's windows. */
  @Override
  @Description(
      "Of a warehouse that only a stream writes to: the time zone in which a day of its windows begins, that of the stream.")
  @Default.String("UTC")
  @Listed(group = OptionGroup.INPUT, place = 11, value = "ZONE", fallback = "UTC")
  String getZone();

  @Override
  void setZone(String value);
}
