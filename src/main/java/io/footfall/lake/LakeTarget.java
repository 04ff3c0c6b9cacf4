package io.footfall.lake;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The batch of a lake that a run writes, with the description of the run for its seal.
 *
 * @param folder the folder of the dataset in the lake, ending with a slash
 * @param dataset {@code visits} or {@code purchases}
 * @param batch the ID of the batch
 * @param overwrite whether an earlier batch of this ID is replaced
 * @param run the ID of the run
 * @param zone the time zone that defines the start of a day
 * @param version version of Footfall
 * @param options options of the run, without secrets
 * @param fileBytes maximum size of a file in bytes
 * @param replayedRejects the reject files that a replay read; empty for other runs
 */
public record LakeTarget(
    String folder,
    String dataset,
    String batch,
    boolean overwrite,
    String run,
    String zone,
    String version,
    Map<String, String> options,
    long fileBytes,
    List<String> replayedRejects)
    implements Serializable {

  /** Default target size of a file. */
  public static final long DEFAULT_FILE_BYTES = 128L << 20;

  /** Prefix of the names of directories for incomplete files. */
  static final String TEMPORARY_PREFIX = ".footfall-";

  /** Copies the collections. */
  public LakeTarget {
    options = new TreeMap<>(options);
    replayedRejects = List.copyOf(replayedRejects);
  }

  /**
   * Returns the target of a batch in a lake.
   *
   * @param folder the folder of the dataset
   * @param run the ID of the run
   */
  public static LakeTarget of(LakeFolder folder, String batch, String run) {
    return new LakeTarget(
        folder.path(),
        folder.dataset(),
        batch,
        false,
        run,
        "UTC",
        "",
        Map.of(),
        DEFAULT_FILE_BYTES,
        List.of());
  }

  /**
   * Returns a copy for another batch, whose ID is also the run's ID, so that a retry counts as the
   * same run.
   */
  public LakeTarget withBatch(String id) {
    return new LakeTarget(
        folder, dataset, id, overwrite, id, zone, version, options, fileBytes, replayedRejects);
  }

  /** Sets whether to replace an earlier batch of the same ID. */
  public LakeTarget withOverwrite(boolean value) {
    return new LakeTarget(
        folder, dataset, batch, value, run, zone, version, options, fileBytes, replayedRejects);
  }

  /** Returns a copy with the time zone, version and options of the run, for the seal. */
  public LakeTarget withAbout(String zoneId, String footfall, Map<String, String> runOptions) {
    return new LakeTarget(
        folder,
        dataset,
        batch,
        overwrite,
        run,
        zoneId,
        footfall,
        runOptions,
        fileBytes,
        replayedRejects);
  }

  /** Returns a copy with this maximum file size in bytes, at least 1. */
  public LakeTarget withFileBytes(long value) {
    if (value < 1) {
      throw new IllegalArgumentException("fileBytes: " + value + "; expected at least 1");
    }
    return new LakeTarget(
        folder, dataset, batch, overwrite, run, zone, version, options, value, replayedRejects);
  }

  /** Returns a copy whose records are those of these reject files, replayed. */
  public LakeTarget withReplayedRejects(List<String> files) {
    return new LakeTarget(
        folder, dataset, batch, overwrite, run, zone, version, options, fileBytes, files);
  }

  /** Returns the directory. */
  public LakeFolder lake() {
    return new LakeFolder(folder, dataset);
  }

  /** Returns the directory for incomplete files, ending with a slash. */
  public String temporaryFolder() {
    return folder + TEMPORARY_PREFIX + run + "/";
  }
}
