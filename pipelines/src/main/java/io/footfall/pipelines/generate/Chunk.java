package io.footfall.pipelines.generate;

import java.util.EnumMap;
import java.util.Map;

/**
 * Some rows: their bytes, and what those of them that are well formed say, for the exact answers.
 *
 * <p>Made by one thread, then read by the one that writes the file and keeps the answers. Used
 * again for later rows.
 */
final class Chunk {

  /** Rows in a chunk. Part of what a seed means: another number gives another file. */
  static final int ROWS = 1 << 15;

  /** The rows as they go to the file. */
  final Text text = new Text(ROWS * 96);

  /** How many rows are well formed: so many elements of the arrays below count. */
  int ok;

  /** The key of the URL of each visit. */
  final int[] url = new int[ROWS];

  /** The key of the user or customer. */
  final int[] person = new int[ROWS];

  /** Seconds since 1970. */
  final long[] when = new long[ROWS];

  /** The time spent in milliseconds, or the amount spent in hundredths. */
  final long[] amount = new long[ROWS];

  /** How many decimals the duration was written with. */
  final byte[] scale = new byte[ROWS];

  /** How many rows are malformed, by what is wrong. */
  final Map<Malformed, Long> malformed = new EnumMap<>(Malformed.class);

  /** How many rows are malformed. */
  int rejected;

  void clear() {
    text.clear();
    ok = 0;
    rejected = 0;
    malformed.clear();
  }
}
