package io.footfall.pipelines.query;

import io.footfall.pipelines.query.QueryFailedException.Reason;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages between {@link QueryProcess} and {@link QueryServer}: a byte for the kind, then the
 * fields. A text is its length, then its UTF-8 bytes.
 */
final class QueryFrames {
  /** To the server: run a query. */
  static final int ASK = 'Q';

  /** To the server: stop the running query, if any. */
  static final int CANCEL = 'C';

  /** From the server: it has started. */
  static final int READY = 'S';

  private static final int COLUMNS = 'H';
  private static final int ROW = 'R';
  private static final int END = 'E';
  private static final int FAILURE = 'F';

  /**
   * A query to run.
   *
   * @param sql the statement
   * @param database file of the database with the relations
   * @param files the files that the relations read
   * @param limits limits of the query
   */
  record Question(String sql, String database, List<String> files, QueryLimits limits) {}

  private QueryFrames() {}

  static void write(Question question, DataOutputStream out) throws IOException {
    out.writeByte(ASK);
    text(question.sql(), out);
    text(question.database(), out);
    out.writeInt(question.files().size());
    for (String file : question.files()) {
      text(file, out);
    }
    out.writeInt(question.limits().rows());
    out.writeLong(question.limits().memoryBytes());
    out.writeLong(question.limits().time().toMillis());
    out.flush();
  }

  /** Reads a question whose kind has already been read. */
  static Question question(DataInputStream in) throws IOException {
    String sql = text(in);
    String database = text(in);
    List<String> files = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      files.add(text(in));
    }
    return new Question(
        sql,
        database,
        files,
        new QueryLimits(in.readInt(), in.readLong(), Duration.ofMillis(in.readLong())));
  }

  /** Writes a result. {@link RowSink#end} flushes it. */
  static RowSink result(DataOutputStream out) {
    return new RowSink() {
      @Override
      public void columns(List<QueryColumn> columns) throws IOException {
        out.writeByte(COLUMNS);
        out.writeInt(columns.size());
        for (QueryColumn column : columns) {
          text(column.name(), out);
          text(column.type(), out);
          out.writeBoolean(column.isNumber());
        }
      }

      @Override
      public boolean row(List<@Nullable Object> values) throws IOException {
        out.writeByte(ROW);
        for (Object value : values) {
          Kind kind = Kind.of(value);
          out.writeByte(kind.ordinal());
          if (value != null) {
            text(value.toString(), out);
          }
        }
        return true;
      }

      @Override
      public void end() throws IOException {
        out.writeByte(END);
        out.flush();
      }
    };
  }

  static void failure(QueryFailedException failure, DataOutputStream out) throws IOException {
    out.writeByte(FAILURE);
    text(failure.reason().name(), out);
    text(String.valueOf(failure.getMessage()), out);
    out.writeInt(failure.position().orElse(-1));
    out.flush();
  }

  /**
   * Passes a result on until it ends. When the sink wants no more rows, {@code enough} runs once,
   * and the remaining rows are dropped.
   *
   * @throws QueryFailedException if the server reports a failure, unless the sink had enough
   * @throws EOFException if the result is incomplete, because the server died
   */
  static void pass(DataInputStream in, RowSink to, Runnable enough)
      throws IOException, QueryFailedException {
    int width = 0;
    boolean wanted = true;
    while (true) {
      int kind = in.readUnsignedByte();
      switch (kind) {
        case COLUMNS -> {
          List<QueryColumn> columns = new ArrayList<>();
          for (int left = in.readInt(); left > 0; left--) {
            columns.add(new QueryColumn(text(in), text(in), in.readBoolean()));
          }
          width = columns.size();
          to.columns(columns);
        }
        case ROW -> {
          List<@Nullable Object> row = new ArrayList<>(width);
          for (int i = 0; i < width; i++) {
            row.add(value(in));
          }
          if (wanted && !to.row(row)) {
            wanted = false;
            enough.run();
          }
        }
        case END -> {
          to.end();
          return;
        }
        case FAILURE -> {
          Reason reason = Reason.valueOf(text(in));
          String message = text(in);
          int position = in.readInt();
          if (!wanted) {
            to.end();
            return;
          }
          throw new QueryFailedException(reason, message, position, new SQLException(message));
        }
        default -> throw new EOFException("Not a message: " + kind);
      }
    }
  }

  /** The types of values. */
  private enum Kind {
    NULL,
    TEXT,
    BOOLEAN,
    LONG,
    DECIMAL,
    DOUBLE,
    DATE,
    TIME,
    LOCAL_TIME,
    INSTANT;

    static Kind of(@Nullable Object value) {
      return value == null
          ? NULL
          : value instanceof Long
              ? LONG
              : value instanceof Boolean
                  ? BOOLEAN
                  : value instanceof BigDecimal
                      ? DECIMAL
                      : value instanceof Double
                          ? DOUBLE
                          : value instanceof LocalDate
                              ? DATE
                              : value instanceof LocalTime
                                  ? TIME
                                  : value instanceof LocalDateTime
                                      ? LOCAL_TIME
                                      : value instanceof OffsetDateTime ? INSTANT : TEXT;
    }
  }

  private static final Kind[] KINDS = Kind.values();

  private static @Nullable Object value(DataInputStream in) throws IOException {
    Kind kind = KINDS[in.readUnsignedByte()];
    if (kind == Kind.NULL) {
      return null;
    }
    String text = text(in);
    return switch (kind) {
      case LONG -> (Object) Long.valueOf(text);
      case BOOLEAN -> Boolean.valueOf(text);
      case DECIMAL -> new BigDecimal(text);
      case DOUBLE -> Double.valueOf(text);
      case DATE -> LocalDate.parse(text);
      case TIME -> LocalTime.parse(text);
      case LOCAL_TIME -> LocalDateTime.parse(text);
      case INSTANT -> OffsetDateTime.parse(text);
      default -> text;
    };
  }

  private static void text(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
