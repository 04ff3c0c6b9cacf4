package io.footfall.pipelines.count;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.console.Console;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.doctor.Doctor;
import io.footfall.pipelines.doctor.Plan;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.DeduplicationOptions;
import io.footfall.pipelines.options.Durations;
import io.footfall.pipelines.options.InputOptions;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.pipelines.runner.Runners;
import io.footfall.pipelines.runner.Streams;
import io.footfall.records.ReadSettings;
import io.footfall.report.WindowSink;
import io.footfall.stream.InitialPosition;
import io.footfall.stream.KafkaAddress;
import io.footfall.stream.KafkaMessages;
import io.footfall.stream.KinesisMessages;
import io.footfall.stream.Lateness;
import io.footfall.stream.TopicSource;
import io.footfall.stream.WatchedFiles;
import io.footfall.transforms.count.EventTimeWindows;
import io.footfall.transforms.count.SummarizeMessages;
import io.footfall.transforms.stream.ReadMessages;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.ExperimentalOptions;

/** A run of the command of a dataset on a stream: the results of its windows. */
final class StreamRun {
  private StreamRun() {}

  /**
   * Writes the results of the windows until the stream ends or the run is stopped.
   *
   * @return the exit status
   */
  static int run(CountSettings settings, PrintStream out) {
    CountOptions options = settings.options();
    Arguments arguments = settings.arguments();
    String name = settings.dataset().name();
    Plan plan = RunPlans.of(settings, List.of());
    Doctor.beforeRun(plan, System.err);
    if (options.getBackup() != null && Runners.cluster(arguments.values()).isEmpty()) {
      CountCommand.prepare(CountCommand.backup(options.getBackup(), name));
    }
    Optional<String> cluster = Runners.cluster(arguments.values());
    build(settings, StreamOwnership.none()); // Options are refused before anything is claimed.
    StreamOwnership ownership =
        StreamOwnership.claim(
            settings.dataset(), options, plan.savepoint().isPresent(), cluster.isPresent());
    Pipeline pipeline = build(settings, ownership);
    out.printf(
        "Counting %s in %s with the %s: windows of %s, updated every %s, late records for %s%n",
        name,
        options.getInput(),
        options.getRunner().getSimpleName(),
        window(name, options),
        options.getUpdateEvery(),
        options.getAllowedLateness());
    for (WindowSink sink : WindowSinks.of(options)) {
      out.println("results in " + TerminalText.near(sink.toString()));
    }
    if (options.getLake() != null) {
      out.println("lake in " + TerminalText.near(options.getLake()));
    }
    if (options.getBackup() != null) {
      out.println(
          "source in "
              + TerminalText.near(CountCommand.backup(options.getBackup(), name).folder()));
    }
    out.flush();
    PipelineResult running = pipeline.run();
    boolean hasEnd = options.getStopAfterIdle() != null;
    if (cluster.isPresent() && !Objects.requireNonNullElse(options.getWait(), hasEnd)) {
      new Console(out, System.err).goesOn(cluster.get());
      return 0;
    }
    PipelineResult.State state = running.waitUntilFinish();
    if (state != null && state != PipelineResult.State.DONE) {
      throw new FootfallException(
          Kind.INTERNAL, "The runner ended the run as " + state + ". --verbose shows more.");
    }
    ownership.release(settings.dataset());
    return total(WindowSinks.of(options).get(0), settings.dataset(), cluster.isPresent(), out);
  }

  /** A cluster may reach a sink that this process does not. */
  private static int total(
      WindowSink sink, Dataset<?> dataset, boolean isInCluster, PrintStream out) {
    try (WindowSink.Session session = sink.open(dataset)) {
      WindowSink.Total total = session.total();
      out.printf(
          Locale.ROOT,
          "read %,d = ok %,d + rejected %,d + duplicate %,d + late %,d + skipped %,d, in all windows of %s%n",
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

  /** Returns the length of windows: as specified, or the default of the dataset. */
  static String window(String name, CountOptions options) {
    String window = options.getWindow();
    return window != null ? window : Datasets.named(name, ZoneOffset.UTC).window();
  }

  /** Builds the pipeline. */
  static Pipeline build(CountSettings run, StreamOwnership ownership) {
    CountOptions options = run.options();
    Dataset<?> dataset = run.dataset();
    String name = dataset.name();
    ReadSettings settings = run.reading();
    ZoneId zone = ValueOptions.zone(options.getZone());
    SummarizeMessages summarize =
        SummarizeMessages.of(dataset, settings, windows(name, options, zone));
    if (options.getPartitions() > 0) {
      summarize = summarize.withPartitions(options.getPartitions());
    }
    if (DeduplicationOptions.deduplicates(options)) {
      summarize = summarize.withDeduplication();
    }
    if (options.getLake() != null) {
      summarize = summarize.withRecords();
    }
    return CountPipeline.build(
        options, read(options, dataset, settings), summarize, StreamSinks.of(run, ownership));
  }

  private static ReadMessages read(
      CountOptions options, Dataset<?> dataset, ReadSettings settings) {
    String input = Objects.requireNonNull(options.getInput());
    InitialPosition position =
        InitialPosition.parse("initialPosition", options.getInitialPosition());
    Lateness lateness =
        Lateness.DEFAULT
            .withOutOfOrderness(Durations.parse("outOfOrderness", options.getOutOfOrderness()))
            .withIdleAfter(Durations.parse("idleAfter", options.getIdleAfter()));
    boolean isKafka = options.getWatch() == null && KafkaAddress.isOne(input);
    boolean isKinesis = options.getWatch() == null && !isKafka;
    if (options.getConsumerArn() != null && !isKinesis) {
      throw FootfallException.usage(
          "--consumerArn applies to kinesis://STREAM, but --input is " + input + ".");
    }
    if (options.getKafkaConfig() != null && !isKafka) {
      throw FootfallException.usage(
          "--kafkaConfig applies to kafka://HOST:PORT/TOPIC, but --input is " + input + ".");
    }
    if (options.getAcceptDataLoss()) {
      if (!isKafka) {
        throw FootfallException.usage(
            "--acceptDataLoss applies to kafka://HOST:PORT/TOPIC, but --input is " + input + ".");
      }
      // Not a setting of the source: that of a resumed run comes from its savepoint.
      ExperimentalOptions.addExperiment(
          options.as(ExperimentalOptions.class), TopicSource.ACCEPT_DATA_LOSS);
    }
    ReadMessages read;
    if (options.getWatch() != null) {
      read =
          ReadMessages.fromFiles(watched(options, options.getWatch()), dataset, settings, lateness);
    } else if (isKafka) {
      read =
          ReadMessages.fromKafka(
              KafkaMessages.of(input, position, options.getKafkaConfig()),
              dataset,
              settings,
              lateness);
    } else {
      read =
          ReadMessages.fromKinesis(
              KinesisMessages.of(input, position, options.getConsumerArn()),
              dataset,
              settings,
              lateness);
    }
    String stopAfterIdle = options.getStopAfterIdle();
    return stopAfterIdle == null
        ? read
        : read.withStopAfterIdle(Durations.parse("stopAfterIdle", stopAfterIdle));
  }

  /** Returns the files to poll for. */
  static WatchedFiles watched(CountOptions options, String watch) {
    Duration every = Durations.parse("watch", watch);
    if (every.isZero()) {
      throw FootfallException.usage(
          "--watch=" + watch + " would poll without a pause. Use a duration such as 10s.");
    }
    String option = String.valueOf(options.getInput());
    for (String input : option.split(",", -1)) {
      if (Streams.isStream(input, null)) {
        throw FootfallException.usage(
            "--watch applies to files, but " + input + " is a stream. Leave --watch out.");
      }
    }
    List<String> inputs = new ArrayList<>();
    for (String input : InputOptions.paths(option)) {
      // Workers run in other directories.
      inputs.add(input.contains(":/") ? input : Path.of(input).toAbsolutePath().toString());
    }
    return WatchedFiles.of(
        inputs, every, InitialPosition.parse("initialPosition", options.getInitialPosition()));
  }

  /** Returns the windows that the options describe. */
  static EventTimeWindows windows(String name, CountOptions options, ZoneId zone) {
    String window = window(name, options);
    EventTimeWindows windows;
    if (window.equals("day")) {
      windows = EventTimeWindows.days(zone);
    } else {
      Duration length = Durations.parse("window", window);
      if (length.toMillis() < 1000 || length.toMillis() % 1000 != 0) {
        throw FootfallException.usage(
            "--window="
                + window
                + " is not a window length. Use whole seconds, at least 1s, or day.");
      }
      windows = EventTimeWindows.fixed(length);
    }
    return windows
        .withAllowedLateness(Durations.parse("allowedLateness", options.getAllowedLateness()))
        .withUpdateEvery(Durations.parse("updateEvery", options.getUpdateEvery()));
  }
}
