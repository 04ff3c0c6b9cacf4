package io.footfall.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds the files of a glob on a local disk, and only visits directories that can match.
 *
 * <p>The globs are those of Beam's file systems: {@code *} and {@code ?} stop at a slash, {@code
 * **} does not; {@code [a-c]} and {@code {a,b}} are choices. As in a shell, a name that begins with
 * a dot matches only if the glob has the dot.
 */
final class LocalGlob {
  private LocalGlob() {}

  /**
   * Returns the files, sorted by name; none if the path has no wildcard.
   *
   * @param path an absolute path
   * @throws java.util.regex.PatternSyntaxException if the glob is invalid
   */
  static List<Path> files(Path path) throws IOException {
    int plain = 0;
    while (plain < path.getNameCount() && !isGlob(path.getName(plain))) {
      plain++;
    }
    Set<Path> found = new TreeSet<>();
    if (plain < path.getNameCount()) {
      Path root = path.getRoot();
      expand(plain == 0 ? root : root.resolve(path.subpath(0, plain)), path, plain, found);
    }
    return List.copyOf(found);
  }

  private static void expand(Path folder, Path glob, int depth, Set<Path> found)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Path name = glob.getName(depth);
    boolean last = depth == glob.getNameCount() - 1;
    // Choices can contain slashes, so "{a/b,c}.csv" is split inside its braces.
    if (name.toString().contains("**") || count(name, '{') != count(name, '}')) {
      walk(folder, glob.subpath(depth, glob.getNameCount()), found);
      return;
    }
    if (!isGlob(name)) {
      take(folder.resolve(name), glob, depth, last, found);
      return;
    }
    PathMatcher matcher = matcher(folder, name);
    boolean hidden = name.toString().startsWith(".");
    try (Stream<Path> inside = Files.list(folder)) {
      for (Path entry : inside.toList()) {
        Path entryName = entry.getFileName();
        if (hidden == entryName.toString().startsWith(".") && matcher.matches(entryName)) {
          take(entry, glob, depth, last, found);
        }
      }
    }
  }

  private static void take(Path path, Path glob, int depth, boolean last, Set<Path> found)
      throws IOException {
    if (!last) {
      expand(path, glob, depth + 1, found);
    } else if (Files.isRegularFile(path)) {
      found.add(path);
    }
  }

  private static void walk(Path folder, Path glob, Set<Path> found) throws IOException {
    PathMatcher matcher = matcher(folder, glob);
    try (Stream<Path> below = Files.walk(folder)) {
      below
          .filter(
              path ->
                  Files.isRegularFile(path)
                      && matcher.matches(folder.relativize(path))
                      && !isHidden(folder.relativize(path)))
          .forEach(found::add);
    }
  }

  private static boolean isHidden(Path path) {
    for (Path name : path) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static PathMatcher matcher(Path folder, Path glob) {
    return folder.getFileSystem().getPathMatcher("glob:" + glob);
  }

  /** Returns whether a path, or a part of one, has a wildcard. */
  static boolean isGlob(Path name) {
    return name.toString().matches(".*[*?\\[{}].*");
  }

  private static long count(Path name, char c) {
    return name.toString().chars().filter(x -> x == c).count();
  }
}
