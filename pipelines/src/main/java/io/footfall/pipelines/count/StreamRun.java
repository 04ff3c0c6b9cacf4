package io.footfall.pipelines.count;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.console.Console;
import io.footfall.pipelines.console.ErrorOutput;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.doctor.Doctor;
import io.footfall.pipelines.doctor.Plan;
import io.footfall.pipelines.launch.ShutdownHook;
import io.footfall.pipelines.runner.Runners;
import io.footfall.report.WindowSink;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;

/** Counts a stream, and writes the results of its windows. */
final class StreamRun {
  private static final String STORAGE = "stateBackendStoragePath";
  private static final String TEMPORARY = System.getProperty("java.io.tmpdir");
  private static final long MILLIS_TO_RELEASE = 1_500;

  private StreamRun() {}

  /**
   * Writes the results of the windows until the stream ends or the run is stopped.
   *
   * @return the exit status
   */
  static int run(CountSettings settings, PrintStream out) {
    Optional<String> cluster = Runners.cluster(settings.arguments().values());
    String name = settings.dataset().name();
    Plan plan = RunPlans.of(settings, List.of());
    Doctor.beforeRun(plan, System.err);
    CountRun unowned = CountRun.ofStream(settings, StreamOwnership.none());
    if (cluster.isEmpty()) {
      Sinks.of(unowned).forEach(Sink::prepare);
    }
    // Invalid options are refused before anything is claimed.
    CountPipeline.build(unowned, Sinks.of(unowned));
    StreamOwnership ownership =
        StreamOwnership.claim(settings, plan.savepoint(), cluster.isPresent());
    CountRun run = CountRun.ofStream(settings, ownership);
    List<Sink> sinks = Sinks.of(run);
    Pipeline pipeline = CountPipeline.build(run, sinks);
    out.printf(
        "Counting %s in %s with the %s: %s%n",
        name,
        settings.input(),
        settings.beam().getRunner().getSimpleName(),
        settings.windows().orElseThrow().label());
    sinks.forEach(sink -> sink.place().ifPresent(out::println));
    out.flush();
    KeptCheckpoints checkpoints =
        new KeptCheckpoints(
            settings.arguments().values().getOrDefault(STORAGE, TEMPORARY), Instant.now());
    ShutdownHook stop =
        ShutdownHook.add(
            () -> {
              new ErrorOutput(System.err).note(stopped(settings, cluster, checkpoints));
              if (cluster.isEmpty()) {
                ShutdownHook.runAtMost(
                    MILLIS_TO_RELEASE, () -> ownership.release(settings.dataset()));
              }
            });
    boolean mayContinue = false;
    try {
      PipelineResult running = pipeline.run();
      mayContinue = cluster.isPresent();
      if (cluster.isPresent() && !settings.waits()) {
        new Console(out, System.err).continuesOn(cluster.get());
        return 0;
      }
      Runners.awaitEnd(running);
      mayContinue = false;
    } finally {
      stop.close();
      if (!mayContinue) {
        ownership.release(settings.dataset());
      }
    }
    return total(settings, cluster.isPresent(), out);
  }

  /** Returns the message after a signal to stop. */
  private static String stopped(
      CountSettings settings, Optional<String> cluster, KeptCheckpoints checkpoints) {
    if (cluster.isPresent()) {
      return "stopped waiting. The job continues on " + cluster.get() + ".";
    }
    return checkpoints
        .newest()
        .map(
            path ->
                "stopped. To continue without losing or repeating records, add --savepointPath="
                    + path
                    + " to the same command.")
        .orElseGet(
            () ->
                "stopped. There is no checkpoint to continue from. The same command reads "
                    + (settings.arguments().values().containsKey("watch")
                        ? "the files again"
                        : "from --initialPosition")
                    + " and replaces the windows that it counts. Records that are already in "
                    + Stream.of("lake", "backup")
                        .filter(settings.arguments().values()::containsKey)
                        .map(option -> "--" + option + " or ")
                        .collect(Collectors.joining())
                    + "the rejects are written there a second time.");
  }

  /**
   * Prints the total of all windows, and returns the exit status. A cluster may reach a sink that
   * this process cannot, so a failure to read it is then only a warning.
   */
  private static int total(CountSettings settings, boolean isInCluster, PrintStream out) {
    WindowSink sink = settings.sinks().get(0);
    Dataset<?> dataset = settings.dataset();
    try (WindowSink.Session session = sink.open(dataset)) {
      WindowSink.Total total = session.total();
      out.printf(
          Locale.ROOT,
          "read %,d = ok %,d + rejected %,d + duplicate %,d + late %,d + skipped %,d (total of all windows in %s)%n",
          total.read(),
          total.ok(),
          total.rejected(),
          total.duplicate(),
          total.late(),
          total.skipped(),
          TerminalText.near(sink.toString()));
      Console console = new Console(out, System.err).withKey(settings.reading().selection().key());
      if (total.details().isEmpty()) {
        return console.nothingCounted(
            total.read(), total.ok(), total.rejected(), total.late(), total.skipped());
      }
      console.warn(total.details().get().observations());
      return console.nothingCounted(total.details().get());
    } catch (IOException e) {
      String message = "Cannot read the results in " + sink + ": " + FootfallException.reason(e);
      if (!isInCluster) {
        throw new FootfallException(Kind.IO, message, e);
      }
      new ErrorOutput(System.err).warning("on this machine: " + message);
      return 0;
    }
  }
}
