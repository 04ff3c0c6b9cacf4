package io.footfall.pipelines.replay;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.DirectoryLockedException;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.load.LoadAfterRun;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.DatasetOptions;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.options.LakeFileOptions;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.options.ReadingOptions;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.records.ColumnSpec;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.RejectFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The command {@code replay}: tries rejected records again with the given options. */
public final class ReplayCommand implements Command {
  /** The column that replaces others; a record that has those does not have it. */
  private static final String STAND_IN = "amount";

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String summary() {
    return "Try rejected records again and write them to a lake";
  }

  @Override
  public String usage() {
    return """
        Usage: footfall replay [--rejects] DIR --dataset=DATASET --lake=DIR [options]

        Tries rejected records again with these options. Valid records go to the lake as a batch; the
        others are rejected again, with one more attempt. A reject file is replayed once: a second
        replay changes nothing. With --streamOutput, the final windows of a stream are recomputed with
        the replayed records, in files and in its --sink.

        Examples
          footfall replay report/rejects --dataset=visits --lake=lake
          footfall replay hours/rejects --dataset=visits --lake=lake --streamOutput=hours
          footfall replay report/rejects --dataset=purchases --lake=lake --fix='s/about //\'""";
  }

  @Override
  public Class<ReplayOptions> options() {
    return ReplayOptions.class;
  }

  @Override
  public String operand() {
    return "rejects";
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    ReplayOptions options = arguments.options(ReplayOptions.class);
    Problems problems = arguments.problems();
    if (options.getRejects() == null) {
      problems.add("--rejects is required, for example --rejects=report/rejects.");
    }
    if (options.getDataset() == null) {
      problems.add("--dataset is required: " + Datasets.choices() + ".");
    }
    if (options.getLake() == null) {
      problems.add("--lake is required, for example --lake=lake.");
    }
    problems.check(() -> DatasetOptions.names(options), List.of());
    ZoneId zone = problems.check(() -> ValueOptions.zone(options.getZone()), ZoneOffset.UTC);
    Optional<LoadAfterRun> load = LoadAfterRun.of(options, options.getLake(), false, problems);
    problems.check(() -> LakeFileOptions.fileBytes(options), 0L);
    problems.throwIfAny();
    arguments.openFileSystems(options);
    String rejects = String.valueOf(options.getRejects());
    String name = String.valueOf(options.getDataset());
    String lake = String.valueOf(options.getLake());
    Dataset<?> dataset = Datasets.named(name, zone);
    Optional<StreamWindowsReplay> windows =
        StreamWindowsReplay.of(
            dataset, options, LakeFolder.of(Directory.of("--lake", lake).path(), name));
    LakeTarget target =
        LakeFileOptions.target(name, lake, options, ReplayOptions.class, "replay", "replay");
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
        load.isEmpty() || outcome.seal().isEmpty()
            ? 0
            : load.get().run(dataset, target.withBatch(outcome.seal().get().batch()), 0, out);
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
            RejectFolder.of(Directory.of("--rejects", rejects).path()),
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
          "%,d reject file%s in %s %s replayed before%n",
          outcome.replayedBefore(),
          outcome.replayedBefore() == 1 ? "" : "s",
          TerminalText.near(rejects),
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
      out.println("Nothing to replay in " + TerminalText.near(rejects));
      return;
    }
    out.printf(
        Locale.ROOT,
        "tried %,d = ok %,d + rejected %,d, from %,d reject file%s%n",
        outcome.ok() + outcome.rejectedInAll(),
        outcome.ok(),
        outcome.rejectedInAll(),
        outcome.files(),
        outcome.files() == 1 ? "" : "s");
    out.printf(
        "lake in %s, batch %s%n",
        TerminalText.near(target.folder()), outcome.seal().orElseThrow().batch());
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
