package io.footfall.pipelines.query;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final List<String> NAMES =
      List.of(
          "top-pages",
          "time-on-page",
          "sessions",
          "bounce-rate",
          "daily-revenue",
          "revenue-by-category",
          "best-customers",
          "repeat-customers",
          "conversion",
          "pages-before-purchase",
          "rejects-by-reason");

  private static final Pattern COLUMN = Pattern.compile("-- (\\w+) {2,}(.+)");

  public SavedQuery {
    columns = List.copyOf(columns);
  }

  /** Returns all saved queries in display order. */
  public static List<SavedQuery> all() {
    return NAMES.stream().map(SavedQuery::read).toList();
  }

  /** Returns the saved query with this name, if there is one. */
  public static Optional<SavedQuery> named(String name) {
    return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
  }

  private static SavedQuery read(String name) {
    try (InputStream in = SavedQuery.class.getResourceAsStream("saved/" + name + ".sql")) {
      if (in == null) {
        throw new IllegalStateException("The saved query " + name + " has no file");
      }
      return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
