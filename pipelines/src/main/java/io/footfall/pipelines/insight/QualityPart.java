package io.footfall.pipelines.insight;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import io.footfall.pipelines.query.QueryDatabase;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The accounting, the rejects and the latest loads. */
final class QualityPart {
  private static final int SOURCES = 200;
  private static final int LOADS = 50;
  private static final int BATCHES = 5_000;
  private static final int REASONS = 100;
  private static final int EXAMPLES = 3;
  private static final int LONGEST_EXAMPLE = 300;
  private static final List<String> COUNTS =
      List.of("read", "ok", "rejected", "duplicate", "late", "skipped");

  // Written as JSON: the members have the names and the order of the components.

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Example(String source, @Nullable Long line, String message, String raw) {}

  private record Reason(
      String dataset, String reason, long records, long replayed, List<Example> examples) {}

  /** The accounting of the batches with records on the same range of days. */
  private record Batches(
      String dataset,
      String first,
      String last,
      boolean known,
      long read,
      long rejected,
      long late) {}

  private record Source(
      String dataset,
      String source,
      long read,
      long ok,
      long rejected,
      long duplicate,
      long late,
      long skipped) {}

  private record Load(String dataset, String batch, long rows, long files, long bytes, String at) {}

  private boolean knowsRejects;
  private long rejects;
  private final Map<List<String>, Reason> reasons = new LinkedHashMap<>();
  private final List<Batches> batches = new ArrayList<>();
  private boolean knowsAccounting;
  private final List<Source> totals = new ArrayList<>();
  private final List<Source> sources = new ArrayList<>();
  private long sourceCount;
  private boolean knowsLoads;
  private final List<Load> loads = new ArrayList<>();
  private final List<Load> loadTotals = new ArrayList<>();

  private QualityPart() {}

  static QualityPart read(InsightQueries answers) {
    QualityPart part = new QualityPart();
    part.knowsRejects = answers.knows("rejects");
    if (part.knowsRejects) {
      part.readRejects(answers);
    } else if (answers.knows(QueryDatabase.LAKE_REASONS)) {
      part.readReasons(answers);
    }
    if (answers.knows(QueryDatabase.LAKE_ACCOUNTING)) {
      part.readBatches(answers);
    }
    part.knowsAccounting = answers.has("accounting");
    if (part.knowsAccounting) {
      part.readAccounting(answers);
    }
    part.knowsLoads = answers.has("loads");
    if (part.knowsLoads) {
      part.readLoads(answers);
    }
    return part;
  }

  private void readRejects(InsightQueries answers) {
    answers.forEachRow(
        "SELECT dataset, reason, COUNT(*), SUM(CASE WHEN replayed THEN 1 ELSE 0 END) FROM rejects"
            + " GROUP BY dataset, reason ORDER BY 3 DESC, 1, 2",
        row -> {
          Reason reason =
              new Reason(
                  text(row, 1), text(row, 2), row.getLong(3), row.getLong(4), new ArrayList<>());
          rejects += reason.records();
          reasons.put(List.of(reason.dataset(), reason.reason()), reason);
        });
    answers.forEachRow(
        "SELECT dataset, reason, source, line, message, raw FROM (SELECT dataset, reason, source,"
            + " line, message, raw, ROW_NUMBER() OVER (PARTITION BY dataset, reason ORDER BY"
            + " arrived, source, line) AS place FROM rejects) numbered WHERE place <= "
            + EXAMPLES
            + " ORDER BY dataset, reason, place",
        row -> {
          Reason reason = reasons.get(List.of(text(row, 1), text(row, 2)));
          if (reason != null) {
            long line = row.getLong(4);
            reason
                .examples()
                .add(
                    new Example(
                        text(row, 3),
                        row.wasNull() || line <= 0 ? null : line,
                        ShortText.of(row.getString(5), LONGEST_EXAMPLE),
                        ShortText.of(row.getString(6), LONGEST_EXAMPLE)));
          }
        });
  }

  /** Reads the reasons that the seals list; they have no examples. */
  private void readReasons(InsightQueries answers) {
    answers.forEachRow(
        "SELECT dataset, reason, SUM(records) FROM "
            + QueryDatabase.LAKE_REASONS
            + " GROUP BY dataset, reason ORDER BY 3 DESC, 1, 2",
        row -> {
          knowsRejects = true;
          Reason reason = new Reason(text(row, 1), text(row, 2), row.getLong(3), 0, List.of());
          rejects += reason.records();
          reasons.put(List.of(reason.dataset(), reason.reason()), reason);
        });
  }

  private void readBatches(InsightQueries answers) {
    answers.forEachRow(
        "SELECT dataset, first_day, last_day, known, SUM(read), SUM(rejected), SUM(late) FROM "
            + QueryDatabase.LAKE_ACCOUNTING
            + " GROUP BY dataset, first_day, last_day, known ORDER BY 2 DESC, 1, 3 LIMIT "
            + BATCHES,
        row ->
            batches.add(
                new Batches(
                    text(row, 1),
                    text(row, 2),
                    text(row, 3),
                    row.getBoolean(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7))));
  }

  private void readAccounting(InsightQueries answers) {
    String sums = "";
    for (String count : COUNTS) {
      sums += ", SUM(" + count(count) + ")";
    }
    answers.forEachRow(
        "SELECT dataset, ''" + sums + " FROM accounting GROUP BY dataset ORDER BY 1",
        row -> totals.add(source(row)));
    answers.forEachRow(
        "SELECT COUNT(*) FROM (SELECT DISTINCT dataset, source FROM accounting) s",
        row -> sourceCount = row.getLong(1));
    answers.forEachRow(
        ("SELECT dataset, source%s FROM accounting GROUP BY dataset, source ORDER BY 5"
                + " DESC, 1, 2 LIMIT %s")
            .formatted(sums, SOURCES),
        row -> sources.add(source(row)));
  }

  /** Quotes the name, because READ is a keyword in some databases. */
  private static String count(String name) {
    return '"' + name + '"';
  }

  private static Source source(ResultSet row) throws SQLException {
    return new Source(
        text(row, 1),
        text(row, 2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8));
  }

  private void readLoads(InsightQueries answers) {
    answers.forEachRow(
        "SELECT dataset, CAST(COUNT(*) AS VARCHAR(20)), SUM(row_count), SUM(file_count),"
            + " SUM(byte_count), MAX(loaded_at) FROM loads GROUP BY dataset ORDER BY 1",
        row -> loadTotals.add(load(row)));
    answers.forEachRow(
        "SELECT dataset, batch, row_count, file_count, byte_count, loaded_at FROM loads ORDER BY"
            + " loaded_at DESC, dataset, batch LIMIT "
            + LOADS,
        row -> loads.add(load(row)));
  }

  private static Load load(ResultSet row) throws SQLException {
    return new Load(
        text(row, 1),
        text(row, 2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        Objects.requireNonNullElse(row.getString(6), ""));
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return ShortText.of(row.getString(column));
  }

  void write(JsonGenerator json) throws IOException {
    if (knowsRejects) {
      json.writeObjectFieldStart("rejects");
      json.writeNumberField("count", rejects);
      json.writeNumberField("reasonCount", reasons.size());
      json.writePOJOField("reasons", reasons.values().stream().limit(REASONS).toList());
      json.writeEndObject();
    }
    if (knowsAccounting) {
      json.writeObjectFieldStart("accounting");
      json.writePOJOField("totals", totals);
      json.writeNumberField("sourceCount", sourceCount);
      json.writePOJOField("sources", sources);
      json.writeEndObject();
    }
    if (!batches.isEmpty()) {
      json.writePOJOField("batches", batches);
    }
    if (knowsLoads) {
      json.writeObjectFieldStart("loads");
      json.writePOJOField("totals", loadTotals);
      json.writePOJOField("latest", loads);
      json.writeEndObject();
    }
  }
}
