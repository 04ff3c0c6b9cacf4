package io.footfall.pipelines.query;

import io.footfall.pipelines.filelake.FileOptions;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.Listed;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of the commands that read files, a lake or a warehouse. */
public interface FileSourceOptions extends SourceOptions, FileOptions {
  @Override
  @Description("Files to read in place of a lake; a comma separates several.")
  @Listed(heading = Heading.INPUT, place = 5, value = "FILES", separator = ",")
  @Nullable String getInput();

  @Override
  @Description(
      "Files: time zone of timestamps without an offset, and of days. Warehouse that only a stream writes to: time zone of days.")
  @Default.String("UTC")
  @Listed(heading = Heading.INPUT, place = 60, value = "ZONE", fallback = "UTC")
  String getZone();

  @Override
  @Description(
      "Warehouse: database user; read access is enough. Access log: user of a request (ip, ip+agent or remote_user).")
  @Listed(
      heading = Heading.DATABASE,
      place = 130,
      value = "USER",
      fallback = "warehouse: the user of the URL, the secret or PGUSER; access log: ip")
  @Nullable String getUser();
}
