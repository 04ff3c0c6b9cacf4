package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.footfall.pipelines.FootfallProcess.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    Ended ended =
        FootfallCall.run(
            "query",
            "SELECT url, sum(page_view_duration) AS s FROM "
                + quoted(visits)
                + " GROUP BY 1 ORDER BY 1",
            "--format=csv");
    assertThat(ended.said(), ended.status(), is(0));
    assertThat(ended.out(), is("url,s\n/a,5.00\n/b,7.00\n"));
    assertThat(
        ended.err(),
        containsString("warning: 1 of 3 records was rejected. The table rejects has them."));
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
    Ended ended =
        FootfallCall.run(
            "query",
            "SELECT count(*) AS n FROM " + quoted(visits) + " a, " + quoted(others) + " AS b",
            "--format=csv");
    assertThat(ended.said(), ended.status(), is(0));
    assertThat(ended.out(), is("n\n2\n"));
    assertThat(ended.err(), containsString("2 of 5 records were rejected"));
  }

  @Test
  void makesATableOfEachFile() throws Exception {
    Path others =
        Files.writeString(
            temp.resolve("others.csv"),
            "user_id,timestamp,url,page_view_duration\n7,2024-03-05 10:00:00,/z,1\n");
    Ended ended =
        FootfallCall.run(
            "query",
            "SELECT (SELECT count(*) FROM "
                + quoted(visits)
                + ") AS a, count(*) AS b FROM "
                + quoted(others)
                + " o JOIN 'src/samples/purchases.csv' p ON true",
            "--format=csv");
    assertThat(ended.said(), ended.status(), is(0));
    assertThat(ended.out(), is("a,b\n2,42\n"));
  }

  @Test
  void queriesTheRejectsOfFiles() {
    Ended ended =
        FootfallCall.run(
            "query",
            "--input=" + visits,
            "SELECT reason, line, (SELECT count(*) FROM visits) AS ok FROM rejects",
            "--format=csv");
    assertThat(ended.said(), ended.status(), is(0));
    assertThat(ended.out(), is("reason,line,ok\nINVALID_NUMBER,4,2\n"));
  }

  @Test
  void readsFilesWithTheOptionsOfTheirDialect() throws Exception {
    Path file = Files.writeString(temp.resolve("x.csv"), "who;when;page\n1;01.03.2024;/a\n");
    Ended ended =
        FootfallCall.run(
            "query",
            "SELECT event_date FROM " + quoted(file),
            "--dataset=visits",
            "--columns=user_id=who,timestamp=when,url=page",
            "--timestampFormat=dmy",
            "--format=csv");
    assertThat(ended.said(), ended.status(), is(0));
    assertThat(ended.out(), is("event_date\n2024-03-01\n"));
  }

  @Test
  void reportsWhatCopyWrote() {
    Path file = temp.resolve("result.csv");
    Ended ended =
        FootfallCall.run(
            "query", "COPY (SELECT url FROM " + quoted(visits) + ") TO " + quoted(file));
    assertThat(ended.said(), ended.status(), is(0));
    assertThat(ended.out(), startsWith("2 rows written to " + file + " ("));
    assertThat(Files.exists(file), is(true));
  }

  @Test
  void showsTheStatementAsItWasTyped() {
    String sql = "SELECT nonsense FROM " + quoted(visits);
    Ended ended = FootfallCall.run("query", sql);
    assertThat(ended.said(), ended.status(), is(2));
    assertThat(ended.err(), containsString("\n\nStatement: " + sql + "\n"));
    assertThat(ended.err(), not(containsString("LINE 1")));
  }

  @Test
  void refusesAFileThatIsNotThere() {
    Ended ended = FootfallCall.run("query", "SELECT * FROM 'gone.csv'");
    assertThat(ended.said(), ended.status(), is(66));
    assertThat(ended.err(), containsString("gone.csv"));
  }
}
