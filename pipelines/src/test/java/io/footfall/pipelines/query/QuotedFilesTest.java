package io.footfall.pipelines.query;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

final class QuotedFilesTest {
  @Test
  void findsEveryFileOfAListOfTables() {
    assertThat(files("SELECT * FROM 'v.csv'").names(), contains("v.csv"));
    assertThat(files("SELECT * FROM'v.csv'").names(), contains("v.csv"));
    assertThat(
        files("select * from 'v.csv' v, 'p.csv' AS p,'q.csv'").names(),
        contains("v.csv", "p.csv", "q.csv"));
    assertThat(
        files("SELECT * FROM 'v.csv' JOIN 'p.csv' USING (url)").names(),
        contains("v.csv", "p.csv"));
    assertThat(files("SELECT * FROM visits v, 'p.csv' p").names(), contains("p.csv"));
    assertThat(
        files("SELECT * FROM ('v.csv' a CROSS JOIN 'it''s.csv' b)").names(),
        contains("v.csv", "it's.csv"));
  }

  @Test
  void ignoresTextThatNamesNoFile() {
    assertThat(files("SELECT extract(year FROM '2024-03-01'::DATE)").names(), empty());
    assertThat(files("SELECT 'a', 'b' FROM visits ORDER BY 1, 'c'").names(), empty());
    assertThat(files("SELECT * FROM visits WHERE url IN ('a', 'b')").names(), empty());
    assertThat(files("SELECT * FROM 'v.csv' WHERE url IN ('a', 'b')").names(), contains("v.csv"));
  }

  @Test
  void ignoresLiteralsAndComments() {
    assertThat(
        files("SELECT 'from ''a.csv''' FROM 'it''s.csv' -- FROM 'b.csv'\n").names(),
        contains("it's.csv"));
    assertThat(files("SELECT 1 /* FROM 'a.csv' */ FROM visits").names(), empty());
    assertThat(files("SELECT 1 FROM /* the file */ 'a.csv'").names(), contains("a.csv"));
    assertThat(files("SELECT $$ FROM 'a.csv' $$, \"FROM 'b.csv'\" FROM visits").names(), empty());
    assertThat(
        files("SELECT 'FROM ''a.csv''' FROM 'b.csv'").with(file -> "t"),
        is("SELECT 'FROM ''a.csv''' FROM  t"));
  }

  @Test
  void putsATableInPlaceOfEachFile() {
    assertThat(
        files("SELECT 1 FROM 'v.csv' v, 'p.csv' p WHERE a = 'b'").with(file -> "<" + file + ">"),
        is("SELECT 1 FROM  <v.csv> v,  <p.csv> p WHERE a = 'b'"));
  }

  private static QuotedFiles files(String sql) {
    return new QuotedFiles(sql);
  }
}
