package io.footfall.warehouse;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What failures of a warehouse mean. */
final class Failures {
  /** Serialization failure, deadlock, the server ends or starts, too many connections. */
  private static final Set<String> PASSING =
      Set.of("40001", "40P01", "57P01", "57P02", "57P03", "53300", "55P03");

  private static final String CONNECTION = "08";
  private static final int LONGEST = 1000;

  /** What makes a signed URL a secret, should the warehouse quote one. */
  private static final Pattern SIGNED =
      Pattern.compile(
          "(?i)(X-Amz-(?:Signature|Credential|Security-Token)|AWSAccessKeyId|Signature)=[^&\\s'\"]+");

  private Failures() {}

  /** Whether the same may go well the next time: conflicts, deadlocks, lost connections. */
  static boolean mayPass(SQLException e) {
    for (@Nullable Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException failed) {
        String state = failed.getSQLState() == null ? "" : failed.getSQLState();
        String message = String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT);
        if (PASSING.contains(state)
            || state.startsWith(CONNECTION)
            || message.contains("serializable isolation violation")
            || message.contains("could not complete because of conflict with concurrent")) {
          return true;
        }
      }
    }
    return false;
  }

  /** What a failure says, on one line, of a bearable length, without what is secret. */
  static String describe(Throwable e) {
    String message =
        SIGNED
            .matcher(String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip())
            .replaceAll("$1=...");
    return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...";
  }
}
