package io.footfall.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.bytes.ByteOutput;
import io.footfall.table.CsvRow;
import io.footfall.visits.VisitsDataset;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class JsonRowsTest {
  private static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);
  private static final JsonRows URLS = JsonRows.of(VISITS.tables().get(0));

  private static String row(String url, String time) {
    ByteOutput row = new ByteOutput();
    row.write(url.getBytes(StandardCharsets.UTF_8));
    CsvRow.quoteFrom(0, row);
    return new String(row.toByteArray(), StandardCharsets.UTF_8) + ",3," + time + ",0.100";
  }

  @Test
  void numbersHaveTheirDigitsAndTextIsText() throws Exception {
    byte[] json =
        URLS.write(
            List.of("12,3,12345678901234567890.10,0.100", "\"a,\"\"b\"\"\",1,2,3"),
            ending -> ending.writeBooleanField("final", true));
    assertThat(
        new String(json, StandardCharsets.UTF_8),
        is(
            "{\"url\":\"12\",\"visits\":3,\"total_time_spent\":12345678901234567890.10,"
                + "\"average_time_spent\":0.100,\"final\":true}\n"
                + "{\"url\":\"a,\\\"b\\\"\",\"visits\":1,\"total_time_spent\":2,"
                + "\"average_time_spent\":3,\"final\":true}\n"));
  }

  @Property(tries = 300)
  void readsBackWhatItWrites(
      @ForAll List<@StringLength(min = 1, max = 10) String> urls, @ForAll BigDecimal time)
      throws Exception {
    List<String> rows =
        urls.stream()
            // Reports contain only valid Unicode.
            .map(url -> new String(url.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
            .map(url -> row(url, time.toPlainString()))
            .toList();
    byte[] json = URLS.write(rows, ending -> ending.writeNumberField("pane", 7));
    assertThat(URLS.read(json), is(rows));
    assertThat(
        "a line per row",
        new String(json, StandardCharsets.UTF_8).chars().filter(c -> c == '\n').count(),
        is((long) rows.size()));
  }

  @Test
  void writesAnObjectInASummaryAsAnObject() throws Exception {
    ByteOutput csv = new ByteOutput();
    byte[] first = row("https://a/é\"😀,", "2.50").getBytes(StandardCharsets.UTF_8);
    VISITS.summary().orElseThrow().write(Map.of("visits", new BigDecimal(3)), List.of(first), csv);
    List<String> rows = WrittenWindow.rows(csv.toByteArray());
    JsonRows summary = WindowFiles.summaryRows(VISITS.summary().orElseThrow(), rows.get(0));
    byte[] json = summary.write(rows.subList(1, 2), ending -> ending.writeNumberField("pane", 7));
    JsonNode read = new ObjectMapper().readTree(json);
    assertThat(read.get("Total Interactions").isIntegralNumber(), is(true));
    assertThat(
        read.get("Average Time Spent on Each URL").get("https://a/é\"😀,").isNumber(), is(true));
    assertThat(summary.read(json), is(rows.subList(1, 2)));
  }
}
