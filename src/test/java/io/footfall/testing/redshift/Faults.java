package io.footfall.testing.redshift;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What goes wrong, as a test has ordered it. */
final class Faults {
  /** What becomes of a connection at a statement. */
  enum Cut {
    /** Nothing. */
    NONE,
    /** It ends before the statement is carried out. */
    BEFORE,
    /** It ends when the statement has been carried out, and before anybody is told. */
    AFTER
  }

  private record Failure(String inSql, String state, String message, String detail) {}

  private final List<Failure> failures = new ArrayList<>();
  private int countdown;
  private Cut cut = Cut.NONE;

  synchronized void cut(Cut how, int statement) {
    cut = how;
    countdown = statement;
  }

  /** Whether the cut that was ordered is still to come. */
  synchronized boolean isCutPending() {
    return cut != Cut.NONE;
  }

  synchronized void failOnce(String inSql, String state, String message, String detail) {
    failures.add(new Failure(inSql, state, message, detail));
  }

  /** A statement is about to be carried out. */
  synchronized Cut atStatement() {
    if (cut == Cut.NONE || --countdown > 0) {
      return Cut.NONE;
    }
    Cut now = cut;
    cut = Cut.NONE;
    return now;
  }

  /** The statement that fails in place of this one, if it is to fail. */
  synchronized Optional<String> inPlaceOf(String sql) {
    for (Iterator<Failure> all = failures.iterator(); all.hasNext(); ) {
      Failure failure = all.next();
      if (sql.contains(failure.inSql())) {
        all.remove();
        return Optional.of(raise(failure.state(), failure.message(), failure.detail()));
      }
    }
    return Optional.empty();
  }

  /** A statement that only fails. */
  static String raise(String state, String message, String detail) {
    return "DO $fail$ BEGIN RAISE EXCEPTION USING MESSAGE = '"
        + message.replace("'", "''")
        + "', DETAIL = '"
        + detail.replace("'", "''")
        + "', ERRCODE = '"
        + state
        + "'; END $fail$";
  }
}
