package io.footfall.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.backup.BackupFolder;
import io.footfall.files.OutputFiles;
import io.footfall.rejects.RejectFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The description of an earlier report in its {@code run.json}.
 *
 * @param runId the run
 * @param files the paths of the report's files, except paths that no report can have
 * @param backups the copies of its source files; they stay when the report is replaced, unless the
 *     run was never complete
 * @param windowed whether it is a report of windows, each in a directory of its own
 */
record EarlierReport(String runId, List<String> files, List<String> backups, boolean windowed) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a {@code run.json}.
   *
   * @param runFile its path
   * @param folder the folder that its report is in, or would be in: a report may have been moved
   * @return the report, or empty; an invalid {@code run.json} lists no files
   */
  static Optional<EarlierReport> read(String runFile, String folder) throws IOException {
    if (!OutputFiles.exists(runFile)) {
      return Optional.empty();
    }
    JsonNode run;
    try {
      run = JSON.readTree(OutputFiles.read(runFile));
    } catch (JsonProcessingException e) {
      return Optional.of(new EarlierReport("", List.of(), List.of(), false));
    }
    String runId = run.path("runId").asText();
    List<String> files = new ArrayList<>();
    for (JsonNode output : run.path("outputs")) {
      String path = ReportTarget.resolve(folder, output.asText());
      // The content of a file alone does not justify deleting anything.
      boolean isTable =
          path.startsWith(folder)
              && path.indexOf('/', folder.length()) < 0
              && path.endsWith(".csv");
      boolean isRejects = !runId.isEmpty() && RejectFile.isOf(path, runId);
      if (isTable || isRejects) {
        files.add(path);
      }
    }
    List<String> backups = new ArrayList<>();
    for (JsonNode backup : run.path("backup")) {
      String path = backup.path("file").asText();
      String id = BackupFolder.idOf(runId, backup.path("source").asText()).toString();
      if (path.endsWith("-" + id + ".gz")) {
        backups.add(path);
      }
    }
    return Optional.of(
        new EarlierReport(runId, List.copyOf(files), List.copyOf(backups), run.has("windows")));
  }
}
