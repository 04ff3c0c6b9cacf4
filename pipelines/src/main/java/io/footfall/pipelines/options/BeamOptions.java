package io.footfall.pipelines.options;

import io.footfall.pipelines.s3.S3Access;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * The options that Beam, its runners and its clients declare. Looking them up loads all of their
 * interfaces, so it happens only for options that a command does not declare itself.
 */
final class BeamOptions {
  private static final String OURS = "io.footfall.";
  private static final String OF_AWS = "org.apache.beam.sdk.io.aws2.";

  private final Map<String, String> values;
  private final boolean withRunner;

  /**
   * @param values all options by name, as typed
   * @param withRunner whether the command runs a pipeline. Others accept the options of clients
   */
  BeamOptions(Map<String, String> values, boolean withRunner) {
    this.values = values;
    this.withRunner = withRunner;
  }

  /** Returns the getter of an option, if it exists and the command can use it. */
  Optional<Method> find(String name) {
    S3Access.registerOptions(values);
    for (Class<? extends PipelineOptions> type : PipelineOptionsFactory.getRegisteredOptions()) {
      if (isUsable(type)) {
        for (Method method : type.getMethods()) {
          if (isUsable(method.getDeclaringClass()) && nameOf(method).equals(name)) {
            return Optional.of(method);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the names of all options that the command can use. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (Class<? extends PipelineOptions> type : PipelineOptionsFactory.getRegisteredOptions()) {
      if (isUsable(type)) {
        for (Method method : type.getMethods()) {
          String name = nameOf(method);
          if (!name.isEmpty() && isUsable(method.getDeclaringClass())) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  private boolean isUsable(Class<?> type) {
    return !type.getName().startsWith(OURS) && (withRunner || type.getName().startsWith(OF_AWS));
  }

  private static String nameOf(Method method) {
    if (method.getParameterCount() > 0) {
      return "";
    }
    String name = method.getName();
    String property =
        name.startsWith("get")
            ? name.substring("get".length())
            : name.startsWith("is") ? name.substring("is".length()) : "";
    // A name that begins with two capitals keeps them: SSEAlgorithm.
    return property.length() > 1 && Character.isUpperCase(property.charAt(1))
        ? property
        : property.isEmpty()
            ? ""
            : property.substring(0, 1).toLowerCase(Locale.ROOT) + property.substring(1);
  }
}
