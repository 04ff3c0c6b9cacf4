package io.footfall.pipelines;

import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.pipelines.generate.Generate;
import io.footfall.pipelines.launch.AwsLookups;
import io.footfall.pipelines.launch.OwnProcess;
import io.footfall.pipelines.launch.OwnTemporaryFolder;
import io.footfall.pipelines.options.NearestName;
import io.footfall.pipelines.runner.Runners;
import io.footfall.pipelines.s3.S3Access;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The program: {@code footfall COMMAND --option=value ...}, where a dataset is a command. */
public final class Footfall {
  private static final int STATUS_INTERNAL = 70;
  private static final int MEBIBYTE = 20;
  private static final List<String> COMMANDS =
      List.of(
          "publish",
          "reconcile",
          "rejects",
          "replay",
          "compact",
          "load",
          "query",
          "report",
          "serve",
          "demo",
          "generate",
          "doctor",
          "help");

  private Footfall() {}

  /**
   * Runs the command that the arguments name.
   *
   * @param args the command, and its options
   * @throws IOException if a process or a temporary folder of its own is needed, and cannot be made
   */
  public static void main(String[] args) throws IOException {
    OptionalInt elsewhere = OwnProcess.relaunchIfNeeded(Footfall.class, args);
    boolean alone = Footfall.class.getClassLoader() == ClassLoader.getSystemClassLoader();
    if (alone) {
      OwnTemporaryFolder.useIfNeeded(args);
    }
    int status =
        elsewhere.isPresent() ? elsewhere.getAsInt() : run(Arrays.asList(args), System.out);
    System.out.flush();
    if (Runners.isInsideFlink()) {
      // The process is Flink's, and not ours to end.
      if (status != 0) {
        throw new IllegalStateException("footfall ended with status " + status);
      }
      return;
    }
    // An embedded engine leaves threads behind that would keep the process alive; inside Maven a
    // success must simply return.
    if (status != 0 || alone) {
      System.exit(status);
    }
  }

  /** Runs a command; gives the exit status of section 2.4 of src/docs/formats.md. */
  static int run(List<String> args, PrintStream out) {
    AwsLookups.skipUnlessWanted(args);
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
      for (String quiet :
          List.of(
              "org.apache.flink",
              "org.apache.kafka",
              "org.apache.beam.runners.flink",
              "org.apache.spark",
              "org.apache.hadoop",
              "org.sparkproject")) {
        System.setProperty("org.slf4j.simpleLogger.log." + quiet, "info");
      }
    }
    if (rest.contains("--version")) {
      out.println("footfall " + version());
      return 0;
    }
    boolean help =
        rest.stream()
            .anyMatch(a -> a.equals("-h") || a.equals("--help") || a.startsWith("--help="));
    boolean verbose = rest.contains("--verbose") || rest.contains("--verbose=true");
    try {
      return switch (command) {
        case "publish" -> {
          if (help) {
            Help.printPublish(out);
            yield 0;
          }
          yield PublishCommand.run(rest, out);
        }
        case "reconcile" -> {
          if (help) {
            Help.printReconcile(out);
            yield 0;
          }
          yield ReconcileCommand.run(rest, out);
        }
        case "rejects" -> {
          if (help) {
            Help.printRejects(out);
            yield 0;
          }
          yield RejectsCommand.run(rest, out);
        }
        case "replay" -> {
          if (help) {
            Help.printReplay(out);
            yield 0;
          }
          yield ReplayCommand.run(rest, out);
        }
        case "compact" -> {
          if (help) {
            Help.printCompact(out);
            yield 0;
          }
          yield CompactCommand.run(rest, out);
        }
        case "load" -> {
          if (help) {
            Help.printLoad(out);
            yield 0;
          }
          yield LoadCommand.run(rest, out);
        }
        case "query" -> {
          if (help) {
            Help.printQuery(out);
            yield 0;
          }
          yield QueryCommand.run(rest, out);
        }
        case "report" -> {
          if (help) {
            Help.printReport(out);
            yield 0;
          }
          yield ReportPageCommand.run(rest, out);
        }
        case "serve" -> {
          if (help) {
            Help.printServe(out);
            yield 0;
          }
          yield ServeCommand.run(rest, out);
        }
        case "doctor" -> {
          if (help) {
            Help.printDoctor(out);
            yield 0;
          }
          yield DoctorCommand.run(rest, out);
        }
        case "demo" ->
            throw new FootfallException(
                FootfallException.Kind.USAGE,
                "The demonstration is started by bin/footfall demo, from a clone of the project.");
        case "generate" -> Generate.run(rest, out, System.err);
        case "", "help" -> {
          if (help || command.equals("help")) {
            Help.print(out);
            yield 0;
          }
          yield samples(rest, out);
        }
        default -> {
          if (!Datasets.names().contains(command)) {
            throw noSuch(command);
          }
          if (help) {
            Help.print(command, out);
            yield 0;
          }
          yield ReportCommand.run(command, rest, out);
        }
      };
    } catch (OutOfMemoryError e) {
      return failed(e, verbose);
    } catch (RuntimeException e) {
      return failed(e, verbose);
    }
  }

  private static FootfallException noSuch(String command) {
    List<String> commands = new ArrayList<>(Datasets.names());
    commands.addAll(COMMANDS);
    return new FootfallException(
        FootfallException.Kind.USAGE,
        "There is no command "
            + command
            + NearestName.of(command, commands).map(c -> "; did you mean " + c + "?").orElse(".")
            + " See footfall --help.");
  }

  private static int failed(Throwable failure, boolean verbose) {
    if (verbose) {
      failure.printStackTrace();
    }
    Throwable root = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof FootfallException refused) {
        System.err.println("footfall: " + refused.getMessage());
        S3Access.reason(failure)
            .filter(reason -> !String.valueOf(refused.getMessage()).contains(reason))
            .filter(reason -> !S3Access.isOfAnotherService(failure))
            .ifPresent(reason -> System.err.println("  That is: " + reason + "."));
        return refused.kind().exitStatus();
      }
      root = t;
    }
    Optional<String> ofAws = S3Access.reason(failure);
    if (ofAws.isPresent()) {
      System.err.println(
          "footfall: Reading or writing failed: "
              + ofAws.get()
              + "."
              + (verbose ? "" : " (--verbose shows more)"));
      return FootfallException.Kind.IO.exitStatus();
    }
    if (root instanceof OutOfMemoryError) {
      System.err.println(
          "footfall: The memory of "
              + (Runtime.getRuntime().maxMemory() >> MEBIBYTE)
              + " MiB is not enough. Give Java more, with FOOTFALL_JAVA_OPTS=-Xmx8g for instance, or cut the keys into more --partitions.");
      return STATUS_INTERNAL;
    }
    if (root instanceof ConnectException || root instanceof UnknownHostException) {
      System.err.println(
          "footfall: The cluster cannot be reached: "
              + root.getMessage()
              + ". Check --flinkMaster or --sparkMaster.");
      return FootfallException.Kind.IO.exitStatus();
    }
    if (root instanceof IOException io) {
      String reason = FootfallException.reason(io);
      System.err.println(
          "footfall: Reading or writing failed: "
              + reason
              + (reason.contains("No space left")
                  ? ". Make room, or choose another --output."
                  : ".")
              + (verbose ? "" : " (--verbose shows more)"));
      return FootfallException.Kind.IO.exitStatus();
    }
    System.err.println(
        "footfall: The run failed: "
            + root.getClass().getSimpleName()
            + ": "
            + root.getMessage()
            + (verbose ? "" : " (--verbose shows more)"));
    return STATUS_INTERNAL;
  }

  /** The default run: both reports of the sample data. */
  private static int samples(List<String> args, PrintStream out) {
    Path samples = home().resolve("src/samples");
    if (!Files.isDirectory(samples)) {
      throw new FootfallException(
          FootfallException.Kind.NO_INPUT,
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
    List<String> datasets =
        Datasets.names().stream().filter(d -> Files.exists(samples.resolve(d + ".csv"))).toList();
    for (String dataset : datasets) {
      if (!dataset.equals(datasets.get(0))) {
        out.println();
      }
      List<String> all = new ArrayList<>(rest);
      all.add("--input=" + samples.resolve(dataset + ".csv"));
      all.add("--output=" + output + "/" + dataset);
      all.add("--overwrite=true");
      status = Math.max(status, ReportCommand.run(dataset, all, out));
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

  /** The version of this build. */
  static String version() {
    try (InputStream in = Footfall.class.getResourceAsStream("version.txt")) {
      return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
