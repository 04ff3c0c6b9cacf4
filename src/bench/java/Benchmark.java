import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares Footfall with DuckDB and with a hand-written program over the same files. Programs run
 * as whole processes, JVM start included, in turn A B C D A B C D, and every answer is compared
 * with the exact one. Prints medians, and ratios to DuckDB computed per round, so that changes in
 * the speed of the machine cancel out; writes them as JSON too, for {@code src/bench/compare}.
 */
public final class Benchmark {
  private static final String REFERENCE = "duckdb";

  private final Path home = Path.of("").toAbsolutePath();
  private final Path work = home.resolve("target/bench");
  private final Path log = work.resolve("last.log");
  private final String jvm = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private final int cores = Runtime.getRuntime().availableProcessors();
  private final List<Result> results = new ArrayList<>();
  private final Map<String, String> options;

  private Benchmark(Map<String, String> options) {
    this.options = options;
  }

  /** Runs the benchmarks that the options select. */
  public static void main(String[] args) throws Exception {
    Map<String, String> options =
        new LinkedHashMap<>(
            Map.of(
                "rows", "10000000",
                "runs", "5",
                "work", "visits,purchases",
                "programs", "duckdb,direct,flink,byhand",
                "java", "",
                "json", "target/bench/results.json"));
    for (String arg : args) {
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals).replaceFirst("^--", "");
      if (equals < 0 || options.put(name, arg.substring(equals + 1)) == null) {
        throw new IllegalArgumentException(
            arg + ": expected --NAME=VALUE, with a name of " + options.keySet());
      }
    }
    Benchmark benchmark = new Benchmark(options);
    for (String rows : options.get("rows").split(",")) {
      for (String name : options.get("work").split(",")) {
        benchmark.compare(Work.named(name), Long.parseLong(rows));
      }
    }
    Path json = Path.of(options.get("json"));
    Files.writeString(
        json,
        benchmark.results.stream()
            .map(Result::json)
            .collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n")));
    System.out.println("\nWritten: " + json);
  }

  private void compare(Work kind, long rows) throws Exception {
    Path input = input(kind, rows);
    Path answers = answers(kind, rows);
    int runs = Integer.parseInt(options.get("runs"));
    System.out.printf(
        Locale.ROOT,
        "%n%s, %,d rows, %,d MB, %d cores, %d runs after a warm-up%n%n",
        kind.name().toLowerCase(Locale.ROOT),
        rows,
        Files.size(input) / 1_000_000,
        cores,
        runs);
    Map<String, List<Measurement>> all = new LinkedHashMap<>();
    for (int round = 0; round <= runs; round++) {
      for (String program : programs(kind)) {
        Path output = work.resolve("out-" + program.replaceAll("[^a-z0-9]+", "-"));
        Measurement run = run(program, kind, input, output);
        if (round > 0) {
          all.computeIfAbsent(program, p -> new ArrayList<>()).add(run);
        } else if (!kind.equals(Work.LAKE) || !program.equals(REFERENCE)) {
          new Answers(answers.resolve(kind.table())).check(program, output.resolve(kind.table()));
        }
      }
    }
    System.out.println("| program | wall s | CPU s | peak MB | wall / DuckDB's | on one core |");
    System.out.println("|---|---|---|---|---|---|");
    List<Measurement> reference = all.getOrDefault(REFERENCE, List.of());
    all.forEach(
        (program, measured) -> {
          Result result =
              new Result(kind.name().toLowerCase(Locale.ROOT), rows, program, measured, reference);
          results.add(result);
          System.out.println(result.tableRow(cores));
        });
  }

  /** Returns the programs, and those on Footfall's runners once for each Java that is asked for. */
  private List<String> programs(Work kind) {
    List<String> programs = new ArrayList<>();
    for (String program : options.get("programs").split(",")) {
      if (!kind.programs().contains(program)) {
        continue;
      }
      boolean ours = program.equals("direct") || program.equals("flink");
      if (ours && !options.get("java").isEmpty()) {
        for (String java : options.get("java").split(",")) {
          programs.add(program + " on " + java);
        }
      } else {
        programs.add(program);
      }
    }
    return programs;
  }

  /** Returns the file with the exact answers, generated with the CSV file on first use. */
  private Path answers(Work kind, long rows) throws Exception {
    if (kind == Work.QUERY) {
      // The query over the generated rows, by DuckDB, which reads them from the CSV file.
      Path answers = work.resolve("query-" + rows + "-answers");
      if (!Files.exists(answers.resolve(kind.table()))) {
        duckDb("top", csv(kind, rows), answers);
      }
      return answers;
    }
    return work.resolve(kind.dataset + "-" + rows + "-answers");
  }

  private Path csv(Work kind, long rows) throws Exception {
    Path input = work.resolve(kind.dataset + "-" + rows + ".csv");
    Path answers = work.resolve(kind.dataset + "-" + rows + "-answers");
    if (!Files.exists(answers.resolve("answers.json"))) {
      // The same keys at every size, so that only the number of rows changes.
      List<String> keys =
          rows < 1_000_000
              ? List.of()
              : kind.dataset.equals("visits")
                  ? List.of("--users=1000000", "--urls=100000")
                  : List.of("--customers=204000");
      List<String> command =
          new ArrayList<>(
              List.of(
                  home.resolve("bin/footfall").toString(),
                  "generate",
                  kind.dataset,
                  "--rows=" + rows,
                  "--output=" + input,
                  "--answers=" + answers,
                  "--overwrite"));
      command.addAll(keys);
      Measurement.of(command, Map.of(), log);
    }
    return input;
  }

  /** Returns the input, made on first use: a file, or for a query a lake beside the CSV file. */
  private Path input(Work kind, long rows) throws Exception {
    Path csv = csv(kind, rows);
    if (kind == Work.QUERY) {
      Path lake = work.resolve("lake-" + rows);
      if (!Files.exists(lake)) {
        footfall("direct", kind, csv, work.resolve("out-lake"), "--lake=" + lake);
        duckDb("parquet", csv, work.resolve("parquet-" + rows));
      }
      return csv;
    }
    Path input = work.resolve(kind.dataset + "-" + rows + kind.ending);
    if (!Files.exists(input)) {
      duckDb("convert", csv, input);
    }
    return input;
  }

  private Measurement run(String program, Work kind, Path input, Path output) throws Exception {
    String rows = input.getFileName().toString().replaceAll("\\D", "");
    String name = program.split(" ")[0];
    delete(output);
    return switch (name) {
      case "direct", "flink" ->
          switch (kind) {
            case QUERY -> query(program, rows, output);
            case LAKE -> {
              Path lake = work.resolve("out-lake-of-" + name);
              delete(lake);
              yield footfall(program, kind, input, output, "--lake=" + lake);
            }
            default -> footfall(program, kind, input, output);
          };
      case "duckdb" ->
          switch (kind) {
            case QUERY -> duckDb("query", work.resolve("parquet-" + rows), output);
            case LAKE -> duckDb("parquet", input, output);
            default -> duckDb(kind.dataset, input, output);
          };
      case "byhand" -> java("ByHand", kind.dataset, input, output);
      default ->
          throw new IllegalArgumentException(
              program + ": expected duckdb, direct, flink or byhand");
    };
  }

  private Measurement duckDb(String what, Path input, Path output) throws Exception {
    return java("DuckDb", what, input, output);
  }

  private Measurement java(String program, String what, Path input, Path output) throws Exception {
    String classes =
        work.resolve("classes") + File.pathSeparator + work.resolve("lib").resolve("*");
    return Measurement.of(
        List.of(jvm, "-cp", classes, program, what, input.toString(), output.toString()),
        Map.of(),
        log);
  }

  private Measurement footfall(String program, Work kind, Path input, Path output, String... more)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                home.resolve("bin/footfall").toString(),
                kind.dataset,
                "--runner=" + (program.startsWith("flink") ? "FlinkRunner" : "DirectRunner"),
                "--input=" + input,
                "--output=" + output,
                "--overwrite"));
    command.addAll(List.of(more));
    return Measurement.of(command, javaOf(program), log);
  }

  private Measurement query(String program, String rows, Path output) throws Exception {
    Files.createDirectories(output);
    return Measurement.of(
        List.of(
            home.resolve("bin/footfall").toString(),
            "query",
            "--lake=" + work.resolve("lake-" + rows),
            "--format=csv",
            "--output=" + output.resolve(Work.QUERY.table()),
            String.format(Work.SQL, "visits")),
        javaOf(program),
        log);
  }

  /** Returns the Java of a program's name; without one, the launcher chooses. */
  private static Map<String, String> javaOf(String program) {
    return Map.of("JAVA_HOME", program.contains(" on ") ? program.split(" on ")[1] : "");
  }

  private static void delete(Path directory) throws Exception {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
