package io.footfall.pipelines.doctor;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks that the launcher has a class-data archive, which speeds up the start. */
final class ClassDataArchive implements Check {
  private final @Nullable String archive;

  ClassDataArchive() {
    this(System.getProperty("footfall.classData"));
  }

  /**
   * Makes the check.
   *
   * @param archive the archive that the launcher uses; empty without one, null without the launcher
   */
  ClassDataArchive(@Nullable String archive) {
    this.archive = archive;
  }

  @Override
  public String subject() {
    return "class-data archive";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
    if (archive == null) {
      return Finding.ok("not used, because the program was not started by bin/footfall");
    }
    if (archive.isEmpty()) {
      return Finding.warning(
          "There is no class-data archive, so every start takes longer. In a clone, create it with"
              + " mvn package, without -Dfootfall.cds=false. A distribution records it when it first"
              + " counts files, if the cache directory of the user is writable.");
    }
    return Finding.ok(archive);
  }
}
