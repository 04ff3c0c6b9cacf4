package io.footfall.pipelines.reconcile;

import io.footfall.dataset.Dataset;
import io.footfall.pipelines.console.Progress;
import io.footfall.pipelines.runner.DirectRun;
import io.footfall.pipelines.runner.Runners;
import io.footfall.records.ReadSettings;
import io.footfall.report.ReportTarget;
import io.footfall.report.WindowState;
import io.footfall.report.WrittenWindow;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.ReadProgress;
import io.footfall.transforms.count.CommitReport;
import io.footfall.transforms.count.CountRecords;
import io.footfall.transforms.count.EventTimeWindows;
import io.footfall.transforms.read.ReadRecords;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Windows that a bounded run has computed from files or from a lake. They are in a temporary
 * directory, which is deleted on {@link #close}.
 */
public final class RecomputedWindows implements Closeable {
  private final Dataset<?> dataset;
  private final Path folder;
  private final NavigableMap<Long, WindowState> states = new TreeMap<>();

  private RecomputedWindows(Dataset<?> dataset, Path folder) {
    this.dataset = dataset;
    this.folder = folder;
  }

  /**
   * Runs the pipeline for files with the bounds of the given windows.
   *
   * @param options the options of the command, for the file systems
   * @param endsByStart the ends of the windows by their starts, in milliseconds since the epoch
   * @param deduplicating whether duplicates count once per window
   * @param out where progress is shown
   * @throws IOException if the temporary directory cannot be used
   */
  public static RecomputedWindows of(
      Dataset<?> dataset,
      PipelineOptions options,
      List<InputFile> files,
      ReadSettings settings,
      SortedMap<Long, Long> endsByStart,
      boolean deduplicating,
      PrintStream out)
      throws IOException {
    RecomputedWindows windows =
        new RecomputedWindows(dataset, Files.createTempDirectory("footfall-windows-"));
    if (files.isEmpty()) {
      return windows;
    }
    String output = windows.folder.resolve("out").toString();
    ReportTarget target = ReportTarget.in(output);
    long bytes = files.stream().mapToLong(InputFile::size).sum();
    Progress progress =
        new Progress(
            out,
            ReadProgress.ofRun(target.runId()),
            deduplicating ? 2 * bytes : bytes,
            Optional.empty());
    try {
      progress.start();
      CountRecords count =
          CountRecords.of(dataset, settings)
              .withTarget(target)
              .withWindows(EventTimeWindows.listed(endsByStart));
      Pipeline pipeline = Pipeline.create(DirectRun.options(options));
      pipeline
          .apply("ReadRecords", ReadRecords.fromFiles(files).withWorkers(Runners.workers()))
          .apply("CountRecords", deduplicating ? count.withDeduplication() : count)
          .apply("CommitReport", CommitReport.atOnce());
      pipeline.run().waitUntilFinish();
      for (WindowState state : WindowState.in(output)) {
        windows.states.put(state.startMillis(), state);
      }
      return windows;
    } catch (IOException | RuntimeException | Error e) {
      windows.close();
      throw e;
    } finally {
      progress.close();
      ReadProgress.forget(target.runId());
    }
  }

  /** Returns all windows with records by their starts, including windows between the given ones. */
  public NavigableMap<Long, WindowState> states() {
    return states;
  }

  /**
   * Returns a window with its rows; without rows if it has no records.
   *
   * @throws IOException if it cannot be read
   */
  public WrittenWindow window(long startMillis, long endMillis) throws IOException {
    WindowState state = states.get(startMillis);
    return state == null
        ? WrittenWindow.empty(dataset, startMillis, endMillis)
        : WrittenWindow.read(folder.resolve("out").toString(), state, dataset);
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Deleting " + folder + " failed", e);
    }
  }
}
