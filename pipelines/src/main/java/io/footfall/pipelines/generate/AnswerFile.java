package io.footfall.pipelines.generate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file written through a {@link Text}. */
final class AnswerFile implements AutoCloseable {

  private static final int LARGE = 1 << 20;

  private final OutputStream stream;
  private final Text text = new Text(LARGE + (1 << 16));

  AnswerFile(Path file) throws IOException {
    stream = Files.newOutputStream(file);
  }

  /** Where to write. */
  Text text() {
    return text;
  }

  /** Hands what was written to the file now and then; between rows, since it empties the text. */
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
