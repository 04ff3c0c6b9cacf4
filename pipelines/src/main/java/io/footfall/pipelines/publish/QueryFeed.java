package io.footfall.pipelines.publish;

import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ContentId;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.reading.FieldSource;
import io.footfall.reading.Layout;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.table.CsvRow;
import io.footfall.tokens.Fields;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a database query, read from one snapshot. They are fetched a few thousand at a time,
 * so memory does not grow with the number of rows.
 *
 * <p>A row becomes the fields of a CSV line with the same columns; NULL is a missing field.
 */
public final class QueryFeed implements FieldSource, Closeable {
  private static final int ROWS_FETCHED = 10_000;
  private static final int ID_BYTES = 12;
  private static final String BAD_PASSWORD = "28P01";
  private static final String NO_PASSWORD = "28000";
  private static final String CONNECTION_FAILED = "08";

  private final String source;
  private final Connection connection;
  private final Request request;
  private final NewRows newRows;
  private final Layout layout;
  private final PreparedStatement statement;
  private final ResultSet rows;
  private final int cursorIndex;
  private final boolean[] timestamp;
  private final boolean[] zoned;
  private final ByteOutput text = new ByteOutput();
  private final @Nullable String[] values;
  private @Nullable String cursor;
  private long row;

  /**
   * A database and the rows to read.
   *
   * @param url JDBC URL without a password
   * @param login user and password, if required
   * @param table the table, or null if there is a query
   * @param query the query, or null if there is a table
   * @param cursorColumn the column that orders the rows and identifies those that no earlier run
   *     has sent; null to read all rows
   */
  public record Request(
      String url,
      Properties login,
      @Nullable String table,
      @Nullable String query,
      @Nullable String cursorColumn) {

    /** Returns the rows as a select that can be nested. */
    String select() {
      return query == null ? "select * from " + table : query.strip().replaceAll("[;\\s]+$", "");
    }

    /** Returns a FROM clause to which conditions can be added. */
    String from() {
      return "select * from (" + select() + ") as footfall_rows";
    }

    /** Returns the database and the table or query, without the parameters of the URL. */
    public String source() {
      String plain = url.replaceAll("\\?.*$", "");
      return plain + " " + (query == null ? "table " + table : "query " + query.strip());
    }

    /** Hides the login. */
    @Override
    public String toString() {
      return source();
    }
  }

  /**
   * Starts the query.
   *
   * @param position where the last run ended
   * @throws FootfallException if the database is unreachable, refuses the query, or a column is
   *     missing
   */
  public QueryFeed(
      Request request, CursorFile.Position position, RecordSchema schema, ReadSettings settings) {
    this(request, connection -> NewRows.of(request, position, connection), null, schema, settings);
  }

  /** Selects the rows to read, given a connection. */
  @FunctionalInterface
  interface Selection {
    NewRows rows(Connection connection) throws SQLException;
  }

  /**
   * Starts the query for a part of the rows.
   *
   * @param part the part, or null for all rows
   */
  QueryFeed(
      Request request,
      Selection selection,
      QuerySnapshot.@Nullable Part part,
      RecordSchema schema,
      ReadSettings settings) {
    source = request.source();
    this.request = request;
    String cursorColumn = request.cursorColumn();
    try {
      connection = connect(request);
    } catch (SQLException e) {
      throw refused(source, e);
    }
    try {
      if (part != null) {
        try (Statement same = connection.createStatement()) {
          same.execute("set transaction snapshot '" + part.snapshot() + "'");
        }
      }
      newRows = selection.rows(connection);
      statement = connection.prepareStatement(sql(part));
      if (newRows.after() != null) {
        statement.setString(1, newRows.after());
      }
      statement.setFetchSize(ROWS_FETCHED);
      rows = statement.executeQuery();
      ResultSetMetaData columns = rows.getMetaData();
      int count = columns.getColumnCount();
      timestamp = new boolean[count];
      zoned = new boolean[count];
      values = new String[count];
      List<String> names = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        names.add(columns.getColumnLabel(i + 1));
        int type = columns.getColumnType(i + 1);
        String name = columns.getColumnTypeName(i + 1).toLowerCase(Locale.ROOT);
        zoned[i] = type == Types.TIMESTAMP_WITH_TIMEZONE || name.equals("timestamptz");
        timestamp[i] = zoned[i] || type == Types.TIMESTAMP;
      }
      cursorIndex = cursorColumn == null ? 0 : rows.findColumn(cursorColumn);
      layout = layout(names, schema, settings);
    } catch (SQLException e) {
      closeQuietly(connection);
      throw refused(source, e);
    } catch (RuntimeException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  /** Opens a read-only connection whose queries all see the snapshot of the first one. */
  static Connection connect(Request request) throws SQLException {
    Properties login = new Properties();
    login.putAll(request.login());
    // The cursor is stored as text; the database infers its type.
    login.setProperty("stringtype", "unspecified");
    login.setProperty("ApplicationName", "footfall");
    Connection connection = DriverManager.getConnection(request.url(), login);
    try {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  private String sql(QuerySnapshot.@Nullable Part part) {
    List<String> conditions = new ArrayList<>(newRows.conditions());
    if (part != null) {
      conditions.add(part.condition());
    }
    if (conditions.isEmpty()) {
      return request.select();
    }
    String column = request.cursorColumn();
    return request.from()
        + " where "
        + String.join(" and ", conditions)
        + (column == null || part != null ? "" : " order by " + column);
  }

  /** Finds the columns by name, as in the header of a file. */
  private Layout layout(List<String> names, RecordSchema schema, ReadSettings settings) {
    ByteOutput header = new ByteOutput();
    for (String name : names) {
      if (header.size() > 0) {
        header.writeByte(',');
      }
      int from = header.size();
      header.write(name.getBytes(StandardCharsets.UTF_8));
      CsvRow.quoteFrom(from, header);
    }
    header.writeByte('\n');
    byte[] line = Arrays.copyOf(header.toByteArray(), header.size() + Fields.SLACK);
    try {
      return Layout.find(
          source,
          line,
          header.size(),
          true,
          schema,
          settings.withEncoding(ReadSettings.Encoding.CSV).withDelimiter(','));
    } catch (FootfallException e) {
      String message = String.valueOf(e.getMessage());
      int at = message.indexOf(" Its first line is: ");
      if (at < 0) {
        throw e;
      }
      throw new FootfallException(
          e.kind(),
          "%s Its columns are: %s. Rename a column with --columns=COLUMN=NAME, or in --query."
              .formatted(message.substring(0, at), String.join(", ", names)),
          e);
    }
  }

  static FootfallException refused(String source, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String said = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").replaceAll("\\.$", "");
    if (state.equals(BAD_PASSWORD) || state.equals(NO_PASSWORD) || said.contains("no password")) {
      said += ". Set PGUSER and PGPASSWORD, or --user and --passwordFile";
    } else if (state.startsWith(CONNECTION_FAILED) || state.isEmpty()) {
      said += ". Check --input";
    }
    return new FootfallException(Kind.IO, source + ": " + said + ".", e);
  }

  /**
   * Returns the number of rows without a value in the cursor column, which are never read. Call it
   * only before the first or after the last row.
   */
  public long rowsWithoutCursor() {
    return request.cursorColumn() == null ? 0 : count(request.cursorColumn() + " is null");
  }

  /**
   * Returns the number of rows that are held back because the time in their cursor column lies in
   * the future. Call it only before the first or after the last row.
   */
  public long rowsOfTheFuture() {
    String waiting = newRows.waiting();
    return waiting == null ? 0 : count(waiting);
  }

  private long count(String condition) {
    try (Statement counting = connection.createStatement();
        ResultSet counted =
            counting.executeQuery(
                "select count(*) from (%s) as footfall_rows where %s"
                    .formatted(request.select(), condition))) {
      return counted.next() ? counted.getLong(1) : 0;
    } catch (SQLException e) {
      throw refused(source, e);
    }
  }

  /**
   * Returns the ids of all rows with this value in the cursor column. Identical rows have the same
   * id. Call it only before the first or after the last row.
   */
  public List<String> idsAt(String value) {
    List<String> ids = new ArrayList<>();
    try (PreparedStatement same =
        connection.prepareStatement(request.from() + " where " + request.cursorColumn() + " = ?")) {
      same.setString(1, value);
      same.setFetchSize(ROWS_FETCHED);
      try (ResultSet found = same.executeQuery()) {
        @Nullable String[] row = new String[values.length];
        while (found.next()) {
          for (int i = 0; i < row.length; i++) {
            row[i] = value(found, i);
          }
          ids.add(id(row));
        }
      }
      ids.sort(null);
      return ids;
    } catch (SQLException e) {
      throw refused(source, e);
    }
  }

  private static String id(@Nullable String[] row) {
    ContentId id = new ContentId();
    for (String value : row) {
      id.addLine(value == null ? "-" : value.length() + " " + value);
    }
    return id.hex(ID_BYTES);
  }

  /** Returns the cursor value of the last row, or empty if no row was read. */
  public Optional<String> cursor() {
    return Optional.ofNullable(cursor);
  }

  /** Returns the rows with the name of their source. */
  public RecordFeed feed() {
    return new RecordFeed(source, this, () -> 0);
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public boolean next(Fields out) {
    try {
      do {
        if (!rows.next()) {
          return false;
        }
        for (int i = 0; i < values.length; i++) {
          values[i] = value(rows, i);
        }
      } while (newRows.hasSent() && newRows.wasSent(id(values)));
      row++;
      if (cursorIndex > 0) {
        cursor = rows.getString(cursorIndex);
      }
      text.reset();
      for (int i = 0; i < values.length; i++) {
        String value = values[i];
        out.from[i] = value == null ? -1 : text.size();
        if (value != null) {
          text.write(value.getBytes(StandardCharsets.UTF_8));
        }
        out.to[i] = text.size();
      }
      text.ensure(Fields.SLACK);
      out.bytes = text.array();
      out.count = values.length;
      return true;
    } catch (SQLException e) {
      throw refused(source, e);
    }
  }

  private @Nullable String value(ResultSet from, int index) throws SQLException {
    if (zoned[index]) {
      OffsetDateTime value = from.getObject(index + 1, OffsetDateTime.class);
      return value == null ? null : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(value);
    }
    if (timestamp[index]) {
      LocalDateTime value = from.getObject(index + 1, LocalDateTime.class);
      return value == null ? null : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(value);
    }
    return from.getString(index + 1);
  }

  /** Returns the row as a CSV line. */
  @Override
  public byte[] rawRecord() {
    ByteOutput line = new ByteOutput();
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        line.writeByte(',');
      }
      int from = line.size();
      String value = values[i];
      if (value != null) {
        line.write(value.getBytes(StandardCharsets.UTF_8));
      }
      CsvRow.quoteFrom(from, line);
    }
    return line.toByteArray();
  }

  @Override
  public long recordOffset() {
    return row;
  }

  @Override
  public void close() {
    closeQuietly(connection);
  }

  /** Closes a connection and ignores failures, because nothing was written. */
  static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      return;
    }
  }
}
