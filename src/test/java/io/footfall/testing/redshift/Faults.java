package io.footfall.testing.redshift;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Failures requested by a test. */
final class Faults {
  /** When a connection is cut at a statement. */
  enum Cut {
    /** Never. */
    NONE,
    /** Before the statement is executed. */
    BEFORE,
    /** After the statement is executed, before the client receives the result. */
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

  /** Returns whether the requested cut is still to come. */
  synchronized boolean isCutPending() {
    return cut != Cut.NONE;
  }

  synchronized void failOnce(String inSql, String state, String message, String detail) {
    failures.add(new Failure(inSql, state, message, detail));
  }

  /** Called before a statement is executed. */
  synchronized Cut atStatement() {
    if (cut == Cut.NONE || --countdown > 0) {
      return Cut.NONE;
    }
    Cut now = cut;
    cut = Cut.NONE;
    return now;
  }

  /** Returns a failing statement that replaces this one, if a failure was requested. */
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

  /** Returns a statement that fails. */
  static String raise(String state, String message, String detail) {
    return ("DO $fail$ BEGIN RAISE EXCEPTION USING MESSAGE = '%s', DETAIL = '%s', ERRCODE = '%s';"
            + " END $fail$")
        .formatted(message.replace("'", "''"), detail.replace("'", "''"), state);
  }
}
