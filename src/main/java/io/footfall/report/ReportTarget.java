package io.footfall.report;

import java.io.Serializable;
import java.util.Map;

/**
 * Where a report goes and what is said about the run in its {@code run.json}.
 *
 * @param folder the output folder, ending with a slash
 * @param rejectsFolder where reject files go, ending with a slash
 * @param shards into how many files each table is cut
 * @param overwrite whether an earlier report there is replaced
 * @param runId tells this run's temporary files from another's
 * @param startMillis when the run began, in milliseconds since the epoch
 * @param inputBytes how many bytes the input files have
 * @param about what {@code run.json} says of the program: versions, runner, options; nothing secret
 */
public record ReportTarget(
    String folder,
    String rejectsFolder,
    int shards,
    boolean overwrite,
    String runId,
    long startMillis,
    long inputBytes,
    Map<String, Map<String, String>> about)
    implements Serializable {

  /** Where files are until they are whole. */
  public String temporaryFolder() {
    return folder + ".footfall-" + runId + "/";
  }

  /** The final name of a table's file. */
  public String fileOf(Table table, int shard) {
    return folder
        + (shards == 1
            ? table.name() + ".csv"
            : String.format("%s-%05d-of-%05d.csv", table.name(), shard, shards));
  }
}
