package io.footfall.warehouse;

import io.footfall.lake.LakeFile;
import io.footfall.parquet.ParquetColumn;
import io.footfall.parquet.ParquetRows;
import io.footfall.warehouse.TableDefinition.Column;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** PostgreSQL, to which the rows of the files are sent with COPY. */
record PostgresDialect() implements Dialect {
  private static final int CHUNK = 1 << 16;
  private static final char NUL_SYMBOL = '\u2400';

  @Override
  public String type(Column column) {
    return switch (column.kind()) {
      case TEXT -> "text";
      case TIMESTAMP -> "timestamptz";
      case DECIMAL -> "numeric(" + ParquetColumn.PRECISION + ", " + ParquetColumn.SCALE + ")";
      case DATE -> "date";
      case INTEGER -> "bigint";
    };
  }

  @Override
  public List<String> create(TableDefinition table, String schema) {
    List<String> statements = new ArrayList<>();
    statements.add(
        table.create(schema, this)
            + (table.primaryKey().isEmpty()
                ? ""
                : ",\n  PRIMARY KEY (" + SqlName.list(table.primaryKey()) + ")")
            + "\n)");
    for (TableDefinition.Index index : table.indexes()) {
      statements.add(
          "CREATE INDEX IF NOT EXISTS %s ON %s.%s%s (%s)"
              .formatted(
                  SqlName.quoted(table.name() + "_" + index.column()),
                  SqlName.quoted(schema),
                  SqlName.quoted(table.name()),
                  index.isHash() ? " USING hash" : "",
                  SqlName.quoted(index.column())));
    }
    return statements;
  }

  @Override
  public boolean relaxesColumns() {
    return true;
  }

  /** Readers of the ledger do not wait. */
  @Override
  public String lock(String ledger) {
    return "LOCK TABLE " + ledger + " IN SHARE ROW EXCLUSIVE MODE";
  }

  @Override
  public String timestampType() {
    return "timestamptz";
  }

  @Override
  public String timestamp(Instant instant) {
    return instant.toString();
  }

  @Override
  public void copy(Connection connection, String table, LakeView lake, List<LakeFile> files)
      throws SQLException {
    CopyIn copy =
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + table + " FROM STDIN");
    try {
      for (LakeFile file : files) {
        send(lake, file, copy);
      }
      copy.endCopy();
    } catch (SQLException e) {
      if (Failures.mayPass(e)) {
        throw e;
      }
      throw new CopyFailedException(Failures.describe(e), e);
    } catch (IOException | RuntimeException e) {
      throw new CopyFailedException(Failures.describe(e), e);
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static void send(LakeView lake, LakeFile file, CopyIn copy)
      throws IOException, SQLException {
    StringBuilder rows = new StringBuilder(CHUNK + CHUNK / 2);
    try (ParquetRows in = lake.folder().open(file, lake.schema())) {
      while (in.next()) {
        for (int i = 0; i < lake.schema().columns().size(); i++) {
          rows.append(i == 0 ? "" : "\t");
          if (in.isAbsent(i)) {
            rows.append("\\N");
          } else {
            append(in, i, lake.schema().columns().get(i).kind(), rows);
          }
        }
        rows.append('\n');
        if (rows.length() >= CHUNK) {
          send(rows, copy);
        }
      }
    }
    send(rows, copy);
  }

  private static void send(StringBuilder rows, CopyIn copy) throws SQLException {
    byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    rows.setLength(0);
  }

  private static void append(
      ParquetRows in, int column, ParquetColumn.Kind kind, StringBuilder to) {
    switch (kind) {
      case TEXT -> escape(in.text(column), to);
      case TIMESTAMP -> to.append(Instant.EPOCH.plus(in.number(column), ChronoUnit.MICROS));
      case DECIMAL -> to.append(in.decimal(column).toPlainString());
      case DATE -> to.append(LocalDate.ofEpochDay(in.number(column)));
      case INTEGER -> to.append(in.number(column));
    }
  }

  /** Escapes a text. Replaces NUL, which PostgreSQL text cannot contain, with its symbol. */
  private static void escape(String text, StringBuilder to) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> to.append("\\\\");
        case '\t' -> to.append("\\t");
        case '\n' -> to.append("\\n");
        case '\r' -> to.append("\\r");
        case '\0' -> to.append(NUL_SYMBOL);
        default -> to.append(c);
      }
    }
  }
}
