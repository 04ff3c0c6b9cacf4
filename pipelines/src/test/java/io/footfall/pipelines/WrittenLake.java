package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.testing.QueryRows;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The visits of a lake as DuckDB reads them, which knows nothing of the program.
 *
 * @param folder the lake
 */
record WrittenLake(Path folder) {
  LakeFolder visits() {
    return LakeFolder.of(folder.toString(), "visits");
  }

  /** What is in all files, whether a seal names them or not: at rest that is the same. */
  private String everything() {
    return "read_parquet('" + folder + "/visits/date=*/*.parquet', hive_partitioning = true)";
  }

  /** Rows of a query; {@code {visits}} in it stands for the files that seals name. */
  List<String> query(String sql) throws Exception {
    String live =
        visits().liveFiles().stream()
            .map(file -> "'" + visits().resolve(file) + "'")
            .collect(Collectors.joining(",", "read_parquet([", "], hive_partitioning = true)"));
    return QueryRows.ofDuckDb(sql.replace("{visits}", live));
  }

  /** The lake has the records that are counted, each once, in the folders of their days. */
  void assertIsAllOf(VisitStream stream) throws Exception {
    long rows = visits().liveFiles().stream().mapToLong(LakeFile::rows).sum();
    assertThat(query("select count(*) from " + everything()), is(List.of(Long.toString(rows))));
    assertThat(
        query("select count(*) from {visits} where date <> timestamp::timestamp::date"),
        is(List.of("0")));
    Map<String, List<String>> hours = new TreeMap<>();
    for (String row :
        query(
            "select strftime(timestamp::timestamp, '%Y-%m-%dT%H:00:00Z'), url, count(*),"
                + " sum(page_view_duration) from {visits} group by 1, 2")) {
      String[] parts = row.split("\\|", -1);
      String time = new BigDecimal(parts[3]).setScale(1, RoundingMode.UNNECESSARY).toPlainString();
      hours
          .computeIfAbsent(parts[0], h -> new ArrayList<>())
          .add(parts[1] + "," + parts[2] + "," + time);
    }
    hours.values().forEach(list -> list.sort(null));
    assertThat(hours, is(stream.rows()));
  }
}
