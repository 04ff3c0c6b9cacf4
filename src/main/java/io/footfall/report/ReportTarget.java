package io.footfall.report;

import io.footfall.table.Table;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * Describes where a report goes and what its {@code run.json} says about the run.
 *
 * @param folder the output folder, ending with a slash
 * @param rejectsFolder where reject files go, ending with a slash
 * @param shards into how many files each table is cut
 * @param overwrite whether an earlier report there is replaced
 * @param runId tells this run's temporary files from another's
 * @param startMillis when the run began, in milliseconds since the epoch
 * @param inputBytes how many bytes the input files have
 * @param about what {@code run.json} says of the program: versions, runner, options; nothing secret
 * @param claimed whether an {@link OutputClaim} guards the run: the report is then put in place
 *     only while the claim lasts
 */
public record ReportTarget(
    String folder,
    String rejectsFolder,
    int shards,
    boolean overwrite,
    String runId,
    long startMillis,
    long inputBytes,
    Map<String, Map<String, String>> about,
    boolean claimed)
    implements Serializable {

  static final String RUN_FILE = "run.json";
  static final String TEMPORARY_PREFIX = ".footfall-";

  /**
   * A report in a folder, as one file per table, its rejects in {@code rejects/} beside them; an
   * earlier report there is not replaced. The run begins now.
   *
   * @param folder a path on any Beam file system; relative to the working directory if it is local
   */
  public static ReportTarget in(String folder) {
    String path =
        folder.contains("://") ? folder : Path.of(folder).toAbsolutePath().normalize().toString();
    String withSlash = path.endsWith("/") ? path : path + "/";
    return new ReportTarget(
        withSlash,
        withSlash + "rejects/",
        1,
        false,
        UUID.randomUUID().toString(),
        System.currentTimeMillis(),
        0,
        Map.of(),
        false);
  }

  /** Each table cut into this many files. At least 1. */
  public ReportTarget withShards(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("shards: " + value + "; expected at least 1");
    }
    return new ReportTarget(
        folder, rejectsFolder, value, overwrite, runId, startMillis, inputBytes, about, claimed);
  }

  /** Replaces an earlier report. */
  public ReportTarget withOverwrite() {
    return new ReportTarget(
        folder, rejectsFolder, shards, true, runId, startMillis, inputBytes, about, claimed);
  }

  /** Guards the run by an {@link OutputClaim}, which must exist before the pipeline starts. */
  public ReportTarget withClaim() {
    return new ReportTarget(
        folder, rejectsFolder, shards, overwrite, runId, startMillis, inputBytes, about, true);
  }

  /** Where files are until they are whole. */
  public String temporaryFolder() {
    return temporaryFolderIn(folder);
  }

  /**
   * Where files of this run are until they are whole, in another folder than that of the report.
   *
   * @param other ends with a slash
   */
  public String temporaryFolderIn(String other) {
    return other + TEMPORARY_PREFIX + runId + "/";
  }

  /** The file that says what the report is and that it is whole: written last. */
  public String runFile() {
    return folder + RUN_FILE;
  }

  /** How {@code run.json} names a file: relative to the report's folder if it lies in it. */
  String relative(String path) {
    return path.startsWith(folder) ? path.substring(folder.length()) : path;
  }

  /** The path of a file that the {@code run.json} in {@code folder} names. */
  static String resolve(String folder, String named) {
    return named.startsWith("/") || named.contains("://") ? named : folder + named;
  }

  /** The final name of a table's file. */
  public String fileOf(Table table, int shard) {
    return folder
        + (shards == 1
            ? table.name() + ".csv"
            : String.format("%s-%05d-of-%05d.csv", table.name(), shard, shards));
  }
}
