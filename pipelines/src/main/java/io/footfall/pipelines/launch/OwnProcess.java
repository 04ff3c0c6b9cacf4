package io.footfall.pipelines.launch;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a main class in a separate Java process if the current process cannot run it.
 *
 * <p>Embedded Flink and Spark look for classes in the class path of the JVM. Under {@code mvn
 * exec:java} that is Maven's class path, and the program is in another class loader, so a run fails
 * with a {@code ClassNotFoundException}. If the main class can see the runner named in the
 * arguments but the system class loader cannot, this class starts a child process with the class
 * path of the main class and the same arguments. In all other cases ({@code java -jar}, {@code
 * bin/footfall}, a cluster) it does nothing.
 *
 * <p>The child shares input, output, directory and environment, and ends with this process, except
 * when this process is killed with {@code kill -9}.
 *
 * <pre>{@code
 * OptionalInt status = OwnProcess.relaunchIfNeeded(Footfall.class, args);
 * if (status.isPresent()) {
 *   return status.getAsInt();
 * }
 * }</pre>
 */
public final class OwnProcess {

  /** Time for a child process to end before it is killed. */
  private static final long GRACE_MILLIS = 2_000;

  /** Options whose value may be a separate argument. */
  private static final Set<String> VALUED =
      Set.of("--runner", "--input", "--output", "--watch", "--flinkMaster");

  /**
   * The packages that Flink and Spark open by reflection; equals the list in {@code bin/footfall}.
   */
  private static final List<String> OPENED_PACKAGES =
      List.of(
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.invoke",
          "java.base/java.lang.reflect",
          "java.base/java.net",
          "java.base/java.nio",
          "java.base/java.text",
          "java.base/java.time",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/sun.nio.ch",
          "java.base/sun.nio.cs",
          "java.base/sun.security.action",
          "java.base/sun.util.calendar");

  private OwnProcess() {}

  /**
   * Runs {@code main} in a child process and waits for it, if this process cannot run it.
   *
   * @param main the class whose {@code main} method to run
   * @param args its arguments; {@code --runner=} decides
   * @return the exit status of the child (128 plus the signal number after a signal), or empty if
   *     this process can run {@code main}
   * @throws IOException if the child cannot be started
   */
  public static OptionalInt relaunchIfNeeded(Class<?> main, String[] args) throws IOException {
    Optional<String> engine = engineClass(args);
    if (engine.isEmpty()
        || isVisible(engine.get(), ClassLoader.getSystemClassLoader())
        || !isVisible(engine.get(), main.getClassLoader())) {
      return OptionalInt.empty();
    }
    Optional<String> classPath = classPath(main.getClassLoader());
    if (classPath.isEmpty()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(run(main.getName(), args, classPath.get()));
  }

  /** Returns a class that is present if the engine named in the arguments is on the class path. */
  static Optional<String> engineClass(String[] args) {
    return switch (runner(args)) {
      case "flink", "flinkrunner" -> Optional.of("org.apache.flink.api.common.ExecutionConfig");
      case "spark", "sparkrunner" -> Optional.of("org.apache.spark.SparkContext");
      default -> Optional.empty();
    };
  }

  static boolean isFlink(String[] args) {
    return runner(args).startsWith("flink");
  }

  /** Returns the runner named in the arguments; Flink for streams by default. */
  private static String runner(String[] args) {
    String runner = "";
    for (String arg : withEqualsSigns(args)) {
      String value = arg.substring(arg.indexOf('=') + 1);
      if (runner.isEmpty()
          && (value.startsWith("kinesis://")
              || value.startsWith("kafka://")
              || arg.startsWith("--watch="))
          && !arg.startsWith("--output=")) {
        runner = "flinkrunner";
      }
      if (arg.startsWith("--runner=")) {
        runner = value.toLowerCase(Locale.ROOT);
      }
    }
    return runner;
  }

  /** Joins each of the {@link #VALUED} options with its value if that is a separate argument. */
  private static List<String> withEqualsSigns(String[] args) {
    List<String> joined = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      boolean isApart =
          VALUED.contains(args[i]) && i + 1 < args.length && !args[i + 1].startsWith("-");
      joined.add(isApart ? args[i] + "=" + args[++i] : args[i]);
    }
    return joined;
  }

  /** Returns the class path of {@code loader} and its parents, without that of the JVM. */
  static Optional<String> classPath(@Nullable ClassLoader loader) {
    List<String> files = new ArrayList<>();
    ClassLoader own = ClassLoader.getSystemClassLoader();
    for (ClassLoader at = loader; at != null && at != own; at = at.getParent()) {
      if (at instanceof URLClassLoader urls) {
        for (URL url : urls.getURLs()) {
          fileOf(url).ifPresent(files::add);
        }
      }
    }
    return files.isEmpty() ? Optional.empty() : Optional.of(String.join(File.pathSeparator, files));
  }

  private static Optional<String> fileOf(URL url) {
    if (!url.getProtocol().equals("file")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(url.toURI()).toString());
    } catch (URISyntaxException e) { // some loaders do not escape blanks
      return Optional.of(url.getPath());
    }
  }

  private static boolean isVisible(String className, @Nullable ClassLoader loader) {
    try {
      Class.forName(className, false, loader);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static int run(String main, String[] args, String classPath) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:-UsePerfData");
    for (String opened : OPENED_PACKAGES) {
      command.add("--add-opens=" + opened + "=ALL-UNNAMED");
    }
    command.add("-Djdk.reflect.useDirectMethodHandle=false"); // for Spark
    command.add("-Dspark.ui.enabled=false");
    command.add(main);
    command.addAll(List.of(args));

    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    Map<String, String> environment = builder.environment();
    environment.put("CLASSPATH", classPath); // too long for a command line on some systems
    if (isEmbedded(args)) {
      environment.remove("FLINK_CONF_DIR"); // otherwise Flink would use the ports of the cluster
    }

    Process child = builder.start();
    Thread endTogether = new Thread(() -> end(child), "end-child");
    Runtime.getRuntime().addShutdownHook(endTogether);
    int status = waitFor(child);
    try {
      Runtime.getRuntime().removeShutdownHook(endTogether);
    } catch (IllegalStateException e) {
      // This process is already ending, and its shutdown hook has stopped the child.
    }
    return status;
  }

  static boolean isEmbedded(String[] args) {
    for (String arg : withEqualsSigns(args)) {
      if (arg.startsWith("--flinkMaster=")) {
        String master = arg.substring("--flinkMaster=".length());
        return master.startsWith("[");
      }
    }
    return true;
  }

  private static int waitFor(Process child) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return child.waitFor();
        } catch (InterruptedException e) {
          interrupted = true;
          child.destroy();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void end(Process child) {
    child.destroy();
    try {
      if (!child.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        child.destroyForcibly();
      }
    } catch (InterruptedException e) {
      child.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
