import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Compares Footfall with DuckDB and with a hand-written program over the same files. Programs run
 * as whole processes, JVM start included, in turn A B C D A B C D, and every answer is compared
 * with the exact one. Prints medians, and ratios to DuckDB computed per round, so that changes in
 * the speed of the machine cancel out.
 */
public final class Benchmark {
  private static final long MILLIS_BETWEEN_LOOKS = 10;
  private static final String REFERENCE = "duckdb";
  private static final Map<String, String> TABLE =
      Map.of("visits", "urls.csv", "purchases", "customer_days.csv");

  private final Path home = Path.of("").toAbsolutePath();
  private final Path work = home.resolve("target/bench");
  private final String jvm = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private record Run(double wall, double cpu, long peakMegabytes) {}

  private Benchmark() {}

  /** Runs the benchmarks that the options select. */
  public static void main(String[] args) throws Exception {
    Map<String, String> options =
        new LinkedHashMap<>(
            Map.of(
                "rows", "10000000",
                "runs", "5",
                "datasets", "visits,purchases",
                "programs", "duckdb,direct,flink,byhand"));
    for (String arg : args) {
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals).replaceFirst("^--", "");
      if (equals < 0 || options.put(name, arg.substring(equals + 1)) == null) {
        throw new IllegalArgumentException(
            arg + ": expected --NAME=VALUE, with a name of " + options.keySet());
      }
    }
    for (String rows : options.get("rows").split(",")) {
      for (String dataset : options.get("datasets").split(",")) {
        new Benchmark()
            .compare(
                dataset,
                Long.parseLong(rows),
                Integer.parseInt(options.get("runs")),
                List.of(options.get("programs").split(",")));
      }
    }
  }

  private void compare(String dataset, long rows, int runs, List<String> programs)
      throws Exception {
    Path input = work.resolve(dataset + "-" + rows + ".csv");
    Path answers = work.resolve(dataset + "-" + rows + "-answers");
    if (!Files.exists(answers.resolve("answers.json"))) {
      generate(dataset, rows, input, answers);
    }
    System.out.printf(
        Locale.ROOT,
        "%n%s, %,d rows, %,d MB, %d cores, %d runs after a warm-up%n%n",
        dataset,
        rows,
        Files.size(input) / 1_000_000,
        Runtime.getRuntime().availableProcessors(),
        runs);
    Map<String, List<Run>> all = new LinkedHashMap<>();
    for (int round = 0; round <= runs; round++) {
      for (String program : programs) {
        Path output = work.resolve("out-" + program + "-" + dataset);
        Run run = run(program, dataset, input, output);
        if (round == 0) {
          check(program, dataset, output, answers);
        } else {
          all.computeIfAbsent(program, p -> new ArrayList<>()).add(run);
        }
      }
    }
    print(all);
  }

  private void generate(String dataset, long rows, Path input, Path answers) throws Exception {
    // The same keys at every size, so that only the number of rows changes.
    List<String> keys =
        rows < 1_000_000
            ? List.of()
            : dataset.equals("visits")
                ? List.of("--users=1000000", "--urls=100000")
                : List.of("--customers=204000");
    List<String> command =
        new ArrayList<>(
            List.of(
                home.resolve("bin/footfall").toString(),
                "generate",
                dataset,
                "--rows=" + rows,
                "--output=" + input,
                "--answers=" + answers,
                "--overwrite"));
    command.addAll(keys);
    measure(command, Map.of());
  }

  private Run run(String program, String dataset, Path input, Path output) throws Exception {
    String classes =
        work.resolve("classes") + File.pathSeparator + work.resolve("lib").resolve("*");
    return switch (program) {
      case "direct" -> footfall("DirectRunner", dataset, input, output);
      case "flink" -> footfall("FlinkRunner", dataset, input, output);
      case "duckdb" ->
          measure(
              List.of(jvm, "-cp", classes, "DuckDb", dataset, input + "", output + ""), Map.of());
      case "byhand" ->
          measure(
              List.of(jvm, "-cp", classes, "ByHand", dataset, input + "", output + ""), Map.of());
      default ->
          throw new IllegalArgumentException(
              program + ": expected duckdb, direct, flink or byhand");
    };
  }

  private Run footfall(String runner, String dataset, Path input, Path output) throws Exception {
    return measure(
        List.of(
            home.resolve("bin/footfall").toString(),
            dataset,
            "--runner=" + runner,
            "--input=" + input,
            "--output=" + output,
            "--overwrite"),
        Map.of());
  }

  /** Runs a process to its end, and reads its resource usage from the kernel while it runs. */
  private Run measure(List<String> command, Map<String, String> environment) throws Exception {
    Path log = work.resolve("last.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    Process process = builder.start();
    long cpuMillis = 0;
    long peak = 0;
    boolean ended;
    do {
      ended = process.waitFor(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
      cpuMillis =
          Math.max(cpuMillis, process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L));
      peak = Math.max(peak, peakKilobytes(process.pid()));
    } while (!ended);
    double wall = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          command + " ended with status " + process.exitValue() + ":\n" + Files.readString(log));
    }
    return new Run(wall, cpuMillis / 1e3, peak / 1024);
  }

  private static long peakKilobytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      // The process has just ended, or this is not Linux.
      return 0;
    }
    return 0;
  }

  private static void check(String program, String dataset, Path output, Path answers)
      throws IOException {
    Path mine = output.resolve(TABLE.get(dataset));
    Path right = answers.resolve(TABLE.get(dataset));
    try (BufferedReader a = Files.newBufferedReader(mine);
        BufferedReader b = Files.newBufferedReader(right)) {
      // Headers differ between programs; rows must be equal.
      a.readLine();
      b.readLine();
      for (long line = 2; ; line++) {
        String found = a.readLine();
        String expected = b.readLine();
        if (found == null && expected == null) {
          break;
        }
        if (found == null || expected == null || !sameRow(found, expected)) {
          throw new IllegalStateException(
              program
                  + ": line "
                  + line
                  + " of "
                  + mine
                  + " is "
                  + found
                  + "; expected "
                  + expected);
        }
      }
    }
    if (dataset.equals("visits") && !program.equals("byhand")) {
      String[] found = Files.readAllLines(output.resolve("summary.csv")).get(1).split(",");
      String[] expected = Files.readAllLines(answers.resolve("summary.csv")).get(1).split(",");
      if (!Arrays.equals(found, 0, 3, expected, 0, 3)) {
        throw new IllegalStateException(program + ": " + Arrays.asList(found));
      }
    }
  }

  /** Compares numbers by value, because programs write different trailing zeros. */
  private static boolean sameRow(String found, String expected) {
    if (found.equals(expected)) {
      return true;
    }
    String[] a = found.split(",");
    String[] b = expected.split(",");
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      if (!a[i].equals(b[i])
          && !(a[i].matches("-?[0-9.]+")
              && b[i].matches("-?[0-9.]+")
              && new BigDecimal(a[i]).compareTo(new BigDecimal(b[i])) == 0)) {
        return false;
      }
    }
    return true;
  }

  private static void print(Map<String, List<Run>> all) {
    System.out.println("| program | wall s | CPU s | peak MB | wall / DuckDB's |");
    System.out.println("|---|---|---|---|---|");
    List<Run> reference = all.get(REFERENCE);
    for (Map.Entry<String, List<Run>> program : all.entrySet()) {
      List<Run> runs = program.getValue();
      String ratio = "";
      if (reference != null) {
        double[] ratios = new double[runs.size()];
        for (int i = 0; i < ratios.length; i++) {
          ratios[i] = runs.get(i).wall() / reference.get(i).wall();
        }
        ratio = String.format(Locale.ROOT, "%.2f", median(ratios));
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %.1f (%.1f to %.1f) | %.1f | %.0f | %s |%n",
          program.getKey(),
          median(runs.stream().mapToDouble(Run::wall).toArray()),
          runs.stream().mapToDouble(Run::wall).min().orElseThrow(),
          runs.stream().mapToDouble(Run::wall).max().orElseThrow(),
          median(runs.stream().mapToDouble(Run::cpu).toArray()),
          median(runs.stream().mapToDouble(Run::peakMegabytes).toArray()),
          ratio);
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
