package io.footfall.pipelines.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.pipelines.console.TableStyle;
import io.footfall.warehouse.ShopLake;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell of {@code query}, with a terminal whose keys the test presses. */
class QueryShellTest {
  private static final String TAB = "\t";
  private static final String ENTER = "\r";
  private static final String UP = "\u001b[A";

  @TempDir Path temp;

  private record Talk(int status, String answers) {}

  private Talk type(String type, String keys) throws Exception {
    ShopLake lake = new ShopLake(temp.resolve("lake"));
    lake.visits("first", "run", "1 /a 1 2.5", "2 /a 1 0.5", "1 /b 2 1");
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    try (QueryDatabase database =
            QueryDatabase.open(
                QuerySource.of(temp.resolve("lake").toString(), List.of(), List.of()));
        Terminal terminal =
            new ExternalTerminal(
                "test", type, new ByteArrayInputStream(keys.getBytes(UTF_8)), screen, UTF_8)) {
      int status =
          QueryShell.run(
              database,
              "the lake",
              "table",
              TableStyle.PLAIN,
              new PrintStream(answers, true, UTF_8),
              terminal,
              temp.resolve("state/history"));
      return new Talk(status, answers.toString(UTF_8));
    }
  }

  @Test
  void statementEndsAtItsSemicolon() throws Exception {
    Talk talk =
        type("ansi", "SELECT count(*) AS n" + ENTER + "FROM visits;" + ENTER + ".quit" + ENTER);
    assertThat(talk.answers(), containsString("  n\n  3\n\n1 row\n"));
  }

  @Test
  void tabCompletesTablesColumnsAndCommands() throws Exception {
    Talk talk =
        type(
            "ansi",
            "SELECT sum(1) AS n FROM pur"
                + TAB
                + ";"
                + ENTER
                + "SELECT count(page_v"
                + TAB
                + ") AS c FROM visits;"
                + ENTER
                + ".tab"
                + TAB
                + ENTER);
    assertThat(talk.answers(), containsString("  n\n"));
    assertThat(talk.answers(), containsString("  c\n  3\n"));
    assertThat(talk.answers(), containsString("customer_days  one row per day and customer"));
    assertThat(talk.answers(), not(containsString("Error")));
  }

  @Test
  void recallsTheLastStatement() throws Exception {
    Talk talk = type("ansi", "SELECT 41 + 1 AS n;" + ENTER + UP + ENTER);
    assertThat(talk.answers().split("42", -1).length, is(3));
    assertThat(
        Files.readString(temp.resolve("state/history")), containsString("SELECT 41 + 1 AS n;"));
  }

  @Test
  void listsAndRunsSavedQueries() throws Exception {
    Talk talk =
        type("ansi", ".saved top-pages" + ENTER + ".show top-pages" + ENTER + ".saved" + ENTER);
    assertThat(talk.answers(), containsString("  /a        2           3.00             1.50"));
    assertThat(talk.answers(), containsString("  average_seconds  seconds per visit"));
    assertThat(talk.answers(), containsString("FROM url_stats"));
    assertThat(talk.answers(), containsString("best-customers"));
  }

  @Test
  void errorEndsAScriptButNotAnInteractiveShell() throws Exception {
    String keys = "SELECT nothing;" + ENTER + "SELECT 42 AS n;" + ENTER;
    Talk person = type("ansi", keys);
    assertThat(person.answers(), containsString("nothing"));
    assertThat(person.answers(), containsString("42"));
    assertThat(person.status(), is(0));
    Talk script = type(Terminal.TYPE_DUMB, keys.replace(ENTER, "\n"));
    assertThat(script.answers(), containsString("42"));
    assertThat(script.answers(), not(containsString("SQL ends with")));
    assertThat(script.status(), is(2));
  }

  @Test
  void lastStatementOfAScriptNeedsNoSemicolon() throws Exception {
    Talk script = type(Terminal.TYPE_DUMB, "SELECT 41 AS n;\nSELECT 42\nAS n");
    assertThat(script.answers(), containsString("  n\n  41\n"));
    assertThat(script.answers(), containsString("  n\n  42\n"));
    assertThat(script.status(), is(0));
    assertThat(type(Terminal.TYPE_DUMB, "SELECT nothing").status(), is(2));
  }

  @Test
  void skipsCommentsAndEmptyStatements() throws Exception {
    Talk script =
        type(
            Terminal.TYPE_DUMB,
            "-- a; title\n.mode csv\nSELECT 41 AS n;;\n;\n/* 1\n; 2 */\nSELECT 42 AS n;\n-- end");
    assertThat(script.answers(), is("n\n41\nn\n42\n"));
    assertThat(script.status(), is(0));
    assertThat(type(Terminal.TYPE_DUMB, "/* open").status(), is(2));
  }

  @Test
  void modesChangeHowResultsLook() throws Exception {
    Talk talk =
        type(
            "ansi",
            ".mode box"
                + ENTER
                + "SELECT 1 AS n;"
                + ENTER
                + ".mode csv"
                + ENTER
                + "SELECT 2 AS n;"
                + ENTER
                + ".mode nothing"
                + ENTER
                + ".columns all"
                + ENTER
                + ".columns x"
                + ENTER);
    assertThat(talk.answers(), containsString("│ integer │"));
    assertThat(talk.answers(), containsString("n\n2\n"));
    assertThat(talk.answers(), containsString("Choose box, plain, csv"));
    assertThat(talk.answers(), containsString("Choose all or fit."));
  }
}
