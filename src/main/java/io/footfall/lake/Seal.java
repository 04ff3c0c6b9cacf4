package io.footfall.lake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.accounting.SourceCounts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The file that is written last and lists all files of a batch. Without it the batch does not
 * exist.
 *
 * @param kind a batch of records, or a compaction, which has the records of other batches
 * @param dataset {@code visits} or {@code purchases}
 * @param batch the ID of the batch
 * @param run the run that wrote it; it changes when the batch is replaced
 * @param sealed when the batch was sealed
 * @param version version of Footfall
 * @param zone the time zone that defines the start of a day
 * @param times time range of the records; empty without records
 * @param options options of the run
 * @param files its files
 * @param replaces for a compaction, the paths of the files that it replaces
 * @param replayedRejects for a replay, the reject files whose records it replayed
 * @param accounting the counts of the run per source, so that readers know without a report which
 *     records were not counted; empty for compactions and batches of older versions
 * @param replayed how earlier runs had counted the records of a replay, per source: as rejected or
 *     late. Only the last attempt counts
 */
public record Seal(
    Kind kind,
    String dataset,
    String batch,
    String run,
    Instant sealed,
    String version,
    String zone,
    Optional<TimeRange> times,
    Map<String, String> options,
    List<LakeFile> files,
    List<String> replaces,
    List<String> replayedRejects,
    Map<String, SourceCounts> accounting,
    Map<String, SourceCounts> replayed) {

  /** The kind of a seal. */
  public enum Kind {
    /** Records that were committed together. */
    BATCH,
    /** Records of batches, in new files. */
    COMPACTION
  }

  /**
   * The time range of the records.
   *
   * @param first the earliest record
   * @param last the latest record
   */
  public record TimeRange(Instant first, Instant last) {}

  private static final int FORMAT = 1;
  private static final Pattern BATCH = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if the batch ID is invalid
   */
  public Seal {
    if (!isBatchId(batch)) {
      throw new IllegalArgumentException(
          "batch '"
              + batch
              + "': expected 1 to 128 letters, digits, dots, hyphens and underscores");
    }
    options = Map.copyOf(options);
    files = List.copyOf(files);
    replaces = List.copyOf(replaces);
    replayedRejects = List.copyOf(replayedRejects);
    accounting = Collections.unmodifiableMap(new TreeMap<>(accounting));
    replayed = Collections.unmodifiableMap(new TreeMap<>(replayed));
  }

  /** Returns whether a text can be the ID of a batch. */
  public static boolean isBatchId(String text) {
    return BATCH.matcher(text).matches() && !text.startsWith(".");
  }

  /**
   * Returns whether the batch is named after its content, as batches of streams and replays are.
   * Nothing else is ever sealed under such a name, and the run has the same name.
   */
  public boolean isNamedAfterContent() {
    return run.equals(batch);
  }

  /** Returns the number of records in the files. */
  public long rows() {
    return files.stream().mapToLong(LakeFile::rows).sum();
  }

  /** Returns the content of the file as JSON. */
  public byte[] toJson() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(bytes).setPrettyPrinter(new DefaultPrettyPrinter())) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("kind", kind == Kind.BATCH ? "batch" : "compaction");
      json.writeStringField("dataset", dataset);
      json.writeStringField("batch", batch);
      json.writeStringField("run", run);
      json.writeStringField("sealed", sealed.toString());
      json.writeStringField("version", version);
      json.writeStringField("zone", zone);
      json.writeNumberField("rows", rows());
      if (times.isPresent()) {
        json.writeStringField("minTimestamp", times.get().first().toString());
        json.writeStringField("maxTimestamp", times.get().last().toString());
      }
      json.writeObjectFieldStart("options");
      for (Map.Entry<String, String> option : new TreeMap<>(options).entrySet()) {
        json.writeStringField(option.getKey(), option.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("files");
      for (LakeFile file : files) {
        json.writeStartObject();
        json.writeStringField("path", file.path());
        json.writeStringField("date", file.date().toString());
        json.writeNumberField("rows", file.rows());
        json.writeNumberField("bytes", file.bytes());
        writeTexts(json, "batches", file.batches());
        json.writeEndObject();
      }
      json.writeEndArray();
      if (!replaces.isEmpty()) {
        writeTexts(json, "replaces", replaces);
      }
      if (!replayedRejects.isEmpty()) {
        writeTexts(json, "replayedRejects", replayedRejects);
      }
      writeCounts(json, "accounting", accounting);
      writeCounts(json, "replayed", replayed);
      json.writeEndObject();
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private static void writeCounts(
      JsonGenerator json, String name, Map<String, SourceCounts> sources) throws IOException {
    if (sources.isEmpty()) {
      return;
    }
    json.writeFieldName(name);
    SourceCounts.describeAll(sources, json);
  }

  private static void writeTexts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IOException if it is not a seal, has a later format, or names a file outside the lake
   */
  public static Seal of(byte[] bytes) throws IOException {
    JsonNode json = JSON.readTree(bytes);
    int format = json.path("format").asInt();
    if (format != FORMAT) {
      throw new IOException(
          "it has format %s, but this version of Footfall reads format %s"
              .formatted(json.path("format").asText("(none)"), FORMAT));
    }
    try {
      List<LakeFile> files = new ArrayList<>();
      for (JsonNode file : json.path("files")) {
        LocalDate date = LocalDate.parse(file.path("date").asText());
        files.add(
            new LakeFile(
                path(file.path("path").asText(), date.toString()),
                date,
                file.path("rows").asLong(),
                file.path("bytes").asLong(),
                texts(file.path("batches"))));
      }
      List<String> replaces = texts(json.path("replaces"));
      for (String path : replaces) {
        path(path, "");
      }
      Map<String, String> options = new TreeMap<>();
      json.path("options")
          .fields()
          .forEachRemaining(o -> options.put(o.getKey(), o.getValue().asText()));
      return new Seal(
          json.path("kind").asText().equals("compaction") ? Kind.COMPACTION : Kind.BATCH,
          json.path("dataset").asText(),
          json.path("batch").asText(),
          json.path("run").asText(),
          Instant.parse(json.path("sealed").asText()),
          json.path("version").asText(),
          json.path("zone").asText(),
          json.has("minTimestamp")
              ? Optional.of(
                  new TimeRange(
                      Instant.parse(json.path("minTimestamp").asText()),
                      Instant.parse(json.path("maxTimestamp").asText())))
              : Optional.empty(),
          options,
          files,
          replaces,
          texts(json.path("replayedRejects")),
          SourceCounts.allOfJson(json.path("accounting")),
          SourceCounts.allOfJson(json.path("replayed")));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new IOException("not a seal of a batch: " + e.getMessage(), e);
    }
  }

  /** Files that a seal names are deleted when it is replaced, so it must not name others. */
  private static String path(String path, String date) throws IOException {
    if (!LakeFile.PATH.matcher(path).matches() || !path.startsWith(LakeFile.PARTITION + date)) {
      throw new IOException(
          "it names the file '"
              + path
              + "'; expected "
              + LakeFile.PARTITION
              + (date.isEmpty() ? "YYYY-MM-DD" : date)
              + "/NAME.parquet");
    }
    return path;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
