package io.footfall.pipelines.generate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is written through a {@link Text}. */
final class AnswerFile implements AutoCloseable {

  private static final int LARGE = 1 << 20;

  private final OutputStream stream;
  private final Text text = new Text(LARGE + (1 << 16));

  AnswerFile(Path file) throws IOException {
    stream = Files.newOutputStream(file);
  }

  /** Returns the text to write to. */
  Text text() {
    return text;
  }

  /** Writes the text to the file if it is large, and empties it. Call it between rows. */
  void flushIfLarge() throws IOException {
    if (text.size() >= LARGE) {
      flush();
    }
  }

  @Override
  public void close() throws IOException {
    try (stream) {
      flush();
    }
  }

  private void flush() throws IOException {
    stream.write(text.array(), 0, text.size());
    text.clear();
  }
}
