package io.footfall.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.backup.BackupFolder;
import io.footfall.files.OutputFiles;
import io.footfall.lake.LakeFolder;
import io.footfall.rejects.RejectFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The steps that put a staged report in place: only deletes and renames, which need neither space
 * nor computation. The plan is a file in the temporary directory of the run, written before the
 * first step. Any process can finish the commit from it, for example the next run after a kill.
 *
 * @param stale the files of the earlier report that the new one does not replace
 * @param files the final path of each file by its staged one, in the order of the renames; {@code
 *     run.json} is not one of them, because it always comes last
 * @param replaced the files of the lake that the seal makes obsolete
 */
record CommitPlan(List<String> stale, Map<String, String> files, List<String> replaced) {
  private static final String FILE = "plan.json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern OF_WINDOW =
      Pattern.compile("(?:date|window)=[-0-9TZ]+/[a-z_]+\\.(?:csv|jsonl|json)");

  /** Writes the plan to the temporary directory of a run. */
  void write(String temporaryFolder) throws IOException {
    ObjectNode plan = JSON.createObjectNode();
    stale.forEach(plan.putArray("stale")::add);
    ArrayNode moves = plan.putArray("files");
    files.forEach((from, to) -> moves.addObject().put("from", from).put("to", to));
    replaced.forEach(plan.putArray("replaced")::add);
    String written = temporaryFolder + "." + FILE;
    OutputFiles.write(written, JSON.writeValueAsBytes(plan));
    OutputFiles.rename(written, temporaryFolder + FILE);
  }

  /**
   * Reads the plan of a run.
   *
   * @param folder the folder of the report
   * @param runId the run
   * @return empty if no plan was written
   * @throws IOException if the plan names a file that no report of this run can have
   */
  static Optional<CommitPlan> read(String folder, String runId) throws IOException {
    String file = folder + ReportTarget.TEMPORARY_PREFIX + runId + "/" + FILE;
    if (!OutputFiles.exists(file)) {
      return Optional.empty();
    }
    JsonNode plan;
    try {
      plan = JSON.readTree(OutputFiles.read(file));
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not a commit plan", e);
    }
    List<String> stale = texts(plan.path("stale"));
    List<String> replaced = texts(plan.path("replaced"));
    Map<String, String> files = new LinkedHashMap<>();
    plan.path("files")
        .forEach(move -> files.put(move.path("from").asText(), move.path("to").asText()));
    // The file may have been tampered with. It must not cause files of others to be deleted or
    // replaced.
    for (String from : files.keySet()) {
      if (!from.contains("/" + ReportTarget.TEMPORARY_PREFIX + runId + "/")) {
        throw foreign(file, from);
      }
    }
    check(file, folder, stale);
    check(file, folder, files.values());
    check(file, folder, replaced);
    return Optional.of(new CommitPlan(stale, files, replaced));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static void check(String file, String folder, Collection<String> paths)
      throws IOException {
    for (String path : paths) {
      boolean isTable =
          path.startsWith(folder)
              && path.indexOf('/', folder.length()) < 0
              && path.endsWith(".csv");
      boolean isOfWindow =
          path.startsWith(folder) && OF_WINDOW.matcher(path.substring(folder.length())).matches();
      boolean isOurs =
          isTable
              || isOfWindow
              || RejectFile.isPath(path)
              || BackupFolder.isPath(path)
              || LakeFolder.isPath(path);
      if (!isOurs || path.contains("/../") || path.contains("/./")) {
        throw foreign(file, path);
      }
    }
  }

  private static IOException foreign(String file, String path) {
    return new IOException(
        file + " names " + path + ", which cannot be a file of the report. Delete its directory.");
  }

  /**
   * Puts the report in place, and skips steps that are already done.
   *
   * @param folder the folder of the report
   * @param runId the run
   */
  void execute(String folder, String runId) throws IOException {
    String runFile = folder + ReportTarget.RUN_FILE;
    String staged = folder + ReportTarget.TEMPORARY_PREFIX + runId + "/" + ReportTarget.RUN_FILE;
    Optional<EarlierReport> present = EarlierReport.read(runFile, folder);
    if (present.isEmpty() || !present.get().runId().equals(runId)) {
      OutputFiles.delete(List.of(runFile));
      ReportCommit.deleteFiles(folder, stale);
      OutputFiles.place(files);
      OutputFiles.delete(replaced);
      OutputFiles.place(Map.of(staged, runFile));
    }
  }
}
