package io.footfall.source;

import java.io.Serializable;

/**
 * A range of bytes of one file. The records that <em>start</em> in it belong to it: the last one
 * may end behind it.
 *
 * @param file the file, as a Beam file system names it
 * @param from the first byte
 * @param to one past the last byte; {@link Long#MAX_VALUE} for a file that is read as a stream,
 *     because it is compressed or cannot be positioned
 * @param fileSize the file's size in bytes when the work was planned
 */
public record FileSlice(String file, long from, long to, long fileSize) implements Serializable {

  /** The whole of a file that cannot be read from the middle. */
  public static FileSlice whole(String file, long fileSize) {
    return new FileSlice(file, 0, Long.MAX_VALUE, fileSize);
  }

  /** Whether only a stream from its start on gives this slice. */
  public boolean isStream() {
    return to == Long.MAX_VALUE;
  }

  /** How many bytes of the file this slice stands for. */
  public long length() {
    return isStream() ? fileSize : to - from;
  }
}
