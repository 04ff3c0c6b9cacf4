package io.footfall.pipelines.query;

import io.footfall.pipelines.query.SqlStatement.Word;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Relations that are added to a statement as common table expressions, for databases without
 * temporary views.
 *
 * @param relations the SQL of each relation, by name
 */
record CommonTables(Map<String, String> relations) {
  CommonTables {
    relations = Map.copyOf(relations);
  }

  /**
   * A statement with the added expressions.
   *
   * @param sql the SQL to send
   * @param at index of the insertion
   * @param length length of the insertion
   */
  record Sent(String sql, int at, int length) {
    /**
     * Maps a position in the sent SQL to the original statement. Returns a negative number for
     * positions inside the insertion.
     */
    int original(int position) {
      return position < at ? position : position < at + length ? -1 : position - length;
    }
  }

  /** Adds the relations that a statement names. Returns other statements unchanged. */
  Sent with(String sql) {
    List<String> named =
        relations.entrySet().stream()
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
    // A parenthesis comes first, so the word belongs to a part of the query.
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
