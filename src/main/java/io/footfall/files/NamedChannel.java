package io.footfall.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Writes a local file, and adds its name to failures, because those of the operating system lack
 * it.
 */
record NamedChannel(WritableByteChannel below, Path file) implements WritableByteChannel {
  @Override
  public int write(ByteBuffer bytes) throws IOException {
    try {
      return below.write(bytes);
    } catch (ClosedChannelException e) {
      throw e; // The class of the exception describes the failure.
    } catch (IOException e) {
      throw named(e);
    }
  }

  private FileSystemException named(IOException e) {
    FileSystemException named =
        new FileSystemException(file.toString(), null, String.valueOf(e.getMessage()));
    named.initCause(e);
    return named;
  }

  @Override
  public boolean isOpen() {
    return below.isOpen();
  }

  @Override
  public void close() throws IOException {
    try {
      below.close();
    } catch (IOException e) {
      throw named(e);
    }
  }
}
