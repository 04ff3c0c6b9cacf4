package io.footfall.pipelines.compact;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.DirectoryLockedException;
import io.footfall.lake.Compaction;
import io.footfall.lake.LakeFolder;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.launch.Version;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.query.LakeCoverage;
import java.io.IOException;
import java.io.PrintStream;
import java.time.ZoneOffset;

/** The command {@code compact}: merges the small files of a lake. */
public final class CompactCommand implements Command {
  @Override
  public About about() {
    return About.of(
            "compact", "Merge the small files of a lake into large ones", CompactOptions.class)
        .withOperand("lake");
  }

  @Override
  public String usage() {
    return """
        Usage: footfall compact [--lake] DIR [options]

        Merge the small files of a lake into large ones, day by day. A crash neither loses nor
        duplicates records: the next compaction cleans up. A simultaneous second one is refused.

        Example
          footfall compact lake""";
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    CompactSettings settings = CompactSettings.of(arguments);
    Directory.checkLakeExists(settings.lake());
    checkHasBatch(settings.lake());
    for (String name : settings.datasets()) {
      Dataset<?> dataset = Datasets.named(name, ZoneOffset.UTC);
      LakeFolder folder = LakeFolder.of(settings.lake(), name);
      settings.register(folder, dataset, out);
      CompactionOutput output = new CompactionOutput(name, out);
      try (output) {
        Compaction compaction =
            new Compaction(
                folder,
                dataset.lake().schema(),
                settings.fileBytes(),
                Version.current(),
                settings.iceberg().orElse(null));
        if (compaction.run(output).isEmpty()) {
          output.nothing(folder);
        }
      } catch (DirectoryLockedException e) {
        throw new FootfallException(
            Kind.USAGE, e.getMessage() + ". Wait until it has ended, then run compact again.", e);
      } catch (IOException e) {
        throw FootfallException.io(
            "Compacting " + folder.path() + " failed",
            e,
            "Sealed batches are unchanged, except days that were compacted completely.");
      }
    }
    return 0;
  }

  private static void checkHasBatch(String lake) {
    try {
      if (!LakeCoverage.hasBatch(lake)) {
        throw new FootfallException(Kind.NO_INPUT, LakeCoverage.noBatch(TerminalText.near(lake)));
      }
    } catch (IOException e) {
      throw FootfallException.io("Cannot list the batches of " + lake, e);
    }
  }
}
