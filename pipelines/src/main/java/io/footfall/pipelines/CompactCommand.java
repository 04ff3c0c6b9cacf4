package io.footfall.pipelines;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.DirectoryLockedException;
import io.footfall.lake.Compaction;
import io.footfall.lake.LakeFolder;
import io.footfall.pipelines.options.Arguments;
import java.io.IOException;
import java.io.PrintStream;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** The command {@code compact}: rewrites the small files of a lake as large ones. */
final class CompactCommand {
  private CompactCommand() {}

  /**
   * Compacts a lake.
   *
   * @return the exit status
   */
  static int run(List<String> args, PrintStream out) {
    Arguments arguments = Arguments.parse("compact", CompactOptions.class, "", args);
    CompactOptions options = arguments.options(CompactOptions.class);
    arguments.problems().throwIfAny();
    String lake = options.getLake();
    if (lake == null) {
      throw ReportCommand.usage("--lake is required, for example: footfall compact --lake=lake");
    }
    arguments.openFileSystems(options);
    long fileBytes = LakeBatch.fileBytes(options.getTargetFileSize());
    for (String name : LakeBatch.datasets(options.getDataset())) {
      Dataset<?> dataset = Datasets.named(name, ZoneOffset.UTC);
      LakeFolder folder = LakeFolder.of(ReportCommand.folder("--lake", lake), name);
      try {
        List<Compaction.Day> days =
            new Compaction(folder, dataset.lake().schema(), fileBytes, Footfall.version()).run();
        print(name, days, folder, out);
      } catch (DirectoryLockedException e) {
        throw new FootfallException(
            Kind.USAGE, e.getMessage() + ". Wait until it has ended, then run compact again.", e);
      } catch (IOException e) {
        throw new FootfallException(
            Kind.IO,
            "Compacting "
                + folder.path()
                + " failed: "
                + FootfallException.reason(e)
                + ". Sealed batches are unchanged, except days that were compacted completely.",
            e);
      }
    }
    return 0;
  }

  private static void print(
      String name, List<Compaction.Day> days, LakeFolder folder, PrintStream out) {
    if (days.isEmpty()) {
      out.printf("%s: no day in %s has several small files.%n", name, Console.near(folder.path()));
      return;
    }
    for (Compaction.Day day : days) {
      out.printf(
          Locale.ROOT,
          "%s of %s: %,d files (%s) became %,d (%s), %,d records%n",
          name,
          day.date(),
          day.before(),
          Progress.size(day.bytesBefore()),
          day.after(),
          Progress.size(day.bytesAfter()),
          day.rows());
    }
  }
}
