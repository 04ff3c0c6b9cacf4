package io.footfall.pipelines.load;

import io.footfall.dataset.Datasets;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.DatasetOptions;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.options.LoadingOptions;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.options.WarehouseOptions;
import io.footfall.warehouse.LoadMode;
import io.footfall.warehouse.LoadSettings;
import io.footfall.warehouse.Warehouse;
import io.footfall.warehouse.WarehouseLogin;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The validated settings of the {@code load} command.
 *
 * @param name the directory of the lake, as typed
 * @param folder that directory, absolute or a URL
 * @param datasets the datasets in it
 * @param warehouse the database
 * @param load how batches are loaded
 * @param createTables whether missing tables are created
 */
public record LakeLoadSettings(
    String name,
    String folder,
    List<String> datasets,
    Warehouse warehouse,
    LoadSettings load,
    boolean createTables) {

  /** Validates the arguments, and opens the file systems. */
  static LakeLoadSettings of(Arguments arguments) {
    LoadOptions options = arguments.options(LoadOptions.class);
    Problems problems = arguments.problems();
    String lake = options.getLake();
    if (lake == null) {
      problems.add("--lake is required, for example --lake=s3://bucket/lake.");
    }
    String url = options.getWarehouse();
    if (url == null) {
      problems.add(
          "--warehouse is required, for example --warehouse=jdbc:redshift://HOST:5439/DATABASE or"
              + " --warehouse=jdbc:postgresql://HOST/DATABASE.");
    }
    List<String> datasets = problems.check(() -> DatasetOptions.names(options), List.of());
    LoadMode mode = mode(options.getLoadMode(), problems);
    if (mode == LoadMode.MERGE && datasets.stream().noneMatch(LakeLoadSettings::hasKey)) {
      problems.add(
          "--loadMode=merge needs records with a key, and "
              + String.join(" and ", datasets)
              + " have none. Use --loadMode=replace.");
    }
    Optional<Warehouse> warehouse =
        url == null
            ? Optional.empty()
            : problems.check(
                () -> Optional.of(new Warehouse(url, WarehouseOptions.login(options))),
                Optional.empty());
    if (warehouse.isPresent()) {
      checkRole(warehouse.get(), options.getIamRole(), problems);
      if (!warehouse.get().isRedshift()) {
        refuseForPostgres("--lakeUrl", options.getLakeUrl(), problems);
      }
    }
    String folder = problems.check(() -> Directory.of("--lake", String.valueOf(lake)).path(), "");
    arguments.complete(options);
    return new LakeLoadSettings(
        String.valueOf(lake),
        folder,
        datasets,
        warehouse.orElseThrow(),
        LoadSettings.DEFAULT
            .withSchema(options.getSchema())
            .withIamRole(options.getIamRole())
            .withMode(mode)
            .withLakeUrl(options.getLakeUrl())
            .withRetrySetAside(options.getRetrySetAside()),
        options.getCreateTables());
  }

  /**
   * Returns the load that the options request.
   *
   * @param lake the lake that the run writes to
   * @param endsBeforeTheRun whether the process ends while the run continues on a cluster
   * @param problems receives contradictions between options
   * @return empty without {@code --warehouse}
   */
  public static Optional<LoadAfterRun> afterRun(
      LoadingOptions options, @Nullable String lake, boolean endsBeforeTheRun, Problems problems) {
    String url = options.getWarehouse();
    if (url == null) {
      if (options.getIamRole() != null) {
        problems.add(
            "--iamRole applies to a warehouse. Set --warehouse=jdbc:redshift://HOST:5439/DATABASE"
                + " too.");
      }
      return Optional.empty();
    }
    if (lake == null) {
      problems.add("--warehouse loads the batches of a lake. Set --lake=DIR too.");
    }
    if (endsBeforeTheRun) {
      problems.add(
          "--warehouse loads the batch after the run, but --wait=false does not wait for it. Leave"
              + " one of them out, and run footfall load later.");
    }
    return problems.check(
        () -> {
          Warehouse warehouse = new Warehouse(url, WarehouseLogin.OF_ENVIRONMENT);
          checkRole(warehouse, options.getIamRole(), problems);
          return Optional.of(
              new LoadAfterRun(warehouse, LoadSettings.DEFAULT.withIamRole(options.getIamRole())));
        },
        Optional.empty());
  }

  private static boolean hasKey(String dataset) {
    return Datasets.named(dataset, ZoneOffset.UTC).warehouse().mergeKey().isPresent();
  }

  private static void checkRole(Warehouse warehouse, @Nullable String role, Problems problems) {
    if (!warehouse.isRedshift()) {
      refuseForPostgres("--iamRole", role, problems);
    } else if (role == null) {
      problems.add("Redshift needs a role to read the lake. Set --iamRole=default, or an ARN.");
    }
  }

  private static void refuseForPostgres(String option, @Nullable String value, Problems problems) {
    if (value != null) {
      problems.add(option + " applies to Redshift, but --warehouse is PostgreSQL. Leave it out.");
    }
  }

  private static LoadMode mode(String name, Problems problems) {
    switch (name.toLowerCase(Locale.ROOT)) {
      case "replace" -> {
        return LoadMode.REPLACE;
      }
      case "merge" -> {
        return LoadMode.MERGE;
      }
      default -> {
        problems.add("Unknown load mode '" + name + "'. Choose replace or merge.");
        return LoadMode.REPLACE;
      }
    }
  }
}
