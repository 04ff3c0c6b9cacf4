package io.footfall.pipelines.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks that the launcher has the class-data archives, which speed up the start. */
final class ClassDataArchive implements Check {
  private final @Nullable Path jar;

  ClassDataArchive() {
    this(
        System.getProperty("footfall.jar") == null
            ? null
            : Path.of(System.getProperty("footfall.jar")));
  }

  /** Makes the check for the given jar of the program. */
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
      return Finding.ok("not used, because the program was not started by bin/footfall");
    }
    Path lib = jar.resolveSibling("lib");
    for (String name : List.of("direct.jsa", "direct.aot")) {
      Path archive = lib.resolve(name);
      if (Files.isReadable(archive)) {
        return Finding.ok(archive.toString());
      }
    }
    return Finding.warning(
        "There is no class-data archive in "
            + lib
            + ", so every start takes longer. Create it with mvn package, without"
            + " -Dfootfall.cds=false.");
  }
}
