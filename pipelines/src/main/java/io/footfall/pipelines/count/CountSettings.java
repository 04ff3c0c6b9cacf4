package io.footfall.pipelines.count;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.pipelines.load.LoadAfterRun;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.options.Durations;
import io.footfall.pipelines.options.InputOptions;
import io.footfall.pipelines.options.LakeFileOptions;
import io.footfall.pipelines.options.LakeInputOptions;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.options.ReadingOptions;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.pipelines.runner.Runners;
import io.footfall.pipelines.runner.Streams;
import io.footfall.records.ReadSettings;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.LakeInput;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run counts and how, as its options specify it: parsed and validated.
 *
 * @param dataset what the records are
 * @param input the paths or the stream, as typed
 * @param paths the paths of files; empty for a stream and a lake
 * @param lake the lake that is read
 * @param isStream whether the input has no end
 * @param reading how records are read
 * @param backfill the windows of files; empty for a stream, and for one window over all time
 * @param load the load that the run ends with
 * @param options the options for Beam
 * @param arguments the arguments, as typed
 */
record CountSettings(
    Dataset<?> dataset,
    String input,
    List<String> paths,
    Optional<LakeInput> lake,
    boolean isStream,
    ReadSettings reading,
    Optional<Backfill> backfill,
    Optional<LoadAfterRun> load,
    CountOptions options,
    Arguments arguments) {
  private static final int MOST_SHARDS = 10_000;

  /**
   * Validates the arguments of a run.
   *
   * @param name the dataset
   * @throws io.footfall.errors.FootfallException for all problems at once
   */
  static CountSettings of(String name, Arguments arguments) {
    CountOptions options = arguments.options(CountOptions.class);
    Problems problems = arguments.problems();
    String input = options.getInput();
    boolean isStream = Streams.isStream(input, options.getWatch());
    if (input == null) {
      problems.add("--input is required, for example --input=" + name + ".csv.");
    }
    Optional<LakeInput> lake = LakeInputOptions.lake(options, arguments.values(), problems);
    List<String> paths =
        input == null || isStream || LakeInput.isOne(input)
            ? List.of()
            : problems.check(() -> InputOptions.paths(input), List.of());
    if (paths.contains("-") && Runners.cluster(arguments.values()).isPresent()) {
      problems.add("A cluster cannot read standard input. Name a file that it can reach.");
    }
    if (options.getOutput() == null && (!isStream || options.getSink() == null)) {
      problems.add("--output is required, for example --output=report.");
    }
    checkDirectory("--output", options.getOutput(), problems);
    checkDirectory("--rejects", options.getRejects(), problems);
    checkDirectory("--backup", options.getBackup(), problems);
    checkDirectory("--lake", options.getLake(), problems);
    if (lake.isPresent()
        && options.getLake() != null
        && lake.get().path().equals(Directory.of("--lake", options.getLake()).path())) {
      problems.add(
          "--lake="
              + options.getLake()
              + " is the lake that is read, so its records would be in it twice. Choose"
              + " another --lake, or omit it.");
    }
    if (options.getNumShards() < 1 || options.getNumShards() > MOST_SHARDS) {
      problems.add(
          "--numShards="
              + options.getNumShards()
              + " is out of range. Use 1 to "
              + MOST_SHARDS
              + ".");
    }
    if (options.getPartitions() < 0) {
      problems.add(
          "--partitions="
              + options.getPartitions()
              + " is too small. Use 1 or more, or 0 to derive it from the input.");
    }
    ZoneId zone = problems.check(() -> ValueOptions.zone(options.getZone()), ZoneOffset.UTC);
    ReadSettings reading = reading(options, isStream, problems);
    Optional<Backfill> backfill =
        isStream
            ? Optional.empty()
            : problems.check(() -> Backfill.of(name, options, zone), Optional.empty());
    problems.check(() -> LakeFileOptions.fileBytes(options), 0L);
    checkDuration("allowedLateness", options.getAllowedLateness(), problems);
    checkDuration("updateEvery", options.getUpdateEvery(), problems);
    checkDuration("outOfOrderness", options.getOutOfOrderness(), problems);
    checkDuration("idleAfter", options.getIdleAfter(), problems);
    checkDuration("stopAfterIdle", options.getStopAfterIdle(), problems);
    checkDuration("lakeEvery", options.getLakeEvery(), problems);
    checkDuration("watch", options.getWatch(), problems);
    Optional<LoadAfterRun> load =
        LoadAfterRun.of(
            options,
            options.getLake(),
            !isStream && Boolean.FALSE.equals(options.getWait()),
            problems);
    problems.throwIfAny();
    return new CountSettings(
        Datasets.named(name, zone),
        String.valueOf(input),
        paths,
        lake,
        isStream,
        reading,
        backfill,
        load,
        options,
        arguments);
  }

  /** Lists the files of the input. */
  List<InputFile> files() {
    return lake.isPresent() ? lake.get().files(dataset) : InputFiles.list(paths);
  }

  /** Files are read as their dialect says, and so are watched ones; messages have no header. */
  private static ReadSettings reading(CountOptions options, boolean isStream, Problems problems) {
    return isStream && options.getWatch() == null
        ? ReadingOptions.messageSettings(options, problems)
        : ReadingOptions.settings(options, problems);
  }

  private static void checkDirectory(String option, @Nullable String path, Problems problems) {
    if (path != null) {
      problems.check(() -> Directory.of(option, path).path(), "");
    }
  }

  private static void checkDuration(String option, @Nullable String text, Problems problems) {
    if (text != null) {
      problems.check(() -> Durations.parse(option, text), Duration.ZERO);
    }
  }
}
