package io.footfall.pipelines.console;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasLength;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

  private static TextTable urls() {
    TextTable table = new TextTable(List.of("url", "visits", "seconds spent"), false, true, true);
    table.add(List.of("https://shop.example/", "1028", "709.00"));
    table.add(List.of("https://shop.example/shoes/42?size=9,5", "6", "-1127.5"));
    table.add(List.of("/", "3", "39"));
    return table;
  }

  @Test
  void numbersStandToTheRightWithTheirPointsInLine() {
    assertThat(
        String.join("\n", urls().lines(100)),
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
  void namesAreShortenedWhereTheTerminalIsNarrow() {
    assertThat(
        urls().lines(44),
        is(
            List.of(
                "  url                  visits  seconds spent",
                "  https://...example/   1,028         709.00",
                "  https://...size=9,5       6      -1,127.5",
                "  /                         3          39")));
  }

  @Test
  void omitsLastColumnsOnANarrowTerminal() {
    assertThat(
        urls().lines(30),
        is(
            List.of(
                "  url                   visits",
                "  https://s...example/   1,028",
                "  https://s...size=9,5       6",
                "  /                          3")));
  }

  @Test
  void wideCharactersDoNotShiftTheColumns() {
    TextTable table = new TextTable(List.of("url", "n"), false, true);
    table.add(List.of("/商品", "1"));
    table.add(List.of("/abcd", "2"));

    assertThat(table.lines(80), is(List.of("  url    n", "  /商品  1", "  /abcd  2")));
  }

  @Test
  void lineBreakInAValueBreaksNoLine() {
    TextTable table = new TextTable(List.of("url", "n"), false, true);
    table.add(List.of("/a\nb", "1"));

    assertThat(table.lines(80), is(List.of("  url    n", "  /a\\nb  1")));
  }

  @Test
  void idsAreNoNumbers() {
    TextTable table = new TextTable(List.of("customer", "spent"), false, true);
    table.add(List.of("1234567", "1234567.5"));

    assertThat(table.lines(80).get(1), is("  1234567   1,234,567.5"));
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
