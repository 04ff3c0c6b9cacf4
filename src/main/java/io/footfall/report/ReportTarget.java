package io.footfall.report;

import io.footfall.files.OutputFiles;
import io.footfall.table.Table;
import java.io.Serializable;
import java.util.Map;
import java.util.UUID;

/**
 * Describes the place of a report and the contents of its {@code run.json}.
 *
 * @param folder the output directory, ending with a slash
 * @param rejectsFolder the directory for reject files, ending with a slash
 * @param shards number of files per table
 * @param overwrite whether an earlier report there is replaced
 * @param runId distinguishes this run's temporary files from those of others
 * @param startMillis start of the run, in milliseconds since the epoch
 * @param inputBytes total size of the input files in bytes
 * @param about description of the program for {@code run.json}: versions, runner, options; no
 *     secrets
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
   * Returns the target of a report in a folder: one file per table, rejects in {@code rejects/}, no
   * replacement of an earlier report. The run starts now.
   *
   * @param folder a path on any Beam file system; relative to the working directory if it is local
   */
  public static ReportTarget in(String folder) {
    String withSlash = OutputFiles.absoluteDirectory(folder);
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

  /** Returns a copy that replaces an earlier report. */
  public ReportTarget withOverwrite() {
    return new ReportTarget(
        folder, rejectsFolder, shards, true, runId, startMillis, inputBytes, about, claimed);
  }

  /** Guards the run by an {@link OutputClaim}, which must exist before the pipeline starts. */
  public ReportTarget withClaim() {
    return new ReportTarget(
        folder, rejectsFolder, shards, overwrite, runId, startMillis, inputBytes, about, true);
  }

  /** Returns the directory for incomplete files. */
  public String temporaryFolder() {
    return temporaryFolderIn(folder);
  }

  /**
   * Returns the directory for this run's incomplete files below a directory other than the
   * report's.
   *
   * @param other ends with a slash
   */
  public String temporaryFolderIn(String other) {
    return other + TEMPORARY_PREFIX + runId + "/";
  }

  /**
   * Returns the file that describes the report. It is written last and proves that the report is
   * complete.
   */
  public String runFile() {
    return folder + RUN_FILE;
  }

  /** Returns the name of a file in {@code run.json}: relative if it is in the report's folder. */
  String relative(String path) {
    return path.startsWith(folder) ? path.substring(folder.length()) : path;
  }

  /** Returns the path of a file named in the {@code run.json} of {@code folder}. */
  static String resolve(String folder, String named) {
    return named.startsWith("/") || named.contains("://") ? named : folder + named;
  }

  /** Returns the final name of a table's file. */
  public String fileOf(Table table, int shard) {
    return folder
        + (shards == 1
            ? table.name() + ".csv"
            : String.format("%s-%05d-of-%05d.csv", table.name(), shard, shards));
  }
}
