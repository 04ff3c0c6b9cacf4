package io.footfall.pipelines.options;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.console.ErrorOutput;
import io.footfall.pipelines.launch.AwsLookups;
import io.footfall.pipelines.options.OptionTable.Option;
import io.footfall.pipelines.runner.Runners;
import io.footfall.pipelines.runner.Streams;
import io.footfall.pipelines.s3.S3Access;
import io.footfall.postgres.JdbcUrl;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jspecify.annotations.Nullable;

/**
 * The parsed arguments of a command: {@code --name=value}, {@code --name value}, {@code -o DIR} and
 * operands, which are the arguments that belong to no option. After {@code --} every argument is an
 * operand.
 *
 * @param command the name of the command
 * @param table the options that the command has
 * @param values by option name, including runner options; the last value of a repeated runner
 *     option wins
 * @param ofRunner the arguments for the runner, in Beam's syntax
 * @param operands in the order in which they were typed
 * @param problems the problems found; a value with a problem is absent from {@code values}
 */
public record Arguments(
    String command,
    OptionTable table,
    Map<String, String> values,
    List<String> ofRunner,
    List<String> operands,
    Problems problems) {

  /** The options that have a short form. */
  private static final Map<String, String> LETTERS = Map.of("o", "output", "f", "file");

  /** A Beam option that can contain access keys. Runners display options, also on workers. */
  private static final String CREDENTIALS = "awsCredentialsProvider";

  /** A Beam option that may contain the password of a proxy. */
  private static final String PROXY = "proxyConfiguration";

  private static final Set<String> OF_EVERY_PIPELINE = Set.of("runner", "jobName", "tempLocation");

  private static final Pattern PASSWORD = Pattern.compile("(?i)passw|://[^/@\\s\"]*@");
  private static final Pattern WORD = Pattern.compile("-([a-z0-9])");
  private static final Pattern NEGATIVE = Pattern.compile("-\\d.*");

  private static final Pattern UNKNOWN = Pattern.compile("missing a property named '([^']*)'");

  /**
   * Parses the arguments of a command. Problems are collected, not thrown.
   *
   * @param command the name of the command
   * @param type its options; a command with {@link RunOptions} accepts those of the runner too
   * @param operand the option that operands are values of; empty if the command reads them itself
   * @throws FootfallException if an argument contains a secret, which the message does not repeat
   */
  public static Arguments parse(
      String command, Class<? extends PipelineOptions> type, String operand, List<String> args) {
    return new Parser(command, type, operand).parse(args);
  }

  /** Returns whether a command with these options runs a pipeline, so that it has a runner. */
  public static boolean hasRunner(Class<?> type) {
    return RunOptions.class.isAssignableFrom(type);
  }

  /**
   * Returns what the operands name, and collects the problems of those that name nothing.
   *
   * @param named returns the thing of a name, or throws a {@link FootfallException}
   */
  public <T> List<T> operands(Function<String, T> named) {
    return operands.stream()
        .flatMap(name -> problems.check(() -> Stream.of(named.apply(name)), Stream.<T>of()))
        .toList();
  }

  /**
   * Returns the options for Beam, with defaults for a fast runner.
   *
   * @param type the interface of the command's options
   */
  public <T extends PipelineOptions> T options(Class<T> type) {
    BeamOptions beam = new BeamOptions(values, type);
    Map<String, String> ours = new TreeMap<>();
    table.options().stream()
        .filter(o -> values.containsKey(o.name()))
        .forEach(o -> ours.put(o.name(), String.valueOf(values.get(o.name()))));
    // If an option of the runner is wrong, the others are still checked.
    List<String> withoutRunner = arguments(ours);
    if (hasRunner(type)) {
      refuseThreadsOfAnotherRunner();
      Map<String, String> defaults = problems.check(() -> Runners.defaults(values), Map.of());
      if (defaults.isEmpty()) {
        return create(type, withoutRunner);
      }
      defaults.forEach(ours::putIfAbsent);
    }
    List<String> all = new ArrayList<>(ofRunner);
    all.addAll(arguments(ours));
    all.addAll(problems.check(() -> S3Access.moreOptions(values), List.of()));
    if (Runners.cluster(values).isPresent()) {
      all.addAll(AwsLookups.optionsForWorkers(all));
    }
    beam.register(namesOfOthers(all));
    T options =
        problems
            .check(() -> Optional.of(create(type, all)), Optional.<T>empty())
            .orElseGet(() -> create(type, withoutRunner));
    if (!values.containsKey("jobName")) {
      options.setJobName("footfall-" + command);
    }
    FileSystems.setDefaultPipelineOptions(options);
    return options;
  }

  /** Refuses an option without effect that has a counterpart. */
  private void refuseThreadsOfAnotherRunner() {
    String runner = problems.check(() -> Runners.chosen(values), "DirectRunner");
    if (!runner.equals("DirectRunner")) {
      problems.refuse(
          List.of("targetParallelism"),
          values,
          "applies to the DirectRunner, not to the "
              + runner
              + (runner.equals("FlinkRunner")
                  ? ". Use --parallelism."
                  : ". Use --sparkMaster=local[N]."));
    }
  }

  private static List<String> arguments(Map<String, String> options) {
    return options.entrySet().stream().map(o -> "--" + o.getKey() + "=" + o.getValue()).toList();
  }

  /** Returns the option names that are neither the command's own nor common to all pipelines. */
  private Set<String> namesOfOthers(List<String> all) {
    return all.stream()
        .map(argument -> argument.substring(2).split("=", 2)[0])
        .filter(name -> table.find(name).isEmpty() && !OF_EVERY_PIPELINE.contains(name))
        .collect(Collectors.toSet());
  }

  private <T extends PipelineOptions> T create(Class<T> type, List<String> all) {
    try {
      return PipelineOptionsFactory.fromArgs(all.toArray(new String[0])).as(type);
    } catch (IllegalArgumentException e) {
      throw FootfallException.usage(
          translate(String.valueOf(e.getMessage()).replaceAll("\\s+", " ")));
    }
  }

  /**
   * Ends the validation: reports all problems at once, and opens the file systems.
   *
   * @throws FootfallException for all problems, or if a bucket cannot be used
   */
  public void complete(PipelineOptions options) {
    problems.throwIfAny();
    openFileSystems(options);
  }

  /**
   * Checks that this process can reach the buckets that the options name.
   *
   * @throws FootfallException if a bucket cannot be used; a stream on a cluster only gets a
   *     warning, because its workers may reach buckets that this process cannot
   */
  public void openFileSystems(PipelineOptions options) {
    Optional<FootfallException> obstacle = S3Access.obstacle(values, options);
    if (obstacle.isPresent()) {
      if (!Streams.isStream(values.get("input"), values.get("watch"))
          || Runners.cluster(values).isEmpty()) {
        throw obstacle.get();
      }
      new ErrorOutput(System.err).warning("on this machine: " + obstacle.get().getMessage());
    }
  }

  private String translate(String message) {
    Matcher unknown = UNKNOWN.matcher(message);
    if (unknown.find()) {
      return "Unknown option --" + unknown.group(1) + ".";
    }
    if (message.contains("'runner'")) {
      return "--runner="
          + values.get("runner")
          + " is not on the class path. Start Footfall with bin/footfall.";
    }
    return "Invalid option of the runner: " + message;
  }

  /** Parses arguments from left to right. */
  private static final class Parser {
    private final String command;
    private final String operand;
    private final OptionTable table;
    private final Class<? extends PipelineOptions> type;
    private final Problems problems = new Problems();
    private final Map<String, String> values = new TreeMap<>();
    private final List<String> ofRunner = new ArrayList<>();
    private final List<String> operands = new ArrayList<>();

    Parser(String command, Class<? extends PipelineOptions> type, String operand) {
      this.command = command;
      this.operand = operand;
      this.type = type;
      table = OptionTable.of(type);
    }

    Arguments parse(List<String> typed) {
      List<String> args =
          table.find("profile").isPresent() ? Preset.expanded(command, typed, problems) : typed;
      int i = 0;
      while (i < args.size()) {
        String arg = args.get(i++);
        if (arg.equals("--")) {
          operands.addAll(args.subList(i, args.size()));
          break;
        }
        if (!arg.startsWith("-") || arg.equals("-")) {
          operands.add(arg);
          continue;
        }
        boolean isLong = arg.startsWith("--");
        int equals = arg.indexOf('=');
        String name;
        String value = null;
        if (isLong) {
          name = inOneWord(arg.substring(2, equals < 0 ? arg.length() : equals));
          value = equals < 0 ? null : arg.substring(equals + 1);
        } else {
          String letter = arg.substring(1, 2);
          name = LETTERS.getOrDefault(letter, "");
          if (name.isEmpty() || table.find(name).isEmpty()) {
            unknown(arg, letter);
            continue;
          }
          String attached = arg.substring(2);
          value =
              attached.isEmpty()
                  ? null
                  : attached.startsWith("=") ? attached.substring(1) : attached;
        }
        String next = i < args.size() && isValue(args.get(i)) ? args.get(i) : null;
        if (value == null && takesNext(name, next)) {
          value = next;
          i++;
        }
        option(name, value);
      }
      operands();
      return new Arguments(command, table, values, ofRunner, List.copyOf(operands), problems);
    }

    private static boolean isValue(String arg) {
      return !arg.startsWith("-") || arg.equals("-") || NEGATIVE.matcher(arg).matches();
    }

    /** Returns whether an option without an equals sign takes the next argument as its value. */
    private boolean takesNext(String name, @Nullable String next) {
      if (next == null) {
        return false;
      }
      Optional<Option> option = table.find(name);
      if (option.isPresent()) {
        Listed listed = option.get().listed();
        return option.get().isFlag()
            ? !listed.value().isEmpty() && isBoolean(next)
            : listed.implied().isEmpty();
      }
      // So does an unknown option: its value may be a secret, and must not become an operand.
      return beam()
          .find(name)
          .map(Method::getReturnType)
          .map(type -> (type != boolean.class && type != Boolean.class) || isBoolean(next))
          .orElse(true);
    }

    private BeamOptions beam() {
      return new BeamOptions(values, type);
    }

    private static boolean isBoolean(String text) {
      return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
    }

    private void option(String name, @Nullable String typed) {
      Optional<Option> option = table.find(name);
      if (option.isEmpty()) {
        ofRunner(name, typed == null ? "true" : typed);
        return;
      }
      Option known = option.get();
      String value = typed;
      if (value == null) {
        value = known.isFlag() ? "true" : known.listed().implied();
        if (value.isEmpty()) {
          problems.add("--" + name + " needs a value: " + known.usage() + ".");
          return;
        }
      } else if (value.isEmpty()) {
        problems.add("--" + name + " has an empty value. Set one, or leave the option out.");
        return;
      }
      refuseSecret(name, value);
      String expected = expected(known, value);
      if (!expected.isEmpty()) {
        problems.add("--" + name + "=" + value + " is not " + expected + ".");
        return;
      }
      String earlier = values.put(name, value);
      if (earlier != null) {
        String separator = known.listed().separator();
        if (separator.isEmpty()) {
          problems.add(
              "--"
                  + name
                  + " is set twice, to "
                  + earlier
                  + " and to "
                  + value
                  + (known.listed().value().contains(",...")
                      ? ". Write one list: --" + name + "=" + earlier + "," + value + "."
                      : ". Leave one of them out."));
        }
        values.put(name, separator.isEmpty() ? earlier : earlier + separator + value);
      }
    }

    private void ofRunner(String name, String value) {
      if (name.equals(CREDENTIALS)) {
        throw FootfallException.usage(
            ("--%s would show a secret to others. Credentials come from the environment,"
                    + " the profile or the machine's role.")
                .formatted(CREDENTIALS));
      }
      if (name.equals(PROXY) && PASSWORD.matcher(value).find()) {
        throw FootfallException.usage(
            ("--%s would show the password of a proxy to others. Set the proxy with"
                    + " FOOTFALL_JAVA_OPTS=-Dhttps.proxyHost=..., or use one without a password.")
                .formatted(PROXY));
      }
      if (name.equals("password")) {
        throw secret(name);
      }
      if (name.equals("token") && table.find("tokenFile").isPresent()) {
        throw FootfallException.usage(
            "--token would show a secret to others. Set FOOTFALL_TOKEN, or use --tokenFile.");
      }
      if (name.equals("SSECustomerKey")) {
        throw FootfallException.usage(
            "--SSECustomerKey would show a key to others. Let S3 keep the keys, with"
                + " --SSEAlgorithm=aws:kms and --SSEKMSKeyId=ARN.");
      }
      values.put(name, value);
      if (beam().find(name).isEmpty()) {
        values.remove(name);
        unknown("--" + name, name);
        return;
      }
      if (name.equals(KinesisOptions.ENDPOINT) && !S3Access.isUrl(value)) {
        problems.add("--endpoint=" + value + " is not a URL. Use the form http://127.0.0.1:4566.");
        return;
      }
      ofRunner.add("--" + name + "=" + value);
    }

    private void unknown(String typed, String name) {
      Optional<String> runner = hasRunner(type) ? OptionTable.runnerOf(name) : Optional.empty();
      if (runner.isPresent()) {
        problems.add(
            typed + " applies to the " + runner.get() + ". Set --runner=" + runner.get() + ".");
        return;
      }
      List<String> names = new ArrayList<>(table.names());
      Optional<String> meant = name.length() < 2 ? Optional.empty() : NearestName.of(name, names);
      if (meant.isEmpty() && name.length() > 1) {
        meant = NearestName.of(name, beam().names());
      }
      problems.add(
          "Unknown option "
              + typed
              + ". "
              + meant.map(m -> "Did you mean --" + m + "? ").orElse("")
              + "Run 'footfall "
              + command
              + " --help' to list the options.");
    }

    /**
     * Refuses a secret: every user of the machine can see arguments, and every user of a runner can
     * see options.
     */
    private void refuseSecret(String name, String value) {
      if (JdbcUrl.hasSecret(value) && value.startsWith("jdbc:")) {
        throw secret(name);
      }
    }

    private FootfallException secret(String name) {
      return FootfallException.usage(
          "--"
              + name
              + " would show a secret to others. Set PGPASSWORD or REDSHIFT_PASSWORD"
              + (table.find("passwordFile").isPresent() ? ", or use --passwordFile" : "")
              + (table.find("passwordSecret").isPresent() ? " or --passwordSecret" : "")
              + ".");
    }

    private void operands() {
      if (operand.isEmpty() || operands.isEmpty()) {
        return;
      }
      boolean areSeveral =
          table.find(operand).filter(o -> !o.listed().separator().isEmpty()).isPresent();
      for (int i = 0; i < operands.size(); i++) {
        if (i > 0 && !areSeveral) {
          problems.addUnexpected(operands.get(i));
        } else {
          option(operand, operands.get(i));
        }
      }
    }

    /** Returns a description of the valid values; empty if the value is valid. */
    private static String expected(Option option, String value) {
      Class<?> type = option.type();
      try {
        if (type == int.class) {
          Integer.parseInt(value);
        } else if (type == Long.class) {
          return Long.parseLong(value) < 0 ? "a whole number of at least 0" : "";
        } else if (type == Double.class) {
          double ratio = Double.parseDouble(value);
          return ratio >= 0 && ratio <= 1 ? "" : "a number from 0 to 1";
        } else if (option.isFlag() && !isBoolean(value)) {
          return "true or false";
        }
      } catch (NumberFormatException e) {
        return type == Double.class ? "a number from 0 to 1" : "a whole number";
      }
      return "";
    }

    /**
     * Converts a name such as {@code stream-output} to {@code streamOutput}, the form that Beam
     * uses.
     */
    private static String inOneWord(String name) {
      return WORD.matcher(name).replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
    }
  }
}
