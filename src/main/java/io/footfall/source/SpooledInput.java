package io.footfall.source;

import io.footfall.errors.FootfallException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Input that can be read only once, kept in a temporary file: standard input, a named pipe. A run
 * opens its input several times, in parallel and from the middle, which a pipe does not allow. The
 * file is deleted when the process ends. Memory use does not depend on its size.
 */
final class SpooledInput {
  /** The name of standard input in {@code --input}. */
  static final String STANDARD_INPUT = "-";

  /** By path, or by the stream for standard input, which an embedding program can replace. */
  private static final Map<Object, Path> SPOOLED = new HashMap<>();

  private SpooledInput() {}

  /** Returns the path from which an input is read: that of its copy, if it has one. */
  static synchronized String pathOf(String input) {
    Path copy = SPOOLED.get(key(input));
    return copy == null ? input : copy.toString();
  }

  private static Object key(String input) {
    return input.equals(STANDARD_INPUT) ? System.in : input;
  }

  /**
   * Returns the file with the content of an input, which is read completely on the first call.
   *
   * @param input {@link #STANDARD_INPUT} or the path of a pipe
   * @throws FootfallException if it cannot be read, or there is no room for it
   */
  static synchronized Path of(String input) {
    Object key = key(input);
    Path known = SPOOLED.get(key);
    if (known != null && Files.exists(known)) {
      return known;
    }
    String name =
        input.equals(STANDARD_INPUT)
            ? "standard-input"
            : String.valueOf(Path.of(input).getFileName());
    try {
      Path folder = Files.createTempDirectory("footfall-input-");
      Path file = folder.resolve(name);
      folder.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      if (input.equals(STANDARD_INPUT)) {
        Files.copy(System.in, file);
      } else {
        try (InputStream in = Files.newInputStream(Path.of(input))) {
          Files.copy(in, file);
        }
      }
      SPOOLED.put(key, file);
      return file;
    } catch (IOException e) {
      throw FootfallException.io(
          "Copying "
              + (input.equals(STANDARD_INPUT) ? "standard input" : input)
              + " to a temporary file failed",
          e,
          "Set another directory with FOOTFALL_JAVA_OPTS=-Djava.io.tmpdir=DIRECTORY.");
    }
  }
}
