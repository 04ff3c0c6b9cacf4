package io.footfall.testing.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The browser of this machine. */
final class Chromium {
  private static final String VARIABLE = "FOOTFALL_CHROMIUM";

  /** The shell is the same engine without windows, and takes half the time. */
  private static final List<String> NAMES =
      List.of("chromium-headless-shell", "chromium", "chromium-browser");

  private Chromium() {}

  /** The one that {@code FOOTFALL_CHROMIUM} names, else the one of the {@code PATH}. */
  static Optional<Path> find() {
    String named = System.getenv(VARIABLE);
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    return onThePath(NAMES);
  }

  /** The first program of one of these names that is on the {@code PATH}. */
  static Optional<Path> onThePath(List<String> names) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return names.stream()
        .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(f -> Path.of(f, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
