package io.footfall.lake;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the records of a run go in a lake, and what their seal says of the run.
 *
 * @param folder the folder of the dataset in the lake, ending with a slash
 * @param dataset {@code visits} or {@code purchases}
 * @param batch the id of the batch
 * @param overwrite whether an earlier batch of this id is replaced
 * @param run the id of the run
 * @param zone where days begin
 * @param version which Footfall
 * @param options options of the run, without secrets
 * @param fileBytes how long a file may become, in bytes
 * @param replayedRejects the files of rejects whose records these are, if they are any
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

  /** What the names of folders begin with that have what is not whole yet. */
  static final String TEMPORARY_PREFIX = ".footfall-";

  /** Copies the collections. */
  public LakeTarget {
    options = new TreeMap<>(options);
    replayedRejects = List.copyOf(replayedRejects);
  }

  /**
   * A batch in a lake.
   *
   * @param folder where
   * @param run the id of the run
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

  /** Another batch, of a run that is known by the same id: writing it again is no other run. */
  public LakeTarget withBatch(String id) {
    return new LakeTarget(
        folder, dataset, id, overwrite, id, zone, version, options, fileBytes, replayedRejects);
  }

  /** Replaces an earlier batch of the same id, or not. */
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

  /** How long a file may become, in bytes. At least 1. */
  public LakeTarget withFileBytes(long value) {
    if (value < 1) {
      throw new IllegalArgumentException("fileBytes: " + value + "; expected at least 1");
    }
    return new LakeTarget(
        folder, dataset, batch, overwrite, run, zone, version, options, value, replayedRejects);
  }

  /** The records are those of these files of rejects, tried again. */
  public LakeTarget withReplayedRejects(List<String> files) {
    return new LakeTarget(
        folder, dataset, batch, overwrite, run, zone, version, options, fileBytes, files);
  }

  /** The folder. */
  public LakeFolder lake() {
    return new LakeFolder(folder, dataset);
  }

  /** The name of the folder that has what is not whole yet. */
  public String temporaryName() {
    return TEMPORARY_PREFIX + run;
  }

  /** The folder that has what is not whole yet, ending with a slash. */
  public String temporaryFolder() {
    return folder + temporaryName() + "/";
  }
}
