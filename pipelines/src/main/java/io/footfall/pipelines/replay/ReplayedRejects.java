package io.footfall.pipelines.replay;

import io.footfall.lake.LakeFolder;
import io.footfall.lake.ReplayBatch;
import io.footfall.lake.Seal;
import io.footfall.rejects.RejectFolder;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * The reject files that have been replayed according to the seals of a lake. All code that
 * distinguishes replayed rejects from open ones uses this class.
 *
 * <p>A file has been replayed if a seal lists it. Records that a replay rejects again are in a new
 * file, which is valid once that replay is sealed. Until then its records are still those of the
 * original files.
 *
 * @param files names of replayed files, relative to the directory of rejects
 * @param sealed ids of sealed batches
 */
public record ReplayedRejects(Set<String> files, Set<String> sealed) {
  private static final Pattern OF_REPLAY =
      Pattern.compile("-(" + ReplayBatch.PREFIX + "[0-9a-f]+)\\.gz$");

  /** The state of a reject file. */
  public enum State {
    /** Not replayed yet. */
    OPEN,
    /** Replayed: valid records are in the lake, the others in another file. */
    REPLAYED,
    /** Written by an unfinished replay; its records are also in open files. */
    UNSEALED
  }

  public ReplayedRejects {
    files = Set.copyOf(files);
    sealed = Set.copyOf(sealed);
  }

  /** Creates the state from all seals of a lake. */
  public static ReplayedRejects of(Collection<Seal> seals) {
    Set<String> files = new HashSet<>();
    Set<String> sealed = new HashSet<>();
    for (Seal seal : seals) {
      files.addAll(seal.replayedRejects());
      sealed.add(seal.batch());
    }
    return new ReplayedRejects(files, sealed);
  }

  /**
   * Reads the state from the seals in a lake; only those of replays are opened.
   *
   * @param datasets directories of the datasets that the rejects can belong to
   */
  public static ReplayedRejects in(List<LakeFolder> datasets) throws IOException {
    Set<String> files = new HashSet<>();
    Set<String> sealed = new HashSet<>();
    for (LakeFolder dataset : datasets) {
      List<String> replays = dataset.sealed().stream().filter(ReplayBatch::isId).toList();
      sealed.addAll(replays);
      dataset.seals(replays).forEach(seal -> files.addAll(seal.replayedRejects()));
    }
    return new ReplayedRejects(files, sealed);
  }

  /** Returns the batch of the replay that wrote a reject file; empty for a file of a run. */
  static Optional<String> batchOf(String name) {
    Matcher replay = OF_REPLAY.matcher(name);
    return replay.find() ? Optional.of(replay.group(1)) : Optional.empty();
  }

  /** Returns the state of a reject file. */
  public State state(RejectFolder folder, MatchResult.Metadata file) {
    String name = folder.nameOf(file);
    if (files.contains(name)) {
      return State.REPLAYED;
    }
    return batchOf(name).filter(batch -> !sealed.contains(batch)).isPresent()
        ? State.UNSEALED
        : State.OPEN;
  }
}
