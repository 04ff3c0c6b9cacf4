package io.footfall.pipelines.console;

import io.footfall.source.ReadProgress;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;

/**
 * Shows the progress of a run: one line that changes on a terminal, a line every ten seconds
 * elsewhere.
 */
public final class Progress implements AutoCloseable {
  private static final long MILLIS_ON_A_TERMINAL = 250;
  private static final long MILLIS_ELSEWHERE = 10_000;
  private static final double SECONDS_MEASURED = 5;

  // The terminal itself truncates long lines (?7l), because it knows its current width.
  private static final String REWRITE_LINE = "\r\u001b[?7l";
  private static final String END_OF_LINE = "\u001b[K\u001b[?7h";
  private static final String ERASE_LINE = "\r\u001b[K";

  private record Sample(double seconds, long read, long records) {}

  private final PrintStream out;
  private final boolean terminal = Boolean.getBoolean("footfall.terminal");
  private final DoubleFunction<String> line;
  private final long bytes;
  private final long start = System.nanoTime();
  private final Thread thread = new Thread(this::show, "progress");
  private final ArrayDeque<Sample> samples = new ArrayDeque<>();
  private boolean isShown;
  private double readAfter = -1;

  /**
   * Creates the progress of a run that reads files.
   *
   * @param read the progress of its readers
   * @param bytes number of bytes to read
   * @param cluster the cluster of the run, for which only the elapsed time is shown; empty if it
   *     runs in this process
   */
  public Progress(PrintStream out, ReadProgress read, long bytes, Optional<String> cluster) {
    this.out = out;
    this.bytes = bytes;
    line =
        seconds ->
            cluster.isPresent()
                ? "running on " + cluster.get() + ", " + TerminalText.time(seconds)
                : line(seconds, read.bytes().sum(), read.records().sum(), read.rejects().sum());
    thread.setDaemon(true);
    samples.add(new Sample(0, 0, 0));
  }

  /**
   * Creates the progress of other work.
   *
   * @param line returns the text to show before the elapsed time
   */
  public Progress(PrintStream out, Supplier<String> line) {
    this.out = out;
    this.line = seconds -> line.get() + ", " + TerminalText.time(seconds);
    bytes = 0;
    thread.setDaemon(true);
  }

  /** Starts to show the progress, and returns this. */
  public Progress start() {
    thread.start();
    return this;
  }

  /** Prints a line that stays, above the progress. */
  public synchronized void println(String text) {
    erase();
    out.println(text);
    out.flush();
  }

  /** Stops, and erases the line. A second call does nothing. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show() {
    try {
      for (; ; ) {
        Thread.sleep(terminal ? MILLIS_ON_A_TERMINAL : MILLIS_ELSEWHERE);
        show("  " + line.apply((System.nanoTime() - start) / 1e9));
      }
    } catch (InterruptedException e) {
      erase();
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void show(String text) {
    out.print(terminal ? REWRITE_LINE + text + END_OF_LINE : text + "\n");
    out.flush();
    isShown = true;
  }

  private synchronized void erase() {
    if (terminal && isShown) {
      out.print(ERASE_LINE);
      out.flush();
      isShown = false;
    }
  }

  /**
   * Returns the line to show at a point in time. Calls must be in chronological order.
   *
   * @param seconds since the start
   */
  String line(double seconds, long read, long records, long rejects) {
    if (read >= bytes) {
      if (readAfter < 0) {
        readAfter = seconds;
      }
      return String.format(
          Locale.ROOT,
          "%s read, %s, %,d rejected; merging and writing, %s",
          TerminalText.size(bytes),
          TerminalText.count(records, "record"),
          rejects,
          TerminalText.time(seconds - readAfter));
    }
    if (read == 0) {
      return "starting; " + TerminalText.size(bytes) + " to read";
    }
    // Measures the speed of the last seconds, because a run starts slowly.
    samples.addLast(new Sample(seconds, read, records));
    while (samples.size() > 2 && samples.getFirst().seconds() < seconds - SECONDS_MEASURED) {
      samples.removeFirst();
    }
    Sample before = samples.getFirst();
    double passed = Math.max(1e-3, seconds - before.seconds());
    double bytesPerSecond = (read - before.read()) / passed;
    return String.format(
        Locale.ROOT,
        "%s of %s (%d %%), %,.0f records/s, %,d rejected%s",
        TerminalText.size(read),
        TerminalText.size(bytes),
        100 * read / bytes,
        (records - before.records()) / passed,
        rejects,
        bytesPerSecond > 0
            ? ", " + TerminalText.time((bytes - read) / bytesPerSecond) + " left"
            : "");
  }
}
