package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Whether there is a folder for temporary files, with room in it. */
final class TemporaryFolder implements Check {
  private static final double GIGABYTE = 1e9;
  private static final String OPTION = "FOOTFALL_JAVA_OPTS=-Djava.io.tmpdir=FOLDER names another.";

  private final Path folder;

  TemporaryFolder() {
    this(Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** As if it were this folder. */
  TemporaryFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public String subject() {
    return "temporary files";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      return Finding.refused(
          Kind.IO,
          folder
              + " is no folder that can be written to; expected one for temporary files. "
              + OPTION);
    }
    try {
      double gigabytes = Files.getFileStore(folder).getUsableSpace() / GIGABYTE;
      String found = String.format(Locale.ROOT, "%.1f GB are free in %s", gigabytes, folder);
      return gigabytes >= 1
          ? Finding.ok(found)
          : Finding.warning(found + "; expected at least 1 GB. " + OPTION);
    } catch (IOException e) {
      return Finding.warning(folder + " does not tell how much room it has: " + e.getMessage());
    }
  }
}
