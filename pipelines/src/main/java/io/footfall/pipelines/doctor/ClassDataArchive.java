package io.footfall.pipelines.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the launcher has the archives of classes that make a start quick. */
final class ClassDataArchive implements Check {
  private final @Nullable Path jar;

  ClassDataArchive() {
    this(
        System.getProperty("footfall.jar") == null
            ? null
            : Path.of(System.getProperty("footfall.jar")));
  }

  /** As if the program's jar were there. */
  ClassDataArchive(@Nullable Path jar) {
    this.jar = jar;
  }

  @Override
  public String subject() {
    return "class-data archive";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
    if (jar == null) {
      return Finding.ok("not used: this was not started by bin/footfall");
    }
    Path archive = jar.resolveSibling("lib").resolve("direct.jsa");
    return Files.isReadable(archive)
        ? Finding.ok(archive.toString())
        : Finding.warning(
            archive
                + " is not there: every start takes longer. mvn package makes it, unless"
                + " -Dfootfall.cds=false is said.");
  }
}
