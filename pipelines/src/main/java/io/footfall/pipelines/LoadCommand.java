package io.footfall.pipelines;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.LoadingOptions;
import io.footfall.warehouse.BatchLoader;
import io.footfall.warehouse.LoadListener;
import io.footfall.warehouse.LoadMode;
import io.footfall.warehouse.LoadSettings;
import io.footfall.warehouse.LoadSummary;
import io.footfall.warehouse.LoadedBatch;
import io.footfall.warehouse.SetAsideFile;
import io.footfall.warehouse.Warehouse;
import io.footfall.warehouse.WarehouseLogin;
import java.io.PrintStream;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The command {@code load}: from a lake into a warehouse. */
final class LoadCommand {
  private LoadCommand() {}

  /**
   * Loads.
   *
   * @return the exit status
   */
  static int run(List<String> args, PrintStream out) {
    Arguments arguments = Arguments.parse("load", LoadOptions.class, "", args);
    LoadOptions options = arguments.options(LoadOptions.class);
    arguments.problems().throwIfAny();
    String lake = options.getLake();
    if (lake == null) {
      throw ReportCommand.usage(
          "Say which lake with --lake=FOLDER, for example: footfall load --lake=s3://bucket/lake"
              + " --warehouse=jdbc:redshift://HOST:5439/DATABASE --iamRole=default");
    }
    String url = options.getWarehouse();
    if (url == null) {
      throw ReportCommand.usage(
          "Say where to load to, with --warehouse=jdbc:redshift://HOST:5439/DATABASE or"
              + " --warehouse=jdbc:postgresql://HOST/DATABASE.");
    }
    List<String> datasets = LakeBatch.datasets(options.getDataset());
    LoadSettings settings = settings(options);
    if (settings.mode() == LoadMode.MERGE && datasets.stream().noneMatch(LoadCommand::hasKey)) {
      throw ReportCommand.usage(
          "--loadMode=merge needs records with a key, and "
              + String.join(" and ", datasets)
              + " have none. Leave it out.");
    }
    Warehouse warehouse =
        new Warehouse(
            url,
            new WarehouseLogin(
                options.getUser(), options.getPasswordFile(), options.getPasswordSecret()));
    arguments.openFileSystems(options);
    out.printf("Loading %s into %s%n", Console.near(lake), warehouse);
    int status = 0;
    try (BatchLoader loader = new BatchLoader(warehouse, settings, told(out))) {
      if (options.getCreateTables()) {
        loader.createTables();
      }
      for (String name : datasets) {
        Dataset<?> dataset = Datasets.named(name, ZoneOffset.UTC);
        LakeFolder folder = LakeFolder.of(ReportCommand.folder("--lake", lake), name);
        LoadSummary summary = loader.load(folder, dataset);
        print(summary, out);
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

  /**
   * Checks the warehouse that a run loads its batch into.
   *
   * @param lake the lake that the run writes to
   * @param endsBeforeTheRun whether the process ends while the run continues on a cluster
   * @throws FootfallException if the options do not fit together
   */
  static void check(LoadingOptions options, @Nullable String lake, boolean endsBeforeTheRun) {
    String url = options.getWarehouse();
    if (url == null) {
      return;
    }
    if (lake == null) {
      throw ReportCommand.usage(
          "--warehouse is loaded from a lake; say with --lake=FOLDER where that is.");
    }
    if (endsBeforeTheRun) {
      throw ReportCommand.usage(
          "--warehouse is loaded after the run, for which --wait=false does not wait. Leave one out"
              + " and run footfall load later.");
    }
    if (warehouse(url).isRedshift() && options.getIamRole() == null) {
      throw ReportCommand.usage(
          "Say with which role Redshift reads the lake: --iamRole=default, or an ARN.");
    }
    settingsOfRun(options);
  }

  /** The warehouse of a run, whose password is in the environment. */
  static Warehouse warehouse(String url) {
    return new Warehouse(url, WarehouseLogin.OF_ENVIRONMENT);
  }

  /** How a run loads its batches. */
  static LoadSettings settingsOfRun(LoadingOptions options) {
    return LoadSettings.DEFAULT.withIamRole(options.getIamRole());
  }

  /**
   * Loads the batch that a run has sealed.
   *
   * @param status how the run ended
   * @return how it ends after the load
   */
  static int afterRun(
      Dataset<?> dataset, LakeTarget batch, LoadingOptions options, int status, PrintStream out) {
    String url = options.getWarehouse();
    if (url == null) {
      return status;
    }
    Warehouse warehouse = warehouse(url);
    LoadSettings settings = settingsOfRun(options);
    out.printf("Loading batch %s into %s%n", batch.batch(), warehouse);
    try (BatchLoader loader = new BatchLoader(warehouse, settings, told(out))) {
      LoadSummary summary = loader.load(batch.lake(), dataset, List.of(batch.batch()));
      print(summary, out);
      return status == 0 && !summary.setAside().isEmpty() ? Kind.IO.exitStatus() : status;
    } catch (FootfallException e) {
      throw new FootfallException(
          e.kind(),
          e.getMessage() + " The batch is in the lake; footfall load --lake=... loads it.",
          e);
    }
  }

  private static LoadSettings settings(LoadOptions options) {
    LoadMode mode =
        switch (options.getLoadMode().toLowerCase(Locale.ROOT)) {
          case "replace" -> LoadMode.REPLACE;
          case "merge" -> LoadMode.MERGE;
          default ->
              throw ReportCommand.usage(
                  "--loadMode="
                      + options.getLoadMode()
                      + " is unknown; expected replace or merge.");
        };
    return LoadSettings.DEFAULT
        .withSchema(options.getSchema())
        .withIamRole(options.getIamRole())
        .withMode(mode)
        .withLakeUrl(options.getLakeUrl())
        .withRetrySetAside(options.getRetrySetAside());
  }

  /** Says what happens while it does. */
  static LoadListener told(PrintStream out) {
    return new LoadListener() {
      @Override
      public void loaded(List<LoadedBatch> batches) {
        out.printf(
            Locale.ROOT,
            "%s: %s%s: %,d rows%n",
            batches.get(0).dataset(),
            batches.size() == 1 ? "batch " : "batches from ",
            batches.size() == 1
                ? batches.get(0).batch()
                : batches.get(0).batch() + " to " + batches.get(batches.size() - 1).batch(),
            batches.stream().mapToLong(LoadedBatch::rows).sum());
        out.flush();
      }

      @Override
      public void setAside(SetAsideFile file) {
        System.err.printf(
            Locale.ROOT,
            "footfall: warning: %s (%,d rows) is set aside, for the warehouse does not take it: %s%n",
            TerminalText.printable(file.file()),
            file.rows(),
            TerminalText.printable(file.error()));
      }

      @Override
      public void retrying(String reason, Duration pause) {
        System.err.printf(
            Locale.ROOT,
            "footfall: trying again in %.1f s: %s%n",
            pause.toMillis() / 1000.0,
            TerminalText.printable(reason));
      }
    };
  }

  /** What a load did, for a person. */
  static void print(LoadSummary summary, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s: %,d batch%s loaded, %,d rows; %,d loaded before%n",
        summary.dataset(),
        summary.loaded().size(),
        summary.loaded().size() == 1 ? "" : "es",
        summary.rows(),
        summary.loadedBefore());
    long aside = summary.filesSetAsideBefore() + summary.setAside().size();
    if (aside > 0) {
      System.err.printf(
          Locale.ROOT,
          "footfall: warning: %,d file%s of %s not in the warehouse. The table load_set_aside says"
              + " which and why; --retrySetAside tries again.%n",
          aside,
          aside == 1 ? "" : "s",
          summary.dataset() + (aside == 1 ? " is" : " are"));
    }
  }
}
