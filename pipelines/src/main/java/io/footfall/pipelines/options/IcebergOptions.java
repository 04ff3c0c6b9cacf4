package io.footfall.pipelines.options;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.iceberg.IcebergCatalog;
import io.footfall.lake.LakeCatalog;
import io.footfall.lake.LakeFolder;
import io.footfall.pipelines.console.ErrorOutput;
import io.footfall.pipelines.launch.ShutdownHook;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options that names the Iceberg catalog in which a lake is registered. */
public interface IcebergOptions extends PipelineOptions {
  @Description(
      "Apache Iceberg catalog that lists the sealed batches of --lake: a directory, or a"
          + " .properties file with Iceberg's catalog properties, such as type=rest. Requires the"
          + " jars listed in src/docs/iceberg.md.")
  @Listed(heading = Heading.OUTPUT, place = 105, value = "DIR|FILE", fallback = "none")
  @Nullable String getIceberg();

  void setIceberg(@Nullable String value);

  /**
   * Returns the catalog that the options name.
   *
   * @param lake the lake that is registered
   * @param problems collects conflicting options
   * @return empty without {@code --iceberg}
   */
  static Optional<LakeCatalog> catalog(
      IcebergOptions options, @Nullable String lake, Problems problems) {
    String location = options.getIceberg();
    if (location == null) {
      return Optional.empty();
    }
    if (lake == null) {
      problems.add("--iceberg registers the batches of a lake. Set --lake=DIR too.");
    }
    if (!hasLibraries()) {
      problems.add(
          "--iceberg needs the libraries of Apache Iceberg and Hadoop's client. Put the jars"
              + " listed in src/docs/iceberg.md into lib/iceberg.");
      return Optional.empty();
    }
    return problems.check(
        () -> {
          String path = Directory.of("--iceberg", location).path();
          boolean isFile = IcebergCatalog.isPropertiesFile(location);
          return Optional.of(
              new IcebergCatalog(isFile ? path.substring(0, path.length() - 1) : path));
        },
        Optional.empty());
  }

  // Not in IcebergCatalog, because that class does not load without the libraries.
  private static boolean hasLibraries() {
    try {
      Class.forName("org.apache.iceberg.CatalogUtil");
      Class.forName("org.apache.hadoop.conf.Configuration");
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /**
   * Registers the sealed batches of a dataset, and prints what has changed.
   *
   * @throws FootfallException if the catalog cannot be read or written
   */
  static void register(
      LakeCatalog catalog, LakeFolder folder, Dataset<?> dataset, PrintStream out) {
    ShutdownHook stop =
        ShutdownHook.add(
            () ->
                new ErrorOutput(System.err)
                    .note(
                        "stopped while the lake was being registered. Its batches are sealed;"
                            + " footfall compact with --lake and --iceberg registers them."));
    try {
      LakeCatalog.Registration done = catalog.register(folder, dataset.lake().schema());
      if (done.added() + done.removed() > 0) {
        out.printf(
            Locale.ROOT,
            "iceberg table %s: %,d file%s added, %,d removed%n",
            done.table(),
            done.added(),
            done.added() == 1 ? "" : "s",
            done.removed());
      }
    } catch (IOException e) {
      throw FootfallException.io(
          "Registering " + folder.path() + " failed",
          e,
          "Sealed batches stay in the lake; footfall compact with --lake and --iceberg registers them.");
    } finally {
      stop.close();
    }
  }
}
