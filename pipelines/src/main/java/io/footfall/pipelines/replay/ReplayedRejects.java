package io.footfall.pipelines.replay;

import io.footfall.lake.LakeFolder;
import io.footfall.lake.Seal;
import io.footfall.rejects.RejectFolder;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * Which files of rejects were replayed, by the seals of a lake: the rule of all who tell rejects
 * that were tried again from those that are open.
 *
 * <p>A file was replayed if a seal names it. What was rejected once more by a replay is in a file
 * of its own, which is open, and which counts once that replay is sealed: until then its records
 * are still those of the files that the replay was trying.
 *
 * @param files the names of files that were replayed, below the folder of rejects
 * @param sealed the ids of the batches that are sealed
 */
public record ReplayedRejects(Set<String> files, Set<String> sealed) {
  private static final Pattern OF_REPLAY =
      Pattern.compile("-(" + Replay.PREFIX + "[0-9a-f]+)\\.gz$");

  /** What a file of rejects is. */
  public enum State {
    /** Not tried again yet. */
    OPEN,
    /** Tried again: what is good now is in the lake, what is not is in another file. */
    REPLAYED,
    /** Of a replay that has not ended; its records are in other files that are open. */
    UNSEALED
  }

  /** Copies the sets. */
  public ReplayedRejects {
    files = Set.copyOf(files);
    sealed = Set.copyOf(sealed);
  }

  /** By these seals, which are all that there are. */
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
   * By the seals in a lake; only those of replays are opened.
   *
   * @param datasets the folders of the datasets to which the rejects may belong
   */
  public static ReplayedRejects in(List<LakeFolder> datasets) throws IOException {
    Set<String> files = new HashSet<>();
    Set<String> sealed = new HashSet<>();
    for (LakeFolder dataset : datasets) {
      List<String> replays = dataset.sealed().stream().filter(Replay::isBatch).toList();
      sealed.addAll(replays);
      dataset.seals(replays).forEach(seal -> files.addAll(seal.replayedRejects()));
    }
    return new ReplayedRejects(files, sealed);
  }

  /** What a file of a folder of rejects is. */
  public State state(RejectFolder folder, MatchResult.Metadata file) {
    String name = folder.nameOf(file);
    if (files.contains(name)) {
      return State.REPLAYED;
    }
    Matcher replay = OF_REPLAY.matcher(name);
    return replay.find() && !sealed.contains(replay.group(1)) ? State.UNSEALED : State.OPEN;
  }
}
