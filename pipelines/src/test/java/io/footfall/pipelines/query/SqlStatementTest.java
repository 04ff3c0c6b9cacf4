package io.footfall.pipelines.query;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.pipelines.query.QueryFailedException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStatementTest {

  @Test
  void removesTheFinalSemicolon() throws QueryFailedException {
    assertThat(SqlStatement.single("select 1 ; "), is("select 1 "));
    assertThat(SqlStatement.single("select 1;;-- and that is all\n"), is("select 1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select ';'",
        "select 'it''s; so'",
        "select \";\" from t",
        "select 1 -- ; no end\n",
        "select /* ; /* ; */ ; */ 1",
        "select $$ ; $$",
        "select $tag$ ; $$ ; $tag$",
        "select E'\\'; still'",
        "select a$b, 1"
      })
  void ignoresSemicolonsInQuotesAndComments(String sql) throws QueryFailedException {
    assertThat(SqlStatement.single(sql), is(sql));
    assertThat(SqlStatement.isComplete(sql), is(false));
    assertThat(SqlStatement.isComplete(sql + "\n;"), is(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1; select 2",
        "commit; drop table visits",
        // A carriage return alone ends a comment, for PostgreSQL's driver and for DuckDB.
        "select 1 --\r; drop table visits",
        "select 'a'; drop table visits --'",
        "select 1 /* ' */; drop table visits; -- '",
        "select $a$ ; $a$; drop table visits",
        "select $1; drop table visits; select $1",
        "select a$b$; drop table visits; select a$b$",
        // Where a backslash escapes the quote, and where it does not.
        "select '\\'; drop table visits; --'",
        "select '\\''; drop table visits; --"
      })
  void severalStatementsAreRefused(String sql) {
    QueryFailedException refused =
        assertThrows(QueryFailedException.class, () -> SqlStatement.single(sql));
    assertThat(refused.reason(), is(Reason.REFUSED));
    assertThat(refused.getMessage(), containsString("Only one statement"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", ";", "-- nothing", "/* nothing */ ; "})
  void refusesAnEmptyStatement(String sql) {
    QueryFailedException refused =
        assertThrows(QueryFailedException.class, () -> SqlStatement.single(sql));
    assertThat(refused.reason(), is(Reason.WRONG));
  }

  @Test
  void findsTheFirstWordAfterCommentsAndParentheses() {
    assertThat(SqlStatement.firstWord("-- copy\n /* copy */ ((select 1))"), is("SELECT"));
    assertThat(SqlStatement.firstWord("copy(select 1) to program 'x'"), is("COPY"));
    assertThat(SqlStatement.firstWord("\"select\" 1; copy"), is("SELECT"));
    assertThat(SqlStatement.firstWord("''"), is(""));
  }
}
