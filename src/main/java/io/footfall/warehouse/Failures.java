package io.footfall.warehouse;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Classifies the failures of a warehouse. */
final class Failures {
  /** Serialization failure, deadlock, server shutdown or startup, too many connections. */
  private static final Set<String> PASSING =
      Set.of("40001", "40P01", "57P01", "57P02", "57P03", "53300", "55P03");

  private static final String CONNECTION = "08";

  /** Duplicate object, duplicate table. */
  private static final Set<String> DUPLICATES = Set.of("42710", "42P07");

  private static final int LONGEST = 1000;

  /** Matches the secret part of a signed URL, in case the warehouse quotes one. */
  private static final Pattern SIGNED =
      Pattern.compile(
          "(?i)(X-Amz-(?:Signature|Credential|Security-Token)|AWSAccessKeyId|Signature)=[^&\\s'\"]+");

  private Failures() {}

  /** Returns whether a retry may succeed: after conflicts, deadlocks and lost connections. */
  static boolean mayPass(SQLException e) {
    for (@Nullable Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException failed) {
        String state = failed.getSQLState() == null ? "" : failed.getSQLState();
        String message = String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT);
        if (PASSING.contains(state)
            || state.startsWith(CONNECTION)
            // Two loads created the same table at once; in PostgreSQL, IF NOT EXISTS does not
            // prevent this failure.
            || message.contains("_nsp_index\"")
            || DUPLICATES.contains(state)
            || message.contains("serializable isolation violation")
            || message.contains("could not complete because of conflict with concurrent")) {
          return true;
        }
      }
    }
    return false;
  }

  /** Describes a failure on one line of limited length, without secrets. */
  static String describe(Throwable e) {
    String reason =
        e.getCause() instanceof UnknownHostException host
            ? "unknown host " + host.getMessage()
            : String.valueOf(e.getMessage());
    String message = SIGNED.matcher(reason.replaceAll("\\s+", " ").strip()).replaceAll("$1=...");
    return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...";
  }
}
