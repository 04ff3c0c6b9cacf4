package io.footfall.pipelines;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.launch.AwsLookups;
import io.footfall.pipelines.s3.S3Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * The options that somebody typed, checked: whatever is wrong with them is said in one sentence
 * that names the option and what was expected.
 *
 * @param command what they were given to
 * @param table the options that the command has
 * @param values by name, those of the runner too; of an option of the runner that is there more
 *     than once, the last
 * @param ofRunner the options of the runner, as they were typed
 */
record Arguments(
    String command,
    List<OptionTable.Option> table,
    Map<String, String> values,
    List<String> ofRunner) {

  /** Several inputs may be given one by one. */
  private static final String REPEATABLE = "input";

  /**
   * An option of Beam's, whose value has keys in it: runners show options, to their workers too.
   */
  private static final String CREDENTIALS = "awsCredentialsProvider";

  /** Another, which may have the password of a proxy in it. */
  private static final String PROXY = "proxyConfiguration";

  private static final Pattern PASSWORD = Pattern.compile("(?i)passw|://[^/@\\s\"]*@");

  private static final Pattern WORD = Pattern.compile("-([a-z0-9])");

  private static final Pattern UNKNOWN =
      Pattern.compile("missing a property named '([^']*)'(?:.*Did you mean '([^']*)')?");

  /** Takes the arguments of a command that makes a report apart. */
  static Arguments of(String command, List<String> args) {
    return of(command, OptionTable.of(ReportOptions.class), args);
  }

  /**
   * Takes arguments apart.
   *
   * @throws FootfallException if one is no option, or has no value that the option can take
   */
  static Arguments of(String command, List<OptionTable.Option> table, List<String> args) {
    Map<String, String> values = new TreeMap<>();
    List<String> ofRunner = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (!arg.startsWith("--")) {
        throw notAnOption(command, i == 0 ? "" : args.get(i - 1), arg);
      }
      int equals = arg.indexOf('=');
      String name = inOneWord(arg.substring(2, equals < 0 ? arg.length() : equals));
      String value = equals < 0 ? "true" : arg.substring(equals + 1);
      Optional<OptionTable.Option> option = option(table, name);
      if (option.isPresent() && equals < 0 && !option.get().isFlag()) {
        if (i + 1 < args.size() && !args.get(i + 1).startsWith("--")) {
          throw notAnOption(command, arg, args.get(i + 1));
        }
        throw usage(arg + " needs a value: " + option.get().usage() + ".");
      }
      if (option.isEmpty()) {
        if (name.equals(CREDENTIALS)) {
          throw usage(
              "--"
                  + CREDENTIALS
                  + " would show a secret to others. Credentials come from the environment, the"
                  + " profile or the machine's role.");
        }
        if (name.equals(PROXY) && PASSWORD.matcher(value).find()) {
          throw usage(
              "--"
                  + PROXY
                  + " would show the password of a proxy to others. Give the proxy to Java with"
                  + " FOOTFALL_JAVA_OPTS=-Dhttps.proxyHost=..., or use one that asks for none.");
        }
        values.put(name, value);
        ofRunner.add("--" + name + (equals < 0 ? "" : arg.substring(equals)));
        continue;
      }
      if (value.isEmpty()) {
        throw usage("--" + name + "= is empty; leave it out, or give it a value.");
      }
      check(option.get(), value);
      String earlier = values.put(name, value);
      if (earlier != null) {
        if (!name.equals(REPEATABLE)) {
          throw usage("--" + name + " is there twice, as " + earlier + " and " + value + ".");
        }
        values.put(name, earlier + "," + value);
      }
    }
    return new Arguments(command, table, values, ofRunner);
  }

  /** Options are named as Beam names them; who is used to {@code --stream-output} is understood. */
  private static String inOneWord(String name) {
    return WORD.matcher(name).replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
  }

  /** The options for Beam, with what the runner needs to be quick. */
  ReportOptions options() {
    return options(ReportOptions.class);
  }

  /** The options for Beam, as the interface that a command has them in. */
  <T extends ReportOptions> T options(Class<T> type) {
    Map<String, String> ours = new TreeMap<>(Runners.defaults(values));
    table.stream()
        .filter(o -> values.containsKey(o.name()))
        .forEach(o -> ours.put(o.name(), String.valueOf(values.get(o.name()))));
    List<String> all = new ArrayList<>(ofRunner);
    ours.forEach((name, value) -> all.add("--" + name + "=" + value));
    all.addAll(S3Access.moreOptions(values));
    if (Runners.cluster(values).isPresent()) {
      all.addAll(AwsLookups.optionsForWorkers(all));
    }
    try {
      PipelineOptionsFactory.register(type);
      T options = PipelineOptionsFactory.fromArgs(all.toArray(new String[0])).as(type);
      if (!values.containsKey("jobName")) {
        options.setJobName("footfall-" + command);
      }
      return options;
    } catch (IllegalArgumentException e) {
      throw usage(translate(String.valueOf(e.getMessage()).replaceAll("\\s+", " ")));
    }
  }

  /**
   * Lets this process reach the file systems that the options name.
   *
   * @throws FootfallException if a bucket cannot be used; for a stream in a cluster, which may see
   *     more than we do, that is a warning
   */
  void openFileSystems(ReportOptions options) {
    FileSystems.setDefaultPipelineOptions(options);
    Optional<FootfallException> obstacle = S3Access.obstacle(values, options);
    if (obstacle.isPresent()) {
      if (!Streams.isStream(options.getInput(), options.getWatch())
          || Runners.cluster(values).isEmpty()) {
        throw obstacle.get();
      }
      System.err.println("footfall: warning: from here, " + obstacle.get().getMessage());
    }
  }

  private String translate(String message) {
    Matcher unknown = UNKNOWN.matcher(message);
    if (unknown.find()) {
      String name = unknown.group(1);
      Optional<String> meant =
          NearestName.of(name, table.stream().map(OptionTable.Option::name).toList())
              .or(() -> Optional.ofNullable(unknown.group(2)));
      return "There is no option --"
          + name
          + meant.map(m -> "; did you mean --" + m + "?").orElse(".")
          + " See footfall "
          + command
          + " --help.";
    }
    if (message.contains("'runner'")) {
      return "--runner="
          + values.get("runner")
          + " is not on the class path here. Start with bin/footfall, or see Running in the README.";
    }
    return "An option of the runner is wrong: " + message;
  }

  private static FootfallException notAnOption(String command, String before, String arg) {
    if (before.startsWith("--") && before.indexOf('=') < 0) {
      return usage("Say " + before + "=" + arg + ", with an equals sign and no blank.");
    }
    return usage(
        "What is "
            + arg
            + "? Options are written --NAME=VALUE, for example: footfall "
            + command
            + " --input="
            + arg
            + " --output=report");
  }

  private static Optional<OptionTable.Option> option(List<OptionTable.Option> table, String name) {
    return table.stream().filter(o -> o.name().equals(name)).findFirst();
  }

  private static void check(OptionTable.Option option, String value) {
    Class<?> type = option.type();
    String expected = "";
    try {
      if (type == int.class) {
        expected = "a whole number";
        Integer.parseInt(value);
      } else if (type == Long.class) {
        expected = "a whole number";
        if (Long.parseLong(value) < 0) {
          expected = "a whole number from 0 on";
          throw new NumberFormatException();
        }
      } else if (type == Double.class) {
        expected = "a number from 0 to 1";
        double ratio = Double.parseDouble(value);
        if (!(ratio >= 0 && ratio <= 1)) {
          throw new NumberFormatException();
        }
      } else if (option.isFlag()) {
        String lower = value.toLowerCase(Locale.ROOT);
        expected = "true or false";
        if (!lower.equals("true") && !lower.equals("false")) {
          throw new NumberFormatException();
        }
      }
    } catch (NumberFormatException e) {
      throw usage("--" + option.name() + "=" + value + " is not " + expected + ".");
    }
  }

  /**
   * What {@code run.json} tells of the options: those of Footfall itself, of which none takes a
   * secret, as they are in force. Those of streams are not: a stream has no {@code run.json}.
   */
  static Map<String, String> told(ReportOptions options) {
    Map<String, String> told = new TreeMap<>();
    for (OptionTable.Option option : OptionTable.of(ReportOptions.class)) {
      if (option.listed().group() == OptionGroup.STREAM) {
        continue;
      }
      try {
        Object value = option.getter().invoke(options);
        if (value != null) {
          told.put(option.name(), value.toString());
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the option " + option.name() + " cannot be read", e);
      }
    }
    told.put("runner", options.getRunner().getSimpleName());
    return told;
  }

  private static FootfallException usage(String message) {
    return new FootfallException(Kind.USAGE, message);
  }
}
