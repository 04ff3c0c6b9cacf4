package io.footfall.pipelines.filelake;

import com.fasterxml.jackson.databind.JsonNode;
import io.footfall.pipelines.options.DatasetOptions;
import io.footfall.pipelines.options.InputOptions;
import io.footfall.pipelines.options.OptionTable;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.options.ReadingOptions;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.source.LakeInput;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The files that a command reads in place of a lake, and how.
 *
 * @param paths the files
 * @param named files that become tables of their own
 * @param dataset the dataset of all files; empty to detect it
 * @param reading the options for reading them, by name
 */
public record FileSettings(
    List<String> paths, List<String> named, Optional<String> dataset, Map<String, String> reading) {

  /** The options that name the input, as opposed to its format. */
  private static final Set<String> OF_THE_CALL = Set.of("input", "dataset");

  private static final String PRESET = "preset";

  /**
   * Returns the files that the options name, and validates the options for reading them.
   *
   * @param named files that become tables of their own
   * @param values the typed options by name; those of {@link FileOptions} apply
   * @param except names of options that mean something else to the command
   * @param problems collects inputs that are not files
   */
  public static FileSettings of(
      FileOptions options,
      List<String> named,
      Map<String, String> values,
      Set<String> except,
      Problems problems) {
    ReadingOptions.settings(options, problems);
    problems.check(() -> ValueOptions.zone(options.getZone()), ZoneOffset.UTC);
    problems.check(() -> DatasetOptions.names(options), List.of());
    String input = options.getInput();
    List<String> paths =
        input == null ? List.of() : problems.check(() -> InputOptions.paths(input), List.of());
    named.forEach(file -> problems.check(() -> InputOptions.paths(file), List.of()));
    if (paths.contains("-") || named.contains("-")) {
      problems.add("This command does not read standard input. Save the input to a file first.");
    }
    Stream.concat(paths.stream(), named.stream())
        .filter(LakeInput::isOne)
        .findFirst()
        .ifPresent(
            lake ->
                problems.add(
                    lake + " is a lake. Set --lake=" + LakeInput.named(lake).path() + " instead."));
    Map<String, String> reading = new TreeMap<>(values);
    reading.keySet().retainAll(names());
    reading.keySet().removeAll(except);
    return new FileSettings(paths, named, Optional.ofNullable(values.get("dataset")), reading);
  }

  /**
   * Refuses options of files for a command that reads something else, because they would have no
   * effect.
   *
   * @param values the typed options by name
   * @param except names of options that mean something else to the command
   */
  public static void refuse(Map<String, String> values, Set<String> except, Problems problems) {
    Set<String> typed = new TreeSet<>(OptionTable.of(FileOptions.class).names());
    typed.retainAll(values.keySet());
    typed.removeAll(except);
    if (typed.contains(PRESET)) {
      typed.retainAll(Set.of(PRESET)); // The others come from the preset.
    }
    for (String option : typed) {
      problems.add(
          ("--%s applies when files are read, not to a lake, a warehouse or a report."
                  + " Leave it out.")
              .formatted(option));
    }
  }

  /** Returns how the input of a finished run was read, from its {@code run.json}. */
  static Map<String, String> ofRun(JsonNode options) {
    Map<String, String> reading = new TreeMap<>();
    for (String name : names()) {
      if (options.path(name).isTextual()) {
        reading.put(name, options.path(name).textValue());
      }
    }
    return reading;
  }

  private static Set<String> names() {
    Set<String> names = new TreeSet<>(OptionTable.of(FileOptions.class).names());
    names.removeAll(OF_THE_CALL);
    return names;
  }
}
