package io.footfall.pipelines;

import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall load}. */
public interface LoadOptions extends ReportOptions {
  /** The lake. */
  @Override
  @Description("The lake whose sealed batches are loaded. Redshift reads it from S3.")
  @Listed(group = OptionGroup.INPUT, place = 1, value = "FOLDER")
  @Nullable String getLake();

  @Override
  void setLake(@Nullable String value);

  /** The dataset. */
  @Description("Which part of the lake: visits or purchases.")
  @Listed(group = OptionGroup.INPUT, place = 2, value = "DATASET", fallback = "both")
  @Nullable String getDataset();

  /** Sets the dataset. */
  void setDataset(@Nullable String value);

  /** Where the warehouse finds the lake. */
  @Description("Redshift: where it finds the lake, if the lake has another name here.")
  @Listed(group = OptionGroup.INPUT, place = 3, value = "s3://URL", fallback = "that of --lake")
  @Nullable String getLakeUrl();

  /** Sets where the warehouse finds the lake. */
  void setLakeUrl(@Nullable String value);

  /** The warehouse. */
  @Override
  @Description(
      "The warehouse, without a password: jdbc:redshift://HOST:5439/DATABASE?user=NAME, jdbc:redshift:iam://... or jdbc:postgresql://HOST/DATABASE?user=NAME.")
  @Listed(group = OptionGroup.OUTPUT, place = 1, value = "URL")
  @Nullable String getWarehouse();

  @Override
  void setWarehouse(@Nullable String value);

  /** The role that Redshift reads the lake with. */
  @Override
  @Description(
      "Redshift: the role that reads the lake, an ARN, or default for that of the cluster.")
  @Listed(group = OptionGroup.OUTPUT, place = 2, value = "ARN|default")
  @Nullable String getIamRole();

  @Override
  void setIamRole(@Nullable String value);

  /** Whether tables are made. */
  @Description("Make the tables that are missing.")
  @Default.Boolean(false)
  @Listed(group = OptionGroup.OUTPUT, place = 3, fallback = "they must be there")
  boolean getCreateTables();

  /** Sets whether tables are made. */
  void setCreateTables(boolean value);

  /** The schema of the tables. */
  @Description("The schema of the tables.")
  @Default.String("public")
  @Listed(group = OptionGroup.OUTPUT, place = 4, value = "NAME", fallback = "public")
  String getSchema();

  /** Sets the schema of the tables. */
  void setSchema(String value);

  /** What happens to rows that are there. */
  @Description(
      "replace: the rows of a batch are deleted before they are put in. merge: purchases change the row that has their transaction_id, whichever batch it came with; visits have no key and are replaced.")
  @Default.String("replace")
  @Listed(group = OptionGroup.OUTPUT, place = 5, value = "replace|merge", fallback = "replace")
  String getLoadMode();

  /** Sets what happens to rows that are there. */
  void setLoadMode(String value);

  /** Whether files that were set aside are tried again. */
  @Description("Load batches again of which files were set aside.")
  @Default.Boolean(false)
  @Listed(group = OptionGroup.OUTPUT, place = 6, fallback = "they stay aside")
  boolean getRetrySetAside();

  /** Sets whether files that were set aside are tried again. */
  void setRetrySetAside(boolean value);

  /** The user. */
  @Description("The user of the warehouse.")
  @Listed(
      group = OptionGroup.OUTPUT,
      place = 7,
      value = "NAME",
      fallback = "that of the URL or the secret, or PGUSER")
  @Nullable String getUser();

  /** Sets the user. */
  void setUser(@Nullable String value);

  /** The file with the password. */
  @Description("A file whose first line is the password.")
  @Listed(
      group = OptionGroup.OUTPUT,
      place = 8,
      value = "FILE",
      fallback = "REDSHIFT_PASSWORD or PGPASSWORD of the environment")
  @Nullable String getPasswordFile();

  /** Sets the file with the password. */
  void setPasswordFile(@Nullable String value);

  /** The secret with the password. */
  @Description(
      "A secret of AWS Secrets Manager: an object with username and password, or the password alone.")
  @Listed(group = OptionGroup.OUTPUT, place = 9, value = "NAME|ARN", fallback = "none")
  @Nullable String getPasswordSecret();

  /** Sets the secret with the password. */
  void setPasswordSecret(@Nullable String value);

  /** All options of the command, in the order in which they are listed. */
  static List<OptionTable.Option> table() {
    return OptionTable.of(LoadOptions.class, ReportOptions.class, Set.of("s3Endpoint", "verbose"));
  }
}
