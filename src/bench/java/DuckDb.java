import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The same reports by DuckDB, embedded, with the fastest of the queries that were tried: types are
 * given and not sniffed, only the columns that are needed are converted, the order of the input is
 * not kept, malformed rows are set aside ({@code store_rejects}), the tables are sorted as Footfall
 * sorts them.
 *
 * <p>For visits three ways were tried: one scan into a temporary table, then two aggregations (the
 * default here, {@code table}); two scans of the file ({@code scans}); one scan with grouping sets
 * ({@code sets}).
 *
 * <p>Beside the reports it writes the input to Parquet files by date ({@code parquet}), runs {@link
 * Work#SQL} over such files ({@code query}) or over the input ({@code top}), and converts the input
 * to the format that the output's name tells ({@code convert}).
 *
 * <p>{@code DuckDb visits|purchases|parquet|query|top|convert INPUT OUTPUT [table|scans|sets]}
 */
public final class DuckDb {
  private static final String VISITS_COLUMNS =
      "{'user_id':'VARCHAR','timestamp':'TIMESTAMP','url':'VARCHAR','page_view_duration':'DECIMAL(18,3)'}";
  private static final String PURCHASES_COLUMNS =
      "{'transaction_id':'VARCHAR','customer_id':'BIGINT','timestamp':'TIMESTAMP','product_name':'VARCHAR',"
          + "'product_category':'VARCHAR','product_price':'DECIMAL(12,2)','quantity':'INTEGER'}";
  private static final String GOOD_VISITS =
      " WHERE user_id <> '' AND url <> '' AND page_view_duration >= 0 AND \"timestamp\" IS NOT NULL";
  // round(total / visits, 3) uses a double there, and its last digit is sometimes wrong.
  private static final String AVERAGE =
      "(((total * 2000)::BIGINT + visits) // (2 * visits))::DECIMAL(18,0) * 0.001::DECIMAL(4,3)";

  private DuckDb() {}

  /** Runs one of the two reports. */
  public static void main(String[] args) throws Exception {
    Path output = Path.of(args[2]);
    if (!args[0].equals("convert")) {
      Files.createDirectories(output);
    }
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = connection.createStatement()) {
      sql.execute("SET threads = " + Runtime.getRuntime().availableProcessors());
      sql.execute("SET preserve_insertion_order = false");
      switch (args[0]) {
        case "visits" -> visits(sql, args[1], output, args.length > 3 ? args[3] : "table");
        case "purchases" -> purchases(sql, args[1], output);
        case "parquet" -> parquet(sql, args[1], output);
        case "query" ->
            top(sql, "read_parquet('" + args[1] + "/*/*.parquet')", output.resolve("top.csv"));
        case "top" ->
            top(
                sql,
                "(SELECT * FROM " + from(args[1], VISITS_COLUMNS) + GOOD_VISITS + ")",
                output.resolve("top.csv"));
        case "convert" -> convert(sql, args[1], output);
        default -> throw new IllegalArgumentException(args[0]);
      }
      if (args[0].equals("visits") || args[0].equals("purchases")) {
        try (ResultSet rejects = sql.executeQuery("SELECT count(*) FROM reject_errors")) {
          rejects.next();
          System.out.println("rejected " + rejects.getLong(1));
        } catch (SQLException e) {
          // Only its CSV reader has rejects.
          System.out.println("rejected 0");
        }
      }
    }
  }

  private static String from(String input, String columns) {
    return input.endsWith(".jsonl")
        ? "read_json('" + input + "', format = 'newline_delimited', columns = " + columns + ")"
        : csv(input, columns);
  }

  private static String csv(String input, String columns) {
    return "read_csv('"
        + input
        + "', header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, columns = "
        + columns
        + ", store_rejects = true)";
  }

  private static void visits(Statement sql, String input, Path output, String way)
      throws SQLException {
    String from = from(input, VISITS_COLUMNS) + GOOD_VISITS;
    String perUrl =
        "SELECT url, count(*) AS visits, sum(page_view_duration) AS total, min(\"timestamp\") AS first FROM ";
    switch (way) {
      case "table" -> {
        sql.execute(
            "CREATE TEMP TABLE v AS SELECT user_id, \"timestamp\", url, page_view_duration FROM "
                + from);
        sql.execute("CREATE TEMP TABLE u AS " + perUrl + "v GROUP BY url");
        sql.execute("CREATE TEMP TABLE d AS SELECT count(DISTINCT user_id) AS users FROM v");
      }
      case "scans" -> {
        sql.execute("CREATE TEMP TABLE u AS " + perUrl + from + " GROUP BY url");
        sql.execute("CREATE TEMP TABLE d AS SELECT count(DISTINCT user_id) AS users FROM " + from);
      }
      case "sets" -> {
        sql.execute(
            "CREATE TEMP TABLE g AS SELECT url, user_id, count(*) AS visits,"
                + " sum(page_view_duration) AS total, min(\"timestamp\") AS first FROM "
                + from
                + " GROUP BY GROUPING SETS ((url), (user_id))");
        sql.execute(
            "CREATE TEMP TABLE u AS SELECT url, visits, total, first FROM g WHERE url IS NOT NULL");
        sql.execute(
            "CREATE TEMP TABLE d AS SELECT count(*) AS users FROM g WHERE user_id IS NOT NULL");
      }
      default -> throw new IllegalArgumentException(way);
    }
    sql.execute(
        "COPY (SELECT url, visits, total, "
            + AVERAGE
            + " FROM u ORDER BY visits DESC, first, url) TO '"
            + output
            + "/urls.csv' (HEADER)");
    sql.execute(
        "COPY (SELECT (SELECT sum(visits) FROM u), (SELECT users FROM d), (SELECT url FROM u"
            + " ORDER BY visits DESC, first, url LIMIT 1)) TO '"
            + output
            + "/summary.csv' (HEADER)");
  }

  private static void purchases(Statement sql, String input, Path output) throws SQLException {
    sql.execute(
        "COPY (SELECT \"timestamp\"::DATE AS date, customer_id, sum(product_price * quantity) AS total_spent FROM "
            + csv(input, PURCHASES_COLUMNS)
            + " WHERE customer_id IS NOT NULL AND \"timestamp\" IS NOT NULL AND product_price"
            + " IS NOT NULL AND quantity IS NOT NULL"
            + " GROUP BY ALL ORDER BY date, customer_id) TO '"
            + output
            + "/customer_days.csv' (HEADER)");
  }

  private static void parquet(Statement sql, String input, Path output) throws SQLException {
    sql.execute(
        "COPY (SELECT *, \"timestamp\"::DATE AS date FROM "
            + from(input, VISITS_COLUMNS)
            + GOOD_VISITS
            + ") TO '"
            + output
            + "' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (date), OVERWRITE_OR_IGNORE)");
  }

  private static void top(Statement sql, String table, Path output) throws SQLException {
    sql.execute("COPY (" + String.format(Work.SQL, table) + ") TO '" + output + "' (HEADER)");
  }

  private static void convert(Statement sql, String input, Path output) throws SQLException {
    String name = output.toString();
    sql.execute("SET preserve_insertion_order = true");
    sql.execute(
        "COPY (SELECT * FROM "
            + (name.endsWith(".jsonl")
                ? csv(input, VISITS_COLUMNS)
                : "read_csv('" + input + "', header = true, delim = ',', all_varchar = true)")
            + ") TO '"
            + name
            + (name.endsWith(".jsonl")
                ? "' (FORMAT json)"
                : name.endsWith(".gz")
                    ? "' (FORMAT csv, HEADER, COMPRESSION gzip)"
                    : "' (FORMAT csv, HEADER, COMPRESSION zstd)"));
  }
}
