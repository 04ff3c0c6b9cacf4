package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options that names what a pipeline reads. */
public interface InputOptions extends PipelineOptions {
  @Description(
      "File, glob, directory or - for standard input; a comma separates several. Archives (zip, tar), compressed files (gzip, bzip2, zstd, deflate), xlsx and Parquet are read as they are. Streams: kinesis://STREAM or kafka://HOST:PORT/TOPIC.")
  @Listed(heading = Heading.INPUT, place = 10, value = "FILES", separator = ",")
  @Nullable String getInput();

  void setInput(@Nullable String value);
}
