package io.footfall.pipelines.query;

import io.footfall.pipelines.query.QueryFailedException.Reason;
import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Explains exceptions of DuckDB. */
final class DuckDbFailure {
  /** DuckDB's prefix to the reason why a statement cannot start. */
  private static final Pattern PENDING =
      Pattern.compile(
          "^Invalid Input Error: Attempting to execute an unsuccessful or closed pending query"
              + " result\\s+Error: ");

  /** Matches the message that a lake file is missing. */
  private static final Pattern MISSING =
      Pattern.compile(
          "(?:No files found that match the pattern|Cannot open file|Cannot access file)"
              + " \"([^\"]*/date=[^\"/]+/[^\"/*]+)(?:/\\*\\*/\\*\\.parquet\"|\": No such|\"\\s*$)",
          Pattern.MULTILINE);

  private static final Map<String, Reason> REASONS =
      Map.of(
          "permission error", Reason.REFUSED,
          "out of memory error", Reason.MEMORY,
          "interrupt error", Reason.CANCELLED,
          "io error", Reason.DATABASE,
          "fatal error", Reason.DATABASE,
          "internal error", Reason.DATABASE);

  private DuckDbFailure() {}

  static QueryFailedException of(SQLException e) {
    String message = PENDING.matcher(String.valueOf(e.getMessage())).replaceFirst("").strip();
    Matcher gone = MISSING.matcher(message);
    if (gone.find()) {
      message =
          gone.group(1)
              + " is not in the lake, although its batch is sealed. Restore it, or write its batch"
              + " again with --overwrite.";
      return new QueryFailedException(Reason.DATABASE, message, -1, e);
    }
    String lower = message.toLowerCase(Locale.ROOT);
    Reason reason =
        lower.contains("bad_alloc")
            ? Reason.MEMORY
            : REASONS.entrySet().stream()
                .filter(r -> lower.startsWith(r.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Reason.WRONG);
    if (reason == Reason.MEMORY) {
      message = "The query exceeds its memory limit. Select fewer rows or groups.";
    }
    return new QueryFailedException(reason, message, -1, e);
  }

  /** Returns whether a failure was caused by a missing file. */
  static boolean isFileGone(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage());
      if (t instanceof FileNotFoundException
          || t instanceof NoSuchFileException
          || message.contains("No files found that match")
          || message.contains("No such file or directory")) {
        return true;
      }
    }
    return false;
  }
}
