package io.footfall.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * Writes a remote file. Any exception of the store's client becomes an {@link IOException}. A
 * second close does nothing, because the upload has already ended.
 */
final class RemoteOutput implements WritableByteChannel {
  private final WritableByteChannel channel;
  private boolean closed;

  private RemoteOutput(WritableByteChannel channel) {
    this.channel = channel;
  }

  static WritableByteChannel create(ResourceId file, String mimeType) throws IOException {
    try {
      return new RemoteOutput(FileSystems.create(file, mimeType));
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    try {
      return channel.write(from);
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try {
        channel.close();
      } catch (RuntimeException e) {
        throw new IOException(e);
      }
    }
  }
}
