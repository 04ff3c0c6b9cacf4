package io.footfall.pipelines.count;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.report.WindowSink;
import io.footfall.transforms.count.CommitReport;
import io.footfall.transforms.count.CountedRecords;
import io.footfall.transforms.stream.WriteWindows;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes the results of windows to the output directory or a database. */
record ResultSink(WindowSink sink, CountRun run) implements Sink {

  static Stream<ResultSink> of(CountRun run) {
    return run.settings().sinks().stream().map(sink -> new ResultSink(sink, run));
  }

  @Override
  public Optional<String> place() {
    return Optional.of("results in " + TerminalText.near(sink.toString()));
  }

  /** Does nothing for a stream, which claims the sink instead. */
  @Override
  public Optional<String> prepare() {
    if (sink.isAtomic() && run.target().isPresent() && !run.isInCluster()) {
      try {
        sink.open(run.dataset()).close();
      } catch (IOException e) {
        throw new FootfallException(
            Kind.IO, FootfallException.reason(e) + ". Check " + sink.option() + ".", e);
      }
    }
    return Optional.empty();
  }

  /** Adds a database; the output directory is part of the commit itself. */
  @Override
  public CommitReport extend(CommitReport commit) {
    return sink.isAtomic() ? commit.withSink(sink) : commit;
  }

  @Override
  public void attach(CountedRecords counted) {
    counted
        .getResults()
        .apply(
            sink.step(),
            WriteWindows.to(sink, run.dataset()).withOwner(run.ownership().owner(sink)));
  }
}
