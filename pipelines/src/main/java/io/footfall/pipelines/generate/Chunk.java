package io.footfall.pipelines.generate;

import java.util.EnumMap;
import java.util.Map;

/**
 * A group of rows: their bytes, and the values of the well-formed ones for the exact answers.
 *
 * <p>Filled by one thread, then read by the thread that writes the file and sums the answers, then
 * reused.
 */
final class Chunk {

  /** Rows per chunk. Changing it changes the file that a seed produces. */
  static final int ROWS = 1 << 15;

  /** The rows as bytes. */
  final Text text = new Text(ROWS * 96);

  /** Number of well-formed rows, and of used elements in the arrays below. */
  int ok;

  /** URL key of each visit. */
  final int[] url = new int[ROWS];

  /** Key of each user or customer. */
  final int[] person = new int[ROWS];

  /** Seconds since 1970. */
  final long[] when = new long[ROWS];

  /** Duration in milliseconds, or amount in hundredths. */
  final long[] amount = new long[ROWS];

  /** Number of decimals of each duration. */
  final byte[] scale = new byte[ROWS];

  /** Number of malformed rows by cause. */
  final Map<Malformed, Long> malformed = new EnumMap<>(Malformed.class);

  /** Number of malformed rows. */
  int rejected;

  void clear() {
    text.clear();
    ok = 0;
    rejected = 0;
    malformed.clear();
  }
}
