package io.footfall.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.bytes.Slice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class KeyQueueTest {

  @Property(tries = 200)
  void putsEveryKeyWithItsValueInTheirOrder(
      @ForAll @Size(max = 300) List<@StringLength(max = 300) String> keys) {
    KeyTable table = new KeyTable(1, 16);
    KeyQueue queue = new KeyQueue(table, 1);
    Map<String, Long> expected = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      Slice key = Slice.of(keys.get(i));
      long number = i % 2;
      long hash = KeyTable.hash(key.array(), key.from(), key.to(), number);
      queue.values()[queue.add(key.array(), key.from(), key.to(), number, hash)] = i;
      expected.merge(keys.get(i) + number, (long) i, Long::sum);
      if (queue.isFull()) {
        empty(queue, table);
      }
    }
    empty(queue, table);

    Map<String, Long> found = new LinkedHashMap<>();
    for (int e = table.firstEntry(); e >= 0; e = table.nextEntry(e)) {
      String key =
          new String(table.key(e), 0, table.keyLength(e), java.nio.charset.StandardCharsets.UTF_8);
      found.put(key + table.number(e), table.slots()[table.values(e)]);
    }
    assertThat(List.copyOf(found.entrySet()), is(List.copyOf(expected.entrySet())));
  }

  @Test
  void isFullOfLongKeysBeforeTheyTakeMuchMemory() {
    KeyTable table = new KeyTable(1, 16);
    KeyQueue queue = new KeyQueue(table, 1);
    for (int i = 0; i < 3; i++) {
      Slice key = Slice.of(i + "x".repeat(100_000));
      long hash = KeyTable.hash(key.array(), key.from(), key.to(), 0);
      queue.values()[queue.add(key.array(), key.from(), key.to(), 0, hash)] = i;
      assertThat(queue.isFull(), is(true));
      assertThat(queue.size(), is(1));
      empty(queue, table);
      assertThat(queue.isFull(), is(false));
    }
    for (int i = 0; i < 64; i++) {
      assertThat(queue.isFull(), is(false));
      Slice key = Slice.of("short" + i);
      long hash = KeyTable.hash(key.array(), key.from(), key.to(), 0);
      queue.add(key.array(), key.from(), key.to(), 0, hash);
    }
    assertThat(queue.isFull(), is(true));
  }

  private static void empty(KeyQueue queue, KeyTable table) {
    queue.load();
    for (int k = 0; k < queue.size(); k++) {
      int at = queue.put(k);
      table.slots()[at] += queue.values()[k];
    }
    queue.clear();
  }
}
