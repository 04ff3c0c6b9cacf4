package io.footfall.pipelines.query;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommonTablesTest {
  private static final CommonTables TABLES = new CommonTables(Map.of("loads", "L", "visits", "V"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT 1 FROM Visits                 | WITH "visits" AS (V) SELECT 1 FROM Visits
          SELECT 1 FROM loads, visits          | WITH "loads" AS (L), "visits" AS (V) SELECT 1 FROM loads, visits
          WITH x AS (SELECT 1 FROM loads) TRUE | WITH "loads" AS (L), x AS (SELECT 1 FROM loads) TRUE
          /* WITH */ with recursive loads2 AS (SELECT 1 FROM loads) \
          | /* WITH */ with recursive "loads" AS (L), loads2 AS (SELECT 1 FROM loads)
          (WITH x AS (SELECT 1 FROM loads) SELECT 1 FROM x) UNION SELECT 1 \
          | WITH "loads" AS (L) (WITH x AS (SELECT 1 FROM loads) SELECT 1 FROM x) UNION SELECT 1
          EXPLAIN SELECT 1 FROM visits         | EXPLAIN WITH "visits" AS (V) SELECT 1 FROM visits
          EXPLAIN VERBOSE WITH x AS (visits)   | EXPLAIN VERBOSE WITH "visits" AS (V), x AS (visits)
          """)
  void prependsExpressionsOfNamedTables(String sql, String sent) {
    assertThat(TABLES.with(sql).sql().replaceAll(" +", " ").strip(), is(sent));
  }

  @ParameterizedTest
  @CsvSource({"SELECT 1 FROM visits_urls", "SHOW visits", "SELECT myloads", "''"})
  void keepsStatementsWithoutDerivedTables(String sql) {
    assertThat(TABLES.with(sql).sql(), is(sql));
  }

  @Test
  void mapsErrorPositionsToTheOriginalStatement() {
    String sql = "WITH x AS (SELECT 1) SELECT y FROM loads";
    CommonTables.Sent sent = TABLES.with(sql);
    assertThat(sent.original(sent.sql().indexOf("y FROM")), is(sql.indexOf("y FROM")));
    assertThat(sent.original(0), is(0));
    assertThat(sent.original(sent.sql().indexOf("(L)")), is(-1));
  }
}
