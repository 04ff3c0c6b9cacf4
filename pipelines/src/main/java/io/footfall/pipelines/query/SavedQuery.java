package io.footfall.pipelines.query;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A saved query with SQL that DuckDB, PostgreSQL and Redshift accept. Each is a file {@code
 * saved/NAME.sql}, which starts with a comment: the question, an empty line, and the columns with
 * meaning and unit.
 *
 * @param name its name
 * @param question the question it answers
 * @param columns the columns of its result
 * @param sql the statement, without the comment
 */
public record SavedQuery(String name, String question, List<Column> columns, String sql) {
  /**
   * A column of the result.
   *
   * @param name its name
   * @param meaning its meaning and unit
   */
  public record Column(String name, String meaning) {}

  /** The names, one per line, in the order in which they are listed. */
  private static final String NAMES = "saved.txt";

  private static final String SQL = ".sql";
  private static final Pattern COLUMN = Pattern.compile("-- (\\w+) {2,}(.+)");

  public SavedQuery {
    columns = List.copyOf(columns);
  }

  /** Returns all saved queries in display order. */
  public static List<SavedQuery> all() {
    return names().map(SavedQuery::read).toList();
  }

  /** Returns the saved query with this name, if there is one. */
  public static Optional<SavedQuery> named(String name) {
    return names().filter(name::equals).findFirst().map(SavedQuery::read);
  }

  /**
   * Returns the queries of a directory, sorted by name. If a file does not start with a comment,
   * its name is the question.
   *
   * @throws FootfallException if the directory cannot be read
   */
  public static List<SavedQuery> ofDirectory(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      List<SavedQuery> queries = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(SQL)).sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        SavedQuery query =
            parse(name.substring(0, name.length() - SQL.length()), Files.readString(file));
        queries.add(
            query.question().isEmpty()
                ? new SavedQuery(query.name(), name, query.columns(), query.sql())
                : query);
      }
      return queries;
    } catch (IOException e) {
      throw new FootfallException(
          Kind.NO_INPUT,
          "Cannot read the saved queries in %s: %s. Check --queries."
              .formatted(directory, FootfallException.reason(e)),
          e);
    }
  }

  private static Stream<String> names() {
    return Resources.text(SavedQuery.class, NAMES).lines();
  }

  private static SavedQuery read(String name) {
    return parse(name, Resources.text(SavedQuery.class, "saved/" + name + ".sql"));
  }

  private static SavedQuery parse(String name, String text) {
    StringBuilder question = new StringBuilder();
    List<Column> columns = new ArrayList<>();
    StringBuilder sql = new StringBuilder();
    boolean inHeader = true;
    for (String line : text.lines().toList()) {
      inHeader = inHeader && line.startsWith("--");
      Matcher column = COLUMN.matcher(line);
      if (!inHeader) {
        sql.append(line).append('\n');
      } else if (column.matches()) {
        columns.add(new Column(column.group(1), column.group(2)));
      } else if (line.length() > 3) {
        question.append(question.isEmpty() ? "" : " ").append(line.substring(3));
      }
    }
    return new SavedQuery(name, question.toString(), columns, sql.toString());
  }
}
