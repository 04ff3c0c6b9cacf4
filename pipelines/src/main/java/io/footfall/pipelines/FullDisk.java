package io.footfall.pipelines;

import io.footfall.files.Destination;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A disk without space for a file.
 *
 * @param file the file that could not be written
 */
record FullDisk(Path file) {
  private static final Pattern OPTION =
      Pattern.compile("--?[A-Za-z]\\w*(?:=(.*))?", Pattern.DOTALL);

  /** Returns the full disk that caused a failure, if one did. */
  static Optional<FullDisk> cause(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof FileSystemException named
          && named.getFile() != null
          && Destination.isFull(named)) {
        return Optional.of(new FullDisk(Path.of(named.getFile())));
      }
    }
    return Optional.empty();
  }

  /**
   * Returns advice on how to continue.
   *
   * @param args the arguments of the command, which may name the directory
   */
  String advice(List<String> args) {
    return "Free some space there"
        + option(args)
            .or(
                () ->
                    isBelow(System.getProperty("java.io.tmpdir"))
                        ? Optional.of("FOOTFALL_JAVA_OPTS=-Djava.io.tmpdir=DIRECTORY")
                        : Optional.empty())
            .map(option -> ", or choose another directory with " + option)
            .orElse("")
        + ".";
  }

  /** Returns the option that names the innermost directory that contains the file. */
  private Optional<String> option(List<String> args) {
    Optional<String> found = Optional.empty();
    int longest = 0;
    for (int i = 0; i < args.size(); i++) {
      Matcher option = OPTION.matcher(args.get(i));
      if (!option.matches()) {
        continue;
      }
      String value =
          option.group(1) != null ? option.group(1) : i + 1 < args.size() ? args.get(i + 1) : "";
      if (value.length() > longest && isBelow(value)) {
        longest = value.length();
        found = Optional.of(args.get(i).replaceFirst("(?s)=.*", ""));
      }
    }
    return found;
  }

  private boolean isBelow(String directory) {
    try {
      return !directory.isEmpty()
          && file.toAbsolutePath()
              .normalize()
              .startsWith(Path.of(directory).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
