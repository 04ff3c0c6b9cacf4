package io.footfall.pipelines.compact;

import io.footfall.dataset.Dataset;
import io.footfall.lake.LakeCatalog;
import io.footfall.lake.LakeFolder;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.DatasetOptions;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.options.IcebergOptions;
import io.footfall.pipelines.options.LakeFileOptions;
import io.footfall.pipelines.options.Problems;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/**
 * The validated settings of the {@code compact} command.
 *
 * @param lake its directory, absolute or a URL
 * @param fileBytes the target size of a file
 * @param datasets the datasets in it
 * @param iceberg the catalog that lists its batches
 */
record CompactSettings(
    String lake, long fileBytes, List<String> datasets, Optional<LakeCatalog> iceberg) {

  /** Validates the arguments, and opens the file systems. */
  static CompactSettings of(Arguments arguments) {
    CompactOptions options = arguments.options(CompactOptions.class);
    Problems problems = arguments.problems();
    String lake = options.getLake();
    if (lake == null) {
      problems.add("--lake is required, for example: footfall compact lake");
    }
    Optional<LakeCatalog> iceberg = IcebergOptions.catalog(options, lake, problems);
    long fileBytes = problems.check(() -> LakeFileOptions.fileBytes(options), 0L);
    List<String> datasets = problems.check(() -> DatasetOptions.names(options), List.of());
    String path = problems.check(() -> Directory.of("--lake", String.valueOf(lake)).path(), "");
    arguments.complete(options);
    return new CompactSettings(path, fileBytes, datasets, iceberg);
  }

  /** Registers the sealed batches of a dataset, if there is a catalog, and prints what changed. */
  void register(LakeFolder folder, Dataset<?> dataset, PrintStream out) {
    iceberg.ifPresent(catalog -> IcebergOptions.register(catalog, folder, dataset, out));
  }
}
