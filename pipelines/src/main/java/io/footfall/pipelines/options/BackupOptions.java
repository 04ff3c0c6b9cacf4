package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options for the source backup. */
public interface BackupOptions extends PipelineOptions {
  @Description(
      "Directory for a source backup: the unmodified source records, compressed with gzip. Files are copied;"
          + " the messages of a stream are stored by arrival time.")
  @Listed(heading = Heading.OUTPUT, place = 110, value = "DIR", fallback = "no backup")
  @Nullable String getBackup();

  void setBackup(@Nullable String value);
}
