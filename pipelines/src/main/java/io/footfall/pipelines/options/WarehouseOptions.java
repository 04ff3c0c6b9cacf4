package io.footfall.pipelines.options;

import io.footfall.warehouse.WarehouseLogin;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The group of options for the tables of a warehouse and for logging in. */
public interface WarehouseOptions extends CredentialOptions {
  @Description("Schema of the tables.")
  @Default.String("public")
  @Listed(heading = Heading.DATABASE, place = 10, value = "NAME", fallback = "public")
  String getSchema();

  void setSchema(String value);

  @Description(
      "Secret in AWS Secrets Manager: an object with username and password, or only the password.")
  @Listed(heading = Heading.DATABASE, place = 150, value = "NAME|ARN", fallback = "none")
  @Nullable String getPasswordSecret();

  void setPasswordSecret(@Nullable String value);

  /** Returns the login that the options describe. */
  static WarehouseLogin login(WarehouseOptions options) {
    return new WarehouseLogin(
        options.getUser(), options.getPasswordFile(), options.getPasswordSecret());
  }
}
