package io.footfall.backup;

import io.footfall.errors.FootfallException;
import io.footfall.files.FirehoseFile;
import io.footfall.files.OutputFiles;
import io.footfall.source.WholeFile;
import java.io.IOException;
import java.io.OutputStream;

/** Copies a file as gzip, with the same uncompressed content. */
public final class SourceCopy {
  private SourceCopy() {}

  /**
   * Copies the file. A gzip file is copied unchanged, by the file system itself if source and copy
   * are on the same one. Any other file is decompressed if necessary, then compressed as gzip.
   *
   * @param source the file
   * @param size its size when the run began
   * @param to the path of the copy; a partial copy can remain after a failure
   * @return the size of the copy in bytes
   * @throws FootfallException if reading or writing fails, or the file has changed
   */
  public static long write(String source, long size, String to) {
    long read;
    try {
      boolean isGzip;
      try (WholeFile file = WholeFile.open(source)) {
        isGzip = file.isGzip();
        if (isGzip && file.isStored() && OutputFiles.isSameSystem(source, to)) {
          read = -1;
        } else {
          try (OutputStream out =
              isGzip ? OutputFiles.create(to) : FirehoseFile.gzip(OutputFiles.create(to))) {
            (isGzip ? file.raw() : file.plain()).transferTo(out);
          }
          read = file.bytesRead();
        }
      }
      if (read < 0) {
        OutputFiles.copy(source, to);
        read = OutputFiles.size(to);
      }
      if (read != size) {
        throw new IOException(
            "it had " + size + " bytes when the run began, and has " + read + " now");
      }
      return OutputFiles.size(to);
    } catch (IOException e) {
      throw FootfallException.io(
          "Copying " + source + " to " + to + " failed", e, "Check --backup, or leave it out.");
    }
  }
}
