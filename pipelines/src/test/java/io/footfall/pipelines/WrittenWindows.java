package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.footfall.testing.process.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a stream of visits has written, read back without any of the program's code, in the form in
 * which {@link VisitStream} gives the answer.
 */
final class WrittenWindows {
  private WrittenWindows() {}

  /**
   * A record that is not counted.
   *
   * @param code the reason
   * @param raw the record
   * @param source where it was read
   * @param offset where in there
   * @param line line number, or 0 if unknown
   */
  record WrittenReject(String code, String raw, String source, String offset, long line) {}

  /** The same of JSON Lines, in which numbers must be numbers. */
  static Map<String, List<String>> jsonRows(Path output) throws IOException {
    ObjectMapper json =
        JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    Map<String, List<String>> found = new TreeMap<>();
    try (Stream<Path> windows = Files.list(output)) {
      for (Path file : windows.map(w -> w.resolve("urls.jsonl")).filter(Files::exists).toList()) {
        for (String line : Files.readString(file).lines().toList()) {
          JsonNode row = json.readTree(line);
          assertThat("every window is closed", row.get("final").booleanValue(), is(true));
          assertThat(line, row.get("visits").isIntegralNumber(), is(true));
          assertThat(line, row.get("total_time_spent").isNumber(), is(true));
          found
              .computeIfAbsent(row.get("window_start").textValue(), w -> new ArrayList<>())
              .add(
                  row.get("url").textValue()
                      + ","
                      + row.get("visits")
                      + ","
                      + row.get("total_time_spent").decimalValue().toPlainString());
        }
      }
    }
    found.values().forEach(rows -> rows.sort(null));
    return found;
  }

  /** Rows as {@code url,visits,time}, sorted, by the start of their window; all are final. */
  static Map<String, List<String>> rows(Path output) throws IOException {
    Map<String, List<String>> found = new TreeMap<>();
    try (Stream<Path> windows = Files.list(output)) {
      for (Path file : windows.map(w -> w.resolve("urls.csv")).filter(Files::exists).toList()) {
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
          for (NamedCsvRecord row : csv) {
            assertThat("every window is closed", row.getField("final"), is("true"));
            found
                .computeIfAbsent(row.getField("window_start"), w -> new ArrayList<>())
                .add(
                    row.getField("url")
                        + ","
                        + row.getField("visits")
                        + ","
                        + row.getField("total_time_spent"));
          }
        }
      }
    }
    found.values().forEach(rows -> rows.sort(null));
    return found;
  }

  /** The same of the tables of a database: the final rows. */
  static Map<String, List<String>> rows(PostgresServer postgres) throws Exception {
    Map<String, List<String>> found = new TreeMap<>();
    for (String row :
        postgres.rows(
            "SELECT to_char(window_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),"
                + " url, visits, total_time_spent FROM visits_urls WHERE final")) {
      String[] fields = row.split("\\|", -1);
      found
          .computeIfAbsent(fields[0], w -> new ArrayList<>())
          .add(fields[1] + "," + fields[2] + "," + fields[3]);
    }
    found.values().forEach(rows -> rows.sort(null));
    return found;
  }

  /** All rejects in a folder of rejects. */
  static List<WrittenReject> rejects(Path folder) throws IOException {
    List<WrittenReject> rejects = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    for (String line : FootfallProcess.rejectLines(folder)) {
      JsonNode reject = json.readTree(line);
      rejects.add(
          new WrittenReject(
              reject.path("errorCode").asText(),
              new String(
                  Base64.getDecoder().decode(reject.path("rawData").asText()),
                  StandardCharsets.UTF_8),
              reject.path("source").asText(),
              reject.path("offset").asText(),
              reject.path("line").asLong()));
    }
    return rejects;
  }

  /** The records themselves, sorted: the late ones, or the others. */
  static List<String> raw(List<WrittenReject> rejects, boolean late) {
    return rejects.stream()
        .filter(reject -> reject.code().equals("LATE") == late)
        .map(WrittenReject::raw)
        .sorted()
        .toList();
  }
}
