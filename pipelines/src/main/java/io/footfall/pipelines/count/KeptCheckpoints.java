package io.footfall.pipelines.count;

import io.footfall.pipelines.runner.Runners;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checkpoints that remain when a stream in this process is stopped.
 *
 * @param storage the URI or path of Flink's directory for checkpoints
 * @param since the start of the run
 */
record KeptCheckpoints(String storage, Instant since) {
  private static final String METADATA = "_metadata";

  /** Levels of directories to search, for {@code JOB/chk-N/_metadata}. */
  private static final int DEPTH = 3;

  /**
   * Returns the newest complete checkpoint of the run, if it is on this machine and not temporary.
   */
  Optional<String> newest() {
    try {
      if (Runners.isTemporary(storage)) {
        return Optional.empty();
      }
      Path directory = storage.contains(":") ? Path.of(URI.create(storage)) : Path.of(storage);
      try (Stream<Path> files = Files.walk(directory, DEPTH)) {
        return files
            .filter(file -> file.endsWith(METADATA) && !time(file).toInstant().isBefore(since))
            .max(Comparator.comparing(KeptCheckpoints::time))
            .map(file -> String.valueOf(file.getParent()))
            .map(checkpoint -> Path.of(checkpoint).toUri().toString());
      }
    } catch (IOException
        | UncheckedIOException
        | IllegalArgumentException
        | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }

  private static FileTime time(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
