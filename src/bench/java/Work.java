import java.util.List;
import java.util.Locale;

/** A piece of work that all programs do. */
enum Work {
  /** The report of visits in a CSV file. */
  VISITS("visits", ".csv"),
  /** The report of purchases in a CSV file. */
  PURCHASES("purchases", ".csv"),
  /** The report of visits in JSON Lines. */
  JSONL("visits", ".jsonl"),
  /** The report of visits in a CSV file, compressed by gzip. */
  GZIP("visits", ".csv.gz"),
  /** The report of visits in a CSV file, compressed by zstd. */
  ZSTD("visits", ".csv.zst"),
  /** The report of visits and a lake; DuckDB only writes the Parquet files, by date. */
  LAKE("visits", ".csv"),
  /** One query over the lake; DuckDB runs it over plain Parquet files. */
  QUERY("visits", ".csv");

  static final String SQL =
      "SELECT url, count(*) AS visits, sum(page_view_duration) AS total FROM %s GROUP BY url"
          + " ORDER BY visits DESC, url LIMIT 100";

  final String dataset;
  final String ending;

  Work(String dataset, String ending) {
    this.dataset = dataset;
    this.ending = ending;
  }

  static Work named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Returns the table that is compared. */
  String table() {
    return this == PURCHASES ? "customer_days.csv" : this == QUERY ? "top.csv" : "urls.csv";
  }

  /** Returns the programs that can do it. */
  List<String> programs() {
    return switch (this) {
      case VISITS, PURCHASES -> List.of("duckdb", "direct", "flink", "byhand");
      case JSONL, GZIP, ZSTD, LAKE -> List.of("duckdb", "direct", "flink");
      case QUERY -> List.of("duckdb", "direct");
    };
  }
}
