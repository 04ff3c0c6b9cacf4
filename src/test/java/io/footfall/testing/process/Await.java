package io.footfall.testing.process;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits for what another process does. */
public final class Await {
  private static final long MILLIS_BETWEEN_LOOKS = 50;

  private Await() {}

  /**
   * Waits until a condition holds.
   *
   * @param what the condition, for the message of the error
   * @param most how long to wait; generous, since it is only spent by a test that fails
   * @param condition looked at again and again; what it throws means not yet
   * @throws AssertionError if the condition does not hold in time
   * @throws InterruptedException if this thread is interrupted
   */
  public static void until(String what, Duration most, Callable<Boolean> condition)
      throws InterruptedException {
    until(what, most, condition, () -> "");
  }

  /**
   * Waits until a condition holds.
   *
   * @param more further text for the error, such as the end of a log
   */
  public static void until(
      String what, Duration most, Callable<Boolean> condition, Supplier<String> more)
      throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    Exception last = null;
    while (true) {
      try {
        if (condition.call()) {
          return;
        }
        last = null;
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        last = e;
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(
            "after " + most.toSeconds() + " s still not so: " + what + "\n" + more.get(), last);
      }
      Thread.sleep(MILLIS_BETWEEN_LOOKS);
    }
  }
}
