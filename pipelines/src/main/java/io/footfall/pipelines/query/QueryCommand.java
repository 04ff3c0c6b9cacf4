package io.footfall.pipelines.query;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.filelake.FileLake;
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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The command {@code query}: runs SQL over a lake or a warehouse, once or in a shell. */
public final class QueryCommand implements Command {
  private static final String PARQUET = "parquet";
  private static final String TABLE = "table";
  private static final String ALL_COLUMNS = "all";

  /** The options that mean the result rather than the files. */
  private static final Set<String> OWN = Set.of("format");

  private static final Pattern COPY =
      Pattern.compile("\\bTO\\s+'((?:[^']|'')+)'", Pattern.CASE_INSENSITIVE);

  /** The value of {@code --saved} without a name. */
  private static final String SAVED_ALONE = "list";

  @Override
  public String name() {
    return "query";
  }

  @Override
  public String summary() {
    return "Query files, a lake or a warehouse in SQL";
  }

  @Override
  public String usage() {
    return """
        Usage: footfall query "SELECT ... FROM 'FILE'" [options]
               footfall query --lake=DIR [options] ['SELECT ...' | -f FILE.sql]
               footfall query --warehouse=jdbc:postgresql://... [options] ['SELECT ...']
               footfall query --saved

        Runs SQL over a lake or a warehouse, read-only. Without a statement it starts a shell. The
        tables are %s. DuckDB, which
        is included, reads a lake; a warehouse runs its own SQL.

        Without a lake, SQL names files, which are read like those of a run.

        Examples
          footfall query "SELECT url, count(*) FROM 'visits.csv' GROUP BY url"
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
    String format = format(options, problems);
    @Nullable String statement = statement(operands, options, problems);
    QuotedFiles quoted = new QuotedFiles(statement == null ? "" : statement);
    if (!hasSource(options) && (options.getInput() != null || !quoted.names().isEmpty())) {
      problems.throwIfAny();
      arguments.openFileSystems(options);
      try (FileLake files =
          FileLake.of(options.getInput(), quoted.names(), fileValues(arguments), OWN)) {
        warn(files);
        QuerySource source =
            Sources.withDays(
                QuerySource.of(files.lake(), files.reports(), List.of()), arguments, options);
        String sql = statement == null ? null : quoted.with(files::table);
        return run(source, String.join(", ", files.names()), sql, format, options, out);
      }
    }
    QuerySource source = Sources.of("query", arguments, options);
    return run(source, Sources.name(source), statement, format, options, out);
  }

  private static boolean hasSource(QueryOptions options) {
    return options.getLake() != null
        || options.getWarehouse() != null
        || options.getReport() != null
        || options.getRejects() != null;
  }

  /** Returns the options for reading files. */
  private static Map<String, String> fileValues(Arguments arguments) {
    Map<String, String> values = new TreeMap<>(arguments.values());
    values.remove("columns", ALL_COLUMNS);
    return values;
  }

  private static void warn(FileLake files) {
    if (files.rejected() > 0) {
      System.err.printf(
          Locale.ROOT,
          "footfall: warning: %,d of %,d records were rejected. The table rejects has them.%n",
          files.rejected(),
          files.read());
    }
  }

  private static int run(
      QuerySource source,
      String name,
      @Nullable String statement,
      String format,
      QueryOptions options,
      PrintStream out) {
    TableLook look = TableLook.ofOutput();
    if (ALL_COLUMNS.equals(options.getColumns())) {
      look = look.withAllColumns();
    }
    try (QueryDatabase database = open(source)) {
      if (statement == null) {
        return QueryShell.run(database, name, format, look, out);
      }
      ask(database, statement, format, look, options, out);
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
      QueryDatabase database,
      String sql,
      String format,
      TableLook look,
      QueryOptions options,
      PrintStream out)
      throws QueryFailedException, IOException {
    String output = options.getOutput();
    if (output == null) {
      print(database, sql, format, look, out, new Cancellation());
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
          write(database, sql, format, TableLook.PLAIN, writer, new Cancellation());
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
      QueryDatabase database,
      String sql,
      String format,
      TableLook look,
      PrintStream out,
      Cancellation cancellation)
      throws QueryFailedException, IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    try {
      write(database, sql, format, look, writer, cancellation);
    } finally {
      writer.flush();
    }
  }

  private static void write(
      QueryDatabase database,
      String sql,
      String format,
      TableLook look,
      Writer to,
      Cancellation cancellation)
      throws QueryFailedException, IOException {
    Optional<ResultFormat> known =
        Arrays.stream(ResultFormat.values())
            .filter(f -> f.optionValue().equals(format))
            .findFirst();
    RowSink sink = known.map(f -> f.to(to)).orElseGet(() -> new TableResult(to, look, copied(sql)));
    database.select(sql, sink, cancellation);
  }

  /** Returns the file that a {@code COPY} writes; empty for other statements. */
  private static String copied(String sql) {
    Matcher file = COPY.matcher(sql);
    return SqlStatement.firstWord(sql).equals("COPY") && file.find()
        ? file.group(1).replace("''", "'")
        : "";
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
