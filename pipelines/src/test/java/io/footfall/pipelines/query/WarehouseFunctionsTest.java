package io.footfall.pipelines.query;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.pipelines.query.QueryFailedException.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WarehouseFunctionsTest {
  private static final WarehouseFunctions FUNCTIONS = WarehouseFunctions.listed();

  private static Stream<String> savedQueries() {
    return SavedQuery.all().stream().map(SavedQuery::sql);
  }

  @ParameterizedTest
  @MethodSource("savedQueries")
  void acceptsSavedQueries(String sql) throws QueryFailedException {
    FUNCTIONS.check(sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*), Sum (amount), pg_catalog.abs(-1) FROM purchases WHERE (a) IN (1, 2)",
        "SELECT CAST(amount AS numeric(10, 2)), x::varchar(3) FROM purchases AS p(x, amount)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL (SELECT i + 1 FROM n)) SELECT i FROM n",
        "SELECT \"count\"(*) FILTER (WHERE a) OVER (PARTITION BY (b)) FROM t",
        "SELECT 'pg_sleep(1)', $$pg_sleep(1)$$, \"pg_sleep\" /* pg_sleep(1) */ FROM t -- pg_sleep(1)",
        "EXPLAIN (ANALYZE) SELECT DISTINCT ON (url) url FROM visits WHERE NOT (url LIKE ('/a%'))",
        "SELECT 'C:\\', upper(url) FROM visits",
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) FROM purchases"
      })
  void acceptsListedFunctions(String sql) throws QueryFailedException {
    FUNCTIONS.check(sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT pg_sleep(10)",
        "SELECT PG_Sleep\n(10)",
        "SELECT pg_sleep/* */(10)",
        "SELECT pg_sleep--\n(10)",
        "SELECT \"pg_sleep\"(10)",
        "SELECT U&\"pg\\005fsleep\"(10)",
        "SELECT pg_catalog.pg_sleep(10)",
        "SELECT \"pg_catalog\" . pg_sleep(10)",
        "SELECT DISTINCT ON (1)pg_sleep(10)",
        "SELECT 1 WHERE 1<1pg_sleep(10)",
        "SELECT * FROM visits v, pg_ls_dir('.') AS f(name)",
        "SELECT * FROM ROWS FROM (pg_ls_dir('.'))",
        "SELECT ('/etc/passwd'::text).pg_read_file",
        "SELECT public.count(1)",
        "SELECT \"in\"(1)",
        "SELECT \"COUNT\"(1)",
        "SELECT boo\u212A(1)",
        "SELECT count\u00a0(1)",
        "SELECT 1 OPERATOR(public.+) 1",
        "SELECT query_to_xml('DELETE FROM visits', true, true, '')",
        "SELECT set_config('statement_timeout', '0', false)",
        // Where a backslash does not escape the quote, and where it does.
        "SELECT '\\', pg_sleep(10)",
        "SELECT '\\', pg_sleep(10), '",
        "SELECT '\\'', pg_sleep(10) --'",
        "EXPLAIN ANALYZE SELECT pg_sleep(10)",
        "WITH a AS (SELECT 1), b(x) AS (SELECT pg_sleep(10)) SELECT * FROM b"
      })
  void refusesFunctionsThatAreNotListed(String sql) {
    QueryFailedException refused =
        assertThrows(QueryFailedException.class, () -> FUNCTIONS.check(sql));
    assertThat(refused.reason(), is(Reason.REFUSED));
    assertThat(refused.getMessage(), containsString("is not allowed here"));
  }

  @Test
  void reportsThePositionOfTheFunction() {
    QueryFailedException refused =
        assertThrows(QueryFailedException.class, () -> FUNCTIONS.check("SELECT 1, lo_import('x')"));
    assertThat(refused.position().getAsInt(), is(10));
  }
}
