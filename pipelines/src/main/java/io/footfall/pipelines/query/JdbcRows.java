package io.footfall.pipelines.query;

import io.footfall.duckdb.StreamedResult;
import io.footfall.pipelines.query.QueryFailedException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads results over JDBC and normalizes the Java types of the drivers. */
final class JdbcRows {
  private static final Set<Integer> NUMBERS =
      Set.of(
          Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.NUMERIC,
          Types.DECIMAL);

  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "query-time");
            thread.setDaemon(true);
            return thread;
          });

  /** Maximum number of characters of a result in memory. */
  private static final long MOST_CHARACTERS = 1L << 24;

  /** Turns an exception of the driver into a message for the user. */
  interface Explain {
    QueryFailedException of(SQLException failure);
  }

  private JdbcRows() {}

  /** Runs a statement and passes its rows to the sink. */
  static void select(
      Statement statement,
      String sql,
      RowSink to,
      Cancellation cancellation,
      @Nullable QueryLimits limits,
      Explain explain)
      throws QueryFailedException, IOException {
    boolean[] late = new boolean[1];
    Cancellation timeout = new Cancellation();
    @Nullable Future<?> alarm = null;
    try {
      cancellation.started(statement::cancel);
      if (limits != null) {
        timeout.started(statement::cancel);
        alarm =
            CLOCK.schedule(
                () -> {
                  late[0] = true;
                  timeout.cancel();
                },
                limits.time().toMillis(),
                TimeUnit.MILLISECONDS);
      }
      if (statement.execute(sql)) {
        boolean isAll;
        try (ResultSet rows = statement.getResultSet()) {
          isAll = hand(rows, to, cancellation, timeout);
        }
        if (isAll) {
          StreamedResult.requireComplete(statement.getConnection(), sql, statement::execute);
        }
      } else {
        to.columns(List.of());
        if (SqlStatement.firstWord(sql).equals("COPY")) {
          to.written(statement.getUpdateCount());
        }
      }
      to.end();
    } catch (SQLException e) {
      if (timeout.isCancelled() && limits != null) {
        throw tooLong(limits.time(), e);
      }
      if (cancellation.isCancelled()) {
        throw new QueryFailedException(Reason.CANCELLED, "The query was cancelled.", -1, e);
      }
      throw explain.of(e);
    } finally {
      if (alarm != null) {
        alarm.cancel(false);
      }
      timeout.ended();
      cancellation.ended();
    }
  }

  /** Passes rows on until the sink wants no more. Returns whether all rows were passed on. */
  private static boolean hand(
      ResultSet rows, RowSink to, Cancellation cancellation, Cancellation timeout)
      throws SQLException, IOException {
    ResultSetMetaData meta = rows.getMetaData();
    int count = meta.getColumnCount();
    List<QueryColumn> columns = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      String type = meta.getColumnTypeName(i);
      columns.add(
          new QueryColumn(
              meta.getColumnLabel(i),
              type,
              NUMBERS.contains(meta.getColumnType(i))
                  || type.toUpperCase(Locale.ROOT).contains("HUGEINT")));
    }
    to.columns(columns);
    while (rows.next()) {
      refuseCancelled(cancellation, timeout);
      List<@Nullable Object> row = new ArrayList<>(count);
      for (int i = 1; i <= count; i++) {
        row.add(value(rows, i, columns.get(i - 1).type()));
      }
      if (!to.row(row)) {
        return false;
      }
    }
    // Cancellation can end a streamed result early without an error.
    refuseCancelled(cancellation, timeout);
    return true;
  }

  private static void refuseCancelled(Cancellation cancellation, Cancellation timeout)
      throws SQLException {
    if (cancellation.isCancelled() || timeout.isCancelled()) {
      throw new SQLException("cancelled");
    }
  }

  private static @Nullable Object value(ResultSet rows, int column, String type)
      throws SQLException {
    // PostgreSQL's driver returns a Timestamp in the time zone of this process.
    if (type.equalsIgnoreCase("timestamptz")) {
      @Nullable OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
      return time == null ? null : time.withOffsetSameInstant(ZoneOffset.UTC);
    }
    Object value = rows.getObject(column);
    if (value == null || value instanceof Long || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof BigInteger integer) {
      return integer.bitLength() < Long.SIZE
          ? (Object) integer.longValue()
          : new BigDecimal(integer);
    }
    if (value instanceof BigDecimal || value instanceof Double || value instanceof String) {
      return value;
    }
    if (value instanceof Float single) {
      return Double.valueOf(single.toString());
    }
    if (value instanceof Date date) {
      return date.toLocalDate();
    }
    if (value instanceof Time time) {
      return time.toLocalTime();
    }
    if (value instanceof Timestamp timestamp) {
      return timestamp.toLocalDateTime();
    }
    if (value instanceof OffsetDateTime time) {
      return time.withOffsetSameInstant(ZoneOffset.UTC);
    }
    if (value instanceof java.time.temporal.Temporal) {
      return value;
    }
    return rows.getString(column);
  }

  static QueryFailedException tooLong(Duration time, Exception cause) {
    return new QueryFailedException(
        Reason.TIME,
        "The query took longer than " + time.toSeconds() + " seconds and was stopped.",
        -1,
        cause);
  }

  /**
   * Runs a statement and returns its rows in memory: at most {@code most}, and fewer if they exceed
   * {@link #MOST_CHARACTERS}.
   */
  static QueryResult collect(Queries database, String sql, int most, Cancellation cancellation)
      throws QueryFailedException {
    List<QueryColumn> columns = new ArrayList<>();
    List<List<@Nullable Object>> rows = new ArrayList<>();
    boolean[] more = new boolean[1];
    long[] characters = new long[1];
    try {
      database.select(
          sql,
          new RowSink() {
            @Override
            public void columns(List<QueryColumn> all) {
              columns.addAll(all);
            }

            @Override
            public boolean row(List<@Nullable Object> values) {
              if (rows.size() == most || characters[0] > MOST_CHARACTERS) {
                more[0] = true;
                return false;
              }
              rows.add(values);
              for (Object value : values) {
                characters[0] += value instanceof String text ? text.length() : 1;
              }
              return true;
            }
          },
          cancellation);
    } catch (IOException e) {
      throw new UncheckedIOException("The sink does not throw", e);
    }
    return new QueryResult(columns, rows, more[0]);
  }
}
