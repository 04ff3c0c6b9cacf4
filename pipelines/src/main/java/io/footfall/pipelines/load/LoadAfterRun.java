package io.footfall.pipelines.load;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.LakeTarget;
import io.footfall.pipelines.options.LoadingOptions;
import io.footfall.pipelines.options.Problems;
import io.footfall.warehouse.BatchLoader;
import io.footfall.warehouse.LoadSettings;
import io.footfall.warehouse.LoadSummary;
import io.footfall.warehouse.Warehouse;
import io.footfall.warehouse.WarehouseLogin;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The load at the end of a run that writes a lake with {@code --warehouse}.
 *
 * @param warehouse the target; its password is in the environment
 * @param settings settings of the load
 */
public record LoadAfterRun(Warehouse warehouse, LoadSettings settings) {

  /**
   * Returns the load that options ask for.
   *
   * @param lake the lake that the run writes to
   * @param endsBeforeTheRun whether the process ends while the run continues on a cluster
   * @param problems receives contradictions between options
   * @return empty without {@code --warehouse}
   */
  public static Optional<LoadAfterRun> of(
      LoadingOptions options, @Nullable String lake, boolean endsBeforeTheRun, Problems problems) {
    String url = options.getWarehouse();
    if (url == null) {
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
          if (warehouse.isRedshift() && options.getIamRole() == null) {
            problems.add(
                "Redshift needs a role to read the lake. Set --iamRole=default, or an ARN.");
          }
          return Optional.of(
              new LoadAfterRun(warehouse, LoadSettings.DEFAULT.withIamRole(options.getIamRole())));
        },
        Optional.empty());
  }

  /**
   * Loads the batch that a run has sealed.
   *
   * @param status the exit status of the run
   * @return the exit status after the load
   */
  public int run(Dataset<?> dataset, LakeTarget batch, int status, PrintStream out) {
    out.printf("Loading batch %s into %s%n", batch.batch(), warehouse);
    LoadOutput output = new LoadOutput(out);
    try (BatchLoader loader = new BatchLoader(warehouse, settings, output)) {
      LoadSummary summary = loader.load(batch.lake(), dataset, List.of(batch.batch()));
      output.print(summary);
      return status == 0 && !summary.setAside().isEmpty() ? Kind.IO.exitStatus() : status;
    } catch (FootfallException e) {
      throw new FootfallException(
          e.kind(),
          e.getMessage() + " The batch is in the lake; footfall load --lake=... loads it.",
          e);
    }
  }
}
