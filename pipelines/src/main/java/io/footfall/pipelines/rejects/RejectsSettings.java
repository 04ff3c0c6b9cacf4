package io.footfall.pipelines.rejects;

import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Directory;
import java.util.Optional;

/**
 * The validated settings of the {@code rejects} command.
 *
 * @param name the directory of rejects, as typed
 * @param folder that directory, absolute or a URL
 * @param lake the lake whose seals list the replayed rejects
 */
record RejectsSettings(String name, String folder, Optional<String> lake) {

  /** Validates the arguments, and opens the file systems. */
  static RejectsSettings of(Arguments arguments) {
    RejectsOptions options = arguments.options(RejectsOptions.class);
    String name = options.getRejects();
    if (name == null) {
      arguments
          .problems()
          .add("--rejects is required, for example: footfall rejects report/rejects");
    }
    String folder =
        arguments
            .problems()
            .check(() -> Directory.of("--rejects", String.valueOf(name)).path(), "");
    Optional<String> lake =
        Optional.ofNullable(options.getLake())
            .map(path -> arguments.problems().check(() -> Directory.of("--lake", path).path(), ""));
    arguments.complete(options);
    return new RejectsSettings(String.valueOf(name), folder, lake);
  }
}
