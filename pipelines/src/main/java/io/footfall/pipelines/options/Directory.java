package io.footfall.pipelines.options;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.OutputFiles;
import io.footfall.lake.LakeFolder;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.report.FolderObstacle;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.beam.sdk.io.FileSystems;
import org.jspecify.annotations.Nullable;

/**
 * A directory that an option names.
 *
 * @param option the option, such as {@code --output}
 * @param path absolute, or a URL; ends with a slash
 */
public record Directory(String option, String path) {

  /**
   * Returns the directory that an option names.
   *
   * @throws FootfallException if the program has no file system for its scheme
   */
  public static Directory of(String option, String path) {
    checkFileSystem(option, path);
    String plain = path.startsWith("file://") ? path.substring("file://".length()) : path;
    return new Directory(option, OutputFiles.absoluteDirectory(plain));
  }

  /** Checks the directory that an option names, if it is set. */
  public static void check(String option, @Nullable String path, Problems problems) {
    if (path != null) {
      problems.check(() -> of(option, path).path(), "");
    }
  }

  /**
   * Fails before a run starts if the directory cannot be written to. Remote directories are not
   * checked.
   *
   * @throws FootfallException if it cannot be written to
   */
  public void checkWritable() {
    if (path.contains("://")) {
      return;
    }
    Optional<FolderObstacle> obstacle = FolderObstacle.of(Path.of(path));
    if (obstacle.isPresent()) {
      throw new FootfallException(
          Kind.IO,
          "Cannot write to " + path + ": " + obstacle.get() + ". Choose another " + option + ".");
    }
  }

  /**
   * Checks that the directory of a lake exists. Remote ones are not checked.
   *
   * @param lake the path of the lake
   * @throws FootfallException if there is no directory
   */
  public static void checkLakeExists(String lake) {
    Optional<String> reason = LakeFolder.missing(lake, TerminalText.near(lake));
    if (reason.isPresent()) {
      throw new FootfallException(Kind.NO_INPUT, reason.get() + " Check --lake.");
    }
  }

  /** Checks that the program has a file system for the scheme of a path. */
  static void checkFileSystem(String option, String path) {
    int end = path.indexOf("://");
    if (end < 0) {
      return;
    }
    try {
      FileSystems.matchNewResource(path, path.endsWith("/"));
    } catch (IllegalArgumentException e) {
      String scheme = path.substring(0, end).toLowerCase(Locale.ROOT);
      if (scheme.equals("kafka") || scheme.equals("kinesis")) {
        throw FootfallException.usage(
            option + "=" + path + " is a stream, but this command reads and writes files.");
      }
      throw FootfallException.usage(
          option.equals("--input")
              ? scheme
                  + ":// inputs are not supported: "
                  + path
                  + ". Download the file first, and set --input to its path."
              : option + "=" + path + ": " + scheme + ":// is not supported.");
    }
  }
}
