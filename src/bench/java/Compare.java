import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Compares two results of the benchmark: {@code Compare EARLIER.json LATER.json}. Prints the ratio
 * of the CPU seconds and of the ratios to DuckDB. Ends with status 1 if a program needs more than 3
 * % more CPU than before.
 */
public final class Compare {
  private static final double LIMIT = 1.03;
  private static final Pattern RESULT =
      Pattern.compile(
          "\"work\": \"([^\"]*)\", \"rows\": (\\d+), \"program\": \"([^\"]*)\".*?\"wallSeconds\":"
              + " ([0-9.]+), \"cpuSeconds\": ([0-9.]+), .*?\"ratio\": ([0-9.]+|null)");

  private Compare() {}

  /** Prints the comparison. */
  public static void main(String[] args) throws IOException {
    Map<String, MatchResult> earlier = read(Path.of(args[0]));
    boolean slower = false;
    System.out.println("| work | CPU s | later / earlier | x DuckDB, earlier | later |");
    System.out.println("|---|---|---|---|---|");
    for (Map.Entry<String, MatchResult> entry : read(Path.of(args[1])).entrySet()) {
      MatchResult old = earlier.get(entry.getKey());
      if (old == null) {
        continue;
      }
      MatchResult now = entry.getValue();
      double ratio = Double.parseDouble(now.group(5)) / Double.parseDouble(old.group(5));
      slower |= ratio > LIMIT && !entry.getKey().contains("duckdb");
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %.2f | %s | %s |%n",
          entry.getKey(),
          now.group(5),
          ratio,
          old.group(6),
          now.group(6));
    }
    System.exit(slower ? 1 : 0);
  }

  private static Map<String, MatchResult> read(Path file) throws IOException {
    Map<String, MatchResult> results = new LinkedHashMap<>();
    RESULT
        .matcher(Files.readString(file))
        .results()
        .forEach(r -> results.put(r.group(1) + " " + r.group(2) + " " + r.group(3), r));
    return results;
  }
}
