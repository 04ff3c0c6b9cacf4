package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.console.ErrorOutput;
import io.footfall.pipelines.console.Style;
import io.footfall.pipelines.doctor.Finding.Level;
import io.footfall.pipelines.s3.S3View;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs all checks and reports their findings. */
public final class Doctor {
  private static final int SUBJECT_COLUMNS = 18;

  /** Checks of the machine and the installation, which only {@code doctor} performs. */
  private static final List<Check> OF_MACHINE =
      List.of(new JavaVersion(), new Memory(), new TemporaryFolder());

  /** Checks that every run performs at its start. */
  private static final List<Check> OF_RUN =
      List.of(
          new StableNames(),
          new Checkpoints(),
          new WindowsClose(),
          new ClusterReachable(),
          new CheckpointStorage(),
          new RunningJob(),
          new CompleteSavepoint(),
          new Parallelism(),
          new TaskSlots(),
          new InputFilesExist(),
          new AwsRegion(),
          new StreamReachable(),
          new OutputsWritable(),
          new SinkDatabase(),
          new WarehouseVersion());

  private Doctor() {}

  /** Returns the names of all checks, in order. */
  static List<String> subjects() {
    return Stream.of(OF_MACHINE, ofStores(Optional.empty()), OF_RUN)
        .flatMap(List::stream)
        .map(Check::subject)
        .toList();
  }

  /** Checks of buckets, which only {@code doctor} performs: every run checks its buckets itself. */
  private static List<Check> ofStores(Optional<S3View> s3) {
    return List.of(new ObjectStore(s3));
  }

  /**
   * Performs all checks and prints one line for each, as soon as its result is known: a check can
   * wait for a network, and a {@link io.footfall.pipelines.console.TextTable} needs all rows first.
   *
   * @param s3 the buckets of the run, or empty if it has none
   * @return the exit status: 0, or that of the first refusal
   */
  public static int examine(Plan plan, Optional<S3View> s3, PrintStream out) {
    int status = 0;
    for (List<Check> checks : List.of(OF_MACHINE, ofStores(s3), OF_RUN)) {
      for (Check check : checks) {
        Optional<Finding> found = perform(check, plan);
        if (found.isEmpty()) {
          continue;
        }
        Finding finding = found.get();
        out.printf(
            "%s %-" + SUBJECT_COLUMNS + "s %s%n",
            level(finding.level()),
            check.subject(),
            finding.text());
        if (finding.level() == Level.REFUSED && status == 0) {
          status = finding.kind().exitStatus();
        }
      }
    }
    out.flush();
    return status;
  }

  /**
   * Performs the checks of a run and prints one line for each warning.
   *
   * @throws FootfallException if a check refuses the run
   */
  public static void beforeRun(Plan plan, PrintStream err) {
    for (Check check : OF_RUN) {
      Optional<Finding> found = perform(check, plan);
      if (found.isEmpty()) {
        continue;
      }
      Finding finding = found.get();
      if (finding.level() == Level.REFUSED) {
        throw new FootfallException(finding.kind(), finding.text());
      }
      if (finding.level() == Level.WARNING) {
        new ErrorOutput(err).warning(check.subject() + ": " + finding.text());
      }
    }
  }

  private static String level(Level level) {
    String word = String.format("%-8s", level);
    return switch (level) {
      case OK -> word;
      case WARNING -> Style.ofOutput().warning(word);
      case REFUSED -> Style.ofOutput().error(word);
    };
  }

  private static Optional<Finding> perform(Check check, Plan plan) {
    try {
      return check.perform(plan);
    } catch (FootfallException e) {
      return Finding.refused(e.kind(), String.valueOf(e.getMessage()));
    }
  }
}
