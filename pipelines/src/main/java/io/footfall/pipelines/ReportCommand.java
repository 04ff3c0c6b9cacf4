package io.footfall.pipelines;

import io.footfall.backup.BackupFolder;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.LakeTarget;
import io.footfall.pipelines.doctor.Doctor;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.DeduplicationKeyOptions;
import io.footfall.pipelines.options.OptionTable;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.options.ReadingOptions;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.pipelines.runner.Runners;
import io.footfall.pipelines.runner.Streams;
import io.footfall.records.ReadSettings;
import io.footfall.report.FolderObstacle;
import io.footfall.report.OutputClaim;
import io.footfall.report.ReportTarget;
import io.footfall.source.FileSlice;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.SliceReader;
import io.footfall.transforms.backup.BackUpSource;
import io.footfall.transforms.files.ReadFileSlices;
import io.footfall.transforms.report.SummarizeFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.jspecify.annotations.Nullable;

/** The command of a dataset: from files to a report. */
final class ReportCommand {
  private static final long BYTES_PER_PARTITION = 32L << 20;
  private static final int FEWEST_PARTITIONS = 8;
  private static final int MOST_PARTITIONS = 512;
  private static final int LARGEST_SPLIT_RECORD = 16 << 20;
  private static final int HEADERS_CHECKED_FIRST = 64;
  private static final int MOST_SHARDS = 10_000;
  private static final long MILLIS_TO_ABANDON = 1_500;

  /** Container runtimes kill a process 10 seconds after they have told it to end. */
  private static final long MILLIS_TO_COMMIT = 8_000;

  private ReportCommand() {}

  /**
   * Makes the report of a dataset.
   *
   * @param dataset the name of the dataset
   * @return the exit status
   */
  static int run(String dataset, List<String> args, PrintStream out) {
    Arguments arguments = Arguments.parse(dataset, CountOptions.class, "input", args);
    CountOptions options = arguments.options(CountOptions.class);
    arguments.problems().throwIfAny();
    String input = checkedInput(dataset, options);
    boolean isStream = Streams.isStream(input, options.getWatch());
    LoadCommand.check(
        options, options.getLake(), !isStream && Boolean.FALSE.equals(options.getWait()));
    arguments.openFileSystems(options);
    if (isStream) {
      return StreamCommand.run(dataset, arguments, options, out);
    }
    long start = System.currentTimeMillis();
    ReadSettings settings = settings(options);
    Dataset<?> what = Datasets.named(dataset, zone(options.getZone()));
    Optional<Backfill> backfill = Backfill.of(dataset, options, zone(options.getZone()));
    List<InputFile> files = InputFiles.list(inputs(input));
    long bytes = files.stream().mapToLong(InputFile::size).sum();
    checkHeaders(files, what, settings);
    if (Runners.isForFlinkCluster(arguments.values())) {
      Doctor.beforeRun(Plans.of(dataset, arguments, options, List.of()), System.err);
    }
    ReportTarget target = target(options, start, bytes);
    Optional<String> cluster = Runners.cluster(arguments.values());
    if (cluster.isEmpty()) {
      backfill.ifPresent(windows -> windows.checkSinks(what));
    }
    Console console = new Console(out, System.err);
    Progress progress =
        new Progress(
            out,
            console.isTerminal(),
            DeduplicationKeyOptions.deduplicates(options) ? 2 * bytes : bytes,
            cluster);
    OutputClaim claim =
        backfill.isPresent()
            ? OutputClaim.ofWindows(target, what, cluster.isEmpty())
            : OutputClaim.of(target, what, cluster.isEmpty());
    AtomicReference<@Nullable PipelineResult> inCluster = new AtomicReference<>();
    Thread stop = new Thread(() -> stop(claim, progress, inCluster.get()), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    Optional<LakeTarget> lake;
    try {
      // The claim may have completed a batch that an interrupted run had begun to commit.
      lake = LakeBatch.of(dataset, options, target.runId(), files);
      if (lake.isPresent()) {
        claim.alsoRemoves(lake.get().temporaryFolder());
      }
      checkFolder("rejects", target.rejectsFolder());
      if (options.getBackup() != null) {
        BackupFolder backup = backup(options.getBackup(), dataset);
        prepare(backup);
        claim.alsoRemoves(target.temporaryFolderIn(backup.folder()));
      }
      console.started(dataset, input, files.size(), bytes, options.getRunner().getSimpleName());
      console.otherRuns(claim);
      progress.start();
      PipelineResult running = build(options, what, files, settings, target, lake, backfill).run();
      if (cluster.isPresent() && Boolean.FALSE.equals(options.getWait())) {
        progress.stop();
        removeHook(stop);
        console.goesOn(cluster.get());
        return 0;
      }
      inCluster.set(cluster.isPresent() ? running : null);
      PipelineResult.State state = running.waitUntilFinish();
      if (state != null && state != PipelineResult.State.DONE) {
        throw new FootfallException(
            Kind.INTERNAL, "The runner ended the run as " + state + ". --verbose shows more.");
      }
      claim.close();
    } catch (IOException e) {
      claim.abandon();
      throw new FootfallException(
          Kind.IO,
          "The output folder "
              + target.folder()
              + " cannot be written to: "
              + FootfallException.reason(e),
          e);
    } catch (RuntimeException | Error e) {
      claim.abandon();
      throw e;
    } finally {
      progress.stop();
      removeHook(stop);
    }
    int status = console.report(what, target, options);
    return lake.isPresent() ? LoadCommand.afterRun(what, lake.get(), options, status, out) : status;
  }

  /**
   * Checks what every run must say.
   *
   * @return what is read
   */
  static String checkedInput(String dataset, CountOptions options) {
    String input = options.getInput();
    if (input == null) {
      throw usage(
          "Say what to read with --input=FILE, for example: footfall "
              + dataset
              + " --input="
              + dataset
              + ".csv --output=report");
    }
    boolean isStream = Streams.isStream(input, options.getWatch());
    if (options.getOutput() == null && (!isStream || options.getSink() == null)) {
      throw usage("Say where the report goes with --output=FOLDER.");
    }
    return input;
  }

  static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook has run, or will.
      return;
    }
  }

  /**
   * Ends a run when the process is told to end. Waits for a commit that has begun, and says what
   * the result is. Gives up cleaning after 1.5 seconds, because a remote file system can be slow.
   */
  private static void stop(
      OutputClaim claim, Progress progress, @Nullable PipelineResult inCluster) {
    progress.stop();
    OutputClaim.Ending ending = claim.stop(MILLIS_TO_COMMIT);
    System.err.println(
        switch (ending) {
          case NO_REPORT -> "footfall: stopped; no report was written.";
          case COMPLETE -> "footfall: stopped; the report was complete already.";
          case PARTIAL ->
              "footfall: stopped while the report was being put in place. Run the same command again: it completes the report first.";
        });
    if (ending == OutputClaim.Ending.PARTIAL) {
      return;
    }
    Thread abandoning =
        new Thread(
            () -> {
              if (ending == OutputClaim.Ending.NO_REPORT) {
                cancel(inCluster);
              }
              claim.abandon();
            },
            "abandoning");
    abandoning.setDaemon(true);
    abandoning.start();
    try {
      abandoning.join(MILLIS_TO_ABANDON);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A job in a cluster would go on without us. */
  private static void cancel(@Nullable PipelineResult inCluster) {
    if (inCluster != null) {
      try {
        inCluster.cancel();
      } catch (IOException | RuntimeException e) {
        System.err.println("footfall: the job in the cluster could not be cancelled: " + e);
      }
    }
  }

  static List<String> inputs(String option) {
    List<String> inputs = InputFiles.names(option);
    for (String input : inputs) {
      if (input.isBlank()) {
        throw usage("--input=" + option + " has an empty path between its commas.");
      }
      checkFileSystem("--input", input);
    }
    return inputs;
  }

  private static void checkFileSystem(String option, String path) {
    int end = path.indexOf("://");
    if (end < 0) {
      return;
    }
    try {
      FileSystems.matchNewResource(path, path.endsWith("/"));
    } catch (IllegalArgumentException e) {
      throw usage(
          option
              + "="
              + path
              + ": there is no file system for "
              + path.substring(0, end)
              + ":// on the class path.");
    }
  }

  /** Only wires. */
  static Pipeline build(
      CountOptions options,
      Dataset<?> dataset,
      List<InputFile> files,
      ReadSettings settings,
      ReportTarget target,
      Optional<LakeTarget> lake,
      Optional<Backfill> backfill) {
    ReadFileSlices read = ReadFileSlices.of(files).withWorkers(Runners.workers());
    if (settings.maxRecordBytes() > LARGEST_SPLIT_RECORD) {
      read = read.withoutSplits();
    }
    int partitions = options.getPartitions();
    if (partitions == 0) {
      long bytes = files.stream().mapToLong(InputFile::size).sum();
      partitions =
          (int) Math.max(FEWEST_PARTITIONS, Math.min(MOST_PARTITIONS, bytes / BYTES_PER_PARTITION));
      // A shard is made of whole partitions.
      partitions = Math.max(partitions, options.getNumShards());
    }
    SummarizeFiles summarize =
        SummarizeFiles.of(dataset, settings, target).withPartitions(partitions);
    if (DeduplicationKeyOptions.deduplicates(options)) {
      summarize = summarize.withDeduplication();
    }
    if (lake.isPresent()) {
      summarize = summarize.withLake(lake.get());
    }
    if (options.getBackup() != null) {
      summarize =
          summarize.withBackup(
              BackUpSource.ofFiles(
                  files, backup(options.getBackup(), dataset.schema().dataset()), target));
    }
    if (backfill.isPresent()) {
      summarize = backfill.get().applyTo(summarize);
    }
    Pipeline pipeline = Pipeline.create(options);
    pipeline.apply("ReadFileSlices", read).apply("SummarizeFiles", summarize);
    return pipeline;
  }

  static FootfallException usage(String message) {
    return new FootfallException(Kind.USAGE, message);
  }

  static ZoneId zone(String name) {
    return ValueOptions.zone(name);
  }

  static ReadSettings settings(CountOptions options) {
    Problems problems = new Problems();
    ReadSettings settings = ReadingOptions.settings(options, problems);
    problems.throwIfAny();
    return settings;
  }

  /**
   * Refuses a wrong header before anything is started. The headers of further files are checked
   * when they are read.
   */
  private static void checkHeaders(
      List<InputFile> files, Dataset<?> dataset, ReadSettings settings) {
    for (InputFile file : files.subList(0, Math.min(HEADERS_CHECKED_FIRST, files.size()))) {
      FileSlice start =
          file.splittable()
              ? new FileSlice(file.name(), 0, 0, file.size())
              : FileSlice.whole(file.name(), file.size());
      new SliceReader(start, dataset.schema(), settings).close();
    }
  }

  private static ReportTarget target(CountOptions options, long start, long bytes) {
    if (options.getNumShards() < 1 || options.getNumShards() > MOST_SHARDS) {
      throw usage("--numShards=" + options.getNumShards() + "; expected 1 to " + MOST_SHARDS + ".");
    }
    if (options.getPartitions() < 0) {
      throw usage(
          "--partitions="
              + options.getPartitions()
              + "; expected at least 1, or 0 to let it be found.");
    }
    String folder = folder("--output", String.valueOf(options.getOutput()));
    String rejects =
        options.getRejects() == null
            ? folder + "rejects/"
            : folder("--rejects", options.getRejects());
    return new ReportTarget(
        folder,
        rejects,
        options.getNumShards(),
        options.getOverwrite(),
        UUID.randomUUID().toString(),
        start,
        bytes,
        about(options),
        true);
  }

  static String folder(String option, String path) {
    checkFileSystem(option, path);
    String plain = path.startsWith("file://") ? path.substring("file://".length()) : path;
    String absolute =
        plain.contains("://") ? plain : Path.of(plain).toAbsolutePath().normalize().toString();
    return absolute.endsWith("/") ? absolute : absolute + "/";
  }

  /** What run.json says of the program. */
  private static Map<String, Map<String, String>> about(CountOptions options) {
    Map<String, Map<String, String>> about = new TreeMap<>();
    about.put(
        "versions",
        new TreeMap<>(
            Map.of(
                "footfall", Footfall.version(),
                "beam", ReleaseInfo.getReleaseInfo().getVersion(),
                "java", System.getProperty("java.version", ""))));
    about.put("options", OptionTable.of(CountOptions.class).inForce(options));
    return about;
  }

  /** Whether the folder that keeps source records can be written to; clears up in it. */
  static void prepare(BackupFolder backup) {
    checkFolder("backup", backup.folder());
    try {
      backup.removeAbandoned(Instant.now());
    } catch (IOException e) {
      throw new FootfallException(
          Kind.IO,
          "The backup folder "
              + backup.folder()
              + " cannot be used: "
              + FootfallException.reason(e)
              + ". Choose another with --backup.",
          e);
    }
  }

  /** The folder that keeps source records. */
  static BackupFolder backup(String path, String dataset) {
    return BackupFolder.of(folder("--backup", path), dataset);
  }

  /** Finds out before the run what would only come up at its end. */
  static void checkFolder(String option, String folder) {
    if (folder.contains("://")) {
      return;
    }
    Optional<FolderObstacle> obstacle = FolderObstacle.of(Path.of(folder));
    if (obstacle.isPresent()) {
      throw new FootfallException(
          Kind.IO,
          "The "
              + option
              + " folder "
              + folder
              + " cannot be written to: "
              + obstacle.get()
              + ". Choose another with --"
              + option
              + ".");
    }
  }
}
