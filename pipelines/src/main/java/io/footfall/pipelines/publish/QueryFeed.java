package io.footfall.pipelines.publish;

import io.footfall.bytes.ByteOutput;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.reading.FieldSource;
import io.footfall.reading.Layout;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.rejects.RejectCode;
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
 * The rows of a query to a database, as one snapshot has them. They are fetched some thousands at a
 * time, so that memory does not grow with their number.
 *
 * <p>A row becomes the fields that a CSV line with the same columns would have; a null is a field
 * that is missing.
 */
public final class QueryFeed implements FieldSource, Closeable {
  private static final int ROWS_FETCHED = 10_000;
  private static final String BAD_PASSWORD = "28P01";
  private static final String NO_PASSWORD = "28000";
  private static final String CONNECTION_FAILED = "08";

  private final String source;
  private final Connection connection;
  private final @Nullable String cursorColumn;
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
   * A database and what is read of it.
   *
   * @param url its JDBC URL, without a password
   * @param login user and password, as far as they are needed
   * @param table the table; null if there is a query
   * @param query the query; null if there is a table
   * @param cursorColumn only rows are read whose value of this column is greater than the one of
   *     the last run, in its order; null: all rows
   */
  public record Request(
      String url,
      Properties login,
      @Nullable String table,
      @Nullable String query,
      @Nullable String cursorColumn) {

    /** Which rows are meant, as a select that can stand in another one. */
    String select() {
      return query == null ? "select * from " + table : query.strip().replaceAll("[;\\s]+$", "");
    }

    /** The rows, such that conditions can be put on them. */
    String from() {
      return "select * from (" + select() + ") as footfall_rows";
    }

    /** The database and the table or query, without the parameters of the URL. */
    public String source() {
      String plain = url.replaceAll("\\?.*$", "");
      return plain + " " + (query == null ? "table " + table : "query " + query.strip());
    }

    /** The login is not for anybody's eyes. */
    @Override
    public String toString() {
      return source();
    }
  }

  /**
   * Starts the query.
   *
   * @param after the value of the cursor column after which to begin; null: from the start
   * @throws FootfallException if the database cannot be reached, or refuses the query, or a column
   *     is missing
   */
  public QueryFeed(
      Request request, @Nullable String after, RecordSchema schema, ReadSettings settings) {
    this(request, after, null, schema, settings);
  }

  /**
   * Starts the query for a part of the rows.
   *
   * @param part which rows; null: all
   */
  QueryFeed(
      Request request,
      @Nullable String after,
      QuerySnapshot.@Nullable Part part,
      RecordSchema schema,
      ReadSettings settings) {
    source = request.source();
    cursorColumn = request.cursorColumn();
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
      statement = connection.prepareStatement(sql(request, after, part));
      if (after != null) {
        statement.setString(1, after);
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

  /** A connection that sees the database as it is at its first query, and changes nothing. */
  static Connection connect(Request request) throws SQLException {
    Properties login = new Properties();
    login.putAll(request.login());
    // The value of the cursor is kept as text: let the database find out what it is.
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

  private static String sql(
      Request request, @Nullable String after, QuerySnapshot.@Nullable Part part) {
    String column = request.cursorColumn();
    List<String> conditions = new ArrayList<>();
    if (column != null) {
      conditions.add(column + (after == null ? " is not null" : " > ?"));
    }
    if (part != null) {
      conditions.add(part.condition());
    }
    if (conditions.isEmpty()) {
      return request.select();
    }
    return request.from()
        + " where "
        + String.join(" and ", conditions)
        + (column == null || part != null ? "" : " order by " + column);
  }

  /** Finds the columns by their names, as in the header of a file. */
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
          message.substring(0, at)
              + " Its columns are: "
              + String.join(", ", names)
              + ". If one has another name, say --columns=COLUMN=NAME, or give it its name in"
              + " --query.",
          e);
    }
  }

  static FootfallException refused(String source, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String said = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").replaceAll("\\.$", "");
    if (state.equals(BAD_PASSWORD) || state.equals(NO_PASSWORD) || said.contains("no password")) {
      said += ". Set PGUSER and PGPASSWORD, or say --user and --passwordFile";
    } else if (state.startsWith(CONNECTION_FAILED) || state.isEmpty()) {
      said += ". Check --input";
    }
    return new FootfallException(Kind.IO, source + ": " + said + ".", e);
  }

  /**
   * How many rows have no value in the cursor column; such rows are never read. Only asked for
   * before the first row was taken or after the last.
   */
  public long rowsWithoutCursor(Request request) {
    if (cursorColumn == null) {
      return 0;
    }
    try (Statement counting = connection.createStatement();
        ResultSet counted =
            counting.executeQuery(
                "select count(*) from ("
                    + request.select()
                    + ") as footfall_rows where "
                    + cursorColumn
                    + " is null")) {
      return counted.next() ? counted.getLong(1) : 0;
    } catch (SQLException e) {
      throw refused(source, e);
    }
  }

  /** The value of the cursor column in the last row that was read; empty if none was. */
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
      if (!rows.next()) {
        return false;
      }
      row++;
      if (cursorIndex > 0) {
        cursor = rows.getString(cursorIndex);
      }
      text.reset();
      for (int i = 0; i < values.length; i++) {
        String value = value(i);
        values[i] = value;
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

  private @Nullable String value(int index) throws SQLException {
    if (zoned[index]) {
      OffsetDateTime value = rows.getObject(index + 1, OffsetDateTime.class);
      return value == null ? null : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(value);
    }
    if (timestamp[index]) {
      LocalDateTime value = rows.getObject(index + 1, LocalDateTime.class);
      return value == null ? null : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(value);
    }
    return rows.getString(index + 1);
  }

  @Override
  public @Nullable RejectCode fault() {
    return null;
  }

  @Override
  public String faultDetail() {
    return "";
  }

  @Override
  public boolean isRepeatedHeader(Fields fields) {
    return false;
  }

  /** The row as a line of CSV. */
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
  public long recordLine() {
    return 0;
  }

  @Override
  public long blankLines() {
    return 0;
  }

  @Override
  public void close() {
    closeQuietly(connection);
  }

  /** Nothing was written: however the connection ends, nothing is lost. */
  static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      return;
    }
  }
}
