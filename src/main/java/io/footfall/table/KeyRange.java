package io.footfall.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of a table's sorted rows, from one pair of sort numbers (inclusive) to another
 * (exclusive). Rows with equal numbers are never in two ranges, so ranges can be merged in parallel
 * and concatenated.
 *
 * @param from its start, or null for the first row
 * @param to its end, or null for the end of the table
 */
record KeyRange(SortedRun.@Nullable Block from, SortedRun.@Nullable Block to) {
  static final KeyRange ALL = new KeyRange(null, null);

  private static final Comparator<SortedRun.Block> ORDER =
      (a, b) -> compare(a.first(), a.second(), b);

  /**
   * Divides the rows of runs into ordered ranges of about {@code bytes} bytes each. A range has at
   * least one block, so there are never more ranges than blocks.
   */
  static List<KeyRange> cut(List<SortedRun> runs, long bytes) {
    long total = runs.stream().mapToLong(SortedRun::length).sum();
    List<SortedRun.Block> blocks = new ArrayList<>();
    runs.forEach(run -> blocks.addAll(run.blocks()));
    blocks.sort(ORDER);
    List<KeyRange> ranges = new ArrayList<>();
    long wanted = Math.max(1, total / Math.max(1, bytes));
    SortedRun.Block from = null;
    for (long i = 1; i < wanted; i++) {
      SortedRun.Block to = blocks.get((int) (i * blocks.size() / wanted));
      if (from == null ? ORDER.compare(to, blocks.get(0)) > 0 : ORDER.compare(to, from) > 0) {
        ranges.add(new KeyRange(from, to));
        from = to;
      }
    }
    ranges.add(new KeyRange(from, null));
    return ranges;
  }

  /** Returns the first block of a run that can contain rows of the range. */
  int firstBlock(List<SortedRun.Block> blocks) {
    if (from == null) {
      return 0;
    }
    // Rows with the range's first numbers may begin in the block before one that begins with them.
    int low = 0;
    int high = blocks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ORDER.compare(blocks.get(middle), from) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Math.max(0, low - 1);
  }

  /** Returns whether a row with these numbers is before the end of the range. */
  boolean isBeforeEnd(long first, long second) {
    return to == null || compare(first, second, to) < 0;
  }

  /** Returns whether a row with these numbers is at or after the start of the range. */
  boolean isFromBegin(long first, long second) {
    return from == null || compare(first, second, from) >= 0;
  }

  private static int compare(long first, long second, SortedRun.Block block) {
    int order = Long.compareUnsigned(first, block.first());
    return order != 0 ? order : Long.compareUnsigned(second, block.second());
  }
}
