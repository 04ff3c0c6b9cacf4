package io.footfall.aggregate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.footfall.bytes.Slice;
import org.junit.jupiter.api.Test;

class KeyTableTest {

  private static void put(KeyTable table, String key, long number) {
    Slice slice = Slice.of(key.getBytes(UTF_8), '9');
    long hash = KeyTable.hash(slice.array(), slice.from(), slice.to(), number);
    table.put(slice.array(), slice.from(), slice.to(), number, hash);
  }

  @Test
  void distributesKeysEvenly() {
    for (int kind = 0; kind < 3; kind++) {
      int[] count = new int[7];
      for (int i = 0; i < 70_000; i++) {
        String key = kind == 0 ? "" + i : kind == 1 ? "a-long-key-" + i : "same";
        Slice slice = Slice.of(key);
        long hash = KeyTable.hash(slice.array(), slice.from(), slice.to(), kind == 2 ? i : 0);
        count[KeyTable.partition(hash, 7)]++;
      }
      for (int inPartition : count) {
        assertThat(inPartition, is(allOf(greaterThan(9_000), lessThan(11_000))));
      }
    }
  }

  @Test
  void entryIsInThePartitionOfItsKey() {
    KeyTable table = new KeyTable(1, 16);
    for (int i = 0; i < 1_000; i++) {
      put(table, "key " + i, i);
    }
    for (int e = table.firstEntry(); e >= 0; e = table.nextEntry(e)) {
      long hash = KeyTable.hash(table.key(e), 0, table.keyLength(e), table.number(e));
      assertThat(table.partitionOf(e, 7), is(KeyTable.partition(hash, 7)));
    }
  }

  @Test
  void memoryCoversTheKeys() {
    KeyTable table = new KeyTable(1, 16);
    long before = table.memory();
    assertThat(before, is(lessThan(1L << 16)));
    for (int i = 0; i < 1_000; i++) {
      put(table, "x".repeat(10_000) + i, 0);
    }
    assertThat(table.memory(), is(allOf(greaterThan(10_000_000L), lessThan(40_000_000L))));
  }

  @Test
  void clearedTableIsEmptyAndHasGivenMemoryBack() {
    KeyTable table = new KeyTable(1, 16);
    for (int i = 0; i < 300_000; i++) {
      put(table, "a-key-that-is-not-short-" + i, 0);
    }
    assertThat(table.memory(), is(greaterThan(10_000_000L)));
    long memory = table.memory();
    table.clear(memory - 1);
    assertThat(table.memory(), is(lessThan(4_000_000L)));
    assertIsEmpty(table);
  }

  @Test
  void clearedTableKeepsItsMemoryWithinTheBound() {
    KeyTable table = new KeyTable(1, 16);
    for (int i = 0; i < 300_000; i++) {
      put(table, "a-key-that-is-not-short-" + i, 0);
    }
    long memory = table.memory();
    table.clear(memory);
    assertThat(table.memory(), is(memory));
    assertIsEmpty(table);
  }

  private static void assertIsEmpty(KeyTable table) {
    assertThat(table.size(), is(0));
    assertThat(table.firstEntry(), is(lessThan(0)));
    put(table, "a-key-that-is-not-short-7", 0);
    assertThat(table.added(), is(true));
    put(table, "a-key-that-is-not-short-7", 0);
    assertThat(table.added(), is(false));
    assertThat(table.size(), is(1));
  }
}
