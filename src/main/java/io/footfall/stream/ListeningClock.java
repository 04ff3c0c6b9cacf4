package io.footfall.stream;

/**
 * The clock by which a reader measures silence. It runs only while the reader polls. A reader that
 * is blocked by backpressure, a failing sink or a pause of its process is not polled, so the
 * absence of messages during that time says nothing about the stream.
 *
 * <p>Not thread-safe.
 */
final class ListeningClock {
  /**
   * Longest pause between two calls of a live reader; Flink polls an idle source far more often.
   */
  static final long MOST_MILLIS_BETWEEN_POLLS = 1_000;

  private long time;
  private long lastPoll;

  /** Creates a clock that starts at {@code now}, in milliseconds since the epoch. */
  ListeningClock(long now) {
    time = now;
    lastPoll = now;
  }

  /** Records that the reader polls, at this wall-clock time. */
  void poll(long now) {
    time += Math.max(0, Math.min(now - lastPoll, MOST_MILLIS_BETWEEN_POLLS));
    lastPoll = now;
  }

  /**
   * Returns the time in milliseconds: the wall clock minus the time for which the reader was
   * blocked.
   */
  long time() {
    return time;
  }
}
