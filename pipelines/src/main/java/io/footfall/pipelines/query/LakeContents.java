package io.footfall.pipelines.query;

import io.footfall.dataset.DailySums;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.OutputFiles;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The contents of a lake and of reports at one moment: files, seals and {@code run.json}. */
final class LakeContents {
  private final QuerySource source;
  private final List<Seal> seals = new ArrayList<>();
  private final List<FinishedReport> reports = new ArrayList<>();

  /** Local paths of the Parquet files, by dataset. */
  private final Map<String, List<String>> parquet = new TreeMap<>();

  private final Map<String, List<LakeFile>> live = new TreeMap<>();

  private LakeContents(QuerySource source) {
    this.source = source;
  }

  /** Returns glob patterns of the files that change when data is added. */
  static List<String> watched(QuerySource source) {
    List<String> patterns = new ArrayList<>();
    if (source.lake() != null) {
      Datasets.names().forEach(d -> patterns.add(LakeFolder.of(source.lake(), d).sealFile("*")));
    }
    source.reports().forEach(report -> patterns.add(OutputFiles.directory(report) + "run.json"));
    source.rejects().forEach(rejects -> patterns.add(OutputFiles.directory(rejects) + "**"));
    return patterns;
  }

  static LakeContents read(QuerySource source, KnownSeals known) throws IOException {
    LakeContents contents = new LakeContents(source);
    if (source.lake() != null) {
      for (String dataset : Datasets.names()) {
        contents.readLake(LakeFolder.of(source.lake(), dataset), known);
      }
    }
    for (String name : source.reports()) {
      String run = OutputFiles.directory(name) + "run.json";
      if (!OutputFiles.exists(run)) {
        throw new FootfallException(
            Kind.NO_INPUT,
            name + " has no run.json, so it is not a complete report. Check --report.");
      }
      contents.reports.add(FinishedReport.in(OutputFiles.directory(name)));
    }
    return contents;
  }

  private void readLake(LakeFolder folder, KnownSeals known) throws IOException {
    List<Seal> all = known.of(folder);
    seals.addAll(all);
    List<LakeFile> files =
        LakeFolder.liveFiles(all).stream().filter(file -> source.has(file.date())).toList();
    live.put(folder.dataset(), files);
    parquet.put(folder.dataset(), LocalLake.of(folder).files(files));
  }

  /** Returns the local files with the records. */
  List<String> parquetFiles() {
    return parquet.values().stream().flatMap(List::stream).toList();
  }

  /** Creates the relations. */
  void fill(DuckDBConnection connection) throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      for (Dataset<?> dataset : Datasets.all()) {
        Relation relation = Relation.records(dataset);
        List<String> files = parquet.getOrDefault(dataset.name(), List.of());
        if (files.isEmpty()) {
          createTable(statement, relation);
        } else {
          String rows =
              "read_parquet(" + list(files) + ", hive_partitioning = false, union_by_name = true)";
          statement.execute(
              "CREATE VIEW %s AS %s%s"
                  .formatted(relation.sqlName(), relation.select(columns(statement, rows)), rows));
        }
      }
      if (source.lake() == null) {
        fillFromReports(statement);
      } else {
        for (Dataset<?> dataset : Datasets.all()) {
          DailySums daily = dataset.relations().daily();
          statement.execute("CREATE VIEW " + daily.name() + " AS " + sums(dataset, daily));
        }
      }
      createTable(statement, Relation.REJECTS);
      createTable(statement, Relation.ACCOUNTING);
      createTable(statement, Relation.LOADS);
      statement.execute(
          "CREATE TABLE "
              + QueryDatabase.LAKE_FILES
              + " (dataset VARCHAR, event_date DATE, path VARCHAR, batch VARCHAR)");
      statement.execute(
          ("CREATE TABLE %s (dataset VARCHAR, first_day DATE, last_day DATE, known"
                  + " BOOLEAN, read BIGINT, rejected BIGINT, late BIGINT, zone VARCHAR)")
              .formatted(QueryDatabase.LAKE_ACCOUNTING));
      statement.execute(
          "CREATE TABLE "
              + QueryDatabase.LAKE_REASONS
              + " (dataset VARCHAR, reason VARCHAR, records BIGINT)");
    }
    fillFiles(connection);
    Set<String> rejects = new LinkedHashSet<>();
    source.rejects().forEach(name -> rejects.add(OutputFiles.directory(name)));
    reports.forEach(report -> rejects.add(OutputFiles.directory(report.rejects())));
    RejectRows.append(connection, rejects, seals);
    LakeAccounting.of(seals, reports).append(connection, source);
    fillLoads(connection);
  }

  private static Set<String> columns(Statement statement, String rows) throws SQLException {
    Set<String> names = new HashSet<>();
    try (ResultSet described = statement.executeQuery("DESCRIBE FROM " + rows)) {
      while (described.next()) {
        names.add(described.getString(1));
      }
    }
    return names;
  }

  private static String sums(Dataset<?> dataset, DailySums daily) {
    return "SELECT "
        + daily.columns().stream()
            .map(column -> column.sql() + " AS " + column.name())
            .collect(Collectors.joining(", "))
        + " FROM "
        + dataset.name()
        + " GROUP BY "
        + String.join(", ", daily.groupedBy());
  }

  private static void createTable(Statement statement, Relation relation) throws SQLException {
    statement.execute("CREATE TABLE " + relation.sqlName() + " (" + relation.definition() + ")");
  }

  private static String list(List<String> files) {
    return files.stream().map(LakeDatabase::literal).collect(Collectors.joining(", ", "[", "]"));
  }

  private void fillFromReports(Statement statement) throws SQLException, IOException {
    for (Dataset<?> dataset : Datasets.all()) {
      Relation relation = Relation.daily(dataset);
      createTable(statement, relation);
      ReportedSums reported = ReportedSums.of(dataset);
      for (FinishedReport report : reports) {
        for (String file : report.tables(reported.table().name())) {
          insertCsv(
              statement,
              file,
              "INSERT INTO " + relation.sqlName() + " SELECT " + reported.columns() + " FROM ",
              reported.csvColumns());
        }
      }
      // Sums of unknown days stay, because the condition is NULL for them.
      statement.execute(
          "DELETE FROM " + relation.sqlName() + " WHERE NOT (" + source.daysCondition() + ")");
    }
  }

  private static void insertCsv(Statement statement, String file, String insert, String columns)
      throws SQLException, IOException {
    @Nullable Path copy = null;
    try {
      if (!OutputFiles.isLocal(file)) {
        copy = Files.createTempFile("footfall-", ".csv");
        Files.write(copy, OutputFiles.read(file));
      }
      statement.execute(
          insert
              + "read_csv("
              + LakeDatabase.literal(copy == null ? file : copy.toString())
              + ", header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false,"
              + " max_line_size = 100000000, columns = "
              + columns
              + ")");
    } finally {
      if (copy != null) {
        Files.deleteIfExists(copy);
      }
    }
  }

  private void fillFiles(DuckDBConnection connection) throws SQLException {
    try (DuckDBAppender to = connection.createAppender("main", QueryDatabase.LAKE_FILES)) {
      for (Map.Entry<String, List<LakeFile>> files : live.entrySet()) {
        for (LakeFile file : files.getValue()) {
          for (String batch : file.batches()) {
            to.beginRow();
            to.append(files.getKey())
                .append(file.date())
                .append(file.path())
                .append(batch)
                .endRow();
          }
        }
      }
    }
  }

  private void fillLoads(DuckDBConnection connection) throws SQLException {
    try (DuckDBAppender to = connection.createAppender("main", "loads")) {
      for (Seal seal : seals) {
        if (seal.kind() == Seal.Kind.BATCH) {
          to.beginRow();
          to.append(seal.dataset())
              .append(seal.batch())
              .append(seal.rows())
              .append((long) seal.files().size())
              .append(seal.files().stream().mapToLong(LakeFile::bytes).sum())
              .append(seal.sealed().atOffset(ZoneOffset.UTC))
              .endRow();
        }
      }
    }
  }
}
