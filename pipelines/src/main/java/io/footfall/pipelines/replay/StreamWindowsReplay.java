package io.footfall.pipelines.replay;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.replay.WindowUpdate.Left;
import io.footfall.pipelines.replay.WindowUpdate.Reason;
import io.footfall.report.WindowSink;
import io.footfall.report.WindowState;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Recomputes the windows of a stream after a replay, in files and database tables. Implements
 * {@code replay --streamOutput}.
 *
 * @param output the output directory of the stream
 * @param windows recomputes them
 * @param dataset the dataset of the records
 * @param sink the database of the stream, if it has one
 */
record StreamWindowsReplay(
    String output, ReplayedWindows windows, Dataset<?> dataset, Optional<WindowSink> sink) {
  private static final int WINDOWS_SHOWN = 5;

  /** Returns the windows that the options name; empty without {@code --streamOutput}. */
  static Optional<StreamWindowsReplay> of(ReplaySettings settings, PrintStream out) {
    if (settings.streamOutput().isEmpty()) {
      return Optional.empty();
    }
    String given = settings.streamOutput().get();
    String output = Directory.of("--streamOutput", given).path();
    try {
      if (!WindowState.isAnyIn(output)) {
        throw new FootfallException(
            Kind.NO_INPUT,
            "No windows of a stream in "
                + given
                + ". Set --streamOutput to the --output of a stream.");
      }
    } catch (IOException e) {
      throw FootfallException.io("Reading " + given + " failed", e);
    }
    return Optional.of(
        new StreamWindowsReplay(
            output,
            new ReplayedWindows(
                settings.dataset(),
                settings.lake().folder(settings.dataset().name()),
                output,
                settings.deduplicates(),
                settings.key(),
                settings.beam(),
                out),
            settings.dataset(),
            settings.sink()));
  }

  /** Recomputes the windows, and prints the outcome. */
  void run(PrintStream out) {
    try {
      WindowUpdate outcome = windows.write();
      print(outcome, out);
      if (sink.isPresent()) {
        try (WindowSink.Session session = sink.get().open(dataset)) {
          int put = windows.writeTo(session);
          out.printf(
              Locale.ROOT, "%s written to %s%n", TerminalText.count(put, "window"), sink.get());
        } catch (IOException e) {
          throw new FootfallException(
              Kind.IO,
              e.getMessage()
                  + ". The files of the windows are written. Run the command again for the database.",
              e);
        }
      }
    } catch (IOException e) {
      throw FootfallException.io(
          "Recomputing the windows of " + TerminalText.near(output) + " failed",
          e,
          "The records are in the lake. Run the command again for the windows.");
    }
  }

  private void print(WindowUpdate outcome, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s of %s recomputed with %s%n",
        TerminalText.count(outcome.updated().size(), "window"),
        TerminalText.near(output),
        TerminalText.count(outcome.records(), "replayed record"));
    for (Reason reason : Reason.values()) {
      List<Left> left = outcome.left().stream().filter(of -> of.reason() == reason).toList();
      if (left.isEmpty()) {
        continue;
      }
      long records = left.stream().mapToLong(Left::records).sum();
      out.printf(
          Locale.ROOT,
          "%,d replayed record%s not counted in windows: %s%n",
          records,
          records == 1 ? " is" : "s are",
          why(reason));
      left.stream()
          .limit(WINDOWS_SHOWN)
          .map(of -> "  " + of.window() + (of.found().isEmpty() ? "" : ": " + of.found()))
          .map(TerminalText::printable)
          .forEach(out::println);
      if (left.size() > WINDOWS_SHOWN) {
        out.printf(Locale.ROOT, "  ... %,d more%n", left.size() - WINDOWS_SHOWN);
      }
    }
  }

  private static String why(Reason reason) {
    return switch (reason) {
      case NOT_FINAL ->
          "the window is not final, and the stream would overwrite it. Run replay again when it is final.";
      case MAY_COME ->
          "the window does not exist yet, and the stream may still write it. Run replay"
              + " again when a later window is final.";
      case NO_WINDOW ->
          "the window does not exist, and its bounds cannot be derived from the others. The"
              + " records are only in the lake.";
      case OTHER_ZONE -> "the days of the stream begin in another time zone. Set its --zone.";
      case NOT_IN_LAKE ->
          "the lake does not hold the records that the window has counted. Check that the"
              + " stream wrote to this --lake and has sealed all its batches, and that"
              + " --deduplicate and --deduplicateBy are set as in the stream.";
    };
  }
}
