package io.footfall.pipelines.insight;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Asks a database, row by row: a large answer is not held in memory. */
final class Answers {
  private static final int ROWS_AT_A_TIME = 10_000;

  private final Connection connection;
  private final Set<String> relations;

  Answers(Connection connection, Set<String> relations) {
    this.connection = connection;
    this.relations = Set.copyOf(relations);
  }

  /** Takes a row. */
  interface Row {
    /** Returns whether the next one is wanted. */
    boolean take(ResultSet row) throws SQLException;
  }

  /** Takes a row, and wants all. */
  interface EveryRow {
    void take(ResultSet row) throws SQLException;
  }

  /** Whether there is a relation of this name with at least one row. */
  boolean has(String relation) {
    return has(relation, relation);
  }

  /**
   * Whether there is a relation of this name, and a part of it has at least one row.
   *
   * @param part what stands after FROM
   */
  boolean has(String relation, String part) {
    if (!relations.contains(relation)) {
      return false;
    }
    boolean[] found = new boolean[1];
    every("SELECT 1 FROM " + part + " LIMIT 1", row -> found[0] = true);
    return found[0];
  }

  /** Whether there is a relation of this name, even if it is empty. */
  boolean knows(String relation) {
    return relations.contains(relation);
  }

  void every(String sql, EveryRow each) {
    ask(
        sql,
        row -> {
          each.take(row);
          return true;
        });
  }

  /** Asks, and takes rows until no more are wanted. */
  void ask(String sql, Row each) {
    ask(sql, List.of(), each);
  }

  /**
   * Asks, and takes rows until no more are wanted.
   *
   * @param texts what stands for the question marks
   * @throws FootfallException if the database does not answer
   */
  void ask(String sql, List<String> texts, Row each) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < texts.size(); i++) {
        statement.setString(i + 1, texts.get(i));
      }
      statement.setFetchSize(ROWS_AT_A_TIME);
      try (ResultSet rows = statement.executeQuery()) {
        boolean more = true;
        while (more && rows.next()) {
          more = each.take(rows);
        }
      }
    } catch (SQLException e) {
      throw new FootfallException(Kind.IO, "The database does not answer: " + e.getMessage(), e);
    }
  }
}
