package io.footfall.pipelines;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.postgres.PostgresDatabase;
import io.footfall.postgres.PostgresSink;
import io.footfall.report.WindowSink;
import io.footfall.report.WindowedOutput;
import io.footfall.transforms.report.SummarizeFiles;
import io.footfall.transforms.stream.StreamWindows;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The windows of files: with {@code --window}, a report of files is what the stream of the same
 * records ends with.
 *
 * @param windows which windows there are
 * @param output how they are written
 */
record Backfill(StreamWindows windows, WindowedOutput output) {

  /** Returns what the options say; empty if files have one window over all time. */
  static Optional<Backfill> of(String name, CountOptions options, ZoneId zone) {
    if (options.getWindow() == null) {
      if (options.getSink() != null || options.getOutputFormat() != null) {
        throw ReportCommand.usage(
            (options.getSink() != null ? "--sink" : "--outputFormat")
                + " is for windows, and files have none by default. Set their length, for example --window=day.");
      }
      return Optional.empty();
    }
    if (options.getNumShards() != 1) {
      throw ReportCommand.usage(
          "--numShards is for reports without windows; each table of a window is one file. Leave out --numShards or --window.");
    }
    List<WindowSink> sinks =
        options.getSink() == null
            ? List.of()
            : List.of(new PostgresSink(new PostgresDatabase(options.getSink())));
    return Optional.of(
        new Backfill(
            StreamCommand.windows(name, options, zone),
            new WindowedOutput(StreamCommand.format(options), zone, sinks)));
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
