package io.footfall.pipelines.compact;

import io.footfall.lake.Compaction;
import io.footfall.lake.LakeFolder;
import io.footfall.pipelines.console.ErrorOutput;
import io.footfall.pipelines.console.Progress;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.launch.ShutdownHook;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Prints the progress of a compaction. */
final class CompactionOutput implements Compaction.Listener, AutoCloseable {
  private final String dataset;
  private final LongAdder records = new LongAdder();
  private final Progress progress;
  private final ShutdownHook stop = ShutdownHook.add(this::stopped);
  private volatile String step = "reading the seals";

  CompactionOutput(String dataset, PrintStream out) {
    this.dataset = dataset;
    progress =
        new Progress(
                out,
                () ->
                    String.format(
                        Locale.ROOT, "%s: %s, %,d records copied", dataset, step, records.sum()))
            .start();
  }

  @Override
  public void compacting(LocalDate date, int number, int days) {
    step = String.format(Locale.ROOT, "%s (day %,d of %,d)", date, number, days);
  }

  @Override
  public void copied(long count) {
    records.add(count);
  }

  @Override
  public void compacted(Compaction.Day day) {
    progress.println(
        String.format(
            Locale.ROOT,
            "%s on %s: merged %s (%s) into %,d (%s), %s",
            dataset,
            day.date(),
            TerminalText.count(day.before(), "file"),
            TerminalText.size(day.bytesBefore()),
            day.after(),
            TerminalText.size(day.bytesAfter()),
            TerminalText.count(day.rows(), "record")));
  }

  /** Prints that there was nothing to compact. */
  void nothing(LakeFolder folder) {
    progress.println(
        String.format(
            "%s: no day in %s has more than one small file",
            dataset, TerminalText.near(folder.path())));
  }

  private void stopped() {
    progress.close();
    new ErrorOutput(System.err)
        .note(
            "stopped; compacted days remain compacted, and the others are unchanged. Run compact again.");
  }

  @Override
  public void close() {
    progress.close();
    stop.close();
  }
}
