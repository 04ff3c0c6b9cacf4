package io.footfall.pipelines.options;

import io.footfall.dataset.Dataset;
import io.footfall.lake.LakeCatalog;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.pipelines.launch.Version;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lake that a command writes to.
 *
 * @param option the directory, as typed
 * @param path the directory, absolute or a URL
 * @param fileBytes the target size of a file
 * @param zone the time zone of its days
 * @param iceberg the catalog in which it is registered
 * @param inForce the effective options of the run, which are recorded in seals
 */
public record LakeSettings(
    String option,
    String path,
    long fileBytes,
    String zone,
    Optional<LakeCatalog> iceberg,
    Map<String, String> inForce) {

  /**
   * Returns the lake that the options describe; empty without {@code --lake}.
   *
   * @param type the interface of the options
   */
  public static <T extends ValueOptions & LakeFileOptions> Optional<LakeSettings> of(
      @Nullable String lake, T options, Class<T> type, Problems problems) {
    long fileBytes = problems.check(() -> LakeFileOptions.fileBytes(options), 0L);
    Optional<LakeCatalog> iceberg = IcebergOptions.catalog(options, lake, problems);
    return lake == null
        ? Optional.empty()
        : problems.check(
            () ->
                Optional.of(
                    new LakeSettings(
                        lake,
                        Directory.of("--lake", lake).path(),
                        fileBytes,
                        options.getZone(),
                        iceberg,
                        OptionTable.of(type).inForce(options))),
            Optional.empty());
  }

  /** Returns the directory of a dataset in the lake. */
  public LakeFolder folder(String dataset) {
    return LakeFolder.of(path, dataset);
  }

  /** Registers the sealed batches of a dataset, if there is a catalog, and prints what changed. */
  public void register(Dataset<?> dataset, PrintStream out) {
    iceberg.ifPresent(
        catalog -> IcebergOptions.register(catalog, folder(dataset.name()), dataset, out));
  }

  /**
   * Returns the target of a batch.
   *
   * @param batch the id of the batch
   * @param run the id of the run
   */
  public LakeTarget target(String dataset, String batch, String run) {
    return LakeTarget.of(folder(dataset), batch, run)
        .withAbout(zone, Version.current(), inForce)
        .withFileBytes(fileBytes);
  }
}
