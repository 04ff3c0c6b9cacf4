package io.footfall.pipelines;

import io.footfall.pipelines.generate.Generate;
import io.footfall.pipelines.launch.OwnProcess;
import io.footfall.records.InputRefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The program: {@code footfall [visits|purchases|generate] --option=value ...}. */
public final class Footfall {
  private static final int STATUS_USAGE = 2;
  private static final int STATUS_INTERNAL = 70;

  private Footfall() {}

  /**
   * Runs the command that the arguments name.
   *
   * @param args the command, and its options
   * @throws IOException if a process of its own is needed, and cannot be started
   */
  public static void main(String[] args) throws IOException {
    OptionalInt elsewhere = OwnProcess.relaunchIfNeeded(Footfall.class, args);
    int status =
        elsewhere.isPresent() ? elsewhere.getAsInt() : run(Arrays.asList(args), System.out);
    System.out.flush();
    // An embedded engine leaves threads behind that would keep the process alive; inside Maven a
    // success must simply return.
    if (status != 0 || Footfall.class.getClassLoader() == ClassLoader.getSystemClassLoader()) {
      System.exit(status);
    }
  }

  /** Runs a command; gives the exit status of FORMATS 2.4. */
  static int run(List<String> args, PrintStream out) {
    List<String> rest = new ArrayList<>(args);
    String command = "";
    for (String arg : args) {
      if (!arg.startsWith("-")) {
        command = arg;
        rest.remove(arg);
        break;
      }
    }
    if (rest.contains("--verbose") || rest.contains("--verbose=true")) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
      System.setProperty("org.slf4j.simpleLogger.log.org.apache.flink", "info");
      System.setProperty("org.slf4j.simpleLogger.log.org.apache.beam.runners.flink", "info");
    }
    if (rest.contains("--version")) {
      out.println("footfall " + version());
      return 0;
    }
    boolean help = rest.contains("--help") || rest.contains("-h");
    try {
      return switch (command) {
        case "visits", "purchases" ->
            help ? help(command, out) : ReportCommand.run(command, rest, out);
        case "generate" -> Generate.run(rest, out, System.err);
        case "" -> help ? help(out) : samples(rest, out);
        default -> {
          System.err.println(
              "footfall: there is no command "
                  + command
                  + "; expected visits, purchases or generate. See footfall --help.");
          yield STATUS_USAGE;
        }
      };
    } catch (RuntimeException e) {
      return failed(e, rest.contains("--verbose"));
    }
  }

  private static int failed(RuntimeException e, boolean verbose) {
    if (verbose) {
      e.printStackTrace();
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof InputRefusedException refused) {
        System.err.println("footfall: " + refused.getMessage());
        return refused.kind().exitStatus();
      }
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    System.err.println(
        "footfall: the run failed: "
            + root.getClass().getSimpleName()
            + ": "
            + root.getMessage()
            + (verbose ? "" : " (--verbose shows more)"));
    return root instanceof IOException
        ? InputRefusedException.Kind.IO.exitStatus()
        : STATUS_INTERNAL;
  }

  /** The default run: both reports of the sample data. */
  private static int samples(List<String> args, PrintStream out) {
    Path samples = home().resolve("src/samples");
    if (!Files.isDirectory(samples)) {
      throw new InputRefusedException(
          InputRefusedException.Kind.NO_INPUT,
          "The sample data is not here ("
              + samples
              + "). Start from the project's folder, or say what to count: see footfall --help.");
    }
    String output = "footfall-output";
    List<String> rest = new ArrayList<>(args);
    for (String arg : args) {
      if (arg.startsWith("--output=")) {
        output = arg.substring("--output=".length());
        rest.remove(arg);
      }
    }
    rest.removeIf(a -> a.startsWith("--input=") || a.startsWith("--overwrite"));
    int status = 0;
    for (String dataset : List.of("visits", "purchases")) {
      List<String> all = new ArrayList<>(rest);
      all.add("--input=" + samples.resolve(dataset + ".csv"));
      all.add("--output=" + output + "/" + dataset);
      all.add("--overwrite=true");
      status = Math.max(status, ReportCommand.run(dataset, all, out));
      out.println();
    }
    return status;
  }

  private static Path home() {
    @Nullable String jar = System.getProperty("footfall.jar");
    Path here = Path.of("").toAbsolutePath();
    if (jar == null || Files.isDirectory(here.resolve("src/samples"))) {
      return here;
    }
    Path target = Path.of(jar).getParent();
    return target == null || target.getParent() == null ? here : target.getParent();
  }

  private static int help(PrintStream out) {
    out.println(
        """
        Footfall counts who visits a website and what they buy.

        footfall visits    --input=FILES --output=FOLDER [options]   visits, users, most visited URL, time per URL
        footfall purchases --input=FILES --output=FOLDER [options]   amount spent per day and customer
        footfall generate  visits|purchases --output=FILE --rows=N   test data with exact answers
        footfall                                                     both reports of the sample data

        footfall visits --help lists the options. --version prints the version.
        --runner=DirectRunner (default), FlinkRunner or SparkRunner says what runs it.
        Exit status: 0 well, 2 wrong usage, 3 too many rejects, 66 no input, 74 reading or writing failed, 70 a fault of Footfall.""");
    return 0;
  }

  private static int help(String command, PrintStream out) {
    out.println("footfall " + command + " --input=FILES --output=FOLDER [options]\n");
    for (OptionTable.Option option : OptionTable.of(ReportOptions.class)) {
      out.printf("  --%-16s %s%n", option.name(), option.description());
    }
    out.println(
        "\nOptions of the runner are accepted too, such as --runner=FlinkRunner --flinkMaster=HOST:PORT --parallelism=4.");
    return 0;
  }

  /** The version of this build. */
  static String version() {
    String version = Footfall.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
