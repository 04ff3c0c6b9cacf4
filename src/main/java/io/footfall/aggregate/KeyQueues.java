package io.footfall.aggregate;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a {@link KeyTable}. While a core is idle, another thread puts the keys of one queue
 * into the table as the next queue is filled. Keys are put in the order in which they were queued,
 * so the table is the same.
 *
 * <p>Not thread-safe. Only {@code update} may use the table until {@link #await} returns.
 */
public final class KeyQueues {
  /** Waking a thread takes about as long as putting a hundred keys. */
  private static final int KEYS_FOR_ANOTHER_THREAD = 1 << 10;

  private final KeyTable table;
  private final int valuesPerKey;
  private final Consumer<KeyQueue> update;
  private final KeyQueue small;
  private final @Nullable KeyQueue[] large = new KeyQueue[2];
  private int filled; // The index of the last large queue in use.
  private BooleanSupplier idleCore = () -> false;
  private @Nullable ForkJoinTask<@Nullable Throwable> running;

  /**
   * Creates empty queues.
   *
   * @param valuesPerKey the number of longs per key
   * @param update puts the keys of a queue into the table; may be called by another thread
   */
  public KeyQueues(KeyTable table, int valuesPerKey, Consumer<KeyQueue> update) {
    this.table = table;
    this.valuesPerKey = valuesPerKey;
    this.update = update;
    small = new KeyQueue(table, valuesPerKey);
  }

  /** Sets the condition for using another thread, which is evaluated for each queue. */
  public void setIdleCore(BooleanSupplier condition) {
    idleCore = condition;
  }

  /** Returns the queue for the first keys. */
  public KeyQueue first() {
    return small;
  }

  /**
   * Puts the keys of a queue into the table, at the latest before {@link #await} returns.
   *
   * @return an empty queue for the next keys
   */
  public KeyQueue exchange(KeyQueue full) {
    await();
    boolean isIdle = idleCore.getAsBoolean();
    if (isIdle && full != small) {
      running = ForkJoinPool.commonPool().submit(() -> failureOf(full));
    } else {
      put(full);
    }
    return isIdle ? nextLarge() : small;
  }

  /** Returns what putting the keys throws, because the pool would throw a copy of it. */
  private @Nullable Throwable failureOf(KeyQueue queue) {
    try {
      put(queue);
      return null;
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  private void put(KeyQueue queue) {
    update.accept(queue);
    queue.clear();
  }

  private KeyQueue nextLarge() {
    filled ^= 1;
    KeyQueue next = large[filled];
    if (next == null) {
      next = new KeyQueue(table, valuesPerKey, KEYS_FOR_ANOTHER_THREAD);
      large[filled] = next;
    }
    return next;
  }

  /** Waits until no other thread uses the table, and throws what it has thrown. */
  public void await() {
    ForkJoinTask<@Nullable Throwable> last = running;
    if (last == null) {
      return;
    }
    running = null;
    Throwable failure = last.join();
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }
}
