package io.footfall.testing.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the browser of this machine. */
final class Chromium {
  private static final String VARIABLE = "FOOTFALL_CHROMIUM";

  /** The headless shell has the same engine and takes half the time. */
  private static final List<String> NAMES =
      List.of("chromium-headless-shell", "chromium", "chromium-browser");

  private Chromium() {}

  /** Returns the browser in {@code FOOTFALL_CHROMIUM}, or the first one on the {@code PATH}. */
  static Optional<Path> find() {
    String named = System.getenv(VARIABLE);
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    return onThePath(NAMES);
  }

  /** Returns the first of these programs on the {@code PATH}. */
  static Optional<Path> onThePath(List<String> names) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return names.stream()
        .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(f -> Path.of(f, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
