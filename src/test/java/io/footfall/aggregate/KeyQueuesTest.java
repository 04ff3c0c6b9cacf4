package io.footfall.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.bytes.Slice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KeyQueuesTest {
  private static final int KEYS = 20_000;
  private static final int LARGE = 1 << 10;

  private final KeyTable table = new KeyTable(1, 16);
  private KeyQueues queues = new KeyQueues(table, 1, this::sum);
  private KeyQueue queue = queues.first();

  private void use(KeyQueues next) {
    queues = next;
    queue = queues.first();
  }

  private void add(int key) {
    Slice slice = Slice.of(Integer.toString(key));
    long hash = KeyTable.hash(slice.array(), slice.from(), slice.to(), 0);
    queue.values()[queue.add(slice.array(), slice.from(), slice.to(), 0, hash)] = key;
    if (queue.isFull()) {
      queue = queues.exchange(queue);
    }
  }

  private void addKeysUntilLargeQueueIsFull() {
    for (int key = 0; key < KeyQueue.LOADED_KEYS + LARGE; key++) {
      add(key);
    }
  }

  private void putAll() {
    queues.exchange(queue);
    queues.await();
  }

  private void sum(KeyQueue full) {
    for (int k = 0; k < full.size(); k++) {
      int at = full.put(k);
      table.slots()[at] += full.values()[k];
    }
  }

  private List<String> entries() {
    List<String> entries = new ArrayList<>();
    for (int e = table.firstEntry(); e >= 0; e = table.nextEntry(e)) {
      String key = new String(table.key(e), 0, table.keyLength(e), StandardCharsets.UTF_8);
      entries.add(key + "=" + table.slots()[table.values(e)]);
    }
    return entries;
  }

  @Property(tries = 20)
  void tableIsTheSameWithAnotherThread(@ForAll long seed) {
    List<List<String>> results = new ArrayList<>();
    for (boolean idle : new boolean[] {false, true}) {
      table.clear(Long.MAX_VALUE);
      Random keys = new Random(seed);
      Random idleCore = new Random(seed);
      use(new KeyQueues(table, 1, this::sum));
      queues.setIdleCore(() -> idle && idleCore.nextInt(4) > 0);
      for (int i = 0; i < KEYS; i++) {
        add(keys.nextInt(KEYS / 4));
        if (keys.nextInt(1_000) == 0) {
          queues.await();
          entries(); // No other thread uses the table.
        }
      }
      putAll();
      results.add(entries());
    }
    assertThat(results.get(1), is(results.get(0)));
  }

  @Test
  @Timeout(60)
  void fillsOneQueueWhileAnotherThreadPutsTheLast() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch filled = new CountDownLatch(1);
    use(
        new KeyQueues(
            table,
            1,
            full -> {
              if (full.size() == LARGE) {
                started.countDown();
                awaitUninterrupted(filled);
              }
              sum(full);
            }));
    queues.setIdleCore(() -> true);
    addKeysUntilLargeQueueIsFull();
    assertThat(started.await(30, TimeUnit.SECONDS), is(true));
    assertThat(queue, is(not(sameInstance(queues.first()))));
    add(-1);
    filled.countDown();
    putAll();
    assertThat(table.size(), is(KeyQueue.LOADED_KEYS + LARGE + 1));
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void usesOnlyTheCallersThreadWithoutAnIdleCore() {
    Thread test = Thread.currentThread();
    use(
        new KeyQueues(
            table,
            1,
            full -> {
              assertThat(Thread.currentThread(), is(test));
              sum(full);
            }));
    addKeysUntilLargeQueueIsFull();
    putAll();
    assertThat(table.size(), is(KeyQueue.LOADED_KEYS + LARGE));
  }

  @Test
  @Timeout(60)
  void throwsWhatTheOtherThreadHasThrown() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    RuntimeException failure = new IllegalStateException("too many keys");
    use(
        new KeyQueues(
            table,
            1,
            full -> {
              if (full.size() == LARGE) {
                started.countDown();
                throw failure;
              }
            }));
    queues.setIdleCore(() -> true);
    addKeysUntilLargeQueueIsFull();
    // Otherwise this thread might put the keys, as it waits.
    assertThat(started.await(30, TimeUnit.SECONDS), is(true));
    assertThat(assertThrows(IllegalStateException.class, queues::await), is(sameInstance(failure)));
  }
}
