package io.footfall.pipelines.count;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.report.WindowSink;
import io.footfall.report.WindowedOutput;
import io.footfall.transforms.count.EventTimeWindows;
import java.io.IOException;
import java.util.Optional;

/**
 * The windows of files: with {@code --window}, a report of files is what the stream of the same
 * records ends with.
 *
 * @param windows which windows there are
 * @param output their output
 */
record Backfill(EventTimeWindows windows, WindowedOutput output) {

  /** Returns the windows of a run; empty for one window over all time. */
  static Optional<Backfill> of(CountSettings run) {
    return run.stream().isPresent()
        ? Optional.empty()
        : run.windows()
            .map(
                windows ->
                    new Backfill(
                        windows.windows(),
                        new WindowedOutput(
                            windows.format(),
                            run.zone(),
                            windows.sinks().stream().filter(WindowSink::isAtomic).toList())));
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
