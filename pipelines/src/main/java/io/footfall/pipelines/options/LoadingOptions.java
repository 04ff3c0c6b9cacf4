package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options that names the warehouse that a run loads its batches into. */
public interface LoadingOptions extends PipelineOptions {
  @Description(
      "Warehouse to load the sealed batches of --lake into, as 'footfall load' does:"
          + " jdbc:redshift://HOST:5439/DATABASE?user=NAME or"
          + " jdbc:postgresql://HOST/DATABASE?user=NAME. Set the password in REDSHIFT_PASSWORD or PGPASSWORD.")
  @Listed(heading = Heading.OUTPUT, place = 210, value = "URL", fallback = "none")
  @Nullable String getWarehouse();

  void setWarehouse(@Nullable String value);

  @Description(
      "Redshift: IAM role that reads the lake, as an ARN, or default for the cluster's role.")
  @Listed(heading = Heading.OUTPUT, place = 220, value = "ARN|default")
  @Nullable String getIamRole();

  void setIamRole(@Nullable String value);
}
