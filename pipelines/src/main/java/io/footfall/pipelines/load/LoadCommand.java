package io.footfall.pipelines.load;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.LakeFolder;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.DatasetOptions;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.options.Problems;
import io.footfall.warehouse.BatchLoader;
import io.footfall.warehouse.LoadMode;
import io.footfall.warehouse.LoadSettings;
import io.footfall.warehouse.LoadSummary;
import io.footfall.warehouse.Warehouse;
import io.footfall.warehouse.WarehouseLogin;
import java.io.PrintStream;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** The command {@code load}: loads the batches of a lake into a warehouse. */
public final class LoadCommand implements Command {
  @Override
  public String name() {
    return "load";
  }

  @Override
  public String summary() {
    return "Load the batches of a lake into Redshift or PostgreSQL";
  }

  @Override
  public String usage() {
    return """
        Usage: footfall load [--lake] DIR --warehouse=jdbc:redshift://... --iamRole=ROLE [options]
               footfall load [--lake] DIR --warehouse=jdbc:postgresql://... [options]

        Loads the sealed batches of a lake that are not in the warehouse yet, each exactly once: rows,
        daily sums and ledger change in one transaction. The next load completes an interrupted one.
        Files that the warehouse refuses are set aside, and the command ends with status 74.

        Examples
          footfall load lake --createTables \\
            --warehouse='jdbc:postgresql://db.example/shop?user=footfall'
          footfall load s3://bucket/lake --iamRole=default \\
            --warehouse='jdbc:redshift://shop.example:5439/dev?user=footfall\'""";
  }

  @Override
  public Class<LoadOptions> options() {
    return LoadOptions.class;
  }

  @Override
  public String operand() {
    return "lake";
  }

  @Override
  public Libraries libraries() {
    return Libraries.CONNECTORS;
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
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
    LoadSettings settings = settings(options, problems);
    if (settings.mode() == LoadMode.MERGE && datasets.stream().noneMatch(LoadCommand::hasKey)) {
      problems.add(
          "--loadMode=merge needs records with a key, and "
              + String.join(" and ", datasets)
              + " have none. Use --loadMode=replace.");
    }
    problems.throwIfAny();
    Warehouse warehouse =
        new Warehouse(
            String.valueOf(url),
            new WarehouseLogin(
                options.getUser(), options.getPasswordFile(), options.getPasswordSecret()));
    LoadOutput output = new LoadOutput(out);
    Directory directory = Directory.of("--lake", String.valueOf(lake));
    arguments.openFileSystems(options);
    out.printf("Loading %s into %s%n", TerminalText.near(String.valueOf(lake)), warehouse);
    int status = 0;
    try (BatchLoader loader = new BatchLoader(warehouse, settings, output)) {
      if (options.getCreateTables()) {
        loader.createTables();
      }
      for (String name : datasets) {
        Dataset<?> dataset = Datasets.named(name, ZoneOffset.UTC);
        LakeFolder folder = LakeFolder.of(directory.path(), name);
        LoadSummary summary = loader.load(folder, dataset);
        output.print(summary);
        if (!summary.setAside().isEmpty()) {
          status = Kind.IO.exitStatus();
        }
      }
    }
    return status;
  }

  private static boolean hasKey(String dataset) {
    return Datasets.named(dataset, ZoneOffset.UTC).warehouse().mergeKey().isPresent();
  }

  private static LoadSettings settings(LoadOptions options, Problems problems) {
    LoadMode mode = LoadMode.REPLACE;
    switch (options.getLoadMode().toLowerCase(Locale.ROOT)) {
      case "replace" -> {}
      case "merge" -> mode = LoadMode.MERGE;
      default ->
          problems.add(
              "Unknown load mode '" + options.getLoadMode() + "'. Choose replace or merge.");
    }
    return LoadSettings.DEFAULT
        .withSchema(options.getSchema())
        .withIamRole(options.getIamRole())
        .withMode(mode)
        .withLakeUrl(options.getLakeUrl())
        .withRetrySetAside(options.getRetrySetAside());
  }
}
