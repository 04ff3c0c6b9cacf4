package io.footfall.pipelines.query;

import io.footfall.pipelines.query.SqlStatement.Word;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Relations that a statement brings along, as common table expressions: for a database that has no
 * views of a connection's own.
 *
 * @param selects how each is made, by its name
 */
record CommonTables(Map<String, String> selects) {
  CommonTables {
    selects = Map.copyOf(selects);
  }

  /**
   * A statement with what it brings along.
   *
   * @param sql what is sent
   * @param at where something was put in
   * @param length of what was put in
   */
  record Sent(String sql, int at, int length) {
    /**
     * Where a place in what is sent is in the statement as it was; negative if it is in neither.
     */
    int original(int position) {
      return position < at ? position : position < at + length ? -1 : position - length;
    }
  }

  /** A statement that brings along what it names of these. What is no question stays as it is. */
  Sent with(String sql) {
    List<String> named =
        selects.entrySet().stream()
            .filter(e -> names(sql, e.getKey()))
            .sorted(Map.Entry.comparingByKey())
            .map(e -> '"' + e.getKey() + "\" AS (" + e.getValue() + ")")
            .toList();
    int from = 0;
    Word word = SqlStatement.word(sql, 0);
    if (word.is("EXPLAIN")) {
      Word next = SqlStatement.word(sql, word.end());
      from = next.is("VERBOSE") ? next.end() : word.end();
      word = SqlStatement.word(sql, from);
    }
    if (named.isEmpty() || !(word.is("SELECT") || word.is("WITH"))) {
      return new Sent(sql, 0, 0);
    }
    String tables = named.stream().collect(Collectors.joining(", "));
    // What stands in parentheses is only a part of the question.
    if (word.is("SELECT") || sql.substring(from, word.start()).contains("(")) {
      return put(sql, from, " WITH " + tables + " ");
    }
    Word next = SqlStatement.word(sql, word.end());
    return put(sql, next.is("RECURSIVE") ? next.end() : word.end(), " " + tables + ",");
  }

  private static boolean names(String sql, String relation) {
    return Pattern.compile("\\b" + Pattern.quote(relation) + "\\b", Pattern.CASE_INSENSITIVE)
        .matcher(sql)
        .find();
  }

  private static Sent put(String sql, int at, String text) {
    return new Sent(sql.substring(0, at) + text + sql.substring(at), at, text.length());
  }
}
