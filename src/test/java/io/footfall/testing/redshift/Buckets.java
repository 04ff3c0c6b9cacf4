package io.footfall.testing.redshift;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * S3 buckets backed by directories.
 *
 * @param folders directories by bucket
 */
public record Buckets(Map<String, Path> folders) {
  private static final String SCHEME = "s3://";

  /** Returns the object of a URL, if it exists. */
  Optional<Path> object(String url) {
    Path file = file(url);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /** Returns the objects whose URL starts with a text. */
  List<Path> beginningWith(String url) throws IOException {
    Path bucket = bucket(url);
    String prefix = url.substring(url.indexOf('/', SCHEME.length()) + 1);
    if (!Files.isDirectory(bucket)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(bucket)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> bucket.relativize(file).toString().startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  private Path bucket(String url) {
    String name = url.substring(SCHEME.length(), url.indexOf('/', SCHEME.length()));
    Path folder = folders.get(name);
    if (folder == null) {
      throw new RefusedException(
          "S3ServiceException: The specified bucket does not exist: " + name);
    }
    return folder;
  }

  private Path file(String url) {
    if (!url.startsWith(SCHEME)) {
      throw new RefusedException("Invalid S3 URL: " + url);
    }
    return bucket(url).resolve(url.substring(url.indexOf('/', SCHEME.length()) + 1));
  }
}
