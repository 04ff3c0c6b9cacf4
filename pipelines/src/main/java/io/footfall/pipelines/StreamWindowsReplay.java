package io.footfall.pipelines;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.LakeFolder;
import io.footfall.pipelines.reconcile.ReplayedWindows;
import io.footfall.pipelines.reconcile.ReplayedWindows.Left;
import io.footfall.pipelines.reconcile.ReplayedWindows.Outcome;
import io.footfall.pipelines.reconcile.ReplayedWindows.Reason;
import io.footfall.postgres.PostgresDatabase;
import io.footfall.postgres.WindowTables;
import io.footfall.report.WindowState;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The windows of a stream after a replay, files and tables: what {@code replay --streamOutput}
 * does.
 *
 * @param output the output folder of the stream
 * @param windows counts them anew
 * @param dataset what the records are
 * @param sink the database of the stream, if it has one
 */
record StreamWindowsReplay(
    String output,
    ReplayedWindows<?> windows,
    Dataset<?> dataset,
    Optional<PostgresDatabase> sink) {
  private static final int WINDOWS_SHOWN = 5;

  /** What the options say; nothing if they say nothing of a stream. */
  static Optional<StreamWindowsReplay> of(
      Dataset<?> dataset, ReplayOptions options, LakeFolder lake) {
    @Nullable String said = options.getStreamOutput();
    if (said == null) {
      if (options.getSink() != null || options.getDeduplicate()) {
        throw ReportCommand.usage(
            (options.getSink() != null ? "--sink" : "--deduplicate")
                + " is about the windows of a stream: say where they are with --streamOutput=FOLDER.");
      }
      return Optional.empty();
    }
    Optional<PostgresDatabase> sink =
        Optional.ofNullable(options.getSink()).map(PostgresDatabase::new);
    String output = ReportCommand.folder("--streamOutput", said);
    try {
      if (!WindowState.isAnyIn(output)) {
        throw new FootfallException(
            Kind.NO_INPUT,
            "There is no window of a stream in " + said + "; expected the --output of a stream.");
      }
    } catch (IOException e) {
      throw new FootfallException(
          Kind.IO, "Reading " + said + " failed: " + FootfallException.reason(e), e);
    }
    return Optional.of(
        new StreamWindowsReplay(
            output,
            new ReplayedWindows<>(
                dataset,
                lake,
                output,
                ReportCommand.zone(options.getZone()),
                options.getDeduplicate()),
            dataset,
            sink));
  }

  /** Counts what was replayed, and tells of it. */
  void run(PrintStream out) {
    try {
      Outcome outcome = windows.write();
      print(outcome, out);
      if (sink.isPresent()) {
        try (WindowTables tables = new WindowTables(sink.get(), dataset)) {
          int put = windows.writeTo(tables);
          out.printf(Locale.ROOT, "%s put into %s%n", windows(put), sink.get());
        } catch (SQLException e) {
          throw new FootfallException(
              Kind.IO,
              "Writing to "
                  + sink.get()
                  + " failed. The files of the windows are written; run it again for the database. "
                  + e.getMessage(),
              e);
        }
      }
    } catch (IOException e) {
      throw new FootfallException(
          Kind.IO,
          "Counting the windows of "
              + Console.near(output)
              + " anew failed: "
              + FootfallException.reason(e)
              + ". The records are in the lake; run it again for the windows.",
          e);
    }
  }

  private void print(Outcome outcome, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s of %s written anew, with %,d replayed record%s%n",
        windows(outcome.anew().size()),
        Console.near(output),
        outcome.records(),
        outcome.records() == 1 ? "" : "s");
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

  private static String windows(int number) {
    return String.format(Locale.ROOT, "%,d window%s", number, number == 1 ? "" : "s");
  }

  private static String why(Reason reason) {
    return switch (reason) {
      case NOT_FINAL ->
          "the window is not final, and the stream would write over it. Run it again when it is.";
      case MAY_COME ->
          "there is no such window, and the stream may still write it. Run it again when a later one is final.";
      case NO_WINDOW ->
          "there is no such window, and the others do not say from when to when it would be. They are in the lake alone.";
      case OTHER_ZONE -> "days begin elsewhere than in the stream. Give its --zone.";
      case NOT_IN_LAKE ->
          "the records in the lake are not those that the window has counted. Was the stream started with this --lake, has it sealed them all by now, and is --deduplicate as in the stream?";
    };
  }
}
