package io.footfall.records;

import io.footfall.accounting.Observation;
import io.footfall.accounting.Observations;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Notices suspicious IDs in one column: placeholders for empty values, and whole numbers in two
 * notations. Costs a few comparisons for an ordinary ID.
 */
public final class IdWatch {
  private static final int LONGEST_WORD = 9;
  private static final int LONGEST_EXAMPLE = 40;
  private static final Set<String> NULL_WORDS =
      Set.of("null", "none", "nan", "nil", "n/a", "#n/a", "undefined", "(not set)", "\\n", "-");

  private final String column;
  private final Observations observations;
  private boolean wholeNumberSeen;

  /** Creates a watch on the IDs of a column. */
  public IdWatch(String column, Observations observations) {
    this.column = column;
    this.observations = observations;
  }

  /** Observes a non-empty ID. */
  public void see(byte[] b, int from, int to) {
    byte last = b[to - 1];
    if (last >= '0' && last <= '9') {
      if (last == '0' && to - from >= 3 && isPointed(b, from, to)) {
        observations.add(Observation.Kind.POINTED_NUMBER, column, text(b, from, to), 1);
      } else if (!wholeNumberSeen && isWhole(b, from, to)) {
        wholeNumberSeen = true;
        observations.add(Observation.Kind.WHOLE_NUMBER, column, text(b, from, to), 1);
      }
    } else if (to - from <= LONGEST_WORD) {
      seeWord(b, from, to);
    }
  }

  private void seeWord(byte[] b, int from, int to) {
    // The last letters of the placeholders exclude most other texts.
    switch (b[to - 1] | 0x20) {
      case 'l', 'e', 'n', 'a', 'd', ')', '-' -> {
        String word = text(b, from, to);
        if (NULL_WORDS.contains(word.toLowerCase(Locale.ROOT))) {
          observations.add(Observation.Kind.NULL_WORD, column, word, 1);
        }
      }
      default -> {}
    }
  }

  /** Returns whether an ID consists of digits, a point and zeros. */
  private static boolean isPointed(byte[] b, int from, int to) {
    int end = to;
    while (end > from && b[end - 1] == '0') {
      end--;
    }
    return end - 1 > from && b[end - 1] == '.' && isWhole(b, from, end - 1);
  }

  private static boolean isWhole(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] b, int from, int to) {
    return new String(b, from, Math.min(to - from, LONGEST_EXAMPLE), StandardCharsets.UTF_8);
  }
}
