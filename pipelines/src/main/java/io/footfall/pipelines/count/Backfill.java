package io.footfall.pipelines.count;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.report.WindowSink;
import io.footfall.report.WindowedOutput;
import io.footfall.transforms.count.EventTimeWindows;
import io.footfall.transforms.count.SummarizeFiles;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The windows of files: with {@code --window}, a report of files is what the stream of the same
 * records ends with.
 *
 * @param windows which windows there are
 * @param output their output
 */
record Backfill(EventTimeWindows windows, WindowedOutput output) {

  /** Returns the windows that the options describe; empty for one window over all time. */
  static Optional<Backfill> of(String name, CountOptions options, ZoneId zone) {
    if (options.getWindow() == null) {
      if (options.getSink() != null || options.getOutputFormat() != null) {
        throw FootfallException.usage(
            (options.getSink() != null ? "--sink" : "--outputFormat")
                + " applies to windows. Set their length, for example --window=day.");
      }
      return Optional.empty();
    }
    if (options.getNumShards() != 1) {
      throw FootfallException.usage(
          "--numShards cannot be combined with --window: each table of a window is one file.");
    }
    return Optional.of(
        new Backfill(
            StreamRun.windows(name, options, zone),
            new WindowedOutput(
                WindowSinks.format(options),
                zone,
                WindowSinks.of(options).stream().filter(WindowSink::isAtomic).toList())));
  }

  /** Returns the transform that reports these windows. */
  SummarizeFiles applyTo(SummarizeFiles summarize) {
    return summarize.withWindows(windows, output);
  }

  /**
   * Finds out before the run whether its sinks can be used.
   *
   * @throws FootfallException if one cannot
   */
  void checkSinks(Dataset<?> dataset) {
    for (WindowSink sink : output.sinks()) {
      try {
        sink.open(dataset).close();
      } catch (IOException e) {
        throw new FootfallException(Kind.IO, FootfallException.reason(e) + ". Check --sink.", e);
      }
    }
  }
}
