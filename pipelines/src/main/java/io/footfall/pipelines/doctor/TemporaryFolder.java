package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Checks that the directory for temporary files is writable and has free space. */
final class TemporaryFolder implements Check {
  private static final double GIGABYTE = 1e9;
  private static final String OPTION =
      "Set another one with FOOTFALL_JAVA_OPTS=-Djava.io.tmpdir=DIRECTORY.";

  private final Path folder;

  TemporaryFolder() {
    this(Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** Creates the check for the given directory. */
  TemporaryFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public String subject() {
    return "temporary files";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      return Finding.refused(
          Kind.IO, folder + " is not a writable directory for temporary files. " + OPTION);
    }
    try {
      double gigabytes = Files.getFileStore(folder).getUsableSpace() / GIGABYTE;
      String found = String.format(Locale.ROOT, "%.1f GB free in %s", gigabytes, folder);
      return gigabytes >= 1
          ? Finding.ok(found)
          : Finding.warning(found + "; expected at least 1 GB. " + OPTION);
    } catch (IOException e) {
      return Finding.warning(folder + ": cannot determine the free space: " + e.getMessage());
    }
  }
}
