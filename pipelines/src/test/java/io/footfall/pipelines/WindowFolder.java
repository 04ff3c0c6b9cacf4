package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.footfall.pipelines.VisitStream.Sent;
import io.footfall.report.WindowReportFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The output folder of a stream of visits, as a user reads it. */
record WindowFolder(Path path) {

  /** How many records all windows tell of. */
  long read() throws Exception {
    return WindowReportFiles.total(path.toString()).read;
  }

  /** Checks that all windows are final, and that everything is as it must be. */
  void assertIsAllOf(VisitStream stream, String source, Function<Sent, String> message)
      throws Exception {
    assertThat(
        WindowReportFiles.total(path.toString()).toString(),
        is(stream.accounting().replace(",", "")));
    assertThat(rows(), is(stream.expected()));
    assertRejects(stream, source, message);
  }

  private Map<String, List<String>> rows() throws Exception {
    Map<String, List<String>> found = new TreeMap<>();
    try (Stream<Path> windows = Files.list(path)) {
      for (Path file :
          windows.map(w -> w.resolve("urls.csv")).filter(Files::exists).sorted().toList()) {
        List<String> rows = new ArrayList<>();
        String window = "";
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
          for (NamedCsvRecord row : csv) {
            rows.add(
                row.getField("url")
                    + ","
                    + row.getField("visits")
                    + ","
                    + row.getField("total_time_spent"));
            window = row.getField("window_start");
            assertThat("every window is closed", row.getField("final"), is("true"));
          }
        }
        if (!rows.isEmpty()) {
          found.put(window, sorted(rows));
        }
      }
    }
    return found;
  }

  private void assertRejects(VisitStream stream, String source, Function<Sent, String> message)
      throws Exception {
    List<String> late = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    for (String line : FootfallProcess.rejectLines(path.resolve("rejects"))) {
      JsonNode reject = json.readTree(line);
      assertThat(reject.path("source").asText(), startsWith(source));
      String raw =
          new String(
              Base64.getDecoder().decode(reject.path("rawData").asText()), StandardCharsets.UTF_8);
      (reject.path("errorCode").asText().equals("LATE") ? late : bad).add(raw);
    }
    assertThat(sorted(late), is(sorted(stream.late().stream().map(message).toList())));
    assertThat(sorted(bad), is(sorted(stream.bad().stream().map(message).toList())));
  }

  private static List<String> sorted(List<String> rows) {
    List<String> sorted = new ArrayList<>(rows);
    sorted.sort(null);
    return sorted;
  }
}
