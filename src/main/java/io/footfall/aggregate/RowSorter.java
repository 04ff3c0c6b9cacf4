package io.footfall.aggregate;

import java.util.Arrays;

/**
 * Sorts entries of a table by two unsigned numbers, and where both are equal by a comparison of the
 * entries themselves. A radix sort with one pass for each byte in which the numbers of the entries
 * differ.
 */
public final class RowSorter {

  /** Compares two entries that have the same numbers. */
  @FunctionalInterface
  public interface TieOrder {
    /** Compares the entries at two places as {@link java.util.Comparator#compare} does. */
    int compare(int place, int other);
  }

  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private long[] first;
  private long[] second;
  private int[] places;
  private int size;
  private Scratch scratch = new Scratch(0);

  /** Creates a sorter with room for {@code capacity} entries. */
  public RowSorter(int capacity) {
    first = new long[capacity];
    second = new long[capacity];
    places = new int[capacity];
  }

  /** Removes all entries, and makes room for {@code capacity} others. */
  public void clear(int capacity) {
    size = 0;
    if (places.length < capacity) {
      int room = capacity + (capacity >>> 3);
      first = new long[room];
      second = new long[room];
      places = new int[room];
    }
  }

  /** Adds an entry. Numbers are compared as unsigned. */
  public void add(long firstKey, long secondKey, int place) {
    if (size == places.length) {
      int more = Math.max(16, size * 2);
      first = Arrays.copyOf(first, more);
      second = Arrays.copyOf(second, more);
      places = Arrays.copyOf(places, more);
    }
    first[size] = firstKey;
    second[size] = secondKey;
    places[size++] = place;
  }

  /** Returns the number of entries. */
  public int size() {
    return size;
  }

  /** Returns the first number of the entry at this rank, after sorting. */
  public long first(int rank) {
    return first[rank];
  }

  /** Returns the second number of the entry at this rank, after sorting. */
  public long second(int rank) {
    return second[rank];
  }

  /** Returns the place of the entry at this rank, after sorting. */
  public int place(int rank) {
    return places[rank];
  }

  /** Sorts by the two numbers, then by {@code ties}. */
  public void sort(TieOrder ties) {
    long[] a = first;
    long[] b = second;
    int[] p = places;
    if (scratch.places.length < size) {
      scratch = new Scratch(places.length);
    }
    Scratch to = scratch;
    long firstDiffers = differing(a);
    long secondDiffers = differing(b);
    for (int key = 1; key >= 0; key--) {
      long differs = key == 1 ? secondDiffers : firstDiffers;
      int shift = 0;
      while (shift < 64 && differs >>> shift != 0) {
        shift += Long.numberOfTrailingZeros(differs >>> shift);
        pass(key == 1 ? b : a, shift, a, b, p, to);
        long[] t = a;
        a = to.first;
        to.first = t;
        t = b;
        b = to.second;
        to.second = t;
        int[] q = p;
        p = to.places;
        to.places = q;
        shift += DIGIT_BITS;
      }
    }
    first = a;
    second = b;
    places = p;
    breakTies(ties);
  }

  private static final class Scratch {
    private long[] first;
    private long[] second;
    private int[] places;

    Scratch(int size) {
      first = new long[size];
      second = new long[size];
      places = new int[size];
    }
  }

  /** Returns the bits in which the keys differ. */
  private long differing(long[] keys) {
    long differs = 0;
    for (int i = 1; i < size; i++) {
      differs |= keys[i] ^ keys[0];
    }
    return differs;
  }

  private void pass(long[] by, int shift, long[] a, long[] b, int[] p, Scratch to) {
    int[] starts = new int[DIGITS + 1];
    for (int i = 0; i < size; i++) {
      starts[(int) (by[i] >>> shift & (DIGITS - 1)) + 1]++;
    }
    for (int d = 0; d < DIGITS; d++) {
      starts[d + 1] += starts[d];
    }
    for (int i = 0; i < size; i++) {
      int target = starts[(int) (by[i] >>> shift & (DIGITS - 1))]++;
      to.first[target] = a[i];
      to.second[target] = b[i];
      to.places[target] = p[i];
    }
  }

  private void breakTies(TieOrder ties) {
    int[] scratch = new int[0];
    for (int from = 0; from < size; ) {
      int to = from + 1;
      while (to < size && first[to] == first[from] && second[to] == second[from]) {
        to++;
      }
      if (to - from > 1) {
        if (scratch.length < to - from) {
          scratch = new int[to - from];
        }
        mergeSort(from, to, scratch, ties);
      }
      from = to;
    }
  }

  private void mergeSort(int from, int to, int[] scratch, TieOrder ties) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to) >>> 1;
    mergeSort(from, middle, scratch, ties);
    mergeSort(middle, to, scratch, ties);
    if (ties.compare(places[middle - 1], places[middle]) <= 0) {
      return;
    }
    int left = middle - from;
    System.arraycopy(places, from, scratch, 0, left);
    int i = 0;
    int j = middle;
    int k = from;
    while (i < left && j < to) {
      places[k++] = ties.compare(scratch[i], places[j]) <= 0 ? scratch[i++] : places[j++];
    }
    System.arraycopy(scratch, i, places, k, left - i);
  }
}
