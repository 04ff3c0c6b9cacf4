package io.footfall.pipelines.query;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The files that a statement names in place of tables, as in {@code FROM 'visits.csv'}.
 *
 * @param sql the statement
 */
record QuotedFiles(String sql) {
  /** The alias of a table, and the comma before the next table. */
  private static final String ALIAS_AND_COMMA = "(?:\\s+(?:AS\\s+)?\\w+)?\\s*,\\s*";

  /**
   * Matches a file after FROM or JOIN, perhaps with other tables in between, or after another file.
   * A literal before a cast is a value, as in {@code extract(year FROM '2024-03-01'::DATE)}.
   */
  private static final Pattern FILE =
      Pattern.compile(
          "(\\b(?:FROM|JOIN)(?:\\s+|\\s*\\(\\s*|(?<=\\w)(?='))(?:[\\w.]+"
              + ALIAS_AND_COMMA
              + ")*|\\G"
              + ALIAS_AND_COMMA
              + ")'([^']+)'(?!\\s*::)",
          Pattern.CASE_INSENSITIVE);

  /** Returns the files, each once, in order. */
  List<String> names() {
    return matches().stream().map(this::name).distinct().toList();
  }

  /** Masks the contents of literals and comments, which name no files. */
  private List<MatchResult> matches() {
    return FILE.matcher(SqlStatement.masked(sql)).results().toList();
  }

  private String name(MatchResult file) {
    return sql.substring(file.start(2), file.end(2)).replace("''", "'");
  }

  /**
   * Returns the statement with other tables in place of the files.
   *
   * @param table returns the SQL of a table for a file
   */
  String with(UnaryOperator<String> table) {
    StringBuilder changed = new StringBuilder();
    int from = 0;
    for (MatchResult file : matches()) {
      changed.append(sql, from, file.end(1)).append(' ').append(table.apply(name(file)));
      from = file.end();
    }
    return changed.append(sql, from, sql.length()).toString();
  }
}
