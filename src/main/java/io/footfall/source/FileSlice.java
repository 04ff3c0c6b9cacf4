package io.footfall.source;

import java.io.Serializable;

/**
 * A range of bytes of one file. The records that <em>start</em> in it belong to it; the last one
 * can end after it.
 *
 * @param file the file, as a Beam file system names it
 * @param from the first byte
 * @param to the end, exclusive; {@link Long#MAX_VALUE} for a file that is read as a stream because
 *     it is compressed or not seekable
 * @param fileSize the file's size in bytes when the work was planned
 */
public record FileSlice(String file, long from, long to, long fileSize) implements Serializable {

  /** Returns a slice of a whole file that cannot be read from the middle. */
  public static FileSlice whole(String file, long fileSize) {
    return new FileSlice(file, 0, Long.MAX_VALUE, fileSize);
  }

  /** Returns whether the slice can only be read as a stream from the start. */
  public boolean isStream() {
    return to == Long.MAX_VALUE;
  }

  /** Returns the number of bytes of the file that this slice covers. */
  public long length() {
    return isStream() ? fileSize : to - from;
  }
}
