package io.footfall.pipelines.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds statements of DuckDB that change data. DuckDB's own message is only that a view is not a
 * table; other statements would succeed, and change a database that ends with the process.
 */
final class ReadOnlySql {
  /** The message for a statement that changes data. */
  static final String REFUSAL =
      "Queries are read-only. Use SELECT, WITH, VALUES, DESCRIBE or COPY (SELECT ...) TO 'FILE'.";

  private static final Set<String> CHANGING =
      Set.of(
          "ALTER",
          "ATTACH",
          "CREATE",
          "DELETE",
          "DETACH",
          "DROP",
          "EXPORT",
          "IMPORT",
          "INSERT",
          "MERGE",
          "TRUNCATE",
          "UPDATE");

  private static final Pattern INNERMOST_PARENTHESES = Pattern.compile("\\([^()]*\\)");

  /** A copy from a file into a table. The copy of a table or a query is a file, and allowed. */
  private static final Pattern COPY_FROM =
      Pattern.compile("COPY\\b.*\\bFROM\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private ReadOnlySql() {}

  /** Returns whether a statement changes data, judged by its first words. */
  static boolean changesData(String sql) {
    String masked = SqlStatement.masked(sql);
    String flat = masked;
    do {
      masked = flat;
      flat = INNERMOST_PARENTHESES.matcher(masked).replaceAll(" ");
    } while (!flat.equals(masked));
    return CHANGING.contains(verb(flat)) || COPY_FROM.matcher(flat.strip()).matches();
  }

  /**
   * Returns whether a statement changes data, also after a common table expression.
   *
   * @param connection a connection to a DuckDB, which parses the statement
   */
  static boolean changesData(String sql, Connection connection) throws SQLException {
    if (changesData(sql)) {
      return true;
    }
    if (!SqlStatement.firstWord(sql).equals("WITH")) {
      return false;
    }
    try (PreparedStatement parse =
        connection.prepareStatement(
            "SELECT json_serialize_sql(CAST(? AS VARCHAR))->>'error_message'")) {
      parse.setString(1, sql);
      try (ResultSet error = parse.executeQuery()) {
        return error.next() && String.valueOf(error.getString(1)).startsWith("Only SELECT");
      }
    }
  }

  /** Returns the first word after EXPLAIN, in upper case. */
  private static String verb(String sql) {
    SqlStatement.Word word = SqlStatement.word(sql, 0);
    while (word.is("EXPLAIN") || word.is("ANALYZE")) {
      word = SqlStatement.word(sql, word.end());
    }
    return SqlStatement.firstWord(sql.substring(word.start()));
  }
}
