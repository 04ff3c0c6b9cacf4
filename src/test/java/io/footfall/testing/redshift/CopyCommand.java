package io.footfall.testing.redshift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A COPY of Parquet files in Redshift's syntax. Options that Redshift does not allow for columnar
 * files (MAXERROR, REGION, a column list) are refused; other options are not implemented.
 *
 * @param table the table as written
 * @param url URL of the manifest, or prefix of the objects
 * @param manifest whether the URL is a manifest
 * @param fillRecord whether the last columns may be missing in a file, and are NULL then
 */
record CopyCommand(String table, String url, boolean manifest, boolean fillRecord) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SYNTAX =
      Pattern.compile(
          "\\s*COPY\\s+((?:\"\\w+\"|\\w+)(?:\\.(?:\"\\w+\"|\\w+))?)\\s+FROM\\s+'(s3://[^/']+/[^']+)'"
              + "\\s+IAM_ROLE\\s+(?:DEFAULT|'arn:aws:iam::\\d{12}:role/[^']+')"
              + "\\s+FORMAT\\s+(?:AS\\s+)?PARQUET(\\s+MANIFEST)?(\\s+FILLRECORD)?\\s*;?\\s*",
          Pattern.CASE_INSENSITIVE);

  /** Parses a statement. */
  static CopyCommand of(String sql) {
    Matcher matcher = SYNTAX.matcher(sql);
    if (!matcher.matches()) {
      for (String option : List.of("MAXERROR", "REGION", "ACCEPTANYDATE", "TRUNCATECOLUMNS")) {
        if (Pattern.compile("\\b" + option + "\\b", Pattern.CASE_INSENSITIVE).matcher(sql).find()) {
          throw new RefusedException(option + " argument is not supported for PARQUET based COPY");
        }
      }
      throw new RefusedException("syntax error in COPY, or none that this stand-in knows: " + sql);
    }
    return new CopyCommand(
        matcher.group(1), matcher.group(2), matcher.group(3) != null, matcher.group(4) != null);
  }

  /** Returns the files to read. */
  List<Path> files(Buckets buckets) throws IOException {
    if (!manifest) {
      List<Path> found = buckets.beginningWith(url);
      if (found.isEmpty()) {
        throw new RefusedException("The specified S3 prefix '" + url + "' does not exist");
      }
      return found;
    }
    Path list =
        buckets
            .object(url)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "Problem reading manifest file - it is not there: " + url));
    JsonNode entries = JSON.readTree(Files.readAllBytes(list)).path("entries");
    if (!entries.isArray() || entries.isEmpty()) {
      throw new RefusedException("Manifest file " + url + " has no entries");
    }
    List<Path> files = new ArrayList<>();
    for (JsonNode entry : entries) {
      String object = entry.path("url").asText();
      JsonNode length = entry.path("meta").path("content_length");
      if (!length.isIntegralNumber()) {
        throw new RefusedException(
            "Manifest file " + url + ": content_length is missing in the meta of " + object);
      }
      Path file = buckets.object(object).orElse(null);
      if (file == null) {
        if (entry.path("mandatory").asBoolean(false)) {
          throw new RefusedException("The specified key does not exist: " + object);
        }
        continue;
      }
      if (Files.size(file) != length.asLong()) {
        throw new RefusedException(
            "Spectrum Scan Error: %s has %s bytes, and the manifest says %s"
                .formatted(object, Files.size(file), length.asLong()));
      }
      files.add(file);
    }
    return files;
  }
}
