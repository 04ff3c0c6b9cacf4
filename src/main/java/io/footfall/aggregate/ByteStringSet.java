package io.footfall.aggregate;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import java.util.Arrays;

/**
 * An exact set of byte strings of any length, optimized for many additions. A string of up to 8
 * bytes without a zero byte is stored as a long, in one of many small tables that each fit in a CPU
 * cache. Such strings are queued per table and inserted in batches, so that a batch loads its table
 * into the cache only once. Other strings go to a {@link KeyTable}.
 */
public final class ByteStringSet {
  private static final int TABLE_BITS = 6;
  private static final int TABLES = 1 << TABLE_BITS;
  private static final int QUEUE = 256;
  private static final int FIRST_PLACES = 64;

  private final long[][] tables = new long[TABLES][FIRST_PLACES];
  private final int[] sizes = new int[TABLES];
  private final long[] queues = new long[TABLES * QUEUE];
  private final int[] queued = new int[TABLES];
  private long wordMemory = TABLES * FIRST_PLACES * 8L;
  private final KeyTable strings = new KeyTable(0, 16);

  /** Creates an empty set. */
  public ByteStringSet() {}

  /** Adds a string; {@code b} has {@link ByteSlices#SLACK} bytes after {@code to}. */
  public void add(byte[] b, int from, int to) {
    int length = to - from;
    if (length <= 8 && length > 0) {
      long word = ByteSlices.word(b, from, length);
      long zeros = (word - 0x0101010101010101L) & ~word & 0x8080808080808080L;
      if (length == 8 ? zeros == 0 : zeros << (64 - 8 * length) == 0) {
        addWord(word);
        return;
      }
    }
    strings.put(b, from, to, 0, KeyTable.hash(b, from, to, 0));
  }

  private void addWord(long word) {
    int table = (int) (ByteSlices.mix(word) >>> (64 - TABLE_BITS));
    int n = queued[table];
    queues[table * QUEUE + n] = word;
    if (++n == QUEUE) {
      putQueued(table, n);
      n = 0;
    }
    queued[table] = n;
  }

  private void putQueued(int table, int n) {
    int size = sizes[table];
    long[] places = tables[table];
    if ((size + n) * 2L > places.length) {
      places = grown(places, size + n);
      tables[table] = places;
    }
    int mask = places.length - 1;
    int base = table * QUEUE;
    for (int k = 0; k < n; k++) {
      long word = queues[base + k];
      int i = (int) (ByteSlices.mix(word) >>> 32) & mask;
      while (places[i] != word) {
        if (places[i] == 0) {
          places[i] = word;
          size++;
          break;
        }
        i = (i + 1) & mask;
      }
    }
    sizes[table] = size;
  }

  private long[] grown(long[] places, int atLeast) {
    int length = Integer.highestOneBit(Math.max(atLeast * 2, places.length) * 2 - 1);
    if (length <= places.length) {
      length = places.length * 2;
    }
    wordMemory += 8L * (length - places.length);
    long[] more = new long[length];
    int mask = length - 1;
    for (long word : places) {
      if (word != 0) {
        int i = (int) (ByteSlices.mix(word) >>> 32) & mask;
        while (more[i] != 0) {
          i = (i + 1) & mask;
        }
        more[i] = word;
      }
    }
    return more;
  }

  private void putAllQueued() {
    for (int t = 0; t < TABLES; t++) {
      putQueued(t, queued[t]);
      queued[t] = 0;
    }
  }

  /** Returns the number of distinct strings. */
  public long size() {
    putAllQueued();
    long size = strings.size();
    for (int s : sizes) {
      size += s;
    }
    return size;
  }

  /** Returns the memory of the set in bytes. */
  public long memory() {
    return wordMemory + strings.memory();
  }

  /** Packs all strings by partition, then clears the set as {@link #clear} does. */
  public void drain(PartialWriter out, long most) {
    putAllQueued();
    int partitions = out.partitions();
    for (int t = 0; t < TABLES; t++) {
      for (long word : tables[t]) {
        if (word != 0) {
          // The upper bits of the hash chose the table: the lower ones choose the partition.
          int partition = KeyTable.partition(ByteSlices.mix(word), partitions);
          ByteOutput part = out.to(partition);
          int length = 8 - (Long.numberOfLeadingZeros(word) >>> 3);
          part.writeByte(length);
          part.ensure(8);
          ByteSlices.putLong(part.array(), part.size(), word);
          part.advance(length);
          out.wrote(partition);
        }
      }
    }
    for (int e = strings.firstEntry(); e >= 0; e = strings.nextEntry(e)) {
      int partition = strings.partitionOf(e, partitions);
      ByteOutput part = out.to(partition);
      part.writeVarLong(strings.keyLength(e));
      strings.appendKey(e, part);
      out.wrote(partition);
    }
    clear(most);
  }

  /**
   * Removes all strings. Keeps the memory for the next strings, which are probably as many, unless
   * it exceeds a limit.
   *
   * @param most the limit, in bytes
   */
  public void clear(long most) {
    boolean keeping = memory() <= Math.min(most, KeyTable.KEPT_BYTES);
    for (int t = 0; t < TABLES; t++) {
      if (keeping) {
        Arrays.fill(tables[t], 0);
      } else {
        tables[t] = new long[FIRST_PLACES];
      }
    }
    Arrays.fill(sizes, 0);
    Arrays.fill(queued, 0);
    if (!keeping) {
      wordMemory = TABLES * FIRST_PLACES * 8L;
    }
    strings.clear(most);
  }

  /** Adds the strings that another set has packed. */
  public void merge(ByteInput entries) {
    byte[] b = entries.array();
    while (entries.hasRemaining()) {
      int length = entries.readVarInt();
      int from = entries.readSlice(length);
      add(b, from, from + length);
    }
  }
}
