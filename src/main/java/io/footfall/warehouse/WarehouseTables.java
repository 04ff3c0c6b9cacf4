package io.footfall.warehouse;

import io.footfall.dataset.DailySums;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.LakeTable;
import io.footfall.dataset.WarehouseKeys;
import io.footfall.errors.FootfallException;
import io.footfall.parquet.ParquetColumn;
import io.footfall.warehouse.TableDefinition.Column;
import io.footfall.warehouse.TableDefinition.Index;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tables that loads of datasets need: the records of each dataset, which have the columns of
 * the lake's files in their order (Redshift's COPY of Parquet relies on the order alone); the sums
 * of each day; the ledger; and the files that were set aside.
 *
 * @param datasets the datasets
 */
record WarehouseTables(List<Dataset<?>> datasets) {
  /** The table with a row per batch that is loaded. */
  static final String LEDGER = "load_ledger";

  /** The table with a row per file that the warehouse rejected. */
  static final String SET_ASIDE = "load_set_aside";

  /**
   * The version of the tables. It increases with changes that earlier versions of Footfall cannot
   * load into; nullable columns are added without a new version.
   */
  static final int VERSION = 1;

  /** The prefix of the ledger's comment, before the version. */
  private static final String COMMENT = "Footfall tables, version ";

  /** Error of PostgreSQL and Redshift for a user who is not the owner of a table. */
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private static final int DATASET_BYTES = 32;
  private static final int BATCH_BYTES = 128;
  private static final int TEXT_BYTES = 4096;

  /** Returns all tables: those of the records, of the sums, and of the loads themselves. */
  List<TableDefinition> definitions() {
    List<TableDefinition> tables = new ArrayList<>();
    datasets.forEach(dataset -> tables.add(records(dataset)));
    datasets.forEach(dataset -> tables.add(daily(dataset)));
    tables.add(ledger());
    tables.add(setAside());
    return tables;
  }

  private static TableDefinition records(Dataset<?> dataset) {
    WarehouseKeys keys = dataset.warehouse();
    List<Column> columns = new ArrayList<>();
    for (ParquetColumn column : dataset.lake().schema().columns()) {
      columns.add(
          new Column(
              column.name(), column.kind(), column.nullable(), maxBytes(keys, column.name())));
    }
    List<Index> indexes = new ArrayList<>();
    indexes.add(new Index(DailySums.DAY, false));
    indexes.add(new Index(LakeTable.BATCH, false));
    keys.mergeKey().ifPresent(key -> indexes.add(new Index(key, true)));
    return new TableDefinition(
        dataset.name(),
        columns,
        List.of(),
        Optional.of(keys.distribution()),
        List.of(DailySums.DAY, LakeTable.TIMESTAMP),
        indexes);
  }

  private static TableDefinition daily(Dataset<?> dataset) {
    DailySums daily = dataset.relations().daily();
    return new TableDefinition(
        daily.name(),
        daily.columns().stream()
            .map(
                column ->
                    new Column(
                        column.name(),
                        column.kind(),
                        column.nullable(),
                        maxBytes(dataset.warehouse(), column.name())))
            .toList(),
        List.of(),
        daily.keys().stream().map(DailySums.Column::name).findFirst(),
        List.of(DailySums.DAY),
        List.of(new Index(DailySums.DAY, false)));
  }

  private static int maxBytes(WarehouseKeys keys, String column) {
    return column.equals(LakeTable.BATCH)
        ? BATCH_BYTES
        : keys.maxBytes().getOrDefault(column, TEXT_BYTES);
  }

  private static TableDefinition ledger() {
    return new TableDefinition(
        LEDGER,
        List.of(
            Column.text("dataset", DATASET_BYTES),
            Column.text("batch", BATCH_BYTES),
            Column.text("run", BATCH_BYTES),
            Column.of("row_count", ParquetColumn.Kind.INTEGER),
            Column.of("file_count", ParquetColumn.Kind.INTEGER),
            Column.of("byte_count", ParquetColumn.Kind.INTEGER),
            Column.of("files_set_aside", ParquetColumn.Kind.INTEGER),
            Column.of("loaded_at", ParquetColumn.Kind.TIMESTAMP)),
        List.of("dataset", "batch"),
        Optional.empty(),
        List.of("loaded_at"),
        List.of());
  }

  private static TableDefinition setAside() {
    return new TableDefinition(
        SET_ASIDE,
        List.of(
            Column.text("dataset", DATASET_BYTES),
            Column.text("batch", BATCH_BYTES),
            Column.text("run", BATCH_BYTES),
            Column.text("file", TEXT_BYTES),
            Column.text("error", TEXT_BYTES),
            Column.of("set_aside_at", ParquetColumn.Kind.TIMESTAMP)),
        List.of(),
        Optional.empty(),
        List.of("set_aside_at"),
        List.of());
  }

  /** Returns the names of the tables that are missing. */
  List<String> missing(Connection connection, LoadSettings settings) throws SQLException {
    List<String> missing = new ArrayList<>();
    definitions().forEach(table -> missing.add(table.name()));
    // On Redshift, the driver's own list of tables reads views of external schemas, which some
    // users may not read.
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = ?")) {
      select.setString(1, settings.schema());
      try (ResultSet tables = select.executeQuery()) {
        while (tables.next()) {
          missing.remove(tables.getString(1));
        }
      }
    }
    return missing;
  }

  /** Creates the tables that are missing. */
  void create(Connection connection, Dialect dialect, LoadSettings settings) throws SQLException {
    if (missing(connection, settings).isEmpty()) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements(dialect, settings.schema())) {
        statement.execute(sql);
      }
      statement.execute(comment(settings));
    }
  }

  private static String comment(LoadSettings settings) {
    return "COMMENT ON TABLE %s.%s IS '%s%s'"
        .formatted(SqlName.quoted(settings.schema()), SqlName.quoted(LEDGER), COMMENT, VERSION);
  }

  /**
   * Returns the version of the tables.
   *
   * @throws FootfallException if it is later than that of this program
   */
  static int requireVersion(Connection connection, Warehouse warehouse, LoadSettings settings)
      throws SQLException {
    int version = version(connection, settings);
    if (version > VERSION) {
      throw FootfallException.usage(
          ("The tables in the schema %s of %s have version %s, and this Footfall loads version %s."
                  + " Use the later version of Footfall that changed them, or another --schema.")
              .formatted(settings.schema(), warehouse, version, VERSION));
    }
    return version;
  }

  /** Returns the version of the tables; 0 for tables created before versions existed. */
  private static int version(Connection connection, LoadSettings settings) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT d.description FROM pg_catalog.pg_description d"
                + " JOIN pg_catalog.pg_class c ON d.objoid = c.oid"
                + " JOIN pg_catalog.pg_namespace n ON c.relnamespace = n.oid"
                + " WHERE d.objsubid = 0 AND n.nspname = ? AND c.relname = ?")) {
      select.setString(1, settings.schema());
      select.setString(2, LEDGER);
      try (ResultSet comments = select.executeQuery()) {
        while (comments.next()) {
          String comment = comments.getString(1);
          if (comment.matches(COMMENT + "\\d{1,6}\\b.*")) {
            return Integer.parseInt(comment.substring(COMMENT.length()).split("\\D", 2)[0]);
          }
        }
      }
    }
    return 0;
  }

  /** Returns the statements that create all tables, unless they exist. */
  List<String> statements(Dialect dialect, String schema) {
    return definitions().stream().flatMap(table -> dialect.create(table, schema).stream()).toList();
  }

  /**
   * Checks that the tables exist.
   *
   * @throws FootfallException if one does not
   */
  void require(Connection connection, Warehouse warehouse, LoadSettings settings)
      throws SQLException {
    List<String> missing = missing(connection, settings);
    if (!missing.isEmpty()) {
      throw FootfallException.usage(
          (missing.size() == 1 ? "Table not found: " : "Tables not found: ")
              + String.join(", ", missing)
              + " (schema "
              + settings.schema()
              + " of "
              + warehouse
              + "). Create missing tables with --createTables, set another --schema, or grant the user access.");
    }
  }

  /**
   * Upgrades tables that an earlier version created, and records their version: adds missing
   * columns, and accepts nulls where values can now be absent.
   *
   * @throws FootfallException with the statements to run, if this user or the warehouse cannot
   *     change the tables; or if a later version of Footfall has changed them
   */
  void adapt(Connection connection, Dialect dialect, Warehouse warehouse, LoadSettings settings)
      throws SQLException {
    int version = requireVersion(connection, warehouse, settings);
    Map<String, Map<String, Boolean>> found = columns(connection, settings);
    List<String> changes = new ArrayList<>();
    boolean ofOwner = false;
    for (TableDefinition table : definitions()) {
      Map<String, Boolean> columns = found.getOrDefault(table.name(), Map.of());
      String alter =
          "ALTER TABLE " + SqlName.quoted(settings.schema()) + "." + SqlName.quoted(table.name());
      List<String> ofTable = new ArrayList<>();
      boolean rebuilt = false;
      for (Column column : table.columns()) {
        Boolean nullable = columns.get(column.name());
        if (columns.isEmpty() || Boolean.TRUE.equals(nullable) || !column.nullable()) {
          continue;
        }
        String quoted = SqlName.quoted(column.name());
        if (nullable == null) {
          ofTable.add(alter + " ADD COLUMN " + quoted + " " + dialect.type(column));
        } else {
          ofTable.add(alter + " ALTER COLUMN " + quoted + " DROP NOT NULL");
          rebuilt |= !dialect.relaxesColumns();
        }
      }
      changes.addAll(rebuilt ? rebuild(table, columns, dialect, settings) : ofTable);
      ofOwner |= rebuilt;
    }
    if (ofOwner) {
      throw earlier(warehouse, settings, changes);
    }
    try (Statement statement = connection.createStatement()) {
      for (String change : changes) {
        statement.execute(change);
      }
      if (version < VERSION) {
        statement.execute(comment(settings));
      }
    } catch (SQLException e) {
      if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw e;
      }
      // If only the comment is missing, the columns are right, so this user need not be the owner.
      if (!changes.isEmpty()) {
        throw earlier(warehouse, settings, changes);
      }
    }
  }

  private static FootfallException earlier(
      Warehouse warehouse, LoadSettings settings, List<String> statements) {
    return FootfallException.usage(
        ("An earlier version of Footfall created the tables in the schema %s of %s. Their owner"
                + " must run: %s;")
            .formatted(settings.schema(), warehouse, String.join("; ", statements)));
  }

  /** Returns the statements that recreate a table, where columns cannot be changed. */
  private static List<String> rebuild(
      TableDefinition table, Map<String, Boolean> columns, Dialect dialect, LoadSettings settings) {
    String schema = SqlName.quoted(settings.schema()) + ".";
    String name = schema + SqlName.quoted(table.name());
    String before = table.name() + "_before";
    String kept =
        SqlName.list(
            table.columns().stream().map(Column::name).filter(columns::containsKey).toList());
    List<String> statements = new ArrayList<>();
    statements.add("ALTER TABLE " + name + " RENAME TO " + SqlName.quoted(before));
    statements.addAll(dialect.create(table, settings.schema()));
    statements.add(
        "INSERT INTO %s (%s) SELECT %s FROM %s%s"
            .formatted(name, kept, kept, schema, SqlName.quoted(before)));
    statements.add("DROP TABLE " + schema + SqlName.quoted(before));
    return statements.stream().map(sql -> sql.replaceAll("\\s+", " ")).toList();
  }

  /** Returns for each table whether each of its columns accepts absent values. */
  private static Map<String, Map<String, Boolean>> columns(
      Connection connection, LoadSettings settings) throws SQLException {
    Map<String, Map<String, Boolean>> found = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT table_name, column_name, is_nullable FROM information_schema.columns WHERE"
                + " table_schema = ?")) {
      select.setString(1, settings.schema());
      try (ResultSet columns = select.executeQuery()) {
        while (columns.next()) {
          found
              .computeIfAbsent(columns.getString(1), table -> new LinkedHashMap<>())
              .put(columns.getString(2), columns.getString(3).equals("YES"));
        }
      }
    }
    return found;
  }
}
