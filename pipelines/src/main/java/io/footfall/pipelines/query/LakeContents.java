package io.footfall.pipelines.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.DailySums;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.OutputFiles;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.Seal;
import io.footfall.pipelines.replay.ReplayedRejects;
import io.footfall.rejects.KeptReject;
import io.footfall.rejects.RejectCode;
import io.footfall.rejects.RejectFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The contents of a lake and of reports at one moment: files, seals and {@code run.json}. */
final class LakeContents {
  private static final Pattern OF_DATASET =
      Pattern.compile("(?:^|/)(" + String.join("|", Datasets.names()) + ")-\\d+-[^/]*$");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A report and its {@code run.json}. */
  private record Report(String folder, JsonNode run) {
    String dataset() {
      return run.path("dataset").asText();
    }

    String rejects() {
      String said = run.path("options").path("rejects").asText();
      return said.isEmpty() ? folder + "rejects/" : said;
    }

    List<String> tables(String name) {
      List<String> files = new ArrayList<>();
      for (JsonNode output : run.path("outputs")) {
        String file = output.asText();
        if (file.endsWith(".csv") && file.startsWith(name)) {
          files.add(folder + file);
        }
      }
      return files;
    }
  }

  private final QuerySource source;
  private final List<Seal> seals = new ArrayList<>();
  private final List<Report> reports = new ArrayList<>();

  /** Paths of the records on this machine, by dataset. */
  private final Map<String, List<String>> parquet = new TreeMap<>();

  private final Map<String, List<LakeFile>> live = new TreeMap<>();

  private LakeContents(QuerySource source) {
    this.source = source;
  }

  /** Returns the patterns of the files whose change indicates new data. */
  static List<String> watched(QuerySource source) {
    List<String> patterns = new ArrayList<>();
    if (source.lake() != null) {
      Datasets.names().forEach(d -> patterns.add(LakeFolder.of(source.lake(), d).sealFile("*")));
    }
    source.reports().forEach(report -> patterns.add(folder(report) + "run.json"));
    source.rejects().forEach(rejects -> patterns.add(folder(rejects) + "**"));
    return patterns;
  }

  private static String folder(String name) {
    return name.endsWith("/") ? name : name + "/";
  }

  static LakeContents read(QuerySource source, KnownSeals known) throws IOException {
    LakeContents contents = new LakeContents(source);
    if (source.lake() != null) {
      for (String dataset : Datasets.names()) {
        contents.readLake(LakeFolder.of(source.lake(), dataset), known);
      }
    }
    for (String name : source.reports()) {
      String run = folder(name) + "run.json";
      if (!OutputFiles.exists(run)) {
        throw new FootfallException(
            Kind.NO_INPUT,
            name + " has no run.json, so it is not a complete report. Check --report.");
      }
      contents.reports.add(new Report(folder(name), JSON.readTree(OutputFiles.read(run))));
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
          statement.execute(
              "CREATE VIEW "
                  + relation.sqlName()
                  + " AS SELECT "
                  + relation.columnList()
                  + " FROM read_parquet("
                  + list(files)
                  + ", hive_partitioning = false)");
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
          "CREATE TABLE "
              + QueryDatabase.LAKE_ACCOUNTING
              + " (dataset VARCHAR, first_day DATE, last_day DATE, known BOOLEAN, read BIGINT,"
              + " rejected BIGINT, late BIGINT, zone VARCHAR)");
      statement.execute(
          "CREATE TABLE "
              + QueryDatabase.LAKE_REASONS
              + " (dataset VARCHAR, reason VARCHAR, records BIGINT)");
    }
    fillFiles(connection);
    fillRejects(connection);
    fillAccounting(connection);
    fillLoads(connection);
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
      for (Report report : reports) {
        for (String file : report.tables(reported.table().name())) {
          insertCsv(
              statement,
              file,
              "INSERT INTO " + relation.sqlName() + " SELECT " + reported.columns() + " FROM ",
              reported.csvColumns());
        }
      }
      // A sum whose day is unknown stays: the condition is NULL for it.
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

  private void fillRejects(DuckDBConnection connection) throws SQLException, IOException {
    ReplayedRejects replayed = ReplayedRejects.of(seals);
    Set<String> folders = new LinkedHashSet<>();
    source.rejects().forEach(name -> folders.add(folder(name)));
    reports.forEach(report -> folders.add(folder(report.rejects())));
    try (DuckDBAppender to = connection.createAppender("main", "rejects")) {
      for (String name : folders) {
        RejectFolder rejects = RejectFolder.of(name);
        for (MatchResult.Metadata file : rejects.files()) {
          Matcher dataset = OF_DATASET.matcher(file.resourceId().toString());
          ReplayedRejects.State state = replayed.state(rejects, file);
          if (state != ReplayedRejects.State.UNSEALED) {
            append(
                to,
                file,
                dataset.find() ? dataset.group(1) : "",
                state == ReplayedRejects.State.REPLAYED);
          }
        }
      }
    }
  }

  private static void append(
      DuckDBAppender to, MatchResult.Metadata file, String dataset, boolean replayed)
      throws IOException, SQLException {
    try {
      RejectFolder.read(
          file,
          new RejectFolder.Visitor() {
            @Override
            public void reject(KeptReject reject) {
              try {
                to.beginRow();
                to.append(dataset)
                    .append(reject.code())
                    .append(reject.message())
                    .append(reject.source());
                if (reject.line() == 0) {
                  to.appendNull();
                } else {
                  to.append(reject.line());
                }
                to.append(reject.column().isEmpty() ? null : reject.column())
                    .append(reject.expected().isEmpty() ? null : reject.expected())
                    .append(new String(reject.raw(), StandardCharsets.UTF_8))
                    .append((long) reject.attempts());
                if (reject.arrivalMillis() == 0) {
                  to.appendNull();
                } else {
                  to.append(Instant.ofEpochMilli(reject.arrivalMillis()).atOffset(ZoneOffset.UTC));
                }
                to.append(replayed).endRow();
              } catch (SQLException e) {
                throw new UncheckedIOException(new IOException(e.getMessage(), e));
              }
            }

            @Override
            public void otherLine(String name, long line) {
              // It is not a record; `footfall rejects` reports it.
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void fillAccounting(DuckDBConnection connection) throws SQLException {
    Set<String> sealed = new HashSet<>();
    try (DuckDBAppender to = connection.createAppender("main", "accounting")) {
      for (Seal seal : seals) {
        if (!seal.accounting().isEmpty() && covers(seal)) {
          sealed.add(seal.run());
          for (Map.Entry<String, SourceCounts> source : seal.accounting().entrySet()) {
            append(to, seal.dataset(), source.getKey(), source.getValue());
          }
        }
      }
      for (Report report : reports) {
        if (sealed.contains(report.run().path("runId").asText())) {
          continue;
        }
        for (JsonNode counts : report.run().path("accounting").path("sources")) {
          append(to, report.dataset(), counts.path("source").asText(), SourceCounts.ofJson(counts));
        }
      }
    }
    fillAccountingOfBatches(connection);
  }

  private static void append(DuckDBAppender to, String dataset, String source, SourceCounts counts)
      throws SQLException {
    to.beginRow();
    to.append(dataset)
        .append(source)
        .append(counts.read)
        .append(counts.ok)
        .append(counts.rejected())
        .append(counts.duplicate)
        .append(counts.late)
        .append(counts.skipped)
        .endRow();
  }

  /** Returns whether a batch has a record on the selected days; true for one without records. */
  private boolean covers(Seal seal) {
    return seal.files().isEmpty()
        || seal.files().stream().anyMatch(file -> source.has(file.date()));
  }

  private void fillAccountingOfBatches(DuckDBConnection connection) throws SQLException {
    try (DuckDBAppender to = connection.createAppender("main", QueryDatabase.LAKE_ACCOUNTING)) {
      for (Seal seal : seals) {
        if (seal.kind() != Seal.Kind.BATCH || seal.files().isEmpty() || !covers(seal)) {
          continue;
        }
        SourceCounts total = new SourceCounts();
        seal.accounting().values().forEach(total::add);
        boolean isKnown = !seal.accounting().isEmpty();
        List<LocalDate> days = seal.files().stream().map(LakeFile::date).sorted().toList();
        to.beginRow();
        to.append(seal.dataset())
            .append(days.get(0))
            .append(days.get(days.size() - 1))
            .append(isKnown)
            .append(isKnown ? total.read : seal.rows())
            .append(total.rejected())
            .append(total.late)
            .append(seal.zone())
            .endRow();
      }
    }
    try (DuckDBAppender to = connection.createAppender("main", QueryDatabase.LAKE_REASONS)) {
      for (Seal seal : seals) {
        if (!seal.accounting().isEmpty() && covers(seal)) {
          SourceCounts total = new SourceCounts();
          seal.accounting().values().forEach(total::add);
          for (RejectCode code : RejectCode.values()) {
            if (total.rejected(code) > 0) {
              to.beginRow();
              to.append(seal.dataset()).append(code.name()).append(total.rejected(code)).endRow();
            }
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
