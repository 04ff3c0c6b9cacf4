package io.footfall.pipelines.query;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.OutputFiles;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.console.TableStyle;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.console.TextTable;
import io.footfall.pipelines.filelake.FileLake;
import io.footfall.pipelines.options.Arguments;
import io.footfall.records.Excerpt;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command {@code query}: runs SQL over a lake or a warehouse, once or in a shell. */
public final class QueryCommand implements Command {
  private static final int LONGEST_STATEMENT = 500;

  /** The line of the statement that DuckDB quotes below its error message. */
  private static final Pattern EXCERPT = Pattern.compile("(?s)\\n+LINE \\d+: .*");

  private static final Pattern COPY =
      Pattern.compile("\\bTO\\s+'((?:[^']|'')+)'", Pattern.CASE_INSENSITIVE);

  @Override
  public About about() {
    return About.of("query", "Query files, a lake or a warehouse with SQL", QueryOptions.class)
        .withLibraries(Libraries.INSIGHT);
  }

  @Override
  public String usage() {
    return """
        Usage: footfall query "SELECT ... FROM 'FILE'" [options]
               footfall query --lake=DIR [options] ['SELECT ...' | -f FILE.sql]
               footfall query --report=DIRS [options] ['SELECT ...' | -f FILE.sql]
               footfall query --warehouse=jdbc:postgresql://... [options] ['SELECT ...' | -f FILE.sql]
               footfall query --saved[=NAME]

        Run one read-only SQL statement over files, a lake, reports or a warehouse. Without a
        statement, start a shell. A warehouse runs the SQL of its database; everything else is queried
        with DuckDB, which is included. The tables are
        %s.

        Name files in the SQL or with --input. They are parsed and validated as 'footfall visits' and
        'footfall purchases' do. The options under "Format of the input" apply only to files.

        Examples
          footfall query "SELECT url, count(*) FROM 'visits.csv' GROUP BY url"
          footfall query --lake=lake 'SELECT url, count(*) FROM visits GROUP BY url'
          footfall query --lake=lake --saved=top-pages --format=csv
          footfall query --report=report --saved=rejects-by-reason"""
        .formatted(
            Relation.all().stream().map(Relation::sqlName).collect(Collectors.joining(", ")));
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    Optional<QuerySettings> wanted = QuerySettings.of(arguments);
    if (wanted.isEmpty()) {
      listSaved(out);
      return 0;
    }
    QuerySettings settings = wanted.get();
    if (settings.files().isEmpty()) {
      return run(settings.source(), settings.statement(), settings, out);
    }
    try (FileLake files = FileLake.of(settings.files().get())) {
      files.warnOfRejects("The table rejects has them.");
      return run(
          settings
              .source()
              .withFiles(String.join(", ", files.names()), files.lake(), files.reports()),
          settings.statement().map(sql -> new QuotedFiles(sql).with(files::table)),
          settings,
          out);
    }
  }

  private static int run(
      QuerySource source, Optional<String> statement, QuerySettings settings, PrintStream out) {
    TableStyle tableStyle = TableStyle.ofOutput();
    if (settings.hasAllColumns()) {
      tableStyle = tableStyle.withAllColumns();
    }
    try (QueryDatabase database = open(source)) {
      if (statement.isEmpty()) {
        return QueryShell.run(database, source.label(), settings.format(), tableStyle, out);
      }
      answer(database, statement.get(), tableStyle, settings, out);
      return 0;
    } catch (QueryFailedException e) {
      throw refusal(e, settings.statement(), statement);
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

  /** Explains a failure with the statement as typed, which can differ from the one that was run. */
  private static FootfallException refusal(
      QueryFailedException e, Optional<String> typed, Optional<String> executed) {
    Kind kind = e.reason().isOfDatabase() ? Kind.IO : Kind.USAGE;
    String message = String.valueOf(e.getMessage());
    boolean showsTyped = typed.equals(executed) && EXCERPT.matcher(message).find();
    if (e.reason() == QueryFailedException.Reason.WRONG
        && typed.filter(sql -> !sql.isBlank()).isPresent()
        && !showsTyped) {
      message =
          EXCERPT.matcher(message).replaceFirst("")
              + "\n\nStatement: "
              + Excerpt.of(typed.get().strip(), LONGEST_STATEMENT);
    }
    return new FootfallException(kind, TerminalText.printableLines(message), e);
  }

  private static void answer(
      QueryDatabase database,
      String sql,
      TableStyle tableStyle,
      QuerySettings settings,
      PrintStream out)
      throws QueryFailedException, IOException {
    String format = settings.format();
    if (settings.output().isEmpty()) {
      print(database, sql, format, tableStyle, out, new Cancellation());
      return;
    }
    String output = settings.output().get();
    Path file = Path.of(output).toAbsolutePath();
    if (Files.exists(file) && !settings.overwrite()) {
      throw FootfallException.usage(output + " already exists. Replace it with --overwrite.");
    }
    Path folder = file.getParent();
    if (folder == null) {
      throw FootfallException.usage(output + " is not a file.");
    }
    Files.createDirectories(folder);
    while (!hasWritten(database, sql, format, file, folder)) {
      // Another process has replaced files of the lake in the meantime, so the query runs again.
    }
    out.println("result in " + TerminalText.near(file.toString()));
  }

  /**
   * Writes a result completely or not at all.
   *
   * @return false if another process replaced files of the lake in the meantime
   */
  private static boolean hasWritten(
      QueryDatabase database, String sql, String format, Path file, Path folder)
      throws QueryFailedException, IOException {
    Path part = Files.createTempFile(folder, ".", ".part");
    try {
      if (format.equals(QuerySettings.PARQUET)) {
        try (ParquetResult parquet = new ParquetResult(part)) {
          database.select(sql, parquet, new Cancellation());
        }
      } else {
        try (Writer writer =
            new OutputStreamWriter(OutputFiles.create(part.toString()), StandardCharsets.UTF_8)) {
          write(database, sql, format, TableStyle.PLAIN, writer, new Cancellation());
        }
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (QueryFailedException e) {
      if (e.reason() == QueryFailedException.Reason.REPLACED) {
        return false;
      }
      throw e;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Runs a statement, and prints the result. */
  static void print(
      QueryDatabase database,
      String sql,
      String format,
      TableStyle tableStyle,
      PrintStream out,
      Cancellation cancellation)
      throws QueryFailedException, IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    try {
      write(database, sql, format, tableStyle, writer, cancellation);
    } finally {
      writer.flush();
    }
  }

  private static void write(
      QueryDatabase database,
      String sql,
      String format,
      TableStyle tableStyle,
      Writer to,
      Cancellation cancellation)
      throws QueryFailedException, IOException {
    Optional<ResultFormat> known =
        Arrays.stream(ResultFormat.values())
            .filter(f -> f.optionValue().equals(format))
            .findFirst();
    RowSink sink =
        known.map(f -> f.to(to)).orElseGet(() -> new TableResult(to, tableStyle, copied(sql)));
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
    TextTable queries = TextTable.list();
    SavedQuery.all().forEach(query -> queries.add(List.of(query.name(), query.question())));
    queries.print(TableStyle.PLAIN, out);
    out.println();
    out.println("Run one with footfall query --lake=DIR --saved=NAME.");
  }

  /** Describes a saved query: the question, the columns, the SQL. */
  static String described(SavedQuery query) {
    TextTable columns = TextTable.list();
    query.columns().forEach(column -> columns.add(List.of(column.name(), column.meaning())));
    return query.question()
        + "\n\n"
        + String.join("\n", columns.lines(TableStyle.PLAIN))
        + "\n\n"
        + query.sql();
  }
}
