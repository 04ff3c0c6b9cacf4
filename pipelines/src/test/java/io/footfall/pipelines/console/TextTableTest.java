package io.footfall.pipelines.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasLength;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.pipelines.console.TextTable.Column;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

  private static TextTable urls() {
    TextTable table =
        new TextTable(Column.text("url"), Column.number("visits"), Column.number("seconds spent"));
    table.add(List.of("https://shop.example/", "1028", "709.00"));
    table.add(List.of("https://shop.example/shoes/42?size=9,5", "6", "-1127.5"));
    table.add(List.of("/", "3", "39"));
    return table;
  }

  private static TextTable typed() {
    TextTable table =
        new TextTable(new Column("url", "varchar", false), new Column("n", "bigint", true));
    table.addPlain(List.of("/a", "1"));
    table.addPlain(Arrays.asList(null, "20"));
    return table;
  }

  private static TableStyle plain(int width) {
    return new TableStyle(false, width, Style.PLAIN);
  }

  private static TableStyle bordered(int width) {
    return plain(width).withBorders(true);
  }

  @Test
  void alignsNumbersAtTheirDecimalPoints() {
    assertThat(
        String.join("\n", urls().lines(plain(100))),
        is(
            """
              url                                     visits  seconds spent
              https://shop.example/                    1,028         709.00
              https://shop.example/shoes/42?size=9,5       6      -1,127.5
              /                                            3          39\
            """
                .stripTrailing()));
  }

  @Test
  void shortensTextOnANarrowTerminal() {
    assertThat(
        urls().lines(plain(44)),
        is(
            List.of(
                "  url                  visits  seconds spent",
                "  https://...example/   1,028         709.00",
                "  https://...size=9,5       6      -1,127.5",
                "  /                         3          39")));
  }

  @Test
  void omitsTheLastOfThreeColumnsOnANarrowTerminal() {
    assertThat(
        urls().lines(plain(30)),
        is(
            List.of(
                "  url                visits  …",
                "  https:/...xample/   1,028  …",
                "  https:/...ize=9,5       6  …",
                "  /                       3  …")));
    assertThat(urls().hidden(plain(30)), is(1));
    assertThat(printed(urls(), plain(30)), containsString("\n  2 of 3 columns shown\n"));
    assertThat(printed(urls(), plain(44)), not(containsString("columns shown")));
  }

  private static String printed(TextTable table, TableStyle tableStyle) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    table.print(tableStyle, new PrintStream(out, true, UTF_8));
    return out.toString(UTF_8);
  }

  @Test
  void hasBordersTypesAndNullsOnATerminal() {
    assertThat(
        typed().lines(bordered(80)),
        contains(
            "┌─────────┬────────┐",
            "│ url     │      n │",
            "│ varchar │ bigint │",
            "├─────────┼────────┤",
            "│ /a      │      1 │",
            "│ NULL    │     20 │",
            "└─────────┴────────┘"));
    assertThat(typed().lines(plain(80)), contains("  url   n", "  /a    1", "  -    20"));
  }

  @Test
  void hasNoRowForTypesThatAreUnknown() {
    assertThat(urls().lines(bordered(80)).get(2), containsString("├"));
  }

  @Test
  void fillsTheWidthWhereTextIsShortened() {
    TextTable table = new TextTable(Column.text("url"), Column.number("n"));
    table.add(List.of("x".repeat(100), "1"));

    assertThat(table.hidden(bordered(40)), is(0));
    assertThat(table.lines(bordered(40)).stream().map(String::length).toList(), everyItem(is(40)));
  }

  @Test
  void countsTheColumnsThatItLeavesOut() {
    List<Integer> ten = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    TextTable table = new TextTable(ten.stream().map(i -> Column.number("column_" + i)).toList());
    table.add(ten.stream().map(String::valueOf).toList());

    List<String> lines = table.lines(bordered(80));
    assertThat(table.hidden(bordered(80)), is(4));
    assertThat(lines.get(1), containsString("column_9"));
    assertThat(lines.get(1), containsString("│ … │"));
    assertThat(lines.stream().map(String::length).distinct().count(), is(1L));
    assertThat(table.hidden(bordered(80).withAllColumns()), is(0));
  }

  @Test
  void listHasNoBordersAndIsNotShortened() {
    TextTable list = TextTable.list();
    list.add(List.of("name", "x".repeat(100)));

    assertThat(list.lines(bordered(40)), contains("  name  " + "x".repeat(100)));
  }

  @Test
  void isColoredOnDemand() {
    TableStyle colored = new TableStyle(true, 80, new Style(true));
    assertThat(String.join("", typed().lines(colored)), containsString("\u001b[1m"));
    assertThat(String.join("", typed().lines(bordered(80))), not(containsString("\u001b")));
  }

  @Test
  void wideCharactersDoNotShiftTheColumns() {
    TextTable table = new TextTable(Column.text("url"), Column.number("n"));
    table.add(List.of("/商品", "1"));
    table.add(List.of("/abcd", "2"));

    assertThat(table.lines(plain(80)), is(List.of("  url    n", "  /商品  1", "  /abcd  2")));
  }

  @Test
  void lineBreakInAValueBreaksNoLine() {
    TextTable table = new TextTable(Column.text("url"), Column.number("n"));
    table.add(List.of("/a\nb", "1"));

    assertThat(table.lines(plain(80)), is(List.of("  url    n", "  /a\\nb  1")));
  }

  @Test
  void groupsNumbersButNotIds() {
    TextTable table = new TextTable(Column.text("customer"), Column.number("spent"));
    table.add(List.of("1234567", "1234567.5"));
    table.addPlain(Collections.nCopies(2, "2024"));

    assertThat(table.lines(plain(80)).get(1), is("  1234567   1,234,567.5"));
    assertThat(table.lines(plain(80)).get(2), is("  2024           2024"));
  }

  @Test
  void thousandsAreGrouped() {
    assertThat(TextTable.grouped("0"), is("0"));
    assertThat(TextTable.grouped("999"), is("999"));
    assertThat(TextTable.grouped("1000"), is("1,000"));
    assertThat(TextTable.grouped("-100"), is("-100"));
    assertThat(TextTable.grouped("-1234567.8901"), is("-1,234,567.8901"));
    assertThat(TextTable.grouped("12345678901234567890"), hasLength(26));
  }
}
