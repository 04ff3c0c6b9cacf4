package io.footfall.pipelines.load;

import io.footfall.pipelines.console.ErrorOutput;
import io.footfall.pipelines.console.Progress;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.warehouse.LoadListener;
import io.footfall.warehouse.LoadSummary;
import io.footfall.warehouse.LoadedBatch;
import io.footfall.warehouse.SetAsideFile;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Prints the progress and the outcome of a load. */
final class LoadOutput implements LoadListener, AutoCloseable {
  private final Progress progress;
  private volatile String dataset = "connecting";
  private volatile int batches;
  private final LongAdder loaded = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final ErrorOutput err = new ErrorOutput(System.err);

  LoadOutput(PrintStream out) {
    progress =
        new Progress(
                out,
                () ->
                    String.format(
                        Locale.ROOT,
                        "%s: %,d of %,d batches, %,d rows loaded",
                        dataset,
                        loaded.sum(),
                        batches,
                        rows.sum()))
            .start();
  }

  @Override
  public void loading(String name, int count) {
    dataset = name;
    batches = count;
    loaded.reset();
    rows.reset();
  }

  @Override
  public void loaded(List<LoadedBatch> group) {
    LoadedBatch first = group.get(0);
    long added = group.stream().mapToLong(LoadedBatch::rows).sum();
    loaded.add(group.size());
    rows.add(added);
    progress.println(
        String.format(
            Locale.ROOT,
            "%s: %s%s: %,d rows",
            first.dataset(),
            group.size() == 1 ? "batch " : "batches ",
            group.size() == 1
                ? first.batch()
                : first.batch() + " to " + group.get(group.size() - 1).batch(),
            added));
  }

  @Override
  public void setAside(SetAsideFile file) {
    err.warning(
        String.format(
            Locale.ROOT,
            "%s (%,d rows) was set aside because the warehouse refused it: %s",
            TerminalText.printable(file.file()),
            file.rows(),
            TerminalText.printable(file.error())));
  }

  @Override
  public void retrying(String reason, Duration pause) {
    err.note(
        String.format(
            Locale.ROOT,
            "retrying in %.1f s: %s",
            pause.toMillis() / 1000.0,
            TerminalText.printable(reason)));
  }

  /** Prints the outcome of a load. */
  void print(LoadSummary summary) {
    progress.println(
        String.format(
            Locale.ROOT,
            "%s: %,d batch%s loaded, %,d rows; %,d loaded before",
            summary.dataset(),
            summary.loaded().size(),
            summary.loaded().size() == 1 ? "" : "es",
            summary.rows(),
            summary.loadedBefore()));
    long aside = summary.filesSetAsideBefore() + summary.setAside().size();
    if (aside > 0) {
      err.warning(
          String.format(
              Locale.ROOT,
              "%,d file%s of %s not in the warehouse. The table load_set_aside lists them with the"
                  + " reasons; --retrySetAside tries them again.",
              aside,
              aside == 1 ? "" : "s",
              summary.dataset() + (aside == 1 ? " is" : " are")));
    }
  }

  @Override
  public void close() {
    progress.close();
  }
}
