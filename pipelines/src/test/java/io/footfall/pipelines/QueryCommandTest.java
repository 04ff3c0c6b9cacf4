package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.footfall.pipelines.FootfallProcess.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code query}, as it is typed. */
class QueryCommandTest {
  private static final String ROWS =
      "SELECT * FROM (VALUES (1, 'a,b', 2.50, NULL), (20, '=1+1', -1.123, DATE '2024-03-01'))"
          + " AS t(id, name, amount, day)";

  @TempDir static Path temp;
  private static Path lake;

  @BeforeAll
  static void writeLake() throws Exception {
    lake = SavedQuerySpecification.writeLake(temp);
  }

  private static Ended query(String... args) {
    List<String> all = new ArrayList<>(List.of("query"));
    all.addAll(Arrays.asList(args));
    return FootfallCall.run(all.toArray(String[]::new));
  }

  private static String answer(String sql, String... more) {
    List<String> args = new ArrayList<>(List.of("--lake=" + lake, sql));
    args.addAll(Arrays.asList(more));
    Ended ended = query(args.toArray(String[]::new));
    assertThat(ended.err(), ended.status(), is(0));
    return ended.out();
  }

  @Test
  void alignsTablesWithoutChangingNumbers() {
    assertThat(
        answer(ROWS),
        is(
            """
              id  name  amount  day
               1  a,b    2.50   -
              20  =1+1  -1.123  2024-03-01

            2 rows
            """));
  }

  @Test
  void csvHasTheValuesAsTheyAre() {
    assertThat(
        answer(ROWS, "--format=csv"),
        is("id,name,amount,day\n1,\"a,b\",2.50,\n20,=1+1,-1.123,2024-03-01\n"));
  }

  @Test
  void neutralizesFormulasButNotNumbers() {
    assertThat(
        answer(ROWS, "--format=spreadsheet"),
        is("id,name,amount,day\n1,\"a,b\",2.50,\n20,\"'=1+1\",-1.123,2024-03-01\n"));
  }

  @Test
  void jsonHasAnObjectPerRowWithAllDigits() {
    assertThat(
        answer(ROWS, "--format=json"),
        is(
            """
            [
              {"id":1,"name":"a,b","amount":2.50,"day":null},
              {"id":20,"name":"=1+1","amount":-1.123,"day":"2024-03-01"}
            ]
            """));
    assertThat(answer("SELECT 1 AS x WHERE false", "--format=json"), is("[]\n"));
  }

  @Test
  void markdownShowsMarkupAsText() {
    assertThat(
        answer("SELECT '<b>*x*|' AS t, 1.5 AS n", "--format=markdown"),
        is("| t | n |\n| --- | ---: |\n| &lt;b\\>\\*x\\*\\| | 1.5 |\n"));
  }

  @Test
  void parquetKeepsTypesAndExactDecimals() {
    Path file = temp.resolve("answer.parquet");
    assertThat(
        answer(
            "SELECT *, 12345678901234567890.123456789 AS big FROM visits",
            "--format=parquet",
            "--output=" + file),
        is("result in " + file + "\n"));
    assertThat(
        answer(
            "SELECT count(*), sum(page_view_duration), min(\"timestamp\"), max(big) FROM '"
                + file
                + "'",
            "--format=csv"),
        endsWith("\n8,45.5015,2024-03-01T10:00:00Z,12345678901234567890.123456789\n"));
  }

  @Test
  void outputFileIsCompleteOrAbsent() throws Exception {
    Path file = temp.resolve("folder/answer.csv");
    answer(ROWS, "--format=csv", "--output=" + file);
    query("--lake=" + lake, ROWS, "--format=csv", "--output=" + file)
        .assertStatus(2)
        .assertErr("--overwrite");
    query(
            "--lake=" + lake,
            "SELECT CAST(url AS BIGINT) FROM visits",
            "--format=csv",
            "--overwrite",
            "--output=" + file)
        .assertStatus(2);
    assertThat(Files.readString(file), startsWith("id,name"));
    try (var files = Files.list(file.getParent())) {
      assertThat(files.count(), is(1L));
    }
  }

  @Test
  void runsASavedQueryByName() {
    assertThat(
        query("--lake=" + lake, "--saved=daily-revenue", "--format=csv").out(),
        startsWith("event_date,revenue,customers,per_customer\n2024-03-01,64.965,1,64.97\n"));
    assertThat(query("--saved").out(), containsString("  top-pages              Which pages are"));
  }

  @Test
  void queriesReportsWithoutALake() {
    Ended ended =
        query(
            "--report=" + temp.resolve("visits") + "," + temp.resolve("purchases"),
            "--format=csv",
            "SELECT (SELECT sum(visits) FROM url_stats), (SELECT sum(total_spent) FROM customer_days),"
                + " (SELECT sum(rejected) FROM accounting), (SELECT count(*) FROM rejects)");
    assertThat(ended.err(), ended.status(), is(0));
    ended.assertOut(endsWith("\n8,87.465,2,2\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT 1 | 2 | --lake, --warehouse, --report or a file is required
          --lake={lake} --format=xml | 2 | Unknown format 'xml'. Choose table, csv
          --lake={lake} --format=parquet | 2 | writes a file. Set --output=FILE
          --lake={lake} --saved=top-page | 2 | Did you mean top-pages?
          --lake={lake} --zone=Europe/Berlin | 2 | --zone applies to the windows in a warehouse
          --lake={lake} --from=yesterday | 2 | --from=yesterday is not a date
          --lake={lake} --from=2024-03-02 --to=2024-03-01 | 2 | is before --from
          --lake={lake} --saved=top-pages extra | 2 | Set only one query
          --lake={lake} SELECT 1 | 2 | Put the statement in quotes
          pom.xml SELECT | 2 | Name the file in the statement: footfall query "SELECT * FROM 'pom.xml'"
          --lake={lake} SELECT_1 | 2 | syntax error
          --lake={lake} nonsense; | 2 | LINE 1: nonsense
          --lake={temp}/none | 66 | There is no directory
          --lake=pom.xml | 66 | pom.xml is a file, not the directory of a lake. Check --lake.
          --report={temp}/none | 66 | no run.json
          --warehouse=jdbc:mysql://h/d | 2 | is not a warehouse
          --warehouse=jdbc:postgresql://h/d?password=x | 2 | secret
          --lake={lake} --warehouse=jdbc:postgresql://h/d | 2 | cannot be combined with --lake
          """)
  void reportsProblemInASentence(String args, int status, String said) {
    query(
            Arrays.stream(args.strip().split(" "))
                .map(a -> a.replace("{lake}", lake.toString()).replace("{temp}", temp.toString()))
                .toArray(String[]::new))
        .assertErr(said.strip())
        .assertStatus(status);
  }
}
