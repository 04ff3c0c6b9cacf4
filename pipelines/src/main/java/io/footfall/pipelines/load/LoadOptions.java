package io.footfall.pipelines.load;

import io.footfall.pipelines.options.DatasetOptions;
import io.footfall.pipelines.options.GeneralOptions;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.Listed;
import io.footfall.pipelines.options.LoadingOptions;
import io.footfall.pipelines.options.WarehouseOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall load}. */
public interface LoadOptions
    extends DatasetOptions, LoadingOptions, WarehouseOptions, GeneralOptions {
  @Description("Lake whose sealed batches are loaded. Redshift reads it from S3.")
  @Listed(heading = Heading.INPUT, place = 10, value = "DIR")
  @Nullable String getLake();

  void setLake(@Nullable String value);

  @Description("Redshift: URL of the lake as the warehouse sees it, if that differs from --lake.")
  @Listed(heading = Heading.INPUT, place = 30, value = "s3://URL", fallback = "--lake")
  @Nullable String getLakeUrl();

  void setLakeUrl(@Nullable String value);

  @Override
  @Description(
      "Warehouse, without a password: jdbc:redshift://HOST:5439/DATABASE?user=NAME,"
          + " jdbc:redshift:iam://... or jdbc:postgresql://HOST/DATABASE?user=NAME.")
  @Listed(heading = Heading.OUTPUT, place = 10, value = "URL")
  @Nullable String getWarehouse();

  @Description("Create missing tables.")
  @Default.Boolean(false)
  @Listed(heading = Heading.OUTPUT, place = 30, fallback = "require them")
  boolean getCreateTables();

  void setCreateTables(boolean value);

  @Description(
      "replace: delete the rows of a batch, then insert them. merge: update rows with the"
          + " same key (transaction_id), whichever batch they came from; datasets without a key are"
          + " replaced by batch.")
  @Default.String("replace")
  @Listed(heading = Heading.OUTPUT, place = 50, value = "replace|merge", fallback = "replace")
  String getLoadMode();

  void setLoadMode(String value);

  @Description("Retry the batches whose files were set aside.")
  @Default.Boolean(false)
  @Listed(heading = Heading.OUTPUT, place = 60, fallback = "skip those files")
  boolean getRetrySetAside();

  void setRetrySetAside(boolean value);
}
