package io.footfall.pipelines.s3;

import io.footfall.files.ConditionalStores;
import java.util.List;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.FileSystemRegistrar;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Makes directories on S3 lockable wherever Beam's file systems are configured: Beam calls it with
 * the options of a run, on workers too. It adds no file system.
 */
public final class S3Locks implements FileSystemRegistrar {
  /** Creates an instance for the service loader. */
  public S3Locks() {}

  @Override
  public Iterable<FileSystem<?>> fromOptions(PipelineOptions options) {
    if (S3Access.isOnClassPath()) {
      ConditionalStores.register("s3", () -> ClientOptions.conditionalStore(options));
    }
    return List.of();
  }
}
