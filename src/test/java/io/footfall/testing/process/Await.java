package io.footfall.testing.process;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits for other processes. */
public final class Await {
  private static final long MILLIS_BETWEEN_POLLS = 100;

  private Await() {}

  /**
   * Waits until a condition holds.
   *
   * @param what description of the condition, for the error message
   * @param most maximum wait; generous, because only a failing test waits that long
   * @param condition checked repeatedly; an exception counts as false
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
   * @param more additional text for the error message, such as the end of a log
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
      Thread.sleep(MILLIS_BETWEEN_POLLS);
    }
  }
}
