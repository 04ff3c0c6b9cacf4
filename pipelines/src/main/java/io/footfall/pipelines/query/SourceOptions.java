package io.footfall.pipelines.query;

import io.footfall.pipelines.options.GeneralOptions;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.Listed;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/**
 * The options of the commands that read a lake or a warehouse: {@code query}, {@code report} and
 * {@code serve}.
 */
public interface SourceOptions extends GeneralOptions {
  @Description("Lake to read. Only sealed batches are visible.")
  @Listed(heading = Heading.INPUT, place = 3, value = "DIR")
  @Nullable String getLake();

  void setLake(@Nullable String value);

  @Description(
      "Output directories of finished runs, for rejects and accounting; a comma separates several.")
  @Listed(heading = Heading.INPUT, place = 4, value = "DIRS", fallback = "none")
  @Nullable String getReport();

  void setReport(@Nullable String value);

  @Description("More directories of rejects, such as those of a stream; a comma separates several.")
  @Listed(heading = Heading.INPUT, place = 5, value = "DIRS", fallback = "those of --report")
  @Nullable String getRejects();

  void setRejects(@Nullable String value);

  @Description(
      "Warehouse to read instead of a lake, without a password: jdbc:redshift://HOST:5439/DATABASE?user=NAME or jdbc:postgresql://HOST/DATABASE?user=NAME.")
  @Listed(heading = Heading.INPUT, place = 6, value = "URL")
  @Nullable String getWarehouse();

  void setWarehouse(@Nullable String value);

  @Description("Schema of the tables in the warehouse.")
  @Default.String("public")
  @Listed(heading = Heading.INPUT, place = 7, value = "NAME", fallback = "public")
  String getSchema();

  void setSchema(String value);

  @Description("User of the warehouse. Read access is enough.")
  @Listed(
      heading = Heading.INPUT,
      place = 8,
      value = "NAME",
      fallback = "the user of the URL, the secret or PGUSER")
  @Nullable String getUser();

  void setUser(@Nullable String value);

  @Description("File whose first line is the password.")
  @Listed(
      heading = Heading.INPUT,
      place = 9,
      value = "FILE",
      fallback = "REDSHIFT_PASSWORD or PGPASSWORD")
  @Nullable String getPasswordFile();

  void setPasswordFile(@Nullable String value);

  @Description(
      "Secret in AWS Secrets Manager: an object with username and password, or only the password.")
  @Listed(heading = Heading.INPUT, place = 10, value = "NAME|ARN", fallback = "none")
  @Nullable String getPasswordSecret();

  void setPasswordSecret(@Nullable String value);

  @Description("First day to include.")
  @Listed(heading = Heading.INPUT, place = 90, value = "YYYY-MM-DD", fallback = "the first day")
  @Nullable String getFrom();

  void setFrom(@Nullable String value);

  @Description("Last day to include.")
  @Listed(heading = Heading.INPUT, place = 100, value = "YYYY-MM-DD", fallback = "the last day")
  @Nullable String getTo();

  void setTo(@Nullable String value);

  @Description("Time zone of the days of windows, in a warehouse that only a stream writes to.")
  @Default.String("UTC")
  @Listed(heading = Heading.INPUT, place = 110, value = "ZONE", fallback = "UTC")
  String getZone();

  void setZone(String value);
}
