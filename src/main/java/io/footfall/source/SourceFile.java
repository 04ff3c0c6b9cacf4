package io.footfall.source;

import io.footfall.files.SteadyChannel;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** The unchanged bytes of an input file on a file system or in an archive. */
final class SourceFile {
  private SourceFile() {}

  /**
   * Opens a file.
   *
   * @return a {@link java.nio.channels.SeekableByteChannel}, unless the file is an entry of an
   *     archive or its file system does not support it
   * @throws IOException if it cannot be opened
   */
  static ReadableByteChannel open(String name) throws IOException {
    return Archive.isEntry(name)
        ? Archive.open(name)
        : SteadyChannel.open(SpooledInput.pathOf(name));
  }
}
