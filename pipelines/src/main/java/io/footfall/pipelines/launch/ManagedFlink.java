package io.footfall.pipelines.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The arguments of a job on Amazon Managed Service for Apache Flink. The service calls a main
 * method without arguments, and leaves the application's runtime properties in a file instead.
 *
 * <p>The property group {@code footfall} has the command as {@code command}, and each option by its
 * name: {@code input}, {@code output}, {@code window}. The runner is the FlinkRunner, and the main
 * method does not wait for the job, unless the properties specify otherwise.
 */
public final class ManagedFlink {
  /** The file to which the service writes the runtime properties. */
  public static final Path PROPERTIES = Path.of("/etc/flink/application_properties.json");

  private static final String GROUP = "footfall";
  private static final String COMMAND = "command";

  private ManagedFlink() {}

  /**
   * Returns the arguments in a file of runtime properties, or none if there is no file.
   *
   * @param file an array of groups, each with {@code PropertyGroupId} and {@code PropertyMap}
   * @throws FootfallException if the file is not one of runtime properties, has no group {@code
   *     footfall}, or the group has no command
   */
  public static List<String> arguments(Path file) {
    if (!Files.isReadable(file)) {
      return List.of();
    }
    JsonNode groups;
    try {
      groups = new ObjectMapper().readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new FootfallException(
          Kind.USAGE,
          file + " is not a file of runtime properties: expected a JSON array of property groups.",
          e);
    }
    for (JsonNode group : groups) {
      if (group.path("PropertyGroupId").asText().equals(GROUP)) {
        return arguments(file, group.path("PropertyMap"));
      }
    }
    throw FootfallException.usage(
        file + " has no property group '" + GROUP + "'. Add it to the application's properties.");
  }

  private static List<String> arguments(Path file, JsonNode properties) {
    String command = properties.path(COMMAND).asText();
    if (command.isEmpty()) {
      throw FootfallException.usage(
          "The property group '%s' of %s has no property '%s'. Add it; its value is a command: %s."
              .formatted(GROUP, file, COMMAND, Datasets.choices()));
    }
    List<String> arguments = new ArrayList<>(List.of(command));
    Map.of("runner", "FlinkRunner", "wait", "false").entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .filter(option -> !properties.has(option.getKey()))
        .forEach(option -> arguments.add("--" + option.getKey() + "=" + option.getValue()));
    properties
        .fields()
        .forEachRemaining(
            property -> {
              if (!property.getKey().equals(COMMAND)) {
                arguments.add("--" + property.getKey() + "=" + property.getValue().asText());
              }
            });
    return arguments;
  }
}
