package io.footfall.pipelines.query;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.pipelines.console.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoxTableTest {
  private static final List<QueryColumn> TWO =
      List.of(new QueryColumn("url", "VARCHAR", false), new QueryColumn("n", "BIGINT", true));

  @Test
  void hasBordersTypesAndNulls() {
    BoxTable table =
        new BoxTable(Style.PLAIN, TWO, List.of(List.of("/a", "1"), Arrays.asList(null, "20")), 80);
    assertThat(
        table.lines(),
        contains(
            "┌─────────┬────────┐",
            "│ url     │      n │",
            "│ varchar │ bigint │",
            "├─────────┼────────┤",
            "│ /a      │      1 │",
            "│ NULL    │     20 │",
            "└─────────┴────────┘"));
    assertThat(table.hidden(), is(0));
  }

  @Test
  void shortensTextBeforeItLeavesOutColumns() {
    BoxTable table = new BoxTable(Style.PLAIN, TWO, List.of(List.of("x".repeat(100), "1")), 40);
    assertThat(table.hidden(), is(0));
    assertThat(table.lines().stream().map(String::length).toList(), everyItem(is(40)));
  }

  @Test
  void countsTheColumnsThatItLeavesOut() {
    List<QueryColumn> ten =
        IntStream.range(0, 10)
            .mapToObj(i -> new QueryColumn("column_" + i, "BIGINT", true))
            .toList();
    List<List<String>> rows =
        List.of(new ArrayList<>(IntStream.range(0, 10).mapToObj(i -> "" + i).toList()));
    BoxTable table = new BoxTable(Style.PLAIN, ten, rows, 80);
    assertThat(table.hidden(), is(4));
    assertThat(table.lines().get(1), containsString("column_9"));
    assertThat(table.lines().get(1), containsString("│ … │"));
    assertThat(table.lines().stream().map(String::length).distinct().count(), is(1L));
    assertThat(new BoxTable(Style.PLAIN, ten, rows, Integer.MAX_VALUE).hidden(), is(0));
  }

  @Test
  void isColoredOnDemand() {
    List<List<String>> rows = List.of(List.of("/a", "1"));
    assertThat(
        String.join("", new BoxTable(new Style(true), TWO, rows, 80).lines()),
        containsString("\u001b[1m"));
    assertThat(
        String.join("", new BoxTable(Style.PLAIN, TWO, rows, 80).lines()),
        not(containsString("\u001b")));
  }
}
