package io.footfall.transforms.count;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.footfall.report.ReportTarget;
import io.footfall.source.InputFiles;
import io.footfall.transforms.read.ReadRecords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/** A report on disk, read by others than Footfall. */
public final class WrittenReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  /** The report in this folder. */
  public WrittenReport(Path folder) {
    this.folder = folder;
  }

  /** Counts files into this report, cut into several slices even if they are small. */
  public PCollection<String> count(Pipeline pipeline, String files, CountRecords how) {
    return pipeline
        .apply(
            "ReadRecords",
            ReadRecords.fromFiles(InputFiles.list(List.of(files)))
                .withWorkers(4)
                .withWaitingWorkers())
        .apply(
            "CountRecords",
            how.withTarget(ReportTarget.in(folder.toString())).withWaitingWorkers(2))
        .apply("CommitReport", CommitReport.atOnce());
  }

  /** The rows of a table, its header first. */
  public List<List<String>> table(String name) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder().ofCsvRecord(folder.resolve(name + ".csv"))) {
      reader.forEach(row -> rows.add(row.getFields()));
    }
    return rows;
  }

  /** Code and bytes of every reject, sorted. */
  public List<String> rejects() throws IOException {
    List<String> rejects = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.resolve("rejects"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          for (String line :
              new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
            JsonNode reject = JSON.readTree(line);
            byte[] raw = Base64.getDecoder().decode(reject.get("rawData").asText());
            rejects.add(
                reject.get("errorCode").asText()
                    + " "
                    + reject.get("errorMessage").asText()
                    + " "
                    + new String(raw, StandardCharsets.ISO_8859_1));
          }
        }
      }
    }
    rejects.sort(null);
    return rejects;
  }

  /** What the run says of itself. */
  public JsonNode run() throws IOException {
    return JSON.readTree(folder.resolve("run.json").toFile());
  }
}
