package io.footfall.stream;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Files to read as they arrive: all in a directory, or matching a glob, or with a prefix in an
 * object store.
 *
 * @param inputs directories, globs and prefixes, as accepted by {@link
 *     io.footfall.source.InputFiles}
 * @param every time between two polls
 * @param sinceMillis files that were modified before this are not read, in milliseconds since the
 *     epoch; {@link Long#MIN_VALUE} to read all
 */
public record WatchedFiles(List<String> inputs, Duration every, long sinceMillis)
    implements Serializable {

  /**
   * Returns the files to watch.
   *
   * @throws IllegalArgumentException if the time between two polls is not positive
   */
  public WatchedFiles {
    inputs = List.copyOf(inputs);
    if (every.isZero() || every.isNegative()) {
      throw new IllegalArgumentException("every " + every + "; expected more than 0");
    }
  }

  /**
   * Returns the files to watch.
   *
   * @param position the files to read: all, those modified after the start, or those modified since
   *     an instant
   */
  public static WatchedFiles of(List<String> inputs, Duration every, InitialPosition position) {
    long since =
        position.isLatest()
            ? System.currentTimeMillis()
            : position.instant() == null ? Long.MIN_VALUE : position.instant().toEpochMilli();
    return new WatchedFiles(inputs, every, since);
  }

  /** Returns the watched inputs as one text, which is the shard of all their messages. */
  public String name() {
    return String.join(",", inputs);
  }
}
