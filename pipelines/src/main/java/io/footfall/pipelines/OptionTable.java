package io.footfall.pipelines;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.options.Description;

/**
 * The options of a command, read off its options interface by plain reflection: much quicker than
 * asking Beam.
 */
final class OptionTable {

  /** An option: its name without dashes, and what it says of itself. */
  record Option(String name, String description) {}

  private OptionTable() {}

  /** The options that the interface itself declares, by name. */
  static List<Option> of(Class<?> options) {
    return Arrays.stream(options.getDeclaredMethods())
        .filter(m -> m.isAnnotationPresent(Description.class))
        .map(m -> new Option(nameOf(m), m.getAnnotation(Description.class).value()))
        .sorted(Comparator.comparing(Option::name))
        .toList();
  }

  private static String nameOf(Method getter) {
    String name = getter.getName().substring("get".length());
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
