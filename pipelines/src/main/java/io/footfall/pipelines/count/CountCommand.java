package io.footfall.pipelines.count;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.console.Console;
import io.footfall.pipelines.console.ErrorOutput;
import io.footfall.pipelines.console.Progress;
import io.footfall.pipelines.doctor.Examinable;
import io.footfall.pipelines.inspect.ReadingAdvice;
import io.footfall.pipelines.launch.ShutdownHook;
import io.footfall.pipelines.launch.Version;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.options.OptionTable;
import io.footfall.pipelines.runner.Runners;
import io.footfall.reading.Layout;
import io.footfall.records.ColumnSpec;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.report.OutputClaim;
import io.footfall.report.ReportTarget;
import io.footfall.source.FileSlice;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.LakeInput;
import io.footfall.source.ReadProgress;
import io.footfall.source.SliceSource;
import java.io.IOException;
import java.io.PrintStream;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.jspecify.annotations.Nullable;

/**
 * The command of a dataset: counts its records in files or in a stream.
 *
 * @param name the name of the dataset
 */
public record CountCommand(String name) implements Examinable {
  private static final int HEADERS_CHECKED_FIRST = 64;

  /** Less than the 10 seconds after which container runtimes kill a process. */
  private static final long MILLIS_TO_STOP = 9_000;

  private static final long MILLIS_TO_COMMIT = 8_000;

  @Override
  public About about() {
    return About.of(name, dataset().description().replaceFirst("\\.$", ""), CountOptions.class)
        .withOperand("input");
  }

  @Override
  public String usage() {
    return """
        Usage: footfall %1$s FILES --output=DIR [options]
               footfall %1$s --input=kinesis://STREAM|kafka://HOST:PORT/TOPIC --output=DIR [options]

        %2$s

        By default, files produce one report: %3$s and run.json. A stream
        produces the tables of each time window.

        Examples
          footfall %1$s %1$s.csv -o report
          footfall %1$s --input='logs/*.gz' --output=report --overwrite"""
        .formatted(name, dataset().description(), String.join(", ", dataset().reportFiles()));
  }

  @Override
  public List<OptionTable.Option> options() {
    return Examinable.super.options().stream()
        .filter(option -> !dataset().unusedOptions().contains(option.name()))
        .toList();
  }

  @Override
  public List<Entry> entries() {
    RecordSchema schema = dataset().schema();
    return schema.columns().stream()
        .map(column -> new Entry(column.name(), describe(column, schema)))
        .toList();
  }

  private static String describe(ColumnSpec column, RecordSchema schema) {
    String need = column.required() ? "" : "; optional";
    if (schema.either().contains(column.name())) {
      need = "; not needed with " + String.join(" and ", schema.or());
    } else if (schema.or().contains(column.name())) {
      need = "; replaces " + String.join(" and ", schema.either());
    }
    return column.type()
        + need
        + (column.synonyms().isEmpty()
            ? ""
            : ". Also called " + String.join(", ", column.synonyms()))
        + ".";
  }

  private Dataset<?> dataset() {
    return Datasets.named(name, ZoneOffset.UTC);
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    CountSettings settings = CountSettings.opened(name, arguments);
    if (settings.stream().isPresent()) {
      return StreamRun.run(settings, out);
    }
    return countAndRegister(settings, out, System.err);
  }

  /**
   * Counts files, and prints to the given streams.
   *
   * @return the exit status
   */
  public int run(List<String> args, PrintStream out, PrintStream err) {
    return countAndRegister(CountSettings.opened(name, arguments(args)), out, err);
  }

  @Override
  public int examine(Arguments arguments, PrintStream out) {
    return RunPlans.examine(CountSettings.of(name, arguments), out);
  }

  /**
   * Counts, and registers the lake even if the run fails: a killed run may have sealed its batch.
   */
  private static int countAndRegister(CountSettings run, PrintStream out, PrintStream err) {
    int status;
    try {
      status = countFiles(run, out, err);
    } catch (RuntimeException e) {
      try {
        run.lake().ifPresent(lake -> lake.register(run.dataset(), out));
      } catch (FootfallException also) {
        e.addSuppressed(also);
      }
      throw e;
    }
    run.lake().ifPresent(lake -> lake.register(run.dataset(), out));
    return status;
  }

  private static int countFiles(CountSettings run, PrintStream out, PrintStream err) {
    Arguments arguments = run.arguments();
    Dataset<?> what = run.dataset();
    String dataset = what.name();
    ReadSettings settings = run.reading();
    long start = System.currentTimeMillis();
    List<InputFile> files = run.files();
    long bytes = files.stream().mapToLong(InputFile::size).sum();
    Runners.cluster(arguments.values()).ifPresent(master -> refuseParquet(files, master));
    InputFiles.checkSheet(settings.form().sheet(), files);
    ReadingAdvice advice =
        new ReadingAdvice(dataset, arguments.values(), settings.selection().conditions());
    List<String> warnings = checkHeaders(files, run, advice);
    if (Runners.isForFlinkCluster(arguments.values())) {
      RunPlans.checkBeforeRun(run);
    }
    ReportTarget target = target(run, start, bytes);
    Optional<String> cluster = Runners.cluster(arguments.values());
    Console console = new Console(out, err).withKey(run.reading().selection().key());
    console.warn(warnings);
    Progress progress =
        new Progress(
            out,
            ReadProgress.ofRun(target.runId()),
            run.deduplicates() ? 2 * bytes : bytes,
            cluster);
    OutputClaim claim =
        run.windows().isPresent()
            ? OutputClaim.ofWindows(target, what, cluster.isEmpty())
            : OutputClaim.of(target, what, cluster.isEmpty());
    AtomicReference<@Nullable PipelineResult> inCluster = new AtomicReference<>();
    ShutdownHook stop = ShutdownHook.add(() -> stop(claim, progress, inCluster.get()));
    CountRun counted = CountRun.ofFiles(run, files, target);
    List<Sink> sinks = Sinks.of(counted);
    try {
      // Follows the claim, which completes a batch that an interrupted run had begun to commit.
      for (Sink sink : sinks) {
        Optional<String> temporary = sink.prepare();
        if (temporary.isPresent()) {
          claim.alsoRemoves(temporary.get());
        }
      }
      console.started(
          dataset, run.input(), files.size(), bytes, run.beam().getRunner().getSimpleName());
      console.otherRuns(claim);
      progress.start();
      PipelineResult running = CountPipeline.build(counted, sinks).run();
      if (cluster.isPresent() && !run.waits()) {
        progress.close();
        stop.close();
        console.continuesOn(cluster.get());
        return 0;
      }
      inCluster.set(cluster.isPresent() ? running : null);
      Runners.awaitEnd(running);
      claim.close();
    } catch (IOException e) {
      claim.abandon();
      throw FootfallException.io("Cannot write to " + target.folder(), e);
    } catch (RuntimeException | Error e) {
      claim.abandon();
      throw e;
    } finally {
      progress.close();
      ReadProgress.forget(target.runId());
      stop.close();
    }
    int status = console.report(what, target, run.backup().orElse(null), run.limits());
    if (console.mostRejected().isPresent()) {
      files.stream()
          .filter(file -> file.name().equals(console.mostRejected().get()))
          .filter(RejectedStart.of(what, settings)::isIn)
          .findFirst()
          .flatMap(advice::on)
          .ifPresent(console::advise);
    }
    for (Sink sink : sinks) {
      status = sink.complete(status, out);
    }
    return status;
  }

  /**
   * Stops a run when the process receives a signal. Waits for a commit that has begun, and prints
   * the result. Gives up cleaning after 9 seconds in total, because a remote file system can be
   * slow.
   */
  private static void stop(
      OutputClaim claim, Progress progress, @Nullable PipelineResult inCluster) {
    long start = System.nanoTime();
    progress.close();
    OutputClaim.Ending ending = claim.stop(MILLIS_TO_COMMIT);
    new ErrorOutput(System.err)
        .note(
            switch (ending) {
              case NO_REPORT -> "stopped; no report was written.";
              case ONLY_SINKS ->
                  "stopped; no report was written, but windows of this run may be in --sink."
                      + " Run the same command again: it writes the same windows.";
              case COMPLETE -> "stopped; the report is complete.";
              case PARTIAL ->
                  "stopped while the report was being put in place. Run the same command"
                      + " again: it completes the report first.";
            });
    if (ending == OutputClaim.Ending.PARTIAL) {
      return;
    }
    long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    ShutdownHook.runAtMost(
        Math.max(1, MILLIS_TO_STOP - passed),
        () -> {
          if (ending != OutputClaim.Ending.COMPLETE) {
            cancel(inCluster);
          }
          claim.abandon();
        });
  }

  /** Cancels the run. A job on a cluster would otherwise continue without this process. */
  private static void cancel(@Nullable PipelineResult inCluster) {
    if (inCluster != null) {
      try {
        inCluster.cancel();
      } catch (IOException | RuntimeException e) {
        new ErrorOutput(System.err).warning("the job on the cluster could not be cancelled: " + e);
      }
    }
  }

  /** Returns the pipeline that a run with these arguments would submit. Writes nothing. */
  Pipeline plan(Arguments arguments) {
    CountSettings run = CountSettings.opened(name, arguments);
    if (run.stream().isPresent()) {
      CountRun stream = CountRun.ofStream(run, StreamOwnership.none());
      return CountPipeline.build(stream, Sinks.of(stream));
    }
    CountRun files = CountRun.ofFiles(run, run.files(), target(run, System.currentTimeMillis(), 0));
    return CountPipeline.build(files, Sinks.of(files));
  }

  /**
   * Refuses wrong headers of the first files before the run starts. Those of further files are
   * checked when they are read.
   *
   * @return warnings about the headers
   */
  private static List<String> checkHeaders(
      List<InputFile> files, CountSettings run, ReadingAdvice advice) {
    Dataset<?> dataset = run.dataset();
    ReadSettings settings = run.reading();
    List<String> warnings = new ArrayList<>();
    Optional<String> key =
        run.deduplicates() && settings.selection().key().isEmpty()
            ? dataset.warehouse().mergeKey()
            : Optional.empty();
    for (InputFile file : files.subList(0, Math.min(HEADERS_CHECKED_FIRST, files.size()))) {
      FileSlice start =
          file.splittable()
              ? new FileSlice(file.name(), 0, 0, file.size())
              : FileSlice.whole(file.name(), file.size());
      try (SliceSource reader = opened(start, file, dataset, settings, advice)) {
        Layout layout = reader.layout();
        if (key.isPresent() && layout.lacks(dataset.schema().indexOf(key.get()))) {
          throw FootfallException.usage(
              ("%s has no column %s, which --deduplicate compares. Set --deduplicateBy=COLUMN,... to"
                      + " the columns that identify a record, or --columns=%s=NAME.")
                  .formatted(file.name(), key.get(), key.get()));
        }
        if (warnings.isEmpty()) {
          layout.warning(file.name(), dataset.schema()).ifPresent(warnings::add);
        }
      }
    }
    return warnings;
  }

  private static SliceSource opened(
      FileSlice start,
      InputFile file,
      Dataset<?> dataset,
      ReadSettings settings,
      ReadingAdvice advice) {
    try {
      return SliceSource.open(start, dataset, settings);
    } catch (FootfallException e) {
      // An error that does not name the file is about an option.
      if (e.kind() != Kind.USAGE
          || LakeInput.isOne(file.name())
          || !String.valueOf(e.getMessage()).contains(file.name())) {
        throw e;
      }
      throw new FootfallException(
          Kind.USAGE, advice.refusal(file, String.valueOf(e.getMessage())), e);
    }
  }

  /**
   * Refuses Parquet files of other programs. The job jar has no reader for them, because its native
   * code is 70 MB.
   */
  private static void refuseParquet(List<InputFile> files, String cluster) {
    files.stream()
        .map(InputFile::name)
        .filter(
            name -> !LakeInput.isOne(name) && name.toLowerCase(Locale.ROOT).endsWith(".parquet"))
        .findFirst()
        .ifPresent(
            name -> {
              throw FootfallException.usage(
                  ("%s is a Parquet file, and footfall-flink.jar, which %s runs, has no reader"
                          + " for it. Run without a cluster, or convert the file to CSV, for example"
                          + " with: duckdb -c \"COPY 'FILE.parquet' TO 'FILE.csv.gz'\"")
                      .formatted(name, cluster));
            });
  }

  private static ReportTarget target(CountSettings run, long start, long bytes) {
    String folder = Directory.of("--output", run.output().orElseThrow()).path();
    return new ReportTarget(
        folder,
        run.rejects()
            .map(rejects -> Directory.of("--rejects", rejects).path())
            .orElse(folder + "rejects/"),
        run.numShards(),
        run.overwrite(),
        UUID.randomUUID().toString(),
        start,
        bytes,
        new TreeMap<>(Map.of("versions", versions(), "options", run.inForce())),
        true);
  }

  private static Map<String, String> versions() {
    return new TreeMap<>(
        Map.of(
            "footfall", Version.current(),
            "beam", ReleaseInfo.getReleaseInfo().getVersion(),
            "java", System.getProperty("java.version", "")));
  }
}
