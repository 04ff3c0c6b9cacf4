package io.footfall.pipelines.query;

import java.util.Set;
import java.util.regex.Matcher;
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

  /** The verbs that may follow common table expressions; the group is there if it changes data. */
  private static final Pattern AFTER_WITH =
      Pattern.compile(
          "\\b(?:SELECT|FROM|PIVOT|UNPIVOT|VALUES|TABLE"
              + "|((?:INSERT|MERGE)\\s+(?:OR\\s+\\w+\\s+)?INTO|DELETE\\s+FROM|UPDATE(?!\\s+AS\\b)))\\b",
          Pattern.CASE_INSENSITIVE);

  private ReadOnlySql() {}

  /** Returns whether a statement changes data, judged by its verb. */
  static boolean changesData(String sql) {
    String masked = SqlStatement.masked(sql);
    String flat = masked;
    do {
      masked = flat;
      flat = INNERMOST_PARENTHESES.matcher(masked).replaceAll(" ");
    } while (!flat.equals(masked));
    String statement = statement(flat);
    String verb = SqlStatement.firstWord(statement);
    if (verb.equals("WITH")) {
      Matcher next = AFTER_WITH.matcher(statement);
      return next.find() && next.group(1) != null;
    }
    return CHANGING.contains(verb) || COPY_FROM.matcher(flat.strip()).matches();
  }

  /** Returns what follows EXPLAIN. */
  private static String statement(String sql) {
    SqlStatement.Word word = SqlStatement.word(sql, 0);
    while (word.is("EXPLAIN") || word.is("ANALYZE")) {
      word = SqlStatement.word(sql, word.end());
    }
    return sql.substring(word.start());
  }
}
