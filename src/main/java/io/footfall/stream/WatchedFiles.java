package io.footfall.stream;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Files that are read as they come: all that are in a folder, or match a glob, or begin with a
 * prefix of an object store.
 *
 * @param inputs folders, globs and prefixes, as {@link io.footfall.source.InputFiles} takes them
 * @param every how long it is from one look at them to the next
 * @param sinceMillis files that were modified before this are not read, in milliseconds since the
 *     epoch; {@link Long#MIN_VALUE} to read all
 */
public record WatchedFiles(List<String> inputs, Duration every, long sinceMillis)
    implements Serializable {

  /**
   * Watched files.
   *
   * @throws IllegalArgumentException if there would be no time between two looks
   */
  public WatchedFiles {
    inputs = List.copyOf(inputs);
    if (every.isZero() || every.isNegative()) {
      throw new IllegalArgumentException("every " + every + "; expected more than nothing");
    }
  }

  /**
   * Watched files.
   *
   * @param position which of them are read: all, those that are modified from now on, or since an
   *     instant
   */
  public static WatchedFiles of(List<String> inputs, Duration every, InitialPosition position) {
    long since =
        position.isLatest()
            ? System.currentTimeMillis()
            : position.instant() == null ? Long.MIN_VALUE : position.instant().toEpochMilli();
    return new WatchedFiles(inputs, every, since);
  }

  /** What is watched, as one text: the shard of all messages that come of it. */
  public String name() {
    return String.join(",", inputs);
  }
}
