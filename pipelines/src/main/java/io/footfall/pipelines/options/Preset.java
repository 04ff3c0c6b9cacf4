package io.footfall.pipelines.options;

import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.files.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Options for reading a well-known export, from a file that ships with Footfall ({@code --preset})
 * or a user's own ({@code --profile}).
 *
 * @param name its name
 * @param command the command that it is for
 * @param about a description of the export
 * @param options as they are typed, {@code --NAME=VALUE}
 */
public record Preset(String name, String command, String about, List<String> options) {
  private static final String PRESET = "--preset";
  private static final String PROFILE = "--profile";

  /** The options that restrict a preset to one dataset. */
  private static final Set<String> COLUMN_OPTIONS = Set.of("--columns", "--format");

  /** Returns the names of the presets that ship with Footfall, sorted. */
  public static List<String> names() {
    return resource("list.txt").lines().toList();
  }

  /**
   * Returns a preset.
   *
   * @throws FootfallException if no preset has this name
   */
  public static Preset named(String name) {
    if (!names().contains(name)) {
      throw FootfallException.usage(
          "Unknown preset '"
              + name
              + "'. "
              + NearestName.of(name, names()).map(n -> "Did you mean " + n + "? ").orElse("")
              + "Run 'footfall presets' to list them.");
    }
    return parse(name, resource(name + ".preset"));
  }

  /**
   * Reads a profile.
   *
   * @throws FootfallException if it cannot be read, or has a line that is not an option
   */
  public static Preset ofFile(String file) {
    try {
      return parse(file, Files.readString(Path.of(file)).replaceFirst("^\ufeff", ""));
    } catch (IOException e) {
      throw FootfallException.unreadable("--profile=" + file, e);
    }
  }

  private static String resource(String name) {
    return Resources.text(Preset.class, "presets/" + name);
  }

  private static Preset parse(String name, String text) {
    String command = "";
    String about = "";
    List<String> options = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("command=")) {
        command = line.substring("command=".length());
      } else if (line.startsWith("about=")) {
        about = line.substring("about=".length());
      } else if (optionName(line).equals(PROFILE)) {
        throw FootfallException.usage(
            name + " names another profile: " + line + ". Copy its options into this one.");
      } else if (line.matches("--\\w+(=.*)?")) {
        options.add(line);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        throw FootfallException.usage(
            "%s: the line '%s' is not an option. Expected --NAME=VALUE or a comment."
                .formatted(name, line));
      }
    }
    return new Preset(name, command, about, List.copyOf(options));
  }

  /**
   * Returns the arguments together with the options of their profile and preset; a profile can name
   * a preset. Typed options override those of the profile, which override those of the preset.
   *
   * @param command the command that they are for
   * @param problems collects presets and profiles that do not exist or are for another command
   */
  static List<String> expanded(String command, List<String> args, Problems problems) {
    List<String> all = new ArrayList<>(args);
    Set<String> typed = new HashSet<>();
    all.forEach(arg -> typed.add(optionName(arg)));
    for (String value : values(PROFILE, args)) {
      problems.check(() -> add(ofFile(value), all, typed), all);
    }
    for (String value : values(PRESET, all)) {
      problems.check(() -> add(named(value).refuseOtherDataset(command, typed), all, typed), all);
    }
    return all;
  }

  private static List<String> add(Preset preset, List<String> all, Set<String> typed) {
    List<String> added =
        preset.options().stream().filter(option -> !typed.contains(optionName(option))).toList();
    added.forEach(option -> typed.add(optionName(option)));
    all.addAll(0, added);
    return all;
  }

  private static List<String> values(String option, List<String> args) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < args.size() && !args.get(i).equals("--"); i++) {
      if (args.get(i).startsWith(option + "=")) {
        values.add(args.get(i).substring(option.length() + 1));
      } else if (args.get(i).equals(option) && i + 1 < args.size()) {
        values.add(args.get(i + 1));
      }
    }
    return values;
  }

  /** Returns this preset; refuses one that names the columns of another dataset. */
  private Preset refuseOtherDataset(String dataset, Set<String> typed) {
    boolean isOfOther = Datasets.names().contains(dataset) && !command.equals(dataset);
    boolean namesColumns =
        options.stream().map(Preset::optionName).anyMatch(COLUMN_OPTIONS::contains);
    if (isOfOther && namesColumns && !typed.contains("--columns")) {
      throw FootfallException.usage(
          ("--preset=%s reads %s, not %s. Run 'footfall %s', or choose another preset: 'footfall"
                  + " presets' lists them.")
              .formatted(name, command, dataset, command));
    }
    return this;
  }

  private static String optionName(String arg) {
    int equals = arg.indexOf('=');
    return equals < 0 ? arg : arg.substring(0, equals);
  }
}
