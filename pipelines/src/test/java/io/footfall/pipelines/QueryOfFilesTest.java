package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code query} over plain files, without a lake. */
class QueryOfFilesTest {
  @TempDir Path temp;

  private Path visits;

  @BeforeEach
  void writeFile() throws Exception {
    visits =
        Files.writeString(
            temp.resolve("it's visits.csv"),
            """
            user_id,timestamp,url,page_view_duration
            1,2024-03-01 10:00:00,/a,5
            2,2024-03-01 11:00:00,/b,7
            1,2024-03-02 11:00:00,/a,x
            """);
  }

  private String quoted(Path file) {
    return "'" + file.toString().replace("'", "''") + "'";
  }

  @Test
  void readsFilesThatTheStatementNamesWithTheRulesOfARun() {
    FootfallCall.runWell(
            "query",
            "SELECT url, sum(page_view_duration) AS s FROM "
                + quoted(visits)
                + " GROUP BY 1 ORDER BY 1",
            "--format=csv")
        .assertOut(is("url,s\n/a,5.00\n/b,7.00\n"))
        .assertErr("warning: 1 of 3 records was rejected. The table rejects has them.");
  }

  @Test
  void readsEachFileOfAListWithTheRulesOfARun() throws Exception {
    Path others =
        Files.writeString(
            temp.resolve("list.csv"),
            """
            user_id,timestamp,url,page_view_duration
            7,2024-03-05 10:00:00,/z,y
            8,2024-03-05 10:00:00,/z,1
            """);
    FootfallCall.runWell(
            "query",
            "SELECT count(*) AS n FROM " + quoted(visits) + " a, " + quoted(others) + " AS b",
            "--format=csv")
        .assertOut(is("n\n2\n"))
        .assertErr("2 of 5 records were rejected");
  }

  @Test
  void makesATableOfEachFile() throws Exception {
    Path others =
        Files.writeString(
            temp.resolve("others.csv"),
            "user_id,timestamp,url,page_view_duration\n7,2024-03-05 10:00:00,/z,1\n");
    FootfallCall.runWell(
            "query",
            ("SELECT (SELECT count(*) FROM %s) AS a, count(*) AS b FROM %s o JOIN"
                    + " 'src/samples/purchases.csv' p ON true")
                .formatted(quoted(visits), quoted(others)),
            "--format=csv")
        .assertOut(is("a,b\n2,42\n"));
  }

  @Test
  void queriesTheRejectsOfFiles() {
    FootfallCall.runWell(
            "query",
            "--input=" + visits,
            "SELECT reason, line, (SELECT count(*) FROM visits) AS ok FROM rejects",
            "--format=csv")
        .assertOut(is("reason,line,ok\nINVALID_NUMBER,4,2\n"));
  }

  @Test
  void readsFilesWithTheOptionsOfTheirDialect() throws Exception {
    Path file = Files.writeString(temp.resolve("x.csv"), "who;when;page\n1;01.03.2024;/a\n");
    FootfallCall.runWell(
            "query",
            "SELECT event_date FROM " + quoted(file),
            "--dataset=visits",
            "--columns=user_id=who,timestamp=when,url=page",
            "--timestampFormat=dmy",
            "--format=csv")
        .assertOut(is("event_date\n2024-03-01\n"));
  }

  @Test
  void reportsWhatCopyWrote() {
    Path file = temp.resolve("result.csv");
    FootfallCall.runWell(
            "query", "COPY (SELECT url FROM " + quoted(visits) + ") TO " + quoted(file))
        .assertOut(startsWith("2 rows written to " + file + " ("));
    assertThat(Files.exists(file), is(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM visits",
        "INSERT INTO visits VALUES (1)",
        "UPDATE visits SET url = (SELECT max(url) FROM visits)",
        "WITH v AS (SELECT * FROM visits) INSERT INTO visits SELECT * FROM v",
        "WITH v AS (SELECT 1) DELETE FROM visits",
        "WITH v AS (SELECT 1), w AS (SELECT 2) UPDATE visits SET url = 'a'",
        "DROP VIEW visits",
        "/* all */ CREATE TABLE mine AS SELECT * FROM visits",
        "EXPLAIN ANALYZE DELETE FROM visits",
        "ATTACH 'mine.db'",
        "COPY visits (url) FROM visits"
      })
  void refusesStatementsThatChangeData(String sql) {
    FootfallCall.run("query", "--input=" + visits, sql)
        .assertStatus(2)
        .assertErr("footfall: Queries are read-only. Use SELECT")
        .assertErr(not(containsString("Statement: ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WITH v AS (SELECT url, user_id FROM visits) PIVOT v ON user_id USING count(*)",
        "WITH v AS (SELECT url, user_id FROM visits) FROM (PIVOT v ON user_id USING count(*))",
        "WITH deleted AS (SELECT 'INSERT INTO' AS a) SELECT * FROM deleted",
        "FROM visits",
        "EXPLAIN SELECT * FROM visits"
      })
  void answersStatementsThatOnlyRead(String sql) {
    FootfallCall.runWell("query", "--input=" + visits, sql);
  }

  @Test
  void showsTheStatementAsItWasTyped() {
    String sql = "SELECT nonsense FROM " + quoted(visits);
    FootfallCall.run("query", sql)
        .assertStatus(2)
        .assertErr("\n\nStatement: " + sql + "\n")
        .assertErr(not(containsString("LINE 1")));
  }

  @Test
  void refusesAFileThatIsNotThere() {
    FootfallCall.run("query", "SELECT * FROM 'gone.csv'").assertStatus(66).assertErr("gone.csv");
  }
}
