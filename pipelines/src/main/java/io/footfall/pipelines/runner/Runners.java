package io.footfall.pipelines.runner;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.launch.EmbeddedFlinkDirectory;
import io.footfall.pipelines.launch.EmbeddedFlinkMemory;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The runners: their names and performance settings. */
public final class Runners {
  private static final List<String> NAMES = List.of("DirectRunner", "FlinkRunner", "SparkRunner");

  private static final String CHECKPOINTING_INTERVAL_MILLIS = "10000";

  /** Maximum duration of a bundle, which delays the panes of windows. */
  private static final String BUNDLE_MILLIS = "100";

  /**
   * Beam keeps elements that wait for a checkpoint in this many buffers plus one, in turn. With the
   * value 1, elements that arrive during the first checkpoint after a restart are added to a buffer
   * that this checkpoint releases, although it does not contain them. A failure before the next
   * checkpoint would then write them to the lake twice. The value seldom causes concurrent
   * checkpoints: Flink starts a second one only if the first takes longer than the interval.
   */
  private static final String CONCURRENT_CHECKPOINTS = "8";

  /** The name of {@link FlinkRestarts}, a class that does not load without Flink. */
  private static final String LISTENER = "io.footfall.pipelines.runner.FlinkRestarts";

  /** Exceptions that only a job throws, of Flink and of Beam. */
  private static final Set<String> OF_JOBS =
      Set.of("JobExecutionException", "PipelineExecutionException");

  private Runners() {}

  /** Returns the number of workers on one machine. */
  public static int workers() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * Returns options that make the runner fast, except those that the user has set.
   *
   * @param given values by name
   * @throws FootfallException if there is no such runner
   */
  public static Map<String, String> defaults(Map<String, String> given) {
    Map<String, String> all = new TreeMap<>();
    boolean stream = Streams.isStream(given.get("input"), given.get("watch"));
    String runner = chosen(given);
    if (stream) {
      all.put("runner", runner);
    }
    if (runner.equals("FlinkRunner")) {
      all.put("flinkMaster", isInsideFlink() ? "[auto]" : "[local]");
      all.put("objectReuse", "true");
      if (stream) {
        all.put("streaming", "true");
        all.put("checkpointingInterval", CHECKPOINTING_INTERVAL_MILLIS);
        all.put("numConcurrentCheckpoints", CONCURRENT_CHECKPOINTS);
        all.put("maxBundleTimeMills", BUNDLE_MILLIS);
        // Otherwise the output of a bundle that a checkpoint ends would wait for the next element,
        // however long that takes.
        all.put("finishBundleBeforeCheckpointing", "true");
        // Otherwise a stream would fail at its end if rejects are still waiting for a checkpoint.
        all.put("enableStableInputDrain", "true");
        if (given.containsKey("stopAfterIdle")) {
          // Flink releases sources that have ended; a stream without an end keeps its sources.
          all.put("shutdownSourcesAfterIdleMs", "0");
        }
      }
      if (cluster(given).isPresent()) {
        all.put("attachedMode", "false");
        all.put("jobCheckIntervalInSecs", "1");
        if (!isInsideFlink()) {
          jobJar().ifPresent(jar -> all.put("filesToStage", jar));
        }
      } else {
        all.put("parallelism", Integer.toString(workers()));
        if (stream) {
          // Without a directory, Flink keeps checkpoints in memory, and fails above 5 MB of state.
          all.put("stateBackend", "filesystem");
          all.put(
              "stateBackendStoragePath",
              Path.of(System.getProperty("java.io.tmpdir"), "checkpoints").toUri().toString());
          stream(given).ifPresent(path -> all.put("flinkConfDir", path.write().toString()));
        } else if (!given.containsKey("flinkConfDir")) {
          all.put("flinkConfDir", memory(given).write().toString());
        }
      }
    } else if (runner.equals("DirectRunner")) {
      all.put("targetParallelism", Integer.toString(workers()));
      all.put("enforceImmutability", "false");
      all.put("enforceEncodability", "false");
    }
    all.put("stableUniqueNames", "ERROR");
    all.keySet().removeAll(given.keySet());
    return all;
  }

  /**
   * Returns the name of the runner that options choose.
   *
   * @param given values by name
   * @throws FootfallException if there is no such runner
   */
  public static String chosen(Map<String, String> given) {
    boolean stream = Streams.isStream(given.get("input"), given.get("watch"));
    return name(given.getOrDefault("runner", stream ? "FlinkRunner" : "DirectRunner"));
  }

  private static EmbeddedFlinkDirectory memory(Map<String, String> given) {
    return new EmbeddedFlinkDirectory(new EmbeddedFlinkMemory(parallelism(given)).configuration());
  }

  /**
   * Returns the configuration of Flink in this process for a stream. It includes the savepoint,
   * because Beam passes {@code --savepointPath} only to clusters.
   */
  private static Optional<EmbeddedFlinkDirectory> stream(Map<String, String> given) {
    Optional<String> savepoint = Optional.ofNullable(given.get("savepointPath"));
    if (!given.containsKey("flinkConfDir")) {
      return Optional.of(EmbeddedFlinkDirectory.ofStream(LISTENER, savepoint));
    }
    if (savepoint.isPresent()) {
      throw FootfallException.usage(
          "--savepointPath and --flinkConfDir cannot be combined without a cluster. Set"
              + " execution.savepoint.path in that configuration.");
    }
    return Optional.empty();
  }

  /**
   * Returns the jar that is sent to a cluster: the one that the launcher names, or else the one
   * beside the program's own jar.
   */
  private static Optional<String> jobJar() {
    String named = System.getProperty("footfall.jar", "");
    if (!named.isEmpty()) {
      return Optional.of(named);
    }
    @Nullable CodeSource source = Runners.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      Path jar = Path.of(source.getLocation().toURI()).resolveSibling("footfall-flink.jar");
      return Files.isRegularFile(jar) ? Optional.of(jar.toString()) : Optional.empty();
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty(); // the program is not in a file
    }
  }

  private static int parallelism(Map<String, String> given) {
    String parallelism = given.getOrDefault("parallelism", "");
    return parallelism.matches("[1-9]\\d{0,5}") ? Integer.parseInt(parallelism) : workers();
  }

  /** Returns whether Flink has loaded this program, as {@code flink run} does. */
  public static boolean isInsideFlink() {
    return isOfFlink(Runners.class.getClassLoader());
  }

  /** Returns whether a class loader is one of Flink's. */
  public static boolean isOfFlink(@Nullable ClassLoader loader) {
    return loader != null && loader.getClass().getName().startsWith("org.apache.flink.");
  }

  /** Returns the cluster that a run is submitted to; empty if it runs in this process. */
  public static Optional<String> cluster(Map<String, String> options) {
    if (isInsideFlink()) {
      return Optional.of("the Flink cluster");
    }
    for (String option : List.of("flinkMaster", "sparkMaster")) {
      String master = options.getOrDefault(option, "[local]");
      if (!master.startsWith("[") && !master.startsWith("local")) {
        return Optional.of(master);
      }
    }
    return Optional.empty();
  }

  /**
   * Returns whether a directory of checkpoints is temporary, so that it is deleted with its
   * process.
   *
   * @param storage its path or URI
   */
  public static boolean isTemporary(String storage) {
    try {
      Path directory = storage.contains(":") ? Path.of(URI.create(storage)) : Path.of(storage);
      return directory.startsWith(Path.of(System.getProperty("java.io.tmpdir")));
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return false; // It is not on this machine.
    }
  }

  /** Returns whether a run is on the DirectRunner, whose class is not in the job jar. */
  public static boolean isDirect(PipelineOptions options) {
    return isOn("DirectRunner", options);
  }

  /** Returns whether a run is on Flink, in this process or in a cluster. */
  public static boolean isFlink(PipelineOptions options) {
    return isOn("FlinkRunner", options);
  }

  private static boolean isOn(String runner, PipelineOptions options) {
    return options.getRunner().getSimpleName().equals(runner);
  }

  /** Returns whether a run is submitted to a Flink cluster. */
  public static boolean isForFlinkCluster(Map<String, String> options) {
    return cluster(options).isPresent()
        && name(options.getOrDefault("runner", "DirectRunner")).equals("FlinkRunner");
  }

  /**
   * Returns whether a failure means that the cluster is unreachable. A failure of a job does not:
   * its workers could not connect to something else, such as a database.
   */
  public static boolean isUnreachable(Throwable failure) {
    Throwable root = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (OF_JOBS.contains(t.getClass().getSimpleName())) {
        return false;
      }
      root = t;
    }
    return root instanceof ConnectException || root instanceof UnknownHostException;
  }

  /**
   * Waits for the end of a run.
   *
   * @throws FootfallException if it was cancelled
   * @throws IllegalStateException if its job on a Flink cluster failed; the cause says why
   */
  public static void awaitEnd(PipelineResult running) {
    PipelineResult.@Nullable State state = running.waitUntilFinish();
    if (state == PipelineResult.State.FAILED
        && running.getClass().getSimpleName().equals("FlinkDetachedRunnerResult")) {
      FlinkFailure.rethrow(running);
    }
    if (state != null && state != PipelineResult.State.DONE) {
      throw new FootfallException(
          Kind.INTERNAL, "The runner ended the run as " + state + ". --verbose shows more.");
    }
  }

  private static String name(String given) {
    String wanted = given.substring(given.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    List<String> found = new ArrayList<>();
    for (String name : NAMES) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.equals(wanted) || lower.equals(wanted + "runner")) {
        found.add(name);
      }
    }
    if (found.isEmpty()) {
      throw FootfallException.usage(
          "Unknown runner '" + given + "'. Choose DirectRunner, FlinkRunner or SparkRunner.");
    }
    return found.get(0);
  }
}
