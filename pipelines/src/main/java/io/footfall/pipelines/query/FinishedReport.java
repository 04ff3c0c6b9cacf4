package io.footfall.pipelines.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.accounting.SourceCounts;
import io.footfall.files.OutputFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The report of a run that has ended.
 *
 * @param folder its directory, with a slash at the end
 * @param run its {@code run.json}
 */
record FinishedReport(String folder, JsonNode run) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the report in a directory. */
  static FinishedReport in(String folder) throws IOException {
    return new FinishedReport(folder, JSON.readTree(OutputFiles.read(folder + "run.json")));
  }

  String dataset() {
    return run.path("dataset").asText();
  }

  /** Returns the id of the run, which is also in the seal of its batch. */
  String runId() {
    return run.path("runId").asText();
  }

  /** Returns the directory of the rejected records. */
  String rejects() {
    String said = run.path("options").path("rejects").asText();
    return said.isEmpty() ? folder + "rejects/" : said;
  }

  /** Returns the CSV files of a table. */
  List<String> tables(String name) {
    List<String> files = new ArrayList<>();
    for (JsonNode output : run.path("outputs")) {
      String file = output.asText();
      if (file.endsWith(".csv") && file.startsWith(name)) {
        files.add(folder + file);
      }
    }
    return files;
  }

  /** Returns the counts of the run, by source. */
  Map<String, SourceCounts> accounting() {
    return SourceCounts.allOfJson(run.path("accounting").path("sources"));
  }
}
