package io.footfall.pipelines.count;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.console.Console;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.doctor.Doctor;
import io.footfall.pipelines.doctor.Plan;
import io.footfall.pipelines.runner.Runners;
import io.footfall.report.WindowSink;
import io.footfall.stream.DataLoss;
import io.footfall.stream.KafkaMessages;
import io.footfall.stream.KinesisMessages;
import io.footfall.transforms.count.CountRecords;
import io.footfall.transforms.read.ReadRecords;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;

/** A run of the command of a dataset on a stream: the results of its windows. */
final class StreamRun {
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
    if (cluster.isEmpty()) {
      settings.backupFolder().ifPresent(CountCommand::prepare);
    }
    build(settings, StreamOwnership.none()); // Options are refused before anything is claimed.
    StreamOwnership ownership =
        StreamOwnership.claim(settings, plan.savepoint().isPresent(), cluster.isPresent());
    Pipeline pipeline = build(settings, ownership);
    out.printf(
        "Counting %s in %s with the %s: %s%n",
        name,
        settings.input(),
        settings.beam().getRunner().getSimpleName(),
        settings.windows().orElseThrow().label());
    for (WindowSink sink : settings.sinks()) {
      out.println("results in " + TerminalText.near(sink.toString()));
    }
    settings.lake().ifPresent(lake -> out.println("lake in " + TerminalText.near(lake.option())));
    settings
        .backupFolder()
        .ifPresent(backup -> out.println("backup in " + TerminalText.near(backup.folder())));
    out.flush();
    PipelineResult running = pipeline.run();
    if (cluster.isPresent() && !settings.waits()) {
      new Console(out, System.err).goesOn(cluster.get());
      return 0;
    }
    PipelineResult.State state = running.waitUntilFinish();
    if (state != null && state != PipelineResult.State.DONE) {
      throw new FootfallException(
          Kind.INTERNAL, "The runner ended the run as " + state + ". --verbose shows more.");
    }
    ownership.release(settings.dataset());
    return total(settings.sinks().get(0), settings.dataset(), cluster.isPresent(), out);
  }

  /** A cluster may reach a sink that this process does not. */
  private static int total(
      WindowSink sink, Dataset<?> dataset, boolean isInCluster, PrintStream out) {
    try (WindowSink.Session session = sink.open(dataset)) {
      WindowSink.Total total = session.total();
      out.printf(
          Locale.ROOT,
          "read %,d = ok %,d + rejected %,d + duplicate %,d + late %,d + skipped %,d (all windows in %s)%n",
          total.read(),
          total.ok(),
          total.rejected(),
          total.duplicate(),
          total.late(),
          total.skipped(),
          TerminalText.near(sink.toString()));
      Console console = new Console(out, System.err);
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
      System.err.println("footfall: warning: from here: " + message);
      return 0;
    }
  }

  /** Builds the pipeline. */
  static Pipeline build(CountSettings run, StreamOwnership ownership) {
    CountRecords count =
        CountRecords.of(run.dataset(), run.reading())
            .withWindows(run.windows().orElseThrow().windows());
    if (run.partitions() > 0) {
      count = count.withPartitions(run.partitions());
    }
    if (run.deduplicates()) {
      count = count.withDeduplication();
    }
    if (run.lake().isPresent()) {
      count = count.withLake(LakeBatch.ofStream(run, run.lake().get()));
    }
    return CountPipeline.build(
        run.beam(), read(run, run.stream().orElseThrow()), count, StreamSinks.of(run, ownership));
  }

  private static ReadRecords read(CountSettings run, StreamSettings stream) {
    Dataset<?> dataset = run.dataset();
    if (stream.acceptsDataLoss()) {
      DataLoss.accept(run.beam());
    }
    ReadRecords read;
    if (stream.watched().isPresent()) {
      read =
          ReadRecords.fromWatchedFiles(
              stream.watched().get(), dataset, run.reading(), stream.lateness());
    } else if (stream.isKafka()) {
      read =
          ReadRecords.fromKafka(
              KafkaMessages.of(run.input(), stream.position(), stream.kafkaConfig().orElse(null)),
              dataset,
              run.reading(),
              stream.lateness());
    } else {
      read =
          ReadRecords.fromKinesis(
              KinesisMessages.of(run.input(), stream.position(), stream.consumerArn().orElse(null)),
              dataset,
              run.reading(),
              stream.lateness());
    }
    return stream.stopAfterIdle().map(read::withStopAfterIdle).orElse(read);
  }
}
