package io.footfall.pipelines;

import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.NearestName;
import io.footfall.pipelines.query.Cancellation;
import io.footfall.pipelines.query.ParquetResult;
import io.footfall.pipelines.query.QueryDatabase;
import io.footfall.pipelines.query.QueryFailedException;
import io.footfall.pipelines.query.QuerySource;
import io.footfall.pipelines.query.ResultFormat;
import io.footfall.pipelines.query.RowSink;
import io.footfall.pipelines.query.SavedQuery;
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
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The command {@code query}: asks a lake or a warehouse, once or in a shell. */
final class QueryCommand {
  private static final String PARQUET = "parquet";
  private static final String TABLE = "table";

  /** The value of {@code --saved} without a name. */
  private static final String SAVED_ALONE = "list";

  private QueryCommand() {}

  /**
   * Asks.
   *
   * @return the exit status
   */
  static int run(List<String> args, PrintStream out) {
    Arguments arguments = Arguments.parse("query", QueryOptions.class, "", args);
    QueryOptions options = arguments.options(QueryOptions.class);
    arguments.problems().throwIfAny();
    if (SAVED_ALONE.equals(options.getSaved())) {
      listSaved(out);
      return 0;
    }
    QuerySource source = Sources.of("query", arguments, options);
    String format = format(options);
    @Nullable String statement = statement(arguments.operands(), options.getSaved());
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

  /** A lake that has nothing sealed would answer everything with nothing. */
  private static QueryDatabase open(QuerySource source) throws IOException, QueryFailedException {
    QueryDatabase database = QueryDatabase.open(source);
    if (source.lake() != null
        && source.reports().isEmpty()
        && database.query("SELECT 1 FROM loads LIMIT 1").rows().isEmpty()) {
      database.close();
      throw new FootfallException(
          Kind.NO_INPUT,
          "There is no sealed batch in "
              + Console.near(source.lake())
              + ". Write one with footfall "
              + Datasets.names().get(0)
              + " --input=FILES --output=FOLDER --lake=FOLDER, or check --lake.");
    }
    return database;
  }

  private static FootfallException refusal(QueryFailedException e) {
    Kind kind = e.reason() == QueryFailedException.Reason.DATABASE ? Kind.IO : Kind.USAGE;
    return new FootfallException(
        kind, TerminalText.printableLines(String.valueOf(e.getMessage())), e);
  }

  private static @Nullable String statement(List<String> sql, @Nullable String saved) {
    if (sql.size() > 1) {
      throw ReportCommand.usage(
          "There are "
              + sql.size()
              + " arguments that are no options; put the SQL in quotes, so that it is one: '"
              + String.join(" ", sql)
              + "'");
    }
    if (saved != null && !sql.isEmpty()) {
      throw ReportCommand.usage("--saved is a query, and the SQL is another one: leave one out.");
    }
    if (saved != null) {
      return SavedQuery.named(saved)
          .map(SavedQuery::sql)
          .orElseThrow(
              () -> {
                List<String> names = SavedQuery.all().stream().map(SavedQuery::name).toList();
                return ReportCommand.usage(
                    "There is no saved query "
                        + saved
                        + NearestName.of(saved, names)
                            .map(n -> "; did you mean " + n + "?")
                            .orElse(".")
                        + " footfall query --saved lists them.");
              });
    }
    return sql.isEmpty() ? null : sql.get(0);
  }

  private static String format(QueryOptions options) {
    String format = options.getFormat().toLowerCase(Locale.ROOT);
    // What the reading commands have as their default.
    if (format.equals("auto")) {
      return TABLE;
    }
    List<String> all = formats();
    if (!all.contains(format)) {
      throw ReportCommand.usage(
          "--format=" + options.getFormat() + " is none; expected " + String.join(", ", all) + ".");
    }
    if (format.equals(PARQUET) && options.getOutput() == null) {
      throw ReportCommand.usage("--format=parquet makes a file; say which with --output=FILE.");
    }
    return format;
  }

  /** All formats, as they are said in options. */
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
      throw ReportCommand.usage(output + " is there already. Replace it with --overwrite.");
    }
    Path folder = file.getParent();
    if (folder == null) {
      throw ReportCommand.usage(output + " is no file.");
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
    out.println("answer in " + Console.near(file.toString()));
  }

  /** Asks, and prints the answer. */
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

  /** Prints which saved queries there are. */
  static void listSaved(PrintStream out) {
    int width = SavedQuery.all().stream().mapToInt(q -> q.name().length()).max().orElse(0);
    for (SavedQuery query : SavedQuery.all()) {
      out.printf("  %-" + width + "s  %s%n", query.name(), query.question());
    }
    out.println();
    out.println("footfall query --lake=FOLDER --saved=NAME asks one of them.");
  }

  /** A saved query in full: the question, the columns, the SQL. */
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
