package io.footfall.pipelines.count;

import io.footfall.accounting.SourceCounts;
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
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.options.Durations;
import io.footfall.pipelines.options.InputOptions;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.pipelines.runner.Runners;
import io.footfall.pipelines.runner.Streams;
import io.footfall.postgres.PostgresDatabase;
import io.footfall.postgres.WindowTables;
import io.footfall.records.ReadSettings;
import io.footfall.report.WindowFormat;
import io.footfall.report.WindowReport;
import io.footfall.report.WindowReportFiles;
import io.footfall.stream.InitialPosition;
import io.footfall.stream.KafkaAddress;
import io.footfall.stream.KafkaMessages;
import io.footfall.stream.KinesisMessages;
import io.footfall.stream.Lateness;
import io.footfall.stream.TopicSource;
import io.footfall.stream.WatchedFiles;
import io.footfall.transforms.backup.BackUpSource;
import io.footfall.transforms.lake.WriteLake;
import io.footfall.transforms.stream.ReadMessages;
import io.footfall.transforms.stream.StreamWindows;
import io.footfall.transforms.stream.SummarizeMessages;
import io.footfall.transforms.stream.UpsertWindowReports;
import io.footfall.transforms.stream.WriteRejects;
import io.footfall.transforms.stream.WriteWindowReports;
import io.footfall.transforms.warehouse.LoadWarehouse;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.ExperimentalOptions;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.POutput;

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
    if (options.getOutput() != null) {
      out.println("results in " + TerminalText.near(options.getOutput()));
    }
    if (options.getSink() != null) {
      out.println("results in " + new PostgresDatabase(options.getSink()));
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
    ownership.release(settings.dataset(), options);
    if (options.getOutput() != null) {
      return total(options.getOutput(), out);
    }
    if (options.getSink() != null) {
      return total(name, options, cluster.isPresent(), out);
    }
    return 0;
  }

  private static int total(String output, PrintStream out) {
    try {
      SourceCounts total = WindowReportFiles.total(output);
      total(
          total.read,
          total.ok,
          total.rejected(),
          total.duplicate,
          total.late,
          total.skipped,
          TerminalText.near(output),
          out);
      Console console = new Console(out, System.err);
      console.warn(total.observations());
      return console.nothingCounted(total);
    } catch (IOException e) {
      throw new FootfallException(
          Kind.IO, "Cannot read the results in " + output + ": " + FootfallException.reason(e), e);
    }
  }

  /**
   * Prints the totals. For a job in a cluster, an unreachable database is only a warning: the
   * cluster may reach it.
   *
   * @return the exit status
   */
  private static int total(
      String name, CountOptions options, boolean isInCluster, PrintStream out) {
    PostgresDatabase database = new PostgresDatabase(String.valueOf(options.getSink()));
    Dataset<?> dataset = Datasets.named(name, ValueOptions.zone(options.getZone()));
    try (WindowTables tables = new WindowTables(database, dataset)) {
      WindowTables.Total total = tables.total();
      total(
          total.read(),
          total.ok(),
          total.rejected(),
          total.duplicate(),
          total.late(),
          total.skipped(),
          database.toString(),
          out);
      return new Console(out, System.err)
          .nothingCounted(
              total.read(), total.ok(), total.rejected(), total.late(), total.skipped());
    } catch (SQLException | IOException e) {
      String message = "Cannot read the results in " + database + ": " + e.getMessage();
      if (!isInCluster) {
        throw new FootfallException(Kind.IO, message, e);
      }
      System.err.println("footfall: warning: from here: " + message);
      return 0;
    }
  }

  private static void total(
      long read,
      long ok,
      long rejected,
      long duplicate,
      long late,
      long skipped,
      String where,
      PrintStream out) {
    out.printf(
        Locale.ROOT,
        "read %,d = ok %,d + rejected %,d + duplicate %,d + late %,d + skipped %,d, in all windows of %s%n",
        read,
        ok,
        rejected,
        duplicate,
        late,
        skipped,
        where);
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
        options,
        new CountPipeline.StreamSteps(
            read(options, dataset, settings),
            Optional.ofNullable(options.getBackup())
                .map(
                    backup ->
                        BackUpSource.ofMessages(
                            CountCommand.backup(backup, name), dataset, settings)),
            summarize,
            sinks(dataset, options, zone, ownership),
            Optional.ofNullable(options.getLake())
                .map(
                    lake -> {
                      WriteLake write =
                          WriteLake.to(dataset, LakeBatch.ofStream(name, lake, options))
                              .withEvery(Durations.parse("lakeEvery", options.getLakeEvery()));
                      return ownership.lake().map(write::withOwner).orElse(write);
                    }),
            Optional.ofNullable(options.getLake())
                .flatMap(
                    lake ->
                        run.load()
                            .map(
                                load ->
                                    LoadWarehouse.into(
                                            load.warehouse(),
                                            dataset,
                                            Directory.of("--lake", lake).path())
                                        .withSettings(load.settings()))),
            WriteRejects.to(rejects(options), name)));
  }

  private static Map<String, PTransform<PCollection<WindowReport>, ? extends POutput>> sinks(
      Dataset<?> dataset, CountOptions options, ZoneId zone, StreamOwnership ownership) {
    Map<String, PTransform<PCollection<WindowReport>, ? extends POutput>> sinks =
        new LinkedHashMap<>();
    if (options.getOutput() != null) {
      WriteWindowReports write =
          WriteWindowReports.to(options.getOutput(), dataset, zone).withFormat(format(options));
      sinks.put("WriteWindowReports", ownership.output().map(write::withOwner).orElse(write));
    }
    if (options.getSink() != null) {
      UpsertWindowReports upsert =
          UpsertWindowReports.into(new PostgresDatabase(options.getSink()), dataset);
      sinks.put("UpsertWindowReports", ownership.sink().map(upsert::withOwner).orElse(upsert));
    }
    return sinks;
  }

  /** Returns how the tables of windows are written. */
  static WindowFormat format(CountOptions options) {
    String format = Objects.requireNonNullElse(options.getOutputFormat(), "csv");
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "csv" -> WindowFormat.CSV;
      case "json", "jsonl" -> WindowFormat.JSON;
      default ->
          throw FootfallException.usage(
              "Unknown output format '" + format + "'. Choose csv or json.");
    };
  }

  private static String rejects(CountOptions options) {
    String rejects = options.getRejects();
    if (rejects != null) {
      return rejects;
    }
    String output = options.getOutput();
    if (output == null) {
      throw FootfallException.usage(
          "--rejects is required without --output, for example --rejects=rejects.");
    }
    return (output.endsWith("/") ? output : output + "/") + "rejects";
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
  static StreamWindows windows(String name, CountOptions options, ZoneId zone) {
    String window = window(name, options);
    StreamWindows windows;
    if (window.equals("day")) {
      windows = StreamWindows.days(zone);
    } else {
      Duration length = Durations.parse("window", window);
      if (length.toMillis() < 1000 || length.toMillis() % 1000 != 0) {
        throw FootfallException.usage(
            "--window="
                + window
                + " is not a window length. Use whole seconds, at least 1s, or day.");
      }
      windows = StreamWindows.fixed(length);
    }
    return windows
        .withAllowedLateness(Durations.parse("allowedLateness", options.getAllowedLateness()))
        .withUpdateEvery(Durations.parse("updateEvery", options.getUpdateEvery()));
  }
}
