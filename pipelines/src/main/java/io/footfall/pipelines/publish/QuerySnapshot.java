package io.footfall.pipelines.publish;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import java.io.Closeable;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a PostgreSQL database that several connections read simultaneously, each one a
 * range of an integer column. Together they return each row once.
 */
public final class QuerySnapshot implements Closeable {
  private final QueryFeed.Request request;
  private final Connection connection;
  private final NewRows newRows;
  private final String snapshot;

  /**
   * A range of the rows of a snapshot.
   *
   * @param snapshot name of the snapshot
   * @param column an integer column
   * @param from the inclusive minimum, or null for no limit, which includes null values
   * @param to the exclusive maximum, or null for no limit
   */
  public record Part(
      String snapshot, String column, @Nullable BigInteger from, @Nullable BigInteger to) {

    /** Returns the range as an SQL condition. It contains only generated numbers, no user input. */
    String condition() {
      if (from == null && to == null) {
        return "true";
      }
      if (from == null) {
        return "(" + column + " < " + to + " or " + column + " is null)";
      }
      return "(" + column + " >= " + from + (to == null ? "" : " and " + column + " < " + to) + ")";
    }
  }

  /**
   * Exports a snapshot.
   *
   * @param position where the last run ended
   * @throws FootfallException if the database is unreachable or cannot export a snapshot
   */
  public QuerySnapshot(QueryFeed.Request request, CursorFile.Position position) {
    this.request = request;
    try {
      connection = QueryFeed.connect(request);
    } catch (SQLException e) {
      throw QueryFeed.refused(request.source(), e);
    }
    try {
      snapshot = String.valueOf(one("select pg_export_snapshot()", null));
      newRows = NewRows.of(request, position, connection);
    } catch (SQLException e) {
      QueryFeed.closeQuietly(connection);
      throw QueryFeed.refused(request.source(), e);
    } catch (RuntimeException e) {
      QueryFeed.closeQuietly(connection);
      throw e;
    }
  }

  /** Returns the first column of a single row. */
  private @Nullable String one(String sql, @Nullable String parameter) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (parameter != null) {
        statement.setString(1, parameter);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    } catch (SQLException e) {
      throw QueryFeed.refused(request.source(), e);
    }
  }

  private String of(String aggregate, String where) {
    return "select " + aggregate + " from (" + request.select() + ") as footfall_rows" + where;
  }

  /** Returns the WHERE clause that selects new rows; empty without a cursor column. */
  private String newRows() {
    List<String> conditions = newRows.conditions();
    return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
  }

  /**
   * Divides the rows into ranges of about equal width.
   *
   * @param column an integer column
   * @param number number of parts; fewer if there are fewer values
   * @throws FootfallException if the column has values other than integers
   */
  public List<Part> parts(String column, int number) {
    String least = one(of("min(" + column + ")", newRows()), newRows.after());
    String greatest = one(of("max(" + column + ")", newRows()), newRows.after());
    if (least == null || greatest == null) {
      return List.of(new Part(snapshot, column, null, null));
    }
    BigInteger from;
    BigInteger to;
    try {
      from = new BigInteger(least);
      to = new BigInteger(greatest);
    } catch (NumberFormatException e) {
      throw new FootfallException(
          Kind.USAGE,
          ("--partitionColumn=%s has values other than integers, such as %s. Set another column,"
                  + " or read with one connection.")
              .formatted(column, least),
          e);
    }
    BigInteger all = to.subtract(from).add(BigInteger.ONE);
    int parts = all.min(BigInteger.valueOf(number)).intValue();
    List<Part> result = new ArrayList<>();
    @Nullable BigInteger start = null;
    for (int i = 1; i <= parts; i++) {
      @Nullable BigInteger end =
          i == parts
              ? null
              : from.add(all.multiply(BigInteger.valueOf(i)).divide(BigInteger.valueOf(parts)));
      result.add(new Part(snapshot, column, start, end));
      start = end;
    }
    return result;
  }

  /**
   * Returns a part without rows, for queries about the whole snapshot.
   *
   * @param column an integer column
   */
  public Part none(String column) {
    return new Part(snapshot, column, BigInteger.ZERO, BigInteger.ZERO);
  }

  /** Reads a part over a separate connection while the snapshot is open. */
  public QueryFeed open(Part part, RecordSchema schema, ReadSettings settings) {
    return new QueryFeed(request, connection -> newRows, part, schema, settings);
  }

  /** Returns the greatest value of the cursor column, or empty if there is no new row. */
  public Optional<String> cursor() {
    return request.cursorColumn() == null
        ? Optional.empty()
        : Optional.ofNullable(
            one(of("max(" + request.cursorColumn() + ")", newRows()), newRows.after()));
  }

  @Override
  public void close() {
    QueryFeed.closeQuietly(connection);
  }
}
