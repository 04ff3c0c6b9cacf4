package io.footfall.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A lake that an earlier version wrote, whose visits lack the columns of campaigns. */
public final class EarlierLake {
  private static final Path FILES = Path.of("src/test/resources/io/footfall/lake/earlier");

  private EarlierLake() {}

  /** Copies the lake, with a visit of ann and one of bob, into a directory. */
  public static void copyTo(Path lake) throws IOException {
    List<Path> paths;
    try (Stream<Path> found = Files.walk(FILES)) {
      paths = found.filter(Files::isRegularFile).toList();
    }
    for (Path path : paths) {
      Path copy = lake.resolve(FILES.relativize(path).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(path, copy);
    }
  }
}
