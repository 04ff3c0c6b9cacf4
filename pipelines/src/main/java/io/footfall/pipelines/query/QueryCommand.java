package io.footfall.pipelines.query;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.NearestName;
import io.footfall.pipelines.options.Problems;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The command {@code query}: runs SQL over a lake or a warehouse, once or in a shell. */
public final class QueryCommand implements Command {
  private static final String PARQUET = "parquet";
  private static final String TABLE = "table";

  /** The value of {@code --saved} without a name. */
  private static final String SAVED_ALONE = "list";

  @Override
  public String name() {
    return "query";
  }

  @Override
  public String summary() {
    return "Query a lake or a warehouse in SQL";
  }

  @Override
  public String usage() {
    return """
        Usage: footfall query --lake=DIR [options] ['SELECT ...' | -f FILE.sql]
               footfall query --warehouse=jdbc:postgresql://... [options] ['SELECT ...']
               footfall query --saved

        Runs SQL over a lake or a warehouse, read-only. Without a statement it starts a shell. The
        tables are %s. DuckDB, which
        is included, reads a lake; a warehouse runs its own SQL.

        Examples
          footfall query --lake=lake 'SELECT url, count(*) FROM visits GROUP BY url'
          footfall query --lake=lake --saved=top-pages --format=csv
          footfall query --report=report --saved=rejects-by-reason"""
        .formatted(
            Relation.all().stream().map(Relation::sqlName).collect(Collectors.joining(", ")));
  }

  @Override
  public Class<QueryOptions> options() {
    return QueryOptions.class;
  }

  @Override
  public Libraries libraries() {
    return Libraries.INSIGHT;
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    QueryOptions options = arguments.options(QueryOptions.class);
    Problems problems = arguments.problems();
    List<String> operands = arguments.operands();
    if (SAVED_ALONE.equals(options.getSaved()) && operands.isEmpty()) {
      problems.throwIfAny();
      listSaved(out);
      return 0;
    }
    QuerySource source = Sources.of("query", arguments, options);
    String format = format(options, problems);
    @Nullable String statement = statement(operands, options, problems);
    problems.throwIfAny();
    try (QueryDatabase database = open(source)) {
      if (statement == null) {
        return QueryShell.run(database, Sources.name(source), format, out);
      }
      ask(database, statement, format, options, out);
      return 0;
    } catch (QueryFailedException e) {
      throw refusal(e);
    } catch (IOException e) {
      throw new FootfallException(Kind.IO, FootfallException.reason(e), e);
    }
  }

  /** Refuses a lake without a sealed batch, in which every result would be empty. */
  private static QueryDatabase open(QuerySource source) throws IOException {
    String lake = source.lake();
    if (lake != null && source.reports().isEmpty()) {
      LakeCoverage coverage = LakeCoverage.of(lake);
      if (coverage.batches() == 0) {
        throw new FootfallException(Kind.NO_INPUT, coverage.whyEmpty(source));
      }
    }
    return QueryDatabase.open(source);
  }

  private static FootfallException refusal(QueryFailedException e) {
    Kind kind = e.reason() == QueryFailedException.Reason.DATABASE ? Kind.IO : Kind.USAGE;
    return new FootfallException(
        kind, TerminalText.printableLines(String.valueOf(e.getMessage())), e);
  }

  private static @Nullable String statement(
      List<String> operands, QueryOptions options, Problems problems) {
    if (operands.size() > 1) {
      problems.add(
          "Expected one SQL statement, but found "
              + operands.size()
              + " arguments. Put the statement in quotes: '"
              + String.join(" ", operands)
              + "'");
    }
    String saved = options.getSaved();
    String file = options.getFile();
    String sql = operands.isEmpty() ? null : operands.get(0);
    if (SAVED_ALONE.equals(saved)) {
      // --saved NAME, in place of --saved=NAME.
      saved = sql;
      sql = null;
    }
    if (Stream.of(saved, file, sql).filter(Objects::nonNull).count() > 1) {
      problems.add("Give one query: a SQL argument, --file or --saved.");
    }
    if (saved != null) {
      return named(saved, problems);
    }
    if (file != null) {
      return problems.check(() -> read(file), "");
    }
    return sql;
  }

  private static String named(String name, Problems problems) {
    return SavedQuery.named(name)
        .map(SavedQuery::sql)
        .orElseGet(
            () -> {
              List<String> names = SavedQuery.all().stream().map(SavedQuery::name).toList();
              problems.add(
                  "Unknown saved query '"
                      + name
                      + "'. "
                      + NearestName.of(name, names).map(n -> "Did you mean " + n + "? ").orElse("")
                      + "Run 'footfall query --saved' to list them.");
              return "";
            });
  }

  private static String read(String file) {
    try {
      return file.equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new FootfallException(
          Kind.NO_INPUT, "Cannot read --file=" + file + ": " + FootfallException.reason(e), e);
    }
  }

  private static String format(QueryOptions options, Problems problems) {
    String format = options.getFormat().toLowerCase(Locale.ROOT);
    // The default of ReadingOptions, which declare the option too.
    if (format.equals("auto")) {
      return TABLE;
    }
    List<String> all = formats();
    if (!all.contains(format)) {
      problems.add(
          "Unknown format '"
              + options.getFormat()
              + "'. Choose "
              + String.join(", ", all.subList(0, all.size() - 1))
              + " or "
              + all.get(all.size() - 1)
              + ".");
    }
    if (format.equals(PARQUET) && options.getOutput() == null) {
      problems.add("--format=parquet writes a file. Set --output=FILE.");
    }
    return format;
  }

  /** Returns the names of all formats, as options have them. */
  static List<String> formats() {
    List<String> formats = new ArrayList<>(List.of(TABLE));
    Arrays.stream(ResultFormat.values()).map(ResultFormat::optionValue).forEach(formats::add);
    formats.add(PARQUET);
    return formats;
  }

  private static void ask(
      QueryDatabase database, String sql, String format, QueryOptions options, PrintStream out)
      throws QueryFailedException, IOException {
    String output = options.getOutput();
    if (output == null) {
      print(database, sql, format, out, new Cancellation());
      return;
    }
    Path file = Path.of(output).toAbsolutePath();
    if (Files.exists(file) && !options.getOverwrite()) {
      throw FootfallException.usage(output + " exists already. Replace it with --overwrite.");
    }
    Path folder = file.getParent();
    if (folder == null) {
      throw FootfallException.usage(output + " is not a file.");
    }
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, ".", ".part");
    try {
      if (format.equals(PARQUET)) {
        try (ParquetResult parquet = new ParquetResult(part)) {
          database.select(sql, parquet, new Cancellation());
        }
      } else {
        try (Writer writer = Files.newBufferedWriter(part)) {
          write(database, sql, format, writer, new Cancellation());
        }
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    out.println("result in " + TerminalText.near(file.toString()));
  }

  /** Runs a statement, and prints the result. */
  static void print(
      QueryDatabase database, String sql, String format, PrintStream out, Cancellation cancellation)
      throws QueryFailedException, IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    try {
      write(database, sql, format, writer, cancellation);
    } finally {
      writer.flush();
    }
  }

  private static void write(
      QueryDatabase database, String sql, String format, Writer to, Cancellation cancellation)
      throws QueryFailedException, IOException {
    Optional<ResultFormat> known =
        Arrays.stream(ResultFormat.values())
            .filter(f -> f.optionValue().equals(format))
            .findFirst();
    RowSink sink = known.map(f -> f.to(to)).orElseGet(() -> new TableResult(to));
    database.select(sql, sink, cancellation);
  }

  /** Prints the saved queries. */
  static void listSaved(PrintStream out) {
    int width = SavedQuery.all().stream().mapToInt(q -> q.name().length()).max().orElse(0);
    for (SavedQuery query : SavedQuery.all()) {
      out.printf("  %-" + width + "s  %s%n", query.name(), query.question());
    }
    out.println();
    out.println("Run one with footfall query --lake=DIR --saved=NAME.");
  }

  /** Describes a saved query: the question, the columns, the SQL. */
  static String described(SavedQuery query) {
    int width = query.columns().stream().mapToInt(c -> c.name().length()).max().orElse(0);
    return query.question()
        + "\n\n"
        + query.columns().stream()
            .map(c -> String.format("  %-" + width + "s  %s", c.name(), c.meaning()))
            .collect(Collectors.joining("\n"))
        + "\n\n"
        + query.sql();
  }
}
