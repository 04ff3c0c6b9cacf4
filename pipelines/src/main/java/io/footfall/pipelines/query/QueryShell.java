package io.footfall.pipelines.query;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.console.TableStyle;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.console.TextTable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The shell of {@code query}: statements that end with a semicolon, and commands that begin with a
 * dot. The history is kept in the user's state directory ({@code XDG_STATE_HOME}).
 */
final class QueryShell {
  private static final String PROMPT = "footfall> ";
  private static final String CONTINUED = "     ...> ";
  private static final List<String> COMMANDS =
      List.of(".help", ".tables", ".saved", ".show", ".mode", ".columns", ".refresh", ".quit");
  private static final List<String> MODES =
      List.of("box", "plain", "csv", "spreadsheet", "json", "markdown");
  private static final List<String> WORDS =
      List.of(
          "SELECT",
          "FROM",
          "WHERE",
          "GROUP BY",
          "ORDER BY",
          "HAVING",
          "LIMIT",
          "JOIN",
          "LEFT JOIN",
          "ON",
          "USING",
          "AS",
          "AND",
          "OR",
          "NOT",
          "IN",
          "LIKE",
          "BETWEEN",
          "IS NULL",
          "DISTINCT",
          "WITH",
          "UNION ALL",
          "CASE WHEN",
          "THEN",
          "ELSE",
          "END",
          "CAST(",
          "count(*)",
          "sum(",
          "min(",
          "max(",
          "avg(",
          "DESC");

  private final QueryDatabase database;
  private final Set<String> relations;
  private final PrintStream out;
  private String format;
  private TableStyle tableStyle;

  private QueryShell(QueryDatabase database, String format, TableStyle tableStyle, PrintStream out)
      throws SQLException {
    this.database = database;
    this.format = format;
    this.tableStyle = tableStyle;
    this.out = out;
    relations = database.relations();
  }

  /**
   * Runs statements and commands until the input ends.
   *
   * @param name the source, for the greeting
   * @return the exit status: 0, unless the input is not a terminal and a statement failed
   */
  static int run(
      QueryDatabase database, String name, String format, TableStyle tableStyle, PrintStream out)
      throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().dumb(true).build()) {
      return run(database, name, format, tableStyle, out, terminal, history());
    }
  }

  /** Runs the shell on a terminal. */
  static int run(
      QueryDatabase database,
      String name,
      String format,
      TableStyle tableStyle,
      PrintStream out,
      Terminal terminal,
      Path history)
      throws IOException {
    try {
      return new QueryShell(database, format, tableStyle, out).converse(terminal, name, history);
    } catch (SQLException e) {
      throw new FootfallException(Kind.IO, String.valueOf(e.getMessage()), e);
    }
  }

  private int converse(Terminal terminal, String name, Path history) throws IOException {
    boolean isPerson = !terminal.getType().startsWith(Terminal.TYPE_DUMB);
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .parser(new Statements())
            .completer((line, parsed, candidates) -> complete(parsed, candidates))
            .variable(LineReader.HISTORY_FILE, history)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, CONTINUED)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
    if (isPerson) {
      out.printf("Connected to %s: %s%n", name, String.join(", ", relations));
      out.println("End SQL with a semicolon. Enter .help for help.");
    }
    int status = 0;
    while (true) {
      String line;
      try {
        line = reader.readLine(isPerson ? PROMPT : null);
      } catch (UserInterruptException e) {
        continue;
      } catch (EndOfFileException e) {
        // A script may end without a semicolon.
        String rest = e.getPartialLine();
        return isPerson || rest == null || rest.isBlank() || answer(rest.strip(), terminal)
            ? status
            : Kind.USAGE.exitStatus();
      }
      String text = line.strip();
      if (text.equals(".quit") || text.equals(".exit")) {
        return status;
      }
      if (!text.isEmpty() && !answer(text, terminal) && !isPerson) {
        status = Kind.USAGE.exitStatus();
      }
    }
  }

  /** Returns the history file, in the user's state directory. */
  private static Path history() {
    @Nullable String state = System.getenv("XDG_STATE_HOME");
    Path folder =
        state == null || state.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(state);
    return folder.resolve("footfall").resolve("query-history");
  }

  /** Runs a statement or a command, and returns whether it succeeded. */
  private boolean answer(String text, Terminal terminal) throws IOException {
    if (text.startsWith(".")) {
      return command(text);
    }
    if (SqlStatement.isBlank(text)) {
      return true;
    }
    Cancellation cancellation = new Cancellation();
    Terminal.SignalHandler before =
        terminal.handle(Terminal.Signal.INT, signal -> cancellation.cancel());
    try {
      QueryCommand.print(database, text, format, tableStyle, out, cancellation);
      return true;
    } catch (QueryFailedException e) {
      return failed(e);
    } finally {
      terminal.handle(Terminal.Signal.INT, before);
      out.flush();
    }
  }

  private boolean failed(QueryFailedException e) {
    out.println(
        tableStyle.style().error(TerminalText.printableLines(String.valueOf(e.getMessage()))));
    return false;
  }

  private boolean command(String text) throws IOException {
    String[] words = text.split("\\s+", 2);
    String argument = words.length > 1 ? words[1].replace(";", "").strip() : "";
    switch (words[0]) {
      case ".help" ->
          out.println(
              """
                SELECT ...;      run a query of one or more lines; Ctrl-C cancels it
                .tables          list tables and columns
                .saved           list saved queries
                .saved NAME      run a saved query
                .show NAME       show its SQL
                .mode MODE       box, plain, csv, spreadsheet, json or markdown
                .columns all     show every column; .columns fit shows those that fit
                .refresh         read new batches of a lake
                .quit            quit, as Ctrl-D does""");
      case ".tables" -> tables();
      case ".saved" -> {
        if (argument.isEmpty()) {
          QueryCommand.listSaved(out);
          return true;
        }
        return saved(argument);
      }
      case ".show" -> {
        Optional<SavedQuery> query = SavedQuery.named(argument);
        out.println(
            query.map(QueryCommand::described).orElse("Unknown saved query '" + argument + "'."));
        return query.isPresent();
      }
      case ".mode", ".format" -> {
        return mode(argument.toLowerCase(Locale.ROOT));
      }
      case ".columns" -> {
        if (!argument.equals("all") && !argument.equals("fit")) {
          out.println("Choose all or fit.");
          return false;
        }
        TableStyle usual = TableStyle.ofOutput().withBorders(tableStyle.hasBorders());
        tableStyle = argument.equals("all") ? tableStyle.withAllColumns() : usual;
      }
      case ".refresh" -> out.println(database.refresh() ? "New data." : "No new data.");
      default -> {
        out.println("Unknown command " + words[0] + ". Enter .help to list the commands.");
        return false;
      }
    }
    return true;
  }

  /** Sets the format of results. A table is drawn as a box or as plain text. */
  private boolean mode(String wanted) {
    if (!MODES.contains(wanted) && !wanted.equals("table")) {
      out.println("Choose " + String.join(", ", MODES) + ". The current format is " + format + ".");
      return false;
    }
    boolean isTable = List.of("box", "plain", "table").contains(wanted);
    format = isTable ? "table" : wanted;
    if (isTable && !wanted.equals("table")) {
      tableStyle = tableStyle.withBorders(wanted.equals("box"));
    }
    return true;
  }

  private boolean saved(String name) throws IOException {
    Optional<SavedQuery> query = SavedQuery.named(name);
    if (query.isEmpty()) {
      out.println("Unknown saved query '" + name + "'. Enter .saved for a list.");
      return false;
    }
    out.println(query.get().question());
    out.println();
    try {
      QueryCommand.print(database, query.get().sql(), format, tableStyle, out, new Cancellation());
      return true;
    } catch (QueryFailedException e) {
      return failed(e);
    }
  }

  private void tables() {
    TextTable tables = TextTable.list();
    for (Relation relation : Relation.all()) {
      if (relations.contains(relation.sqlName())) {
        tables.add(
            List.of(
                relation.sqlName(),
                relation.about() + ": " + String.join(", ", relation.columnNames())));
      }
    }
    tables.print(TableStyle.PLAIN, out);
  }

  /** Completes names of tables and columns first, then SQL keywords. */
  private void complete(ParsedLine parsed, List<Candidate> candidates) {
    String line = parsed.line().stripLeading();
    if (line.startsWith(".")) {
      Stream<String> choices =
          parsed.wordIndex() == 0
              ? COMMANDS.stream()
              : line.startsWith(".saved") || line.startsWith(".show")
                  ? SavedQuery.all().stream().map(SavedQuery::name)
                  : line.startsWith(".mode") ? MODES.stream() : Stream.of();
      choices.map(Candidate::new).forEach(candidates::add);
      return;
    }
    List<String> names = new ArrayList<>();
    for (Relation relation : Relation.all()) {
      if (relations.contains(relation.sqlName())) {
        names.add(relation.sqlName());
        relation.columns().stream()
            .map(Relation.Column::quoted)
            .filter(column -> !names.contains(column))
            .forEach(names::add);
      }
    }
    names.forEach(n -> candidates.add(new Candidate(n, n, null, null, null, null, true)));
    boolean isLower = !parsed.word().isEmpty() && Character.isLowerCase(parsed.word().charAt(0));
    for (String word : WORDS) {
      String cased = isLower ? word.toLowerCase(Locale.ROOT) : word;
      candidates.add(new Candidate(cased, cased, null, null, null, null, !word.endsWith("(")));
    }
  }

  /** A statement ends at its semicolon, a command at the end of its line. */
  private static final class Statements extends DefaultParser {
    Statements() {
      setEscapeChars(null);
      setQuoteChars(new char[0]);
    }

    /** Treats parentheses as delimiters, so that names after them are completed. */
    @Override
    public boolean isDelimiterChar(CharSequence buffer, int pos) {
      char c = buffer.charAt(pos);
      return Character.isWhitespace(c) || "(),=<>+*/|;".indexOf(c) >= 0;
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
      String text = line.strip();
      if (context == Parser.ParseContext.ACCEPT_LINE
          && !text.isEmpty()
          && !text.startsWith(".")
          && !SqlStatement.isComplete(text)
          && !SqlStatement.isBlank(text)) {
        throw new EOFError(-1, -1, "the statement has no end yet");
      }
      return super.parse(line, cursor, context);
    }
  }
}
