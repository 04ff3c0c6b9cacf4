package io.footfall.stream;

/**
 * The clock by which a reader measures silence: it runs only while the reader listens. A reader
 * that is held up, by what follows it, by a failing sink, by a pause of its process, is not asked
 * for messages; that none came in that time says nothing of the stream.
 *
 * <p>Not thread-safe.
 */
final class ListeningClock {
  /** Who listens is asked more often than this: Flink asks a silent source every few moments. */
  static final long MOST_MILLIS_BETWEEN_LOOKS = 1_000;

  private long time;
  private long lastLook;

  /** A clock that starts now, in milliseconds since the epoch, and shows the same. */
  ListeningClock(long now) {
    time = now;
    lastLook = now;
  }

  /** The reader looks for a message, at this time of the wall's clock. */
  void look(long now) {
    time += Math.max(0, Math.min(now - lastLook, MOST_MILLIS_BETWEEN_LOOKS));
    lastLook = now;
  }

  /** What it shows, in milliseconds: behind the wall's clock by what the reader was held up. */
  long time() {
    return time;
  }
}
