import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * Generates visits as lines in memory: a number of users and URLs with a few very frequent URLs,
 * one per millisecond of event time from 2024-01-01 on. One in 1,000 is malformed, and one in 1,000
 * is two hours late.
 */
final class Clicks implements Serializable {
  static final long START = 1_704_067_200_000L;
  private static final long serialVersionUID = 1L;
  private static final int LINES = 1 << 17;
  private static final int LATE_MILLIS = 2 * 3_600_000;

  private final int users;
  private final int urls;
  private transient byte[][] lines;
  private transient int[] timeAt;

  Clicks(int users, int urls) {
    this.users = users;
    this.urls = urls;
  }

  /** Returns the record with this number. */
  byte[] line(long number) {
    if (lines == null) {
      make();
    }
    int which = (int) (number * 0x9E3779B97F4A7C15L >>> 47);
    byte[] line = lines[which].clone();
    long millis = number + (isLate(number) ? -LATE_MILLIS : 0) + 24 * 3_600_000L;
    int second = (int) (millis / 1000 % 86_400);
    int day = (int) (millis / 86_400_000);
    int at = timeAt[which];
    // 2023-12-31 is day 0; the benchmark does not reach February.
    digits(line, at, day == 0 ? 2023 : 2024, 4);
    digits(line, at + 5, day == 0 ? 12 : 1, 2);
    digits(line, at + 8, day == 0 ? 31 : day, 2);
    digits(line, at + 11, second / 3600, 2);
    digits(line, at + 14, second / 60 % 60, 2);
    digits(line, at + 17, second % 60, 2);
    if (isMalformed(number)) {
      line[line.length - 1] = 'x';
    }
    return line;
  }

  static boolean isMalformed(long number) {
    return number % 1000 == 17;
  }

  static boolean isLate(long number) {
    return number % 1000 == 500 && number > 1_000_000;
  }

  private static void digits(byte[] line, int at, int value, int count) {
    int rest = value;
    for (int i = count - 1; i >= 0; i--) {
      line[at + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  private void make() {
    Random random = new Random(1);
    byte[][] made = new byte[LINES][];
    int[] at = new int[LINES];
    for (int i = 0; i < LINES; i++) {
      int url = (int) Math.pow(urls, random.nextDouble());
      String user = String.format("u%07d,", random.nextInt(users));
      String rest =
          String.format(
              ",https://www.example.com/products/item-%06d,%d", url, 1 + random.nextInt(300));
      at[i] = user.length();
      made[i] = (user + "2024-01-01 00:00:00" + rest).getBytes(StandardCharsets.ISO_8859_1);
    }
    timeAt = Arrays.copyOf(at, LINES);
    lines = made;
  }
}
