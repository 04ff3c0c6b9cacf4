package io.footfall.pipelines.inspect;

import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.InputOptions;
import io.footfall.pipelines.options.Problems;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The validated settings of the {@code inspect} command.
 *
 * @param paths the files; a hyphen for standard input
 * @param sheet the sheet of a workbook
 * @param json whether the output is JSON
 * @param save the profile to write
 */
record InspectSettings(
    List<String> paths, Optional<String> sheet, boolean json, Optional<Path> save) {

  /** Validates the arguments, and opens the file systems. */
  static InspectSettings of(Arguments arguments) {
    InspectOptions options = arguments.options(InspectOptions.class);
    Problems problems = arguments.problems();
    String input = options.getInput();
    if (input == null) {
      problems.add("Name a file, for example: footfall inspect export.csv");
    }
    String format = options.getFormat();
    if (!List.of("auto", "text", "json").contains(format)) {
      problems.add("Unknown format '" + format + "'. Choose text or json.");
    }
    List<String> paths = problems.check(() -> InputOptions.paths(String.valueOf(input)), List.of());
    arguments.complete(options);
    return new InspectSettings(
        paths,
        Optional.ofNullable(options.getSheet()),
        format.equals("json"),
        Optional.ofNullable(options.getSave()).map(Path::of));
  }
}
