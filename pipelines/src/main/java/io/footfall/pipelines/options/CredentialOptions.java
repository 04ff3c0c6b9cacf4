package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options for logging in to a database. Nothing in it is a secret. */
public interface CredentialOptions extends PipelineOptions {
  @Description("Database user.")
  @Listed(
      heading = Heading.DATABASE,
      place = 130,
      value = "NAME",
      fallback = "the user of the URL, the secret or PGUSER")
  @Nullable String getUser();

  void setUser(@Nullable String value);

  @Description("File whose first line is the password.")
  @Listed(
      heading = Heading.DATABASE,
      place = 140,
      value = "FILE",
      fallback = "REDSHIFT_PASSWORD or PGPASSWORD")
  @Nullable String getPasswordFile();

  void setPasswordFile(@Nullable String value);
}
