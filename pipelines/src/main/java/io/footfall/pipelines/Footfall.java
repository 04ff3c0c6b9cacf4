package io.footfall.pipelines;

import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.console.ErrorOutput;
import io.footfall.pipelines.console.Style;
import io.footfall.pipelines.launch.AwsLookups;
import io.footfall.pipelines.launch.ManagedFlink;
import io.footfall.pipelines.launch.OwnProcess;
import io.footfall.pipelines.launch.OwnTemporaryFolder;
import io.footfall.pipelines.launch.Version;
import io.footfall.pipelines.options.OptionTable;
import io.footfall.pipelines.options.OptionTable.Option;
import io.footfall.pipelines.runner.Runners;
import io.footfall.pipelines.s3.S3Access;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The program: {@code footfall COMMAND [options] [FILES]}. Each dataset has a command. */
public final class Footfall {
  private static final int STATUS_INTERNAL = 70;
  private static final int MEBIBYTE = 20;
  private static final List<String> LOGGERS =
      List.of(
          "org.apache.flink",
          "org.apache.kafka",
          "org.apache.beam.runners.flink",
          "org.apache.spark",
          "org.apache.hadoop",
          "org.sparkproject");

  private Footfall() {}

  /**
   * Runs the command that the arguments name.
   *
   * @param args the command and its arguments
   * @throws IOException if a process or a temporary directory of its own cannot be created
   */
  public static void main(String[] args) throws IOException {
    OptionalInt elsewhere = OwnProcess.relaunchIfNeeded(Footfall.class, args);
    boolean alone = Footfall.class.getClassLoader() == ClassLoader.getSystemClassLoader();
    if (alone) {
      OwnTemporaryFolder.useIfNeeded(args);
    }
    List<String> all = Arrays.asList(args);
    if (all.isEmpty() && Runners.isInsideFlink()) {
      all = ManagedFlink.arguments(ManagedFlink.PROPERTIES);
    }
    if (Runners.isInsideFlink()) {
      runInsideFlink(all);
      return;
    }
    int status = elsewhere.isPresent() ? elsewhere.getAsInt() : run(all, System.out);
    System.out.flush();
    // An embedded engine leaves threads that would keep the process alive; inside Maven a success
    // must simply return.
    if (status != 0 || alone) {
      System.exit(status);
    }
  }

  /**
   * Runs a command inside a Flink process, which must not exit. Throws an exception with the error
   * output, because the console is elsewhere.
   */
  private static void runInsideFlink(List<String> args) {
    ByteArrayOutputStream failure = new ByteArrayOutputStream();
    int status = run(args, System.out, new PrintStream(failure, true, StandardCharsets.UTF_8));
    System.out.flush();
    if (status != 0) {
      String message = failure.toString(StandardCharsets.UTF_8);
      System.err.print(message);
      throw new IllegalStateException("footfall ended with status " + status + ". " + message);
    }
  }

  /** Runs a command, and returns its exit status. */
  static int run(List<String> args, PrintStream out) {
    return run(args, out, System.err);
  }

  private static int run(List<String> args, PrintStream out, PrintStream err) {
    AwsLookups.skipUnlessWanted(args);
    boolean verbose = args.contains("--verbose") || args.contains("--verbose=true");
    if (verbose) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
      System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "HH:mm:ss");
      LOGGERS.forEach(name -> System.setProperty("org.slf4j.simpleLogger.log." + name, "info"));
    }
    try {
      return dispatch(args, out);
    } catch (OutOfMemoryError | LinkageError | RuntimeException e) {
      return failed(e, args, verbose, new ErrorOutput(err));
    }
  }

  private static int dispatch(List<String> args, PrintStream out) {
    Commands commands = Commands.ofProgram();
    OptionalInt place = command(args, commands);
    List<String> rest = new ArrayList<>(args);
    Optional<String> name =
        place.isPresent() ? Optional.of(rest.remove(place.getAsInt())) : Optional.empty();
    int end = rest.indexOf("--");
    List<String> options = rest.subList(0, end < 0 ? rest.size() : end);
    if (options.contains("--version")) {
      out.println("footfall " + Version.current());
      return 0;
    }
    boolean help =
        options.stream()
            .anyMatch(a -> a.equals("-h") || a.equals("--help") || a.startsWith("--help="));
    Help texts = new Help(commands, Style.ofOutput());
    if (name.isEmpty()) {
      if (help) {
        texts.print(out);
        return 0;
      }
      return new Samples(Datasets.names()).run(rest, out);
    }
    Command command = commands.named(name.get());
    if (help) {
      if (command instanceof HelpCommand) {
        texts.print(out);
      } else {
        texts.print(command, out);
      }
      return 0;
    }
    return command.run(rest, out);
  }

  /**
   * Returns the index of the command: the first argument that is neither an option nor its value.
   */
  private static OptionalInt command(List<String> args, Commands commands) {
    for (int i = 0; i < args.size() && !args.get(i).equals("--"); i++) {
      String before = i == 0 ? "" : args.get(i - 1);
      boolean isValue =
          before.startsWith("-") && !before.contains("=") && !isFlag(before, commands);
      if (!args.get(i).startsWith("-") && (!isValue || commands.find(args.get(i)).isPresent())) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private static boolean isFlag(String option, Commands commands) {
    // Uses the command of a dataset, because it has the most options.
    OptionTable known = OptionTable.of(commands.all().get(0).about().options());
    return known.find(option.replaceFirst("^-+", "")).filter(Option::isFlag).isPresent();
  }

  /** Prints a failure, and returns the exit status. */
  static int failed(Throwable failure, List<String> args, boolean verbose, ErrorOutput err) {
    if (verbose) {
      failure.printStackTrace();
    }
    String more = verbose ? "" : " Run it with --verbose for details.";
    Throwable root = failure;
    @Nullable Exception outside = null;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof FootfallException refused) {
        err.error(String.valueOf(refused.getMessage()));
        FullDisk.cause(failure).ifPresent(disk -> err.detail(disk.advice(args)));
        S3Access.reason(failure)
            .filter(reason -> !String.valueOf(refused.getMessage()).contains(reason))
            .filter(reason -> !S3Access.isOfAnotherService(failure))
            .ifPresent(reason -> err.detail("Cause: " + reason + "."));
        return refused.kind().exitStatus();
      }
      if (t instanceof IOException || t instanceof SQLException) {
        outside = (Exception) t;
      }
      root = t;
    }
    Optional<String> ofAws = S3Access.reason(failure);
    if (ofAws.isPresent()) {
      err.error("Reading or writing failed: " + ofAws.get() + "." + more);
      return FootfallException.Kind.IO.exitStatus();
    }
    if (root instanceof OutOfMemoryError) {
      err.error(
          ("Out of memory: %s MiB are not enough. Set FOOTFALL_JAVA_OPTS=-Xmx8g, for"
                  + " example, or use more --partitions.")
              .formatted(Runtime.getRuntime().maxMemory() >> MEBIBYTE));
      return STATUS_INTERNAL;
    }
    if (Runners.isUnreachable(failure)) {
      err.error(
          "Cannot connect to the cluster: "
              + root.getMessage()
              + ". Check --flinkMaster or --sparkMaster.");
      return FootfallException.Kind.IO.exitStatus();
    }
    if (outside instanceof SQLException sql) {
      err.error(
          "The database failed: %s.%s"
              .formatted(String.valueOf(sql.getMessage()).replaceFirst("\\.+$", ""), more));
      return FootfallException.Kind.IO.exitStatus();
    }
    if (outside instanceof IOException io) {
      Optional<FullDisk> full = FullDisk.cause(failure);
      err.error(
          full.map(
                      disk ->
                          "The disk is full: cannot write %s. %s"
                              .formatted(disk.file(), disk.advice(args)))
                  .orElseGet(
                      () -> "Reading or writing failed: " + FootfallException.reason(io) + ".")
              + more);
      return FootfallException.Kind.IO.exitStatus();
    }
    err.error(
        "The run failed: %s: %s.%s"
            .formatted(
                root.getClass().getSimpleName(),
                String.valueOf(root.getMessage()).replaceFirst("\\.+$", ""),
                more));
    return STATUS_INTERNAL;
  }
}
