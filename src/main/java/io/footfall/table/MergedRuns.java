package io.footfall.table;

import io.footfall.bytes.ByteOutput;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads several sorted runs of one table as one, in order.
 *
 * <p>A tree of losers (Knuth, The Art of Computer Programming, volume 3, 5.4.1): one comparison per
 * level for each row, between numbers that lie side by side in two arrays.
 */
public final class MergedRuns implements Closeable {
  private static final int SLACK = 8;

  private final Table table;
  private final List<RunReader> readers = new ArrayList<>();
  private final long[] first;
  private final long[] second;
  private final boolean[] done;
  // For each inner node of the tree the reader that lost there; the one that lost nowhere is the
  // winner.
  private final int[] losers;
  private int winner;

  private MergedRuns(Table table, List<SortedRun> runs, KeyRange range) throws IOException {
    this.table = table;
    int n = runs.size();
    first = new long[n];
    second = new long[n];
    done = new boolean[n];
    losers = new int[Math.max(1, n)];
    Arrays.fill(losers, -1);
    for (SortedRun run : runs) {
      readers.add(new RunReader(run, range));
    }
    for (int i = 0; i < n; i++) {
      read(i);
      rise(i);
    }
  }

  /**
   * Opens all rows of the runs.
   *
   * @throws IOException if a run cannot be read
   */
  public static MergedRuns all(Table table, List<SortedRun> runs) throws IOException {
    return in(KeyRange.ALL, table, runs);
  }

  /** Returns the rows of the runs that are in a range. */
  static MergedRuns in(KeyRange range, Table table, List<SortedRun> runs) throws IOException {
    return new MergedRuns(table, runs, range);
  }

  /** Returns whether there is a current row. */
  public boolean hasRow() {
    return !readers.isEmpty() && !done[winner];
  }

  /** Appends the current row, with its line break. */
  public void appendRow(ByteOutput to) {
    RunReader reader = readers.get(winner);
    to.write(reader.row(), reader.rowFrom, reader.rowTo);
  }

  /** Returns a copy of the current row, with its line break. */
  public byte[] copyOfRow() {
    return readers.get(winner).copyOfRow();
  }

  /** Returns the first number that the current row is sorted by. */
  public long first() {
    return first[winner];
  }

  /** Returns the second number that the current row is sorted by. */
  public long second() {
    return second[winner];
  }

  /**
   * Moves to the next row.
   *
   * @throws IOException if a run cannot be read
   */
  public void advance() throws IOException {
    read(winner);
    rise(winner);
  }

  private void read(int i) throws IOException {
    RunReader reader = readers.get(i);
    if (reader.next()) {
      first[i] = reader.first;
      second[i] = reader.second;
    } else {
      done[i] = true;
    }
  }

  /**
   * Plays from a leaf up to the root. A node without a contestant keeps the first one to arrive.
   */
  private void rise(int leaf) {
    int best = leaf;
    for (int node = (leaf + losers.length) >>> 1; node > 0; node >>>= 1) {
      int other = losers[node];
      if (other < 0) {
        losers[node] = best;
        return;
      }
      if (isBefore(other, best)) {
        losers[node] = best;
        best = other;
      }
    }
    winner = best;
  }

  private boolean isBefore(int a, int b) {
    if (done[a] || done[b]) {
      return !done[a];
    }
    int order = Long.compareUnsigned(first[a], first[b]);
    if (order == 0) {
      order = Long.compareUnsigned(second[a], second[b]);
    }
    return (order != 0 ? order : compareTies(readers.get(a), readers.get(b))) < 0;
  }

  private int compareTies(RunReader a, RunReader b) {
    byte[] x = slack(CsvRow.field(a.row(), a.rowFrom, a.rowTo, table.keyField()));
    byte[] y = slack(CsvRow.field(b.row(), b.rowFrom, b.rowTo, table.keyField()));
    return table.ties().compare(x, 0, x.length - SLACK, y, 0, y.length - SLACK);
  }

  private static byte[] slack(byte[] b) {
    return Arrays.copyOf(b, b.length + SLACK);
  }

  @Override
  public void close() throws IOException {
    for (RunReader reader : readers) {
      reader.close();
    }
  }
}
