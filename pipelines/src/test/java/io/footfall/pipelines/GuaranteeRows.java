package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A table of the guarantees page, with the rows that a test has observed. */
final class GuaranteeRows {
  private static final Path PAGE = Path.of("src/docs/guarantees.md");
  private static final String HEAD =
      "| step | event | result | the same command again |\n|---|---|---|---|\n";

  private final String heading;
  private final List<Row> rows = new ArrayList<>();

  private record Row(String step, String event, String result, String again) {}

  /** Creates the table below a heading of the page. */
  GuaranteeRows(String heading) {
    this.heading = heading;
  }

  /** Adds a row, or only the event if the previous row is otherwise the same. */
  void add(String step, String event, String result, String again) {
    Row last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
    if (last != null && last.equals(new Row(step, last.event, result, again))) {
      rows.set(rows.size() - 1, new Row(step, last.event + ", " + event, result, again));
    } else {
      rows.add(new Row(step, event, result, again));
    }
  }

  /** Returns the rows; consecutive ones that differ only in their step are one. */
  private List<Row> bySteps() {
    List<Row> merged = new ArrayList<>();
    for (Row row : rows) {
      Row last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && row.equals(new Row(row.step, last.event, last.result, last.again))) {
        String steps = last.step + "<br>" + row.step;
        merged.set(merged.size() - 1, new Row(steps, row.event, row.result, row.again));
      } else {
        merged.add(row);
      }
    }
    return merged;
  }

  /** Compares the table with the page; with {@code -Dfootfall.write}, writes it there. */
  void compare() throws IOException {
    StringBuilder table = new StringBuilder(HEAD);
    for (Row row : bySteps()) {
      table.append("| ").append(String.join(" | ", row.step, row.event, row.result, row.again));
      table.append(" |\n");
    }
    String page = Files.readString(PAGE);
    int from = page.indexOf("\n| ", page.indexOf("\n### " + heading + "\n")) + 1;
    int to = page.indexOf("\n\n", from) + 1;
    String expected = page.substring(0, from) + table + page.substring(to);
    if (Boolean.getBoolean("footfall.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat("-Dfootfall.write rewrites the page", page, is(expected));
  }
}
