package io.footfall.report;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads several sorted runs of one table as one, in order. */
final class MergedRuns implements Closeable {
  private final Table table;
  private final List<RunReader> readers = new ArrayList<>();
  // A binary heap of readers that have a row; the smallest row's is first.
  private final RunReader[] heap;
  private int size;

  MergedRuns(Table table, List<SortedRun> runs) throws IOException {
    this.table = table;
    this.heap = new RunReader[runs.size()];
    for (SortedRun run : runs) {
      RunReader reader = new RunReader(run);
      readers.add(reader);
      if (reader.next()) {
        heap[size++] = reader;
      }
    }
    for (int i = size / 2 - 1; i >= 0; i--) {
      siftDown(i);
    }
  }

  boolean hasRow() {
    return size > 0;
  }

  /** The reader that is at the smallest row. */
  RunReader smallest() {
    return heap[0];
  }

  void advance() throws IOException {
    if (!heap[0].next()) {
      heap[0] = heap[--size];
    }
    siftDown(0);
  }

  private void siftDown(int from) {
    int i = from;
    RunReader moving = heap[i];
    for (; ; ) {
      int child = 2 * i + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && compare(heap[child + 1], heap[child]) < 0) {
        child++;
      }
      if (compare(moving, heap[child]) <= 0) {
        break;
      }
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = moving;
  }

  private int compare(RunReader a, RunReader b) {
    int order = Long.compareUnsigned(a.first, b.first);
    if (order == 0) {
      order = Long.compareUnsigned(a.second, b.second);
    }
    return order != 0 ? order : compareTies(a, b);
  }

  private int compareTies(RunReader a, RunReader b) {
    byte[] x = slack(CsvRow.field(a.row(), a.rowFrom, a.rowTo, table.keyField()));
    byte[] y = slack(CsvRow.field(b.row(), b.rowFrom, b.rowTo, table.keyField()));
    return table.ties().compare(x, 0, x.length - SLACK, y, 0, y.length - SLACK);
  }

  private static final int SLACK = 8;

  private static byte[] slack(byte[] b) {
    return java.util.Arrays.copyOf(b, b.length + SLACK);
  }

  @Override
  public void close() throws IOException {
    for (RunReader reader : readers) {
      reader.close();
    }
  }
}
