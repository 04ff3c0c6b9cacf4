package io.footfall.pipelines.replay;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.DirectoryLockedException;
import io.footfall.lake.LakeTarget;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.console.ErrorOutput;
import io.footfall.pipelines.console.NothingCounted;
import io.footfall.pipelines.console.Progress;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Directory;
import io.footfall.rejects.RejectFolder;
import io.footfall.source.ReadProgress;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The command {@code replay}: tries rejected records again with the given options. */
public final class ReplayCommand implements Command {
  @Override
  public About about() {
    return About.of(
            "replay", "Try rejected records again and write them to a lake", ReplayOptions.class)
        .withOperand("rejects");
  }

  @Override
  public String usage() {
    return """
        Usage: footfall replay [--rejects] DIR --dataset=DATASET --lake=DIR [options]

        Parse rejected records again, with other options or after a change to their text (--fix). Valid
        records are added to the lake as a batch. The others are written to a new reject file, with
        their number of attempts increased by one. A reject file is replayed at most once per lake, so
        no record enters a lake twice. With --streamOutput, the final windows of a stream are
        recomputed with the replayed records, in files and in its --sink.

        Examples
          footfall replay report/rejects --dataset=visits --lake=lake
          footfall replay hours/rejects --dataset=visits --lake=lake --streamOutput=hours
          footfall replay spent/rejects --dataset=purchases --lake=lake --fix='s/about //\'""";
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    ReplaySettings settings = ReplaySettings.of(arguments);
    String rejects = settings.rejects();
    Optional<StreamWindowsReplay> windows = StreamWindowsReplay.of(settings, out);
    LakeTarget target = settings.lake().target(settings.dataset().name(), "replay", "replay");
    Replay.Outcome outcome;
    try {
      outcome = outcome(settings.dataset(), settings, target, out);
    } catch (DirectoryLockedException e) {
      throw new FootfallException(
          Kind.USAGE,
          "Nothing was replayed: "
              + e.getMessage()
              + ". Wait until it has ended, then run replay again.",
          e);
    } catch (IOException e) {
      throw FootfallException.io(
          "Replaying " + rejects + " failed", e, "Nothing was changed; run it again.");
    }
    print(outcome, rejects, target, out);
    settings.lake().register(settings.dataset(), out);
    int status =
        settings.load().isEmpty() || outcome.seal().isEmpty()
            ? 0
            : settings
                .load()
                .get()
                .run(settings.dataset(), target.withBatch(outcome.seal().get().batch()), 0, out);
    windows.ifPresent(of -> of.run(out));
    // With windows, a repeated replay has written what an earlier one had not.
    if (windows.isEmpty() && outcome.ok() == 0 && outcome.rejectedInAll() > 0) {
      new ErrorOutput(System.err).error(nothingReplayed(outcome));
      return status == 0 ? Kind.DATA.exitStatus() : status;
    }
    return status;
  }

  /**
   * Returns why no record became valid: the most frequent reason, with the option that fixes it.
   */
  private static String nothingReplayed(Replay.Outcome outcome) {
    Map.Entry<String, Long> most =
        Collections.max(outcome.rejected().entrySet(), Map.Entry.comparingByValue());
    String fix =
        switch (most.getKey()) {
          case "TOO_FEW_FIELDS", "TOO_MANY_FIELDS" ->
              "List the columns of the records in their order with --columns.";
          // The record itself shows whether it is JSON.
          case "MALFORMED_JSON" -> "";
          default -> NothingCounted.fix(most.getKey());
        };
    return "No record became valid: %s rejected again as %s. %s"
        .formatted(
            TerminalText.partOf(most.getValue(), outcome.rejectedInAll(), "record"),
            most.getKey(),
            fix.isEmpty() ? "Correct the records with --fix." : fix);
  }

  private static <R> Replay.Outcome outcome(
      Dataset<R> dataset, ReplaySettings settings, LakeTarget target, PrintStream out)
      throws IOException {
    String path = Directory.of("--rejects", settings.rejects()).path();
    RejectFolder folder = RejectFolder.existing(path, settings.rejects());
    Replay<R> replay =
        new Replay<>(dataset, folder, target, settings.csv(), settings.json(), settings.fix());
    ReadProgress read = replay.progress();
    Progress progress =
        new Progress(
            out,
            () ->
                String.format(
                    Locale.ROOT,
                    "%s of reject files, %,d records, %,d rejected again",
                    TerminalText.size(read.bytes().sum()),
                    read.records().sum(),
                    read.rejects().sum()));
    try (progress) {
      progress.start();
      return replay.run();
    }
  }

  private static void print(
      Replay.Outcome outcome, String rejects, LakeTarget target, PrintStream out) {
    if (outcome.replayedBefore() > 0) {
      out.printf(
          Locale.ROOT,
          "%s in %s %s replayed before%n",
          TerminalText.count(outcome.replayedBefore(), "reject file"),
          TerminalText.near(rejects),
          outcome.replayedBefore() == 1 ? "was" : "were");
    }
    if (outcome.unchanged() > 0) {
      out.printf(
          "%s in %s %s rejected by a replay with the same options. Change one, such as --fix, to try again.%n",
          TerminalText.count(outcome.unchanged(), "reject file"),
          TerminalText.near(rejects),
          outcome.unchanged() == 1 ? "was" : "were");
    }
    if (outcome.invalidLines() > 0) {
      new ErrorOutput(System.err)
          .warning(
              String.format(
                  Locale.ROOT,
                  "%,d line%s skipped: expected JSON with rawData and errorCode. The first is %s.",
                  outcome.invalidLines(),
                  outcome.invalidLines() == 1 ? " was" : "s were",
                  TerminalText.printable(outcome.firstInvalidLine())));
    }
    if (outcome.seal().isEmpty()) {
      out.println("Nothing to replay in " + TerminalText.near(rejects));
      return;
    }
    out.printf(
        Locale.ROOT,
        "tried %,d = ok %,d + rejected %,d, from %s%n",
        outcome.ok() + outcome.rejectedInAll(),
        outcome.ok(),
        outcome.rejectedInAll(),
        TerminalText.count(outcome.files(), "reject file"));
    out.printf(
        "batch %s in %s%n",
        outcome.seal().orElseThrow().batch(), TerminalText.near(target.folder()));
    if (!outcome.rejectsFile().isEmpty()) {
      out.println(
          "rejected again: "
              + outcome.rejected().entrySet().stream()
                  .map(code -> String.format(Locale.ROOT, "%,d %s", code.getValue(), code.getKey()))
                  .collect(Collectors.joining(", "))
              + "; kept in "
              + TerminalText.near(outcome.rejectsFile()));
    }
  }
}
