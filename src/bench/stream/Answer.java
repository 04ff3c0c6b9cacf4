import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** The counts of all threads of a benchmark program, printed at its end. */
final class Answer {
  static final AtomicLong GOOD = new AtomicLong();
  static final AtomicLong REJECTED = new AtomicLong();
  static final AtomicLong LATE = new AtomicLong();
  static final AtomicLong ROWS = new AtomicLong();

  private Answer() {}

  /**
   * Prints the speed and the counts.
   *
   * @param start {@link System#nanoTime} at the start
   */
  static void print(long records, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%.0f records/s, %.2f s, good %d, rejected %d, late %d, rows %d%n",
        records / seconds,
        seconds,
        GOOD.get(),
        REJECTED.get(),
        LATE.get(),
        ROWS.get());
  }
}
