package io.footfall.pipelines.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The configuration directory of Flink in this process.
 *
 * @param configuration the content of {@code config.yaml}
 */
public record EmbeddedFlinkDirectory(String configuration) {

  /**
   * Returns the configuration of a stream.
   *
   * @param listener the class of a listener for its job
   * @param savepoint the savepoint or checkpoint that it resumes
   */
  public static EmbeddedFlinkDirectory ofStream(String listener, Optional<String> savepoint) {
    return new EmbeddedFlinkDirectory(
        "execution.job-listeners: ['"
            + listener
            + "']\n"
            + savepoint
                .map(path -> "execution.savepoint.path: '" + path.replace("'", "''") + "'\n")
                .orElse(""));
  }

  /**
   * Writes the configuration into a new temporary directory, which is removed when the process
   * ends.
   *
   * @return the directory, for Beam's option {@code flinkConfDir}
   * @throws UncheckedIOException if the directory cannot be written
   */
  public Path write() {
    try {
      Path directory = Files.createTempDirectory("footfall-flink-");
      Path file = directory.resolve("config.yaml");
      directory.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      Files.writeString(file, configuration());
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
