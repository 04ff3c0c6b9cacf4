package io.footfall.pipelines;

import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.count.CountCommand;
import io.footfall.pipelines.options.Arguments;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The run without a command: counts the sample data of each dataset.
 *
 * @param datasets the names of the datasets
 */
record Samples(List<String> datasets) {
  private static final Set<String> FIXED = Set.of("input", "output", "overwrite");

  /** Counts, and returns the highest exit status. */
  int run(List<String> args, PrintStream out) {
    Arguments arguments =
        Arguments.parse(
            datasets.get(0), new CountCommand(datasets.get(0)).about().options(), "", args);
    arguments.problems().throwIfAny();
    if (!arguments.operands().isEmpty()) {
      throw FootfallException.usage("Unknown command '" + arguments.operands().get(0) + "'.");
    }
    Path samples = home().resolve("src/samples");
    if (!Files.isDirectory(samples)) {
      throw new FootfallException(
          Kind.NO_INPUT,
          ("No sample data in %s. Start Footfall in the directory of the project, or name"
                  + " an input: footfall visits FILES --output=DIR")
              .formatted(samples));
    }
    String output = arguments.values().getOrDefault("output", "footfall-output");
    int status = 0;
    boolean isFirst = true;
    for (String dataset : datasets) {
      Path file = samples.resolve(dataset + ".csv");
      if (!Files.exists(file)) {
        continue;
      }
      if (!isFirst) {
        out.println();
      }
      isFirst = false;
      Set<String> unused = Datasets.named(dataset, ZoneOffset.UTC).unusedOptions();
      List<String> all = new ArrayList<>();
      arguments
          .values()
          .forEach(
              (name, value) -> {
                if (!FIXED.contains(name) && !unused.contains(name)) {
                  all.add("--" + name + "=" + value);
                }
              });
      all.add("--input=" + file);
      all.add("--output=" + output + "/" + dataset);
      all.add("--overwrite");
      status = Math.max(status, new CountCommand(dataset).run(all, out));
    }
    return status;
  }

  private static Path home() {
    @Nullable String jar = System.getProperty("footfall.jar");
    Path here = Path.of("").toAbsolutePath();
    if (jar == null || Files.isDirectory(here.resolve("src/samples"))) {
      return here;
    }
    Path target = Path.of(jar).getParent();
    return target == null || target.getParent() == null ? here : target.getParent();
  }
}
