package io.footfall.warehouse;

import io.footfall.dataset.DailySums;
import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.LakeFile;
import io.footfall.lake.Seal;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The steps that load a group of batches into the warehouse, in one transaction that also changes
 * the ledger. Whatever happens between two steps, the next load finds either the previous state or
 * the batches in the ledger.
 */
final class LoadTransaction {
  private static final int ROWS_PER_STATEMENT = 200;

  private final Connection connection;
  private final Dialect dialect;
  private final LoadSettings settings;
  private final LakeView lake;
  private final Dataset<?> dataset;
  private final DailySums dailySums;
  private final String target;
  private final String ledger;
  private final String stage;
  private final String batches;
  private final String days;

  LoadTransaction(Connection connection, Dialect dialect, LoadSettings settings, LakeView lake) {
    this.connection = connection;
    this.dialect = dialect;
    this.settings = settings;
    this.lake = lake;
    dataset = lake.dataset();
    dailySums = dataset.relations().daily();
    target = inSchema(settings, dataset.name());
    ledger = inSchema(settings, WarehouseTables.LEDGER);
    // Unique names, so that no other table can be mistaken for a staging table.
    String suffix = UUID.randomUUID().toString().replace("-", "");
    stage = SqlName.quoted("footfall_stage_" + suffix);
    batches = SqlName.quoted("footfall_batches_" + suffix);
    days = SqlName.quoted("footfall_days_" + suffix);
  }

  /** Returns the qualified name of a table for a statement. */
  static String inSchema(LoadSettings settings, String name) {
    return SqlName.quoted(settings.schema()) + "." + SqlName.quoted(name);
  }

  /**
   * Loads a group of batches.
   *
   * @param group the batches; those that are in the ledger are skipped
   * @param bad the files of the group that the warehouse refuses, with its message
   * @return the batches that were loaded
   * @throws CopyFailedException if the warehouse refuses one of the other files
   */
  List<LoadedBatch> run(LoadGroup group, Map<LakeFile, String> bad)
      throws SQLException, IOException {
    createTemporaryTables();
    connection.setAutoCommit(false);
    execute(dialect.lock(ledger));
    LoadGroup todo = group.without(loadedMeanwhile(group));
    if (todo.seals().isEmpty()) {
      connection.rollback();
      connection.setAutoCommit(true);
      dropTemporaryTables();
      return List.of();
    }
    List<LakeFile> files = todo.files().stream().filter(f -> !bad.containsKey(f)).toList();
    fillStage(todo, files);
    Map<String, Long> rows = countRows(todo, bad);
    Optional<String> key = mergeKey();
    if (key.isPresent()) {
      merge(key.get());
    } else {
      replace();
    }
    sumUpDays();
    List<LoadedBatch> loaded = enterIntoLedger(todo, rows, bad);
    dropTemporaryTables();
    connection.commit();
    connection.setAutoCommit(true);
    return loaded;
  }

  /**
   * Tests whether the warehouse accepts files, without keeping their rows.
   *
   * @throws CopyFailedException if it does not
   */
  void probe(List<LakeFile> files) throws SQLException, IOException {
    execute("CREATE TEMP TABLE " + stage + " (LIKE " + target + ")");
    connection.setAutoCommit(false);
    dialect.copy(connection, stage, lake, files);
    connection.rollback();
    connection.setAutoCommit(true);
    execute("DROP TABLE " + stage);
  }

  /** Returns the column to merge by, if rows are to be merged and have a key. */
  private Optional<String> mergeKey() {
    return settings.mode() == LoadMode.MERGE ? dataset.warehouse().mergeKey() : Optional.empty();
  }

  private void createTemporaryTables() throws SQLException {
    execute("CREATE TEMP TABLE " + stage + " (LIKE " + target + ")");
    execute("CREATE TEMP TABLE " + batches + " (\"batch\" VARCHAR(128) NOT NULL)");
    execute("CREATE TEMP TABLE " + days + " (\"event_date\" DATE NOT NULL)");
  }

  private void dropTemporaryTables() throws SQLException {
    for (String temporary : List.of(stage, batches, days)) {
      execute("DROP TABLE " + temporary);
    }
  }

  /** Returns the batches that another load committed before this one acquired the lock. */
  private Set<String> loadedMeanwhile(LoadGroup group) throws SQLException {
    Ledger now = Ledger.read(connection, ledger, dataset.name());
    Set<String> loaded = new HashSet<>();
    for (Seal seal : group.seals().values()) {
      if (now.hasLoaded(seal, settings.retrySetAside())) {
        loaded.add(seal.batch());
      }
    }
    return loaded;
  }

  private void fillStage(LoadGroup group, List<LakeFile> files) throws SQLException, IOException {
    List<List<String>> ids = group.batches().stream().map(List::of).toList();
    insert(batches, List.of("batch"), ids);
    if (!files.isEmpty()) {
      dialect.copy(connection, stage, lake, files);
      long expected = files.stream().mapToLong(LakeFile::rows).sum();
      long found = count("SELECT count(*) FROM " + stage);
      if (found != expected) {
        throw new FootfallException(
            Kind.IO,
            String.format(
                "%s has %d rows from %d files of %s, but their seals list %d. Nothing was loaded.",
                stage, found, files.size(), lake.folder().path(), expected));
      }
    }
    if (group.hasOthers(files)) {
      execute(
          "DELETE FROM %s WHERE \"batch\" NOT IN (SELECT \"batch\" FROM %s)"
              .formatted(stage, batches));
    }
    String keyed =
        mergeKey()
            .map(SqlName::quoted)
            .map(key -> " OR %1$s IN (SELECT %1$s FROM %2$s)".formatted(key, stage))
            .orElse("");
    execute(
        """
        INSERT INTO %s SELECT DISTINCT "event_date" FROM %s \
        UNION SELECT DISTINCT "event_date" FROM %s \
        WHERE "batch" IN (SELECT "batch" FROM %s)%s"""
            .formatted(days, stage, target, batches, keyed));
  }

  /** Returns the number of rows per batch, which must equal that in its seal. */
  private Map<String, Long> countRows(LoadGroup group, Map<LakeFile, String> bad)
      throws SQLException {
    Map<String, Long> rows = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet counts =
            statement.executeQuery(
                "SELECT \"batch\", count(*) FROM " + stage + " GROUP BY \"batch\"")) {
      while (counts.next()) {
        rows.put(counts.getString(1), counts.getLong(2));
      }
    }
    for (Seal seal : group.seals().values()) {
      long found = rows.getOrDefault(seal.batch(), 0L);
      boolean whole = bad.keySet().stream().noneMatch(f -> f.batches().contains(seal.batch()));
      if (whole && found != seal.rows()) {
        throw new FootfallException(
            Kind.IO,
            String.format(
                "Batch %s of %s has %d rows in its seal, but %d in its files. It was not loaded.",
                seal.batch(), lake.folder().path(), seal.rows(), found));
      }
    }
    return rows;
  }

  private void replace() throws SQLException {
    execute(
        "DELETE FROM %1$s USING %2$s WHERE %3$s.\"batch\" = %2$s.\"batch\""
            .formatted(target, batches, SqlName.quoted(dataset.name())));
    String columns = SqlName.list(lake.columns());
    execute("INSERT INTO %1$s (%2$s) SELECT %2$s FROM %3$s".formatted(target, columns, stage));
  }

  private void merge(String keyName) throws SQLException {
    String key = SqlName.quoted(keyName);
    refuseRepeats(keyName);
    // Deletes rows of an earlier run of these batches that this run lacks.
    execute(
        """
        DELETE FROM %1$s WHERE "batch" IN (SELECT "batch" FROM %2$s) \
        AND %3$s NOT IN (SELECT %3$s FROM %4$s)"""
            .formatted(target, batches, key, stage));
    List<String> others = lake.columns().stream().filter(c -> !c.equals(keyName)).toList();
    execute(
        """
        MERGE INTO %1$s USING %2$s ON %3$s.%4$s = %2$s.%4$s \
        WHEN MATCHED THEN UPDATE SET %5$s WHEN NOT MATCHED THEN INSERT (%6$s) VALUES (%7$s)"""
            .formatted(
                target,
                stage,
                SqlName.quoted(dataset.name()),
                key,
                others.stream()
                    .map(c -> "%1$s = %2$s.%1$s".formatted(SqlName.quoted(c), stage))
                    .collect(Collectors.joining(", ")),
                SqlName.list(lake.columns()),
                lake.columns().stream()
                    .map(c -> stage + "." + SqlName.quoted(c))
                    .collect(Collectors.joining(", "))));
  }

  /** Refuses repeated keys. Redshift and PostgreSQL would fail too, with a worse message. */
  private void refuseRepeats(String keyName) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet repeated =
            statement.executeQuery(
                """
                SELECT %1$s, count(*) FROM %2$s GROUP BY %1$s HAVING count(*) > 1 \
                ORDER BY %1$s LIMIT 1"""
                    .formatted(SqlName.quoted(keyName), stage))) {
      if (repeated.next()) {
        throw new FootfallException(
            Kind.IO,
            String.format(
                "%s %s occurs %d times in the batches to load, so rows cannot be merged by it. Load"
                    + " with --loadMode=replace. If the rows are repeats of one record, write"
                    + " the lake with --deduplicate. If they are lines of one order, its ID does"
                    + " not identify a line: write the lake with --columns=%s=NAME, the ID of a"
                    + " line.",
                keyName, repeated.getString(1), repeated.getLong(2), keyName));
      }
    }
  }

  /** Recomputes the sums of changed days from all rows of these days. */
  private void sumUpDays() throws SQLException {
    String daily = inSchema(settings, dailySums.name());
    execute(
        "DELETE FROM %1$s USING %2$s WHERE %3$s.\"event_date\" = %2$s.\"event_date\""
            .formatted(daily, days, SqlName.quoted(dailySums.name())));
    execute(
        """
        INSERT INTO %s (%s) SELECT %s FROM %s \
        WHERE "event_date" IN (SELECT "event_date" FROM %s) GROUP BY %s"""
            .formatted(
                daily,
                SqlName.list(dailySums.columns().stream().map(DailySums.Column::name).toList()),
                dailySums.columns().stream()
                    .map(DailySums.Column::sql)
                    .collect(Collectors.joining(", ")),
                target,
                days,
                SqlName.list(dailySums.groupedBy())));
  }

  private List<LoadedBatch> enterIntoLedger(
      LoadGroup group, Map<String, Long> rows, Map<LakeFile, String> bad) throws SQLException {
    String now = dialect.timestamp(Instant.now());
    String setAside = inSchema(settings, WarehouseTables.SET_ASIDE);
    for (String table : List.of(WarehouseTables.LEDGER, WarehouseTables.SET_ASIDE)) {
      execute(
          """
          DELETE FROM %1$s USING %2$s \
          WHERE %3$s."dataset" = '%4$s' AND %3$s."batch" = %2$s."batch\""""
              .formatted(
                  inSchema(settings, table), batches, SqlName.quoted(table), dataset.name()));
    }
    List<LoadedBatch> loaded = new ArrayList<>();
    List<List<String>> entries = new ArrayList<>();
    List<List<String>> asides = new ArrayList<>();
    for (Seal seal : group.seals().values()) {
      long files = 0;
      long bytes = 0;
      long aside = 0;
      for (LakeFile file : group.files()) {
        if (!file.batches().contains(seal.batch())) {
          continue;
        }
        String error = bad.get(file);
        if (error == null) {
          files++;
          bytes += file.bytes();
        } else {
          aside++;
          asides.add(
              List.of(dataset.name(), seal.batch(), seal.run(), lake.seen(file), error, now));
        }
      }
      LoadedBatch batch =
          new LoadedBatch(
              dataset.name(),
              seal.batch(),
              seal.run(),
              rows.getOrDefault(seal.batch(), 0L),
              files,
              bytes,
              aside);
      loaded.add(batch);
      entries.add(
          List.of(
              batch.dataset(),
              batch.batch(),
              batch.run(),
              Long.toString(batch.rows()),
              Long.toString(batch.files()),
              Long.toString(batch.bytes()),
              Long.toString(batch.filesSetAside()),
              now));
    }
    insert(
        ledger,
        List.of(
            "dataset",
            "batch",
            "run",
            "row_count",
            "file_count",
            "byte_count",
            "files_set_aside",
            "loaded_at"),
        entries);
    insert(setAside, List.of("dataset", "batch", "run", "file", "error", "set_aside_at"), asides);
    return loaded;
  }

  // ---- statements ------------------------------------------------------------------------------

  /**
   * Inserts many rows per statement, because each statement costs Redshift as much as thousands of
   * rows.
   */
  private void insert(String into, List<String> columns, List<List<String>> rows)
      throws SQLException {
    for (int from = 0; from < rows.size(); from += ROWS_PER_STATEMENT) {
      List<List<String>> some =
          rows.subList(from, Math.min(rows.size(), from + ROWS_PER_STATEMENT));
      String values =
          some.stream()
              .map(row -> columns.stream().map(this::placeholder).collect(Collectors.joining(", ")))
              .collect(Collectors.joining("), ("));
      try (PreparedStatement statement =
          connection.prepareStatement(
              "INSERT INTO " + into + " (" + SqlName.list(columns) + ") VALUES (" + values + ")")) {
        int i = 1;
        for (List<String> row : some) {
          for (String value : row) {
            statement.setString(i++, value);
          }
        }
        statement.executeUpdate();
      }
    }
  }

  private String placeholder(String column) {
    if (column.endsWith("_at")) {
      return "CAST(? AS " + dialect.timestampType() + ")";
    }
    return column.endsWith("_count") || column.equals("files_set_aside")
        ? "CAST(? AS BIGINT)"
        : "?";
  }

  private long count(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
