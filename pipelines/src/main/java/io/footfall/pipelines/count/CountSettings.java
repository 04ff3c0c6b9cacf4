package io.footfall.pipelines.count;

import io.footfall.backup.BackupFolder;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.lake.Seal;
import io.footfall.pipelines.console.RejectLimits;
import io.footfall.pipelines.load.LakeLoadSettings;
import io.footfall.pipelines.load.LoadAfterRun;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.DatasetOptions;
import io.footfall.pipelines.options.DeduplicationOptions;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.InputOptions;
import io.footfall.pipelines.options.LakeInputOptions;
import io.footfall.pipelines.options.LakeSettings;
import io.footfall.pipelines.options.LimitOptions;
import io.footfall.pipelines.options.OptionTable;
import io.footfall.pipelines.options.OptionTable.Option;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.options.ReadingOptions;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.pipelines.runner.Runners;
import io.footfall.pipelines.runner.Streams;
import io.footfall.records.ReadSettings;
import io.footfall.report.WindowSink;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.LakeInput;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The options of a run, parsed and validated.
 *
 * @param dataset the dataset of the records
 * @param zone the zone of its days
 * @param input the paths or the stream, as typed
 * @param paths the paths of files; empty for a stream or a lake
 * @param lakeInput the lake that is read
 * @param reading how records are read
 * @param deduplicates whether duplicates count once
 * @param partitions the number of key partitions; 0 to derive it from the input
 * @param stream how a stream is read; empty if the input has an end
 * @param windows the windows; empty for a single window over all time
 * @param output the directory of the report, as typed
 * @param rejects the directory of rejects, as typed; empty if it is in the output directory
 * @param backup the directory of the source backup, as typed
 * @param overwrite whether results are replaced
 * @param numShards the number of files of a table
 * @param limits how many records may be rejected
 * @param lake the lake that is written
 * @param batch the name of the batch in it; empty if it is derived from the files
 * @param load the load that the run ends with
 * @param waits whether this process waits for a run on a cluster
 * @param inForce the options, as {@code run.json} records them
 * @param beam the options for Beam
 * @param arguments the arguments, as typed
 */
record CountSettings(
    Dataset<?> dataset,
    ZoneId zone,
    String input,
    List<String> paths,
    Optional<LakeInput> lakeInput,
    ReadSettings reading,
    boolean deduplicates,
    int partitions,
    Optional<StreamSettings> stream,
    Optional<WindowSettings> windows,
    Optional<String> output,
    Optional<String> rejects,
    Optional<String> backup,
    boolean overwrite,
    int numShards,
    RejectLimits limits,
    Optional<LakeSettings> lake,
    Optional<String> batch,
    Optional<LoadAfterRun> load,
    boolean waits,
    Map<String, String> inForce,
    PipelineOptions beam,
    Arguments arguments) {
  private static final int MOST_SHARDS = 10_000;

  /**
   * Validates the arguments of a run, and opens the file systems.
   *
   * @param name the dataset
   * @throws io.footfall.errors.FootfallException for all problems at once
   */
  static CountSettings opened(String name, Arguments arguments) {
    CountSettings settings = of(name, arguments);
    arguments.openFileSystems(settings.beam());
    return settings;
  }

  /**
   * Validates the arguments of a run.
   *
   * @param name the dataset
   * @throws io.footfall.errors.FootfallException for all problems at once
   */
  static CountSettings of(String name, Arguments arguments) {
    Problems problems = arguments.problems();
    DatasetOptions.removeUnused(name, arguments.values(), problems);
    CountOptions options = arguments.options(CountOptions.class);
    String input = String.valueOf(options.getInput());
    boolean isStream = Streams.isStream(options.getInput(), options.getWatch());
    if (options.getInput() == null) {
      problems.add("--input is required, for example --input=" + name + ".csv.");
    }
    Optional<LakeInput> lakeInput = LakeInputOptions.lake(options, arguments.values(), problems);
    List<String> paths =
        options.getInput() == null || isStream || LakeInput.isOne(input)
            ? List.of()
            : problems.check(() -> InputOptions.paths(input), List.of());
    if (paths.contains("-") && Runners.cluster(arguments.values()).isPresent()) {
      problems.add("A cluster cannot read standard input. Name a file that it can reach.");
    }
    checkOutputs(options, isStream, problems);
    if (options.getPartitions() < 0) {
      problems.add(
          "--partitions="
              + options.getPartitions()
              + " is too small. Use 1 or more, or 0 to derive it from the input.");
    }
    ZoneId zone = problems.check(() -> ValueOptions.zone(options.getZone()), ZoneOffset.UTC);
    ReadSettings reading = reading(options, isStream, problems);
    Dataset<?> dataset = Datasets.named(name, zone);
    Optional<StreamSettings> stream =
        isStream ? Optional.of(StreamSettings.of(input, options, problems)) : Optional.empty();
    Optional<WindowSettings> windows =
        isStream || options.getWindow() != null
            ? Optional.of(WindowSettings.of(dataset.window(), options, zone, problems))
            : Optional.empty();
    if (!isStream && options.getInput() != null) {
      checkOptionsOfFiles(options, arguments, problems);
    }
    Optional<LakeSettings> lake =
        LakeSettings.of(options.getLake(), options, CountOptions.class, problems);
    checkLake(options, arguments, lake, lakeInput, problems);
    // Waiting for a stream that never ends would keep the submitting process running.
    boolean waits =
        options.getWait() != null
            ? options.getWait()
            : !isStream || options.getStopAfterIdle() != null;
    Optional<LoadAfterRun> load =
        LakeLoadSettings.afterRun(options, options.getLake(), !isStream && !waits, problems);
    problems.throwIfAny();
    return new CountSettings(
        dataset,
        zone,
        input,
        paths,
        lakeInput,
        reading,
        DeduplicationOptions.deduplicates(options),
        options.getPartitions(),
        stream,
        windows,
        Optional.ofNullable(options.getOutput()),
        Optional.ofNullable(options.getRejects()),
        Optional.ofNullable(options.getBackup()),
        options.getOverwrite(),
        options.getNumShards(),
        LimitOptions.limits(options),
        lake,
        Optional.ofNullable(options.getBatch()),
        load,
        waits,
        OptionTable.of(CountOptions.class).inForce(options),
        options,
        arguments);
  }

  List<InputFile> files() {
    return lakeInput.isPresent() ? lakeInput.get().files(dataset) : InputFiles.list(paths);
  }

  /** Returns the sinks for the results of windows. */
  List<WindowSink> sinks() {
    return windows.map(WindowSettings::sinks).orElse(List.of());
  }

  /** Returns the directory of the source backup. */
  Optional<BackupFolder> backupFolder() {
    return backup.map(
        path -> BackupFolder.of(Directory.of("--backup", path).path(), dataset.name()));
  }

  /**
   * Returns how records are read: files, also watched ones, by their dialect; messages without a
   * header.
   */
  private static ReadSettings reading(CountOptions options, boolean isStream, Problems problems) {
    return isStream && options.getWatch() == null
        ? ReadingOptions.messageSettings(options, problems)
        : ReadingOptions.settings(options, problems);
  }

  private static void checkOutputs(CountOptions options, boolean isStream, Problems problems) {
    if (options.getOutput() == null && (!isStream || options.getSink() == null)) {
      problems.add("--output is required, for example --output=report.");
    } else if (options.getOutput() == null && options.getRejects() == null) {
      problems.add("--rejects is required without --output, for example --rejects=rejects.");
    }
    Directory.check("--output", options.getOutput(), problems);
    Directory.check("--rejects", options.getRejects(), problems);
    Directory.check("--backup", options.getBackup(), problems);
    if (options.getNumShards() < 1 || options.getNumShards() > MOST_SHARDS) {
      problems.add(
          "--numShards=%s is out of range. Use 1 to %s."
              .formatted(options.getNumShards(), MOST_SHARDS));
    }
  }

  /** Refuses options that have no effect on files. */
  private static void checkOptionsOfFiles(
      CountOptions options, Arguments arguments, Problems problems) {
    for (Option option : arguments.table().options()) {
      if (option.listed().heading() == Heading.STREAM
          && arguments.values().containsKey(option.name())
          && !option.listed().alsoOfFiles()) {
        problems.add(
            "--%s applies to a stream, but --input is %s. Leave it out."
                .formatted(option.name(), options.getInput()));
      }
    }
    if (options.getWindow() == null) {
      problems.refuse(
          List.of("sink", "outputFormat"),
          arguments.values(),
          "applies to windows. Set their length, for example --window=day.");
    }
    if (options.getWindow() != null && options.getNumShards() != 1) {
      problems.add(
          "--numShards cannot be combined with --window: each table of a window is one file.");
    }
  }

  private static void checkLake(
      CountOptions options,
      Arguments arguments,
      Optional<LakeSettings> lake,
      Optional<LakeInput> lakeInput,
      Problems problems) {
    // Without a stream, --lakeEvery is refused as an option of streams.
    List<String> ofLakes =
        Streams.isStream(options.getInput(), options.getWatch())
            ? List.of("targetFileSize", "lakeEvery")
            : List.of("targetFileSize");
    if (options.getLake() == null) {
      problems.refuse(ofLakes, arguments.values(), "applies to a lake. Set --lake=DIR too.");
    }
    String batch = options.getBatch();
    if (batch != null && options.getLake() == null) {
      problems.add("--batch names a batch of a lake. Set --lake=DIR too.");
    }
    if (batch != null && !Seal.isBatchId(batch)) {
      problems.add(
          "--batch="
              + batch
              + " is not a batch name. Use 1 to 128 letters, digits, dots, hyphens and underscores.");
    }
    if (lake.isPresent()
        && lakeInput.isPresent()
        && lakeInput.get().path().equals(lake.get().path())) {
      problems.add(
          ("--lake=%s is the lake that is read, so its records would be in it twice."
                  + " Choose another --lake, or omit it.")
              .formatted(options.getLake()));
    }
  }
}
