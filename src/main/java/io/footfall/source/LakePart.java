package io.footfall.source;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The records of a file of a lake that belong to some batches. It is named like a file: {@code
 * lake:PATH} for the whole file, {@code lake:RANK!BATCH,BATCH:PATH} for all but those batches,
 * which may be none, {@code lake:RANK=BATCH:PATH} for one.
 *
 * @param path the file
 * @param rank among repeated records, the one with the lowest rank is counted; -1 for a whole file
 * @param excluding whether the batches are excluded
 * @param batches the included or excluded batches
 */
record LakePart(String path, int rank, boolean excluding, List<String> batches) {
  private static final String SCHEME = LakeInput.SCHEME;
  private static final Pattern NAME =
      Pattern.compile(SCHEME + "(?:(\\d{6})([!=])([A-Za-z0-9._,-]*):)?(.+)", Pattern.DOTALL);

  private static final int NO_RANK = -1;

  LakePart {
    batches = List.copyOf(batches);
  }

  /** Returns the part that is a whole file. */
  static LakePart whole(String path) {
    return new LakePart(path, NO_RANK, true, List.of());
  }

  static boolean isOne(String name) {
    return name.startsWith(SCHEME);
  }

  static LakePart named(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException(name);
    }
    return parts.group(1) == null
        ? whole(parts.group(4))
        : new LakePart(
            parts.group(4),
            Integer.parseInt(parts.group(1)),
            parts.group(2).equals("!"),
            parts.group(3).isEmpty() ? List.of() : Arrays.asList(parts.group(3).split(",", -1)));
  }

  /** Returns its name. Names of a lower rank sort first. */
  String name() {
    return SCHEME
        + (rank == NO_RANK
            ? ""
            : String.format("%06d", rank)
                + (excluding ? "!" : "=")
                + String.join(",", batches)
                + ":")
        + path;
  }
}
