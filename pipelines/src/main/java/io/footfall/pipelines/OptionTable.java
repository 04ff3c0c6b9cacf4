package io.footfall.pipelines;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.Description;

/**
 * The options of a command, read off its options interface by plain reflection: much quicker than
 * asking Beam.
 */
final class OptionTable {

  /**
   * An option.
   *
   * @param name without dashes
   * @param getter the method that has its value
   * @param listed where it stands, and how its value looks
   * @param description what it says of itself
   */
  record Option(String name, Method getter, Listed listed, String description) {

    /** The type of its value. */
    Class<?> type() {
      return getter.getReturnType();
    }

    /** Whether it is either on or off. */
    boolean isFlag() {
      return type() == boolean.class || type() == Boolean.class;
    }

    /** How it is written, such as {@code --input=FILES}. */
    String usage() {
      return "--" + name + (listed.value().isEmpty() ? "" : "=" + listed.value());
    }
  }

  /**
   * An option of a runner that users need now and then.
   *
   * @param name without dashes
   * @param value what stands for the value
   * @param description what it does
   * @param fallback what holds if it is not given
   */
  record RunnerOption(String name, String value, String description, String fallback) {

    /** How it is written, such as {@code --runner=RUNNER}. */
    String usage() {
      return "--" + name + "=" + value;
    }
  }

  /** The options of runners that help and documentation tell of; there are many more. */
  static final List<RunnerOption> OF_RUNNERS =
      List.of(
          new RunnerOption(
              "runner",
              "RUNNER",
              "What runs it: DirectRunner, FlinkRunner or SparkRunner.",
              "DirectRunner"),
          new RunnerOption(
              "targetParallelism",
              "N",
              "DirectRunner: how many threads work.",
              "as many as there are cores"),
          new RunnerOption(
              "flinkMaster",
              "HOST:PORT",
              "FlinkRunner: the cluster that runs it.",
              "a Flink inside the program"),
          new RunnerOption(
              "parallelism",
              "N",
              "FlinkRunner: how many tasks work at a time.",
              "as many as there are cores"),
          new RunnerOption(
              "sparkMaster",
              "MASTER",
              "SparkRunner: the Spark master, such as local[2].",
              "local[4]"));

  private static final Comparator<Option> AS_LISTED =
      Comparator.comparing((Option o) -> o.listed().group()).thenComparing(o -> o.listed().place());

  private OptionTable() {}

  /** The options that the interface itself declares, in the order in which they are listed. */
  static List<Option> of(Class<?> options) {
    return Arrays.stream(options.getDeclaredMethods())
        .filter(m -> m.isAnnotationPresent(Listed.class))
        .map(
            m ->
                new Option(
                    nameOf(m),
                    m,
                    m.getAnnotation(Listed.class),
                    m.getAnnotation(Description.class).value()))
        .sorted(AS_LISTED)
        .toList();
  }

  /**
   * The options that an interface itself declares and some of another one, in the order in which
   * they are listed.
   *
   * @param shared the names of those of the other one
   */
  static List<Option> of(Class<?> options, Class<?> other, Set<String> shared) {
    return sorted(
        Stream.concat(
            of(options).stream(), of(other).stream().filter(o -> shared.contains(o.name()))));
  }

  /** Options in the order in which they are listed. */
  static List<Option> sorted(Stream<Option> options) {
    return options.sorted(AS_LISTED).toList();
  }

  /** The options as a Markdown table: what the documentation shows. */
  static String markdown(Class<?> options) {
    StringBuilder table = new StringBuilder();
    table.append("| option | meaning | default |\n|---|---|---|\n");
    OptionGroup group = null;
    for (Option option : of(options)) {
      if (option.listed().group() != group) {
        group = option.listed().group();
        table.append("| **").append(group.heading()).append("** | | |\n");
        if (group == OptionGroup.RUN) {
          OF_RUNNERS.forEach(o -> row(table, o.usage(), o.description(), o.fallback()));
        }
      }
      row(table, option.usage(), option.description(), option.listed().fallback());
    }
    return table.toString();
  }

  private static void row(StringBuilder table, String usage, String description, String fallback) {
    table
        .append("| `")
        .append(usage.replace("|", "\\|"))
        .append("` | ")
        .append(description.replace("|", "\\|"))
        .append(" | ")
        .append(fallback.replace("|", "\\|"))
        .append(" |\n");
  }

  private static String nameOf(Method getter) {
    String name = getter.getName().substring("get".length());
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
