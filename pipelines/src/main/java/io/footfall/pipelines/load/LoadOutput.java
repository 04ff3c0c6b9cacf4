package io.footfall.pipelines.load;

import io.footfall.pipelines.console.ErrorOutput;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.warehouse.LoadListener;
import io.footfall.warehouse.LoadSummary;
import io.footfall.warehouse.LoadedBatch;
import io.footfall.warehouse.SetAsideFile;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Prints what a load does, while it does it and at its end. */
final class LoadOutput implements LoadListener {
  private final PrintStream out;
  private final ErrorOutput err = new ErrorOutput(System.err);

  LoadOutput(PrintStream out) {
    this.out = out;
  }

  @Override
  public void loaded(List<LoadedBatch> batches) {
    LoadedBatch first = batches.get(0);
    out.printf(
        Locale.ROOT,
        "%s: %s%s: %,d rows%n",
        first.dataset(),
        batches.size() == 1 ? "batch " : "batches ",
        batches.size() == 1
            ? first.batch()
            : first.batch() + " to " + batches.get(batches.size() - 1).batch(),
        batches.stream().mapToLong(LoadedBatch::rows).sum());
    out.flush();
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
    out.printf(
        Locale.ROOT,
        "%s: %,d batch%s loaded, %,d rows; %,d loaded before%n",
        summary.dataset(),
        summary.loaded().size(),
        summary.loaded().size() == 1 ? "" : "es",
        summary.rows(),
        summary.loadedBefore());
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
}
