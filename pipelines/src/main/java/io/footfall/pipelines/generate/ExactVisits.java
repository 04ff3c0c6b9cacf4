package io.footfall.pipelines.generate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;

/** The exact visits report, {@code summary.csv} and {@code urls.csv}. */
final class ExactVisits implements ExactResults {

  private static final byte[] URLS_HEADER =
      Text.utf8("url,visits,total_time_spent,average_time_spent\n");
  private static final byte[] SUMMARY_HEADER =
      Text.utf8(
          "Total Interactions,Total Unique Users,Most Visited URL,Average Time Spent on Each"
              + " URL\n");
  private static final int URLS_IN_SUMMARY = 100;

  /** Approximate memory per URL, in bytes. */
  static final long BYTES_PER_URL = 60;

  private final Urls urls;
  private final long start;
  private final int[] visits;
  private final long[] time;
  private final int[] first;
  private final byte[] scale;
  private final BitSet users;
  private long interactions;

  ExactVisits(GenerateSettings settings, Urls urls) {
    this.urls = urls;
    this.start = settings.start().toEpochDay() * 86_400;
    this.visits = new int[urls.count()];
    this.time = new long[urls.count()];
    this.first = new int[urls.count()];
    this.scale = new byte[urls.count()];
    this.users = new BitSet(settings.people());
  }

  @Override
  public void add(Chunk chunk) {
    for (int i = 0; i < chunk.ok; i++) {
      int url = chunk.url[i];
      // Seconds from the start, shifted to fit a signed int.
      int when = (int) (chunk.when[i] - start + Integer.MIN_VALUE);
      if (visits[url]++ == 0 || when < first[url]) {
        first[url] = when;
      }
      time[url] += chunk.amount[i];
      scale[url] = (byte) Math.max(scale[url], chunk.scale[i]);
      users.set(chunk.person[i]);
    }
    interactions += chunk.ok;
  }

  @Override
  public void write(Path directory) throws IOException {
    int[] order = order();
    try (AnswerFile file = new AnswerFile(directory.resolve("urls.csv"))) {
      Text out = file.text();
      out.put(URLS_HEADER);
      for (int url : order) {
        urls.put(out, url);
        out.put(',').put(visits[url]).put(',');
        int decimals = scale[url];
        out.decimal(
            time[url] / VisitDurations.POWER[VisitDurations.MAX_SCALE - decimals], decimals);
        out.put(',').decimal(average(url), 3).put('\n');
        file.flushIfLarge();
      }
    }
    try (AnswerFile file = new AnswerFile(directory.resolve("summary.csv"))) {
      Text out = file.text();
      out.put(SUMMARY_HEADER).put(interactions).put(',').put(users.cardinality()).put(',');
      if (order.length > 0) {
        urls.put(out, order[0]);
      }
      out.put(',');
      int from = out.size();
      out.put('{');
      for (int i = 0; i < Math.min(URLS_IN_SUMMARY, order.length); i++) {
        if (i > 0) {
          out.put(',');
        }
        out.put('"');
        urls.put(out, order[i]);
        out.put('"').put(':').decimal(average(order[i]), 3);
      }
      out.put('}');
      if (order.length > 0) {
        out.quoteFrom(from);
      }
      out.put('\n');
    }
  }

  /** Returns the average in milliseconds, rounded half up. */
  private long average(int url) {
    return (2 * time[url] + visits[url]) / (2L * visits[url]);
  }

  /** Returns the visited URLs in report order: most visits, earliest first visit, bytes. */
  private int[] order() {
    // Sorts numbers whose lower half is the key, by one criterion after the other, because
    // comparing objects would take minutes for ten million URLs.
    long[] byVisits = new long[urls.count()];
    int n = 0;
    for (int url = 0; url < visits.length; url++) {
      if (visits[url] > 0) {
        byVisits[n++] = pair(Integer.MAX_VALUE - visits[url], url);
      }
    }
    Arrays.sort(byVisits, 0, n);
    int[] order = new int[n];
    for (int from = 0, to; from < n; from = to) {
      to = endOfRun(byVisits, from, n);
      for (int i = from; i < to; i++) {
        byVisits[i] = pair(first[(int) byVisits[i]], (int) byVisits[i]);
      }
      Arrays.sort(byVisits, from, to);
      for (int start = from, end; start < to; start = end) {
        end = endOfRun(byVisits, start, to);
        for (int i = start; i < end; i++) {
          order[i] = (int) byVisits[i];
        }
        if (end - start > 1) {
          sortByBytes(order, start, end);
        }
      }
    }
    return order;
  }

  private static long pair(int high, int low) {
    return (long) high << 32 | low;
  }

  private static int endOfRun(long[] pairs, int from, int to) {
    int end = from + 1;
    while (end < to && pairs[end] >> 32 == pairs[from] >> 32) {
      end++;
    }
    return end;
  }

  /** Sorts URLs by their unsigned bytes. */
  private void sortByBytes(int[] keys, int from, int to) {
    byte[][] texts = new byte[to - from][];
    Integer[] order = new Integer[to - from];
    Text text = new Text(256);
    for (int i = 0; i < texts.length; i++) {
      text.clear();
      urls.put(text, keys[from + i]);
      texts[i] = Arrays.copyOf(text.array(), text.size());
      order[i] = i;
    }
    Arrays.sort(order, (a, b) -> Arrays.compareUnsigned(texts[a], texts[b]));
    int[] before = Arrays.copyOfRange(keys, from, to);
    for (int i = 0; i < order.length; i++) {
      keys[from + i] = before[order[i]];
    }
  }
}
