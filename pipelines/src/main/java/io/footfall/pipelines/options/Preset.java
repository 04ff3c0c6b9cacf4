package io.footfall.pipelines.options;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Options that read a well-known export: a file that ships with Footfall ({@code --preset}), or one
 * of a user ({@code --profile}).
 *
 * @param name its name
 * @param command the command that it is for
 * @param about what it reads, for a person
 * @param options as they are typed, {@code --NAME=VALUE}
 */
public record Preset(String name, String command, String about, List<String> options) {
  private static final String PRESET = "--preset=";
  private static final String PROFILE = "--profile=";

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
      throw new FootfallException(
          Kind.USAGE,
          "Unknown preset '"
              + name
              + "'. "
              + NearestName.of(name, names()).map(n -> "Did you mean " + n + "? ").orElse("")
              + "Run 'footfall presets' to list them.");
    }
    return parse(name, resource(name + ".preset"));
  }

  /**
   * Returns the options that a file has.
   *
   * @throws FootfallException if it cannot be read, or has a line that is not an option
   */
  public static Preset ofFile(String file) {
    try {
      return parse(file, Files.readString(Path.of(file)));
    } catch (IOException e) {
      throw new FootfallException(
          Kind.USAGE,
          "--profile=" + file + " cannot be read: " + FootfallException.reason(e) + ".",
          e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Preset.class.getResourceAsStream("presets/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the resource presets/" + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
      } else if (line.matches("--\\w+(=.*)?")) {
        options.add(line);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        throw new FootfallException(
            Kind.USAGE,
            name
                + ": the line '"
                + line
                + "' is not an option. Expected --NAME=VALUE or a comment.");
      }
    }
    return new Preset(name, command, about, List.copyOf(options));
  }

  /**
   * Returns arguments with the options of the profile that they name, and of the preset that they
   * or the profile name. An option that is typed wins over one of a profile, and that over one of a
   * preset.
   *
   * @throws FootfallException if there is no such preset or profile
   */
  static List<String> expanded(List<String> args) {
    List<String> all = new ArrayList<>(args);
    for (String start : List.of(PROFILE, PRESET)) {
      for (String arg : List.copyOf(all)) {
        if (arg.startsWith(start)) {
          String value = arg.substring(start.length());
          Preset preset = start.equals(PROFILE) ? ofFile(value) : named(value);
          Set<String> typed = new HashSet<>();
          all.forEach(a -> typed.add(optionName(a)));
          List<String> added =
              preset.options().stream().filter(o -> !typed.contains(optionName(o))).toList();
          all.addAll(0, added);
        }
      }
    }
    return all;
  }

  private static String optionName(String arg) {
    int equals = arg.indexOf('=');
    return equals < 0 ? arg : arg.substring(0, equals);
  }
}
