package io.footfall.pipelines.load;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.LakeTarget;
import io.footfall.warehouse.BatchLoader;
import io.footfall.warehouse.LoadSettings;
import io.footfall.warehouse.LoadSummary;
import io.footfall.warehouse.Warehouse;
import java.io.PrintStream;
import java.util.List;

/**
 * The load at the end of a run that writes a lake with {@code --warehouse}.
 *
 * @param warehouse the target, without its password
 * @param settings the settings of the load
 */
public record LoadAfterRun(Warehouse warehouse, LoadSettings settings) {

  /**
   * Loads the batch that a run has sealed.
   *
   * @param status the exit status of the run
   * @return the exit status after the load
   */
  public int run(Dataset<?> dataset, LakeTarget batch, int status, PrintStream out) {
    out.printf("Loading batch %s into %s%n", batch.batch(), warehouse);
    try (LoadOutput output = new LoadOutput(out);
        BatchLoader loader = new BatchLoader(warehouse, settings, output)) {
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
