package io.footfall.pipelines.options;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that is closest to a mistyped one. */
public final class NearestName {
  private static final int MOST_EDITS = 3;

  private NearestName() {}

  /**
   * Returns the name with the smallest edit distance, ignoring case.
   *
   * @return empty if no name is similar enough
   */
  public static Optional<String> of(String typed, Collection<String> names) {
    String wanted = typed.toLowerCase(Locale.ROOT);
    int best = Math.min(MOST_EDITS, (typed.length() + 1) / 3) + 1;
    Optional<String> nearest = Optional.empty();
    for (String name : names) {
      int edits = edits(wanted, name.toLowerCase(Locale.ROOT));
      if (edits < best) {
        best = edits;
        nearest = Optional.of(name);
      }
    }
    return nearest;
  }

  private static int edits(String a, String b) {
    int[] before = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] now = new int[b.length() + 1];
      now[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        now[j] = Math.min(change, 1 + Math.min(before[j], now[j - 1]));
      }
      before = now;
    }
    return before[b.length()];
  }
}
