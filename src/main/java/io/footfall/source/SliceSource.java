package io.footfall.source;

import io.footfall.dataset.Dataset;
import io.footfall.reading.FieldSource;
import io.footfall.records.ReadSettings;
import java.io.Closeable;

/** Reads the records that start in one {@link FileSlice}. Not thread-safe. */
public interface SliceSource extends FieldSource, Closeable {

  /**
   * Opens a slice of a text file or of a file of a lake.
   *
   * @throws io.footfall.errors.FootfallException if the file is refused, was deleted or has changed
   */
  static SliceSource open(FileSlice slice, Dataset<?> dataset, ReadSettings settings) {
    return LakePart.isOne(slice.file())
        ? new LakeSlice(slice, dataset, settings)
        : new SliceReader(slice, dataset.schema(), settings);
  }

  /**
   * Returns the number of lines of the slice read so far, including a header, blank lines and lines
   * in quoted fields; 0 if it is not text.
   */
  long lines();

  /** Returns the number of bytes passed so far, uncompressed. */
  long bytesRead();

  /**
   * Returns the number of bytes of the file itself read so far: compressed bytes if it is
   * compressed. At the end it equals the size of the file.
   */
  long fileBytesRead();

  @Override
  void close();
}
