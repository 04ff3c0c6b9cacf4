package io.footfall.pipelines;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.DirectoryLockedException;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.options.ReadingOptions;
import io.footfall.pipelines.replay.Fix;
import io.footfall.pipelines.replay.Replay;
import io.footfall.records.ColumnSpec;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.RejectFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The command {@code replay}: rejected records, tried again with the present options. */
final class ReplayCommand {
  /** What stands in for others is not in a record that has those. */
  private static final String STAND_IN = "amount";

  private ReplayCommand() {}

  /**
   * Replays rejects.
   *
   * @return the exit status
   */
  static int run(List<String> args, PrintStream out) {
    Arguments arguments = Arguments.parse("replay", ReplayOptions.class, "", args);
    ReplayOptions options = arguments.options(ReplayOptions.class);
    arguments.problems().throwIfAny();
    String rejects = options.getRejects();
    String name = options.getDataset();
    String lake = options.getLake();
    if (rejects == null || name == null || lake == null) {
      throw ReportCommand.usage(
          "Say where the rejects are, what they are, and which lake takes them, for example: footfall replay --rejects=report/rejects --dataset="
              + Datasets.names().get(0)
              + " --lake=lake");
    }
    LakeBatch.datasets(name);
    LoadCommand.check(options, lake, false);
    arguments.openFileSystems(options);
    Dataset<?> dataset = Datasets.named(name, ReportCommand.zone(options.getZone()));
    Optional<StreamWindowsReplay> windows =
        StreamWindowsReplay.of(
            dataset, options, LakeFolder.of(ReportCommand.folder("--lake", lake), name));
    LakeTarget target =
        LakeBatch.target(name, lake, options, ReplayOptions.class, "replay", "replay");
    Replay.Outcome outcome;
    try {
      outcome = outcome(dataset, rejects, target, options);
    } catch (DirectoryLockedException e) {
      throw new FootfallException(
          Kind.USAGE,
          "Nothing was replayed: "
              + e.getMessage()
              + ". Wait until it has ended, then run replay again.",
          e);
    } catch (IOException e) {
      throw new FootfallException(
          Kind.IO,
          "Replaying "
              + rejects
              + " failed: "
              + FootfallException.reason(e)
              + ". Nothing was changed; run it again.",
          e);
    }
    print(outcome, rejects, target, out);
    int status =
        outcome.seal().isEmpty()
            ? 0
            : LoadCommand.afterRun(
                dataset, target.withBatch(outcome.seal().get().batch()), options, 0, out);
    windows.ifPresent(of -> of.run(out));
    return status;
  }

  private static <R> Replay.Outcome outcome(
      Dataset<R> dataset, String rejects, LakeTarget target, ReplayOptions options)
      throws IOException {
    @Nullable String columns = options.getColumns();
    boolean mapped = columns != null && columns.contains("=");
    List<String> inOrder =
        columns != null && !mapped
            ? Arrays.asList(columns.split(",", -1))
            : dataset.schema().columns().stream()
                .map(ColumnSpec::name)
                .filter(column -> !column.equals(STAND_IN))
                .toList();
    Problems problems = new Problems();
    ReadSettings settings =
        mapped
            ? ReadingOptions.settings(options, problems)
            : ReadingOptions.dialect(options, problems);
    problems.throwIfAny();
    String fix = options.getFix();
    return new Replay<>(
            dataset,
            RejectFolder.of(ReportCommand.folder("--rejects", rejects)),
            target,
            settings
                .withEncoding(ReadSettings.Encoding.CSV)
                .withMapping(Map.of())
                .withoutHeader(inOrder),
            settings.withEncoding(ReadSettings.Encoding.JSON),
            fix == null ? Fix.NONE : Fix.parse(fix))
        .run();
  }

  private static void print(
      Replay.Outcome outcome, String rejects, LakeTarget target, PrintStream out) {
    if (outcome.replayedBefore() > 0) {
      out.printf(
          Locale.ROOT,
          "%,d file%s of rejects in %s %s replayed before.%n",
          outcome.replayedBefore(),
          outcome.replayedBefore() == 1 ? "" : "s",
          Console.near(rejects),
          outcome.replayedBefore() == 1 ? "was" : "were");
    }
    if (outcome.invalidLines() > 0) {
      System.err.printf(
          Locale.ROOT,
          "footfall: warning: %,d line%s not rejects (JSON with rawData and errorCode) and skipped. The first is %s.%n",
          outcome.invalidLines(),
          outcome.invalidLines() == 1 ? " was" : "s were",
          TerminalText.printable(outcome.firstInvalidLine()));
    }
    if (outcome.seal().isEmpty()) {
      out.println("There is nothing to replay in " + Console.near(rejects) + ".");
      return;
    }
    out.printf(
        Locale.ROOT,
        "tried %,d = ok %,d + rejected %,d, from %,d file%s of rejects%n",
        outcome.ok() + outcome.rejectedInAll(),
        outcome.ok(),
        outcome.rejectedInAll(),
        outcome.files(),
        outcome.files() == 1 ? "" : "s");
    out.printf(
        "lake in %s, batch %s%n",
        Console.near(target.folder()), outcome.seal().orElseThrow().batch());
    if (!outcome.rejectsFile().isEmpty()) {
      out.println(
          "rejected once more: "
              + outcome.rejected().entrySet().stream()
                  .map(code -> String.format(Locale.ROOT, "%,d %s", code.getValue(), code.getKey()))
                  .collect(Collectors.joining(", "))
              + "; kept in "
              + Console.near(outcome.rejectsFile()));
    }
  }
}
