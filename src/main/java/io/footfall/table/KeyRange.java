package io.footfall.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the order of a table's rows: from one pair of sort numbers, included, to another,
 * excluded. Rows with equal numbers are never in two ranges, so ranges can be merged at the same
 * time, and what comes out put one after the other.
 *
 * @param from where it begins, or null: with the first row
 * @param to where it ends, or null: after the last row
 */
record KeyRange(SortedRun.@Nullable Block from, SortedRun.@Nullable Block to) {
  static final KeyRange ALL = new KeyRange(null, null);

  private static final Comparator<SortedRun.Block> ORDER =
      (a, b) -> compare(a.first(), a.second(), b);

  /**
   * Cuts the rows of runs into ranges, in order, of about {@code bytes} bytes each. Blocks are what
   * is counted, so a range has at least one block, and there are never more ranges than blocks.
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

  /** The block of a run from which on the range's rows are found. */
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

  /** Whether a row with these numbers is not behind the range's end. */
  boolean isBeforeEnd(long first, long second) {
    return to == null || compare(first, second, to) < 0;
  }

  /** Whether a row with these numbers is not before the range's begin. */
  boolean isFromBegin(long first, long second) {
    return from == null || compare(first, second, from) >= 0;
  }

  private static int compare(long first, long second, SortedRun.Block block) {
    int order = Long.compareUnsigned(first, block.first());
    return order != 0 ? order : Long.compareUnsigned(second, block.second());
  }
}
