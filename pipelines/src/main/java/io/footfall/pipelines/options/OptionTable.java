package io.footfall.pipelines.options;

import io.footfall.dataset.Datasets;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * The options of a command: those that its interface declares and those of the groups that it
 * extends. Plain reflection reads them, which is much faster than Beam's own lookup.
 *
 * @param options in the order in which help lists them
 */
public record OptionTable(List<Option> options) {

  /**
   * An option.
   *
   * @param name without dashes
   * @param getter the method that returns its value
   * @param listed its place in help, and the form of its value
   * @param description its description
   * @param fallback the default, as shown to users
   */
  public record Option(
      String name, Method getter, Listed listed, String description, String fallback) {

    /** Returns the type of its value. */
    public Class<?> type() {
      return getter.getReturnType();
    }

    /** Returns whether it is a switch. */
    public boolean isFlag() {
      return type() == boolean.class || type() == Boolean.class;
    }

    /** Returns how it is written, such as {@code --input=FILES}. */
    public String usage() {
      if (listed.value().isEmpty()) {
        return "--" + name;
      }
      return "--"
          + name
          + (listed.implied().isEmpty() ? "=" + listed.value() : "[=" + listed.value() + "]");
    }
  }

  /**
   * An option of a runner or a client that help lists.
   *
   * @param name without dashes
   * @param value the placeholder of its value
   * @param description its description
   * @param fallback the default, as shown to users
   */
  public record RunnerOption(String name, String value, String description, String fallback) {

    /** Returns how it is written, such as {@code --runner=RUNNER}. */
    public String usage() {
      return "--" + name + "=" + value;
    }
  }

  /** The options of runners that help and documentation list; there are many more. */
  public static final List<RunnerOption> OF_RUNNERS =
      List.of(
          new RunnerOption(
              "runner",
              "RUNNER",
              "Runner: DirectRunner, FlinkRunner or SparkRunner.",
              "DirectRunner; FlinkRunner for streams"),
          new RunnerOption(
              "targetParallelism", "N", "DirectRunner: number of threads.", "number of cores"),
          new RunnerOption(
              "flinkMaster", "HOST:PORT", "FlinkRunner: address of the cluster.", "embedded Flink"),
          new RunnerOption(
              "parallelism", "N", "FlinkRunner: number of parallel tasks.", "number of cores"),
          new RunnerOption(
              "sparkMaster", "MASTER", "SparkRunner: Spark master, such as local[2].", "local[4]"));

  /** Returns the runner that an option of {@link #OF_RUNNERS} belongs to. */
  public static Optional<String> runnerOf(String name) {
    return OF_RUNNERS.stream()
        .filter(o -> o.name().equals(name) && o.description().matches("\\w+Runner: .*"))
        .map(o -> o.description().split(":", 2)[0])
        .findFirst();
  }

  private static final Comparator<Option> AS_LISTED =
      Comparator.comparing((Option o) -> o.listed().heading())
          .thenComparing(o -> o.listed().place())
          .thenComparing(Option::name);

  /** Lists the options of an interface and of all groups that it extends. */
  public static OptionTable of(Class<? extends PipelineOptions> type) {
    return new OptionTable(
        Arrays.stream(type.getMethods())
            .filter(m -> m.isAnnotationPresent(Listed.class))
            .map(
                m ->
                    new Option(
                        nameOf(m),
                        m,
                        m.getAnnotation(Listed.class),
                        ofDatasets(m.getAnnotation(Description.class).value()),
                        ofDatasets(m.getAnnotation(Listed.class).fallback())))
            .sorted(AS_LISTED)
            .toList());
  }

  /** Returns the option of this name; empty if the command does not have it. */
  public Optional<Option> find(String name) {
    return options.stream().filter(o -> o.name().equals(name)).findFirst();
  }

  /** Returns the names of all options, without dashes. */
  public List<String> names() {
    return options.stream().map(Option::name).toList();
  }

  /**
   * Returns the runner and the effective values of Footfall's own options, as recorded in {@code
   * run.json}. Options with secrets are refused earlier. Leaves out options that apply only to
   * streams, because a stream has no {@code run.json}.
   */
  public Map<String, String> inForce(PipelineOptions values) {
    Map<String, String> all = new TreeMap<>();
    for (Option option : options) {
      if (option.listed().heading() != Heading.STREAM || option.listed().alsoOfFiles()) {
        Object value = valueOf(option, values);
        if (value != null) {
          all.put(option.name(), value.toString());
        }
      }
    }
    all.put("runner", values.getRunner().getSimpleName());
    return all;
  }

  private static @Nullable Object valueOf(Option option, PipelineOptions values) {
    try {
      return option.getter().invoke(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the option " + option.name() + " cannot be read", e);
    }
  }

  /** Returns the options as a Markdown table, which the documentation shows. */
  public String markdown() {
    StringBuilder table = new StringBuilder();
    table.append("| option | meaning | default |\n|---|---|---|\n");
    Heading heading = null;
    for (Option option : options) {
      if (option.listed().heading() != heading) {
        heading = option.listed().heading();
        table.append("| **").append(heading.title()).append("** | | |\n");
        if (heading == Heading.RUN) {
          OF_RUNNERS.forEach(o -> row(table, o.usage(), o.description(), o.fallback()));
        }
      }
      row(table, option.usage(), option.description(), option.fallback());
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

  /**
   * Replaces placeholders with values that an annotation cannot contain, such as the names of
   * datasets.
   */
  private static String ofDatasets(String text) {
    return text.replace("${datasets}", Datasets.choices())
        .replace("${allDatasets}", Datasets.enumeration())
        .replace(
            "${windows}",
            Datasets.all().stream()
                .map(dataset -> dataset.window() + " for " + dataset.name())
                .collect(Collectors.joining(", ")));
  }

  private static String nameOf(Method getter) {
    String name = getter.getName().substring("get".length());
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
