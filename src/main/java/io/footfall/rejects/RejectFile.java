package io.footfall.rejects;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.footfall.files.FirehoseFile;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * The format of reject files: one JSON object per line, gzip, with the members that Amazon Data
 * Firehose writes for a failed transform record, in its order, followed by Footfall's own
 * (src/docs/formats.md, section 2.3).
 */
public final class RejectFile {
  /** The directory for records that Footfall could not process. */
  public static final String ERROR_OUTPUT_TYPE = "processing-failed";

  private static final Pattern PATH =
      Pattern.compile(
          "(?s).*/"
              + ERROR_OUTPUT_TYPE
              + "/\\d{4}/\\d\\d/\\d\\d/\\d\\d/[a-z]+-1-[-0-9]+-[-A-Za-z0-9_]+\\.gz");

  private static final JsonFactory JSON =
      JsonFactory.builder().build().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private RejectFile() {}

  /**
   * Returns the path of a file under the rejects folder: {@code
   * processing-failed/yyyy/MM/dd/HH/<dataset>-<time>-<run>.gz}.
   */
  public static String path(String dataset, Instant written, String runId) {
    return ERROR_OUTPUT_TYPE + "/" + FirehoseFile.key(dataset, written, runId);
  }

  /** Returns whether a path is that of a reject file of this run. */
  public static boolean isOf(String path, String runId) {
    return path.matches(
        "(?s).*/%s/\\d{4}/\\d\\d/\\d\\d/\\d\\d/[a-z]+-1-[-0-9]+-%s\\.gz"
            .formatted(ERROR_OUTPUT_TYPE, Pattern.quote(runId)));
  }

  /** Returns whether a path is that of a reject file of any run. */
  public static boolean isPath(String path) {
    return PATH.matcher(path).matches();
  }

  /** Writes one line. */
  public static void write(Reject reject, long endingMillis, OutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeBinaryField("rawData", reject.raw());
      json.writeStringField("errorCode", reject.code().name());
      json.writeStringField("errorMessage", reject.message());
      json.writeNumberField("attemptsMade", reject.attempts());
      json.writeNumberField("arrivalTimestamp", reject.arrivalMillis());
      json.writeNumberField("attemptEndingTimestamp", endingMillis);
      json.writeStringField("lambdaARN", "");
      json.writeStringField("source", reject.source());
      if (reject.sequenceNumber() == null) {
        json.writeNumberField("offset", reject.offset());
      } else {
        json.writeStringField("offset", reject.sequenceNumber());
      }
      if (reject.line() > 0) {
        json.writeNumberField("line", reject.line());
      }
      if (reject.column() != null) {
        json.writeStringField("column", reject.column());
      }
      if (reject.expected() != null) {
        json.writeStringField("expected", reject.expected());
      }
      json.writeEndObject();
    }
    out.write('\n');
  }
}
