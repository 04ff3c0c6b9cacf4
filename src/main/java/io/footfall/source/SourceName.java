package io.footfall.source;

import java.util.List;
import java.util.regex.Matcher;
import org.apache.beam.sdk.metrics.Lineage;

/**
 * The name of a source in Beam's lineage, for example {@code s3:bucket.key}, {@code file:path} or
 * {@code kafka:broker.topic}.
 *
 * @param system the kind of system that stores the records, for example {@code s3}
 * @param segments their name in that system, from the outermost part to the innermost
 */
public record SourceName(String system, List<String> segments) {
  /** Returns the name of a file. */
  public static SourceName ofFile(String file) {
    int scheme = file.indexOf("://");
    int bucketEnd = scheme < 0 ? -1 : file.indexOf('/', scheme + 3);
    return bucketEnd < 0 || file.startsWith("file:")
        ? new SourceName("file", List.of(file.replaceFirst("^file:(//)?", "")))
        : new SourceName(
            file.substring(0, scheme),
            List.of(file.substring(scheme + 3, bucketEnd), file.substring(bucketEnd + 1)));
  }

  /** Returns the name of a file or directory, or of the directory below which a glob matches. */
  public static SourceName ofInput(String input) {
    Matcher wildcard = InputFiles.WILDCARD.matcher(input);
    return ofFile(
        wildcard.find() ? input.substring(0, input.lastIndexOf('/', wildcard.start()) + 1) : input);
  }

  /** Reports to Beam's lineage that the step in the current thread reads from the source. */
  public void report() {
    Lineage.getSources().add(system, segments);
  }
}
