package io.footfall.pipelines.load;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.LakeFolder;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Directory;
import io.footfall.warehouse.BatchLoader;
import io.footfall.warehouse.LoadSummary;
import java.io.PrintStream;
import java.time.ZoneOffset;

/** The command {@code load}: loads the batches of a lake into a warehouse. */
public final class LoadCommand implements Command {
  @Override
  public About about() {
    return About.of(
            "load", "Load the batches of a lake into Redshift or PostgreSQL", LoadOptions.class)
        .withOperand("lake")
        .withLibraries(Libraries.CONNECTORS);
  }

  @Override
  public String usage() {
    return """
        Usage: footfall load [--lake] DIR --warehouse=jdbc:redshift://... --iamRole=ROLE [options]
               footfall load [--lake] DIR --warehouse=jdbc:postgresql://... [options]

        Load the sealed batches of a lake that are not in the warehouse yet. Each batch is loaded
        exactly once: one transaction updates the rows, the daily sums and the ledger. The next load
        completes an interrupted one. Files that the warehouse refuses are set aside, and the command
        ends with status 74.

        Examples
          footfall load lake --createTables \\
            --warehouse='jdbc:postgresql://db.example/shop?user=footfall'
          footfall load s3://bucket/lake --iamRole=default \\
            --warehouse='jdbc:redshift://shop.example:5439/dev?user=footfall\'""";
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    LakeLoadSettings settings = LakeLoadSettings.of(arguments);
    Directory.checkLakeExists(settings.folder());
    out.printf("Loading %s into %s%n", TerminalText.near(settings.name()), settings.warehouse());
    int status = 0;
    try (LoadOutput output = new LoadOutput(out);
        BatchLoader loader = new BatchLoader(settings.warehouse(), settings.load(), output)) {
      if (settings.createTables()) {
        loader.createTables();
      }
      for (String name : settings.datasets()) {
        Dataset<?> dataset = Datasets.named(name, ZoneOffset.UTC);
        LakeFolder folder = LakeFolder.of(settings.folder(), name);
        LoadSummary summary = loader.load(folder, dataset);
        output.print(summary);
        if (!summary.setAside().isEmpty()) {
          status = Kind.IO.exitStatus();
        }
      }
    }
    return status;
  }
}
