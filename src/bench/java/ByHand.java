import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A lower limit: both reports by a program with no other purpose.
 *
 * <p>It knows the columns, their order and the delimiter. It supports no quoted fields, at most
 * three decimals and only integer customer ids. It counts invalid rows but does not keep them, and
 * writes the result directly to its files.
 */
public final class ByHand {

  private static final int THREADS = 2;
  private static final int BLOCK = 1 << 20;

  /** Maximum size of a row. */
  private static final int LONGEST_ROW = 1 << 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final long COMMAS = ONES * ',';
  private static final long LINE_FEEDS = ONES * '\n';
  private static final long[] POWER = {1, 10, 100, 1000};
  private static final long BAD = Long.MIN_VALUE;

  private ByHand() {}

  /** Runs one of the two reports. */
  public static void main(String[] args) throws Exception {
    Path input = Path.of(args[1]);
    Path output = Path.of(args[2]);
    Files.createDirectories(output);
    long rejected =
        switch (args[0]) {
          case "visits" -> visits(input, output);
          case "purchases" -> purchases(input, output);
          default -> throw new IllegalArgumentException(args[0]);
        };
    System.out.println("rejected " + rejected);
  }

  // Each thread takes the next block and the rows that start in it.

  private interface Rows {
    /** Processes the complete rows in b[from, to); 16 more bytes are readable after them. */
    void take(byte[] b, int from, int to);
  }

  private static <T extends Rows> List<T> read(Path input, Callable<T> newRows) throws Exception {
    AtomicLong next = new AtomicLong();
    List<T> all = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try (FileChannel file = FileChannel.open(input, StandardOpenOption.READ)) {
      long size = file.size();
      List<Future<T>> futures = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        futures.add(
            pool.submit(
                () -> {
                  T rows = newRows.call();
                  ByteBuffer direct = ByteBuffer.allocateDirect(BLOCK + LONGEST_ROW + 1);
                  byte[] b = new byte[BLOCK + LONGEST_ROW + 32];
                  for (long start; (start = next.getAndAdd(BLOCK)) < size; ) {
                    block(file, size, start, direct, b, rows);
                  }
                  return rows;
                }));
      }
      for (Future<T> future : futures) {
        all.add(future.get());
      }
    } finally {
      pool.shutdown();
    }
    return all;
  }

  private static void block(
      FileChannel file, long size, long start, ByteBuffer direct, byte[] b, Rows rows)
      throws IOException {
    // One byte before the block shows whether a row starts at its first byte. The header is skipped
    // like the end of a row that starts before the file.
    long position = Math.max(0, start - 1);
    direct.clear();
    while (direct.hasRemaining() && file.read(direct, position + direct.position()) > 0) {}
    int length = direct.position();
    direct.flip();
    direct.get(b, 0, length);
    if (position + length == size && b[length - 1] != '\n') {
      b[length++] = '\n';
    }
    int from = lineFeed(b, 0) + 1;
    int last = (int) Math.min(length, start + BLOCK - position) - 1;
    // The last row of the block ends at the first line feed from the last byte of the block.
    int to = Math.min(length, lineFeed(b, last) + 1);
    if (from < to) {
      rows.take(b, from, to);
    }
  }

  private static int lineFeed(byte[] b, int at) {
    int i = at;
    while (true) {
      long found = zeroes((long) LONG.get(b, i) ^ LINE_FEEDS);
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      i += 8;
    }
  }

  /** Returns the position of the first comma or line feed. */
  private static int separator(byte[] b, int at) {
    int i = at;
    while (true) {
      long word = (long) LONG.get(b, i);
      long found = zeroes(word ^ COMMAS) | zeroes(word ^ LINE_FEEDS);
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      i += 8;
    }
  }

  /** Returns the high bit of each zero byte; exact up to the first one. */
  private static long zeroes(long word) {
    return (word - ONES) & ~word & HIGH;
  }

  /** Returns up to 8 bytes at a position, padded with zeros. */
  private static long head(byte[] b, int at, int length) {
    return length == 0 ? 0 : (long) LONG.get(b, at) & (-1L >>> (64 - 8 * length));
  }

  private static long mix(long h) {
    long m = (h ^ (h >>> 32)) * 0xD6E8FEB86659FD93L;
    return m ^ (m >>> 29);
  }

  // Values.

  private static final int[] DAYS = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  /** The byte patterns "0000-00-" and "00 00:00". */
  private static final long DATE_ZEROES = 0x2d30302d30303030L;

  private static final long TIME_ZEROES = 0x30303a3030203030L;
  private static final long DATE_DASHES = 0xFF0000FF00000000L;
  private static final long TIME_MARKS = 0x0000FF0000FF0000L;

  /** Returns yyyymmdd * 100000 + second of the day, or BAD. */
  private static long timestamp(byte[] b, int from, int to) {
    if (to - from != 19 || b[from + 16] != ':') {
      return BAD;
    }
    long d = (long) LONG.get(b, from) ^ DATE_ZEROES;
    long t = (long) LONG.get(b, from + 8) ^ TIME_ZEROES;
    long six = 0x0606060606060606L;
    if (((d | t | (d + six) | (t + six)) & 0xF0F0F0F0F0F0F0F0L) != 0
        || (d & DATE_DASHES) != 0
        || (t & TIME_MARKS) != 0) {
      return BAD;
    }
    int year = digit(d, 0) * 1000 + digit(d, 1) * 100 + digit(d, 2) * 10 + digit(d, 3);
    int month = digit(d, 5) * 10 + digit(d, 6);
    int day = digit(t, 0) * 10 + digit(t, 1);
    int hour = digit(t, 3) * 10 + digit(t, 4);
    int minute = digit(t, 6) * 10 + digit(t, 7);
    int s1 = b[from + 17] - '0';
    int s0 = b[from + 18] - '0';
    if (month < 1 || month > 12 || day < 1 || day > DAYS[month]) {
      boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
      if (month != 2 || day != 29 || !leap) {
        return BAD;
      }
    }
    if (hour > 23 || minute > 59 || s1 < 0 || s1 > 5 || s0 < 0 || s0 > 9) {
      return BAD;
    }
    return (year * 10_000L + month * 100 + day) * 100_000
        + hour * 3600
        + minute * 60
        + s1 * 10
        + s0;
  }

  private static int digit(long word, int at) {
    return (int) (word >>> (8 * at)) & 15;
  }

  /** Returns the unscaled value * 8 + the scale of a number with at most three decimals, or BAD. */
  private static long decimal(byte[] b, int from, int to) {
    int i = from;
    boolean negative = i < to && b[i] == '-';
    if (negative) {
      i++;
    }
    if (i == to || to - i > 16) {
      return BAD;
    }
    long value = 0;
    int point = -1;
    for (; i < to; i++) {
      int d = b[i] - '0';
      if (d >= 0 && d <= 9) {
        value = value * 10 + d;
      } else if (b[i] == '.' && point < 0 && i + 1 < to) {
        point = i;
      } else {
        return BAD;
      }
    }
    int scale = point < 0 ? 0 : to - point - 1;
    return scale > 3 ? BAD : (negative ? -value : value) * 8 + scale;
  }

  // Visits.

  private static long visits(Path input, Path output) throws Exception {
    List<Visits> parts = read(input, Visits::new);
    Visits all = parts.get(0);
    for (Visits part : parts.subList(1, parts.size())) {
      all.merge(part);
    }
    all.write(output);
    return all.rejected;
  }

  private static final class Visits implements Rows {
    private final Urls urls = new Urls();
    private final Users users = new Users();
    private long rows;
    private long rejected;

    @Override
    public void take(byte[] b, int from, int to) {
      for (int at = from; at < to; ) {
        int user = separator(b, at);
        int time = b[user] == ',' && user > at ? separator(b, user + 1) : user;
        if (time == user || b[time] != ',') {
          rejected++;
          at = lineFeed(b, time) + 1;
          continue;
        }
        // Found and hashed in one pass.
        int url = time + 1;
        long hash = 0;
        long word;
        long found;
        while (true) {
          word = (long) LONG.get(b, url);
          found = zeroes(word ^ COMMAS) | zeroes(word ^ LINE_FEEDS);
          if (found != 0) {
            break;
          }
          hash = (Long.rotateLeft(hash, 5) ^ word) * 0x9E3779B97F4A7C15L;
          url += 8;
        }
        int rest = Long.numberOfTrailingZeros(found) >>> 3;
        hash = (Long.rotateLeft(hash, 5) ^ head(b, url, rest)) * 0x9E3779B97F4A7C15L;
        url += rest;
        int end = b[url] == ',' ? separator(b, url + 1) : url;
        int number = b[end - 1] == '\r' ? end - 1 : end;
        long when = timestamp(b, user + 1, time);
        long duration = b[end] == '\n' ? decimal(b, url + 1, number) : BAD;
        if (end == url || url == time + 1 || when == BAD || duration < 0) {
          rejected++;
          at = lineFeed(b, end) + 1;
          continue;
        }
        int scale = (int) duration & 7;
        users.add(b, at, user);
        long millis = (duration >>> 3) * POWER[3 - scale];
        urls.add(b, time + 1, url, mix(hash), 1, millis, when, scale);
        rows++;
        at = end + 1;
      }
    }

    void merge(Visits other) {
      rows += other.rows;
      rejected += other.rejected;
      urls.merge(other.urls);
      users.merge(other.users);
    }

    void write(Path output) throws IOException {
      int[] order = urls.order();
      Out out = new Out(output.resolve("urls.csv"));
      out.ascii("url,visits,total_time_spent,average_time_spent\n");
      for (int e : order) {
        urls.put(out, e);
        out.put(',').number(urls.visits(e)).put(',');
        int scale = urls.decimals(e);
        out.decimal(urls.time(e) / POWER[3 - scale], scale).put(',');
        out.decimal(urls.average(e), 3).put('\n');
      }
      out.close();
      out = new Out(output.resolve("summary.csv"));
      out.ascii(
          "Total Interactions,Total Unique Users,Most Visited URL,Average Time Spent on Each"
              + " URL\n");
      out.number(rows).put(',').number(users.count()).put(',');
      if (order.length > 0) {
        urls.put(out, order[0]);
      }
      out.put(',').ascii(order.length > 0 ? "\"{" : "{");
      for (int i = 0; i < Math.min(100, order.length); i++) {
        out.ascii(i > 0 ? ",\"\"" : "\"\"");
        urls.put(out, order[i]);
        out.ascii("\"\":").decimal(urls.average(order[i]), 3);
      }
      out.ascii(order.length > 0 ? "}\"\n" : "}\n");
      out.close();
    }
  }

  /** Maps a URL to visits, milliseconds, first visit and maximum number of decimals. */
  private static final class Urls {
    // An entry fits into one cache line: hash, position and length of the text, visits, time, first
    // visit, decimals.
    private static final int WIDTH = 8;
    private long[] entries = new long[WIDTH << 14];
    private int size;
    // Each slot has the upper half of the hash, and the number of the entry plus one.
    private long[] slots = new long[1 << 16];
    private byte[] text = new byte[1 << 20];
    private int used;

    void add(byte[] b, int from, int to, long h, int n, long millis, long when, int decimals) {
      int mask = slots.length - 1;
      for (int i = (int) h & mask; ; i = (i + 1) & mask) {
        long slot = slots[i];
        if (slot == 0) {
          slots[i] = (h & 0xFFFFFFFF00000000L) | (size + 1);
          insert(b, from, to, h, n, millis, when, decimals);
          if (size * 2 > mask) {
            grow();
          }
          return;
        }
        if ((slot ^ h) >>> 32 == 0) {
          int e = ((int) slot - 1) * WIDTH;
          long[] entry = entries;
          long where = entry[e + 1];
          if ((int) where == to - from && equal(b, from, to, (int) (where >>> 32))) {
            entry[e + 2] += n;
            entry[e + 3] += millis;
            entry[e + 4] = Math.min(entry[e + 4], when);
            entry[e + 5] = Math.max(entry[e + 5], decimals);
            return;
          }
        }
      }
    }

    private boolean equal(byte[] b, int from, int to, int other) {
      int i = from;
      int j = other;
      for (; i + 8 <= to; i += 8, j += 8) {
        if ((long) LONG.get(b, i) != (long) LONG.get(text, j)) {
          return false;
        }
      }
      return head(b, i, to - i) == head(text, j, to - i);
    }

    private void insert(
        byte[] b, int from, int to, long h, int n, long millis, long when, int decimals) {
      int length = to - from;
      if (used + length + 8 > text.length) {
        text = Arrays.copyOf(text, Math.max(used + length + 8, text.length * 2));
      }
      System.arraycopy(b, from, text, used, length);
      int e = size++ * WIDTH;
      if (e == entries.length) {
        entries = Arrays.copyOf(entries, e * 2);
      }
      entries[e] = h;
      entries[e + 1] = (long) used << 32 | length;
      entries[e + 2] = n;
      entries[e + 3] = millis;
      entries[e + 4] = when;
      entries[e + 5] = decimals;
      used += length;
    }

    private void grow() {
      slots = new long[slots.length * 2];
      int mask = slots.length - 1;
      for (int e = 0; e < size; e++) {
        long h = entries[e * WIDTH];
        int i = (int) h & mask;
        while (slots[i] != 0) {
          i = (i + 1) & mask;
        }
        slots[i] = (h & 0xFFFFFFFF00000000L) | (e + 1);
      }
    }

    void merge(Urls o) {
      for (int k = 0; k < o.size; k++) {
        int e = k * WIDTH;
        int at = o.at(k);
        long[] from = o.entries;
        add(
            o.text,
            at,
            at + o.length(k),
            from[e],
            (int) from[e + 2],
            from[e + 3],
            from[e + 4],
            (int) from[e + 5]);
      }
    }

    private int at(int e) {
      return (int) (entries[e * WIDTH + 1] >>> 32);
    }

    private int length(int e) {
      return (int) entries[e * WIDTH + 1];
    }

    long visits(int e) {
      return entries[e * WIDTH + 2];
    }

    long time(int e) {
      return entries[e * WIDTH + 3];
    }

    int decimals(int e) {
      return (int) entries[e * WIDTH + 5];
    }

    void put(Out out, int e) {
      out.bytes(text, at(e), at(e) + length(e));
    }

    long average(int e) {
      return (2 * time(e) + visits(e)) / (2 * visits(e));
    }

    /** Orders by visits, then by first visit, then by unsigned bytes. */
    int[] order() {
      long[] byVisits = new long[size];
      for (int e = 0; e < size; e++) {
        byVisits[e] = (Integer.MAX_VALUE - visits(e)) << 32 | e;
      }
      Arrays.sort(byVisits);
      Integer[] run = new Integer[size];
      int[] order = new int[size];
      for (int from = 0, to; from < size; from = to) {
        for (to = from; to < size && byVisits[to] >> 32 == byVisits[from] >> 32; to++) {
          run[to] = (int) byVisits[to];
        }
        Arrays.sort(run, from, to, this::compare);
        for (int i = from; i < to; i++) {
          order[i] = run[i];
        }
      }
      return order;
    }

    private int compare(int a, int b) {
      int c = Long.compare(entries[a * WIDTH + 4], entries[b * WIDTH + 4]);
      return c != 0
          ? c
          : Arrays.compareUnsigned(text, at(a), at(a) + length(a), text, at(b), at(b) + length(b));
    }
  }

  /** Distinct ids: up to 8 bytes as longs, the others as strings. */
  private static final class Users {
    private long[] slots = new long[1 << 16];
    private int size;
    private final Set<String> others = new HashSet<>();
    // Looked up in groups, so that memory accesses overlap.
    private final long[] waiting = new long[4096];
    private int waits;

    void add(byte[] b, int from, int to) {
      if (to - from > 8 || b[to - 1] == 0) {
        others.add(new String(b, from, to - from, StandardCharsets.ISO_8859_1));
        return;
      }
      waiting[waits++] = head(b, from, to - from);
      if (waits == waiting.length) {
        flush();
      }
    }

    private void flush() {
      long[] table = slots;
      int mask = table.length - 1;
      int missing = 0;
      for (int i = 0; i < waits; i++) {
        long id = waiting[i];
        waiting[missing] = id;
        missing += table[(int) mix(id) & mask] == id ? 0 : 1;
      }
      waits = 0;
      for (int i = 0; i < missing; i++) {
        insert(waiting[i]);
      }
    }

    private void insert(long id) {
      int mask = slots.length - 1;
      for (int i = (int) mix(id) & mask; slots[i] != id; i = (i + 1) & mask) {
        if (slots[i] == 0) {
          slots[i] = id;
          if (++size * 2 > mask) {
            long[] before = slots;
            slots = new long[2 * before.length];
            size = 0;
            for (long old : before) {
              if (old != 0) {
                insert(old);
              }
            }
          }
          return;
        }
      }
    }

    void merge(Users other) {
      other.flush();
      flush();
      for (long id : other.slots) {
        if (id != 0) {
          waiting[waits++] = id;
          if (waits == waiting.length) {
            flush();
          }
        }
      }
      others.addAll(other.others);
    }

    int count() {
      flush();
      return size + others.size();
    }
  }

  // Purchases are divided by day while reading; each day is then sorted by customer and summed.

  private static long purchases(Path input, Path output) throws Exception {
    List<Purchases> parts = read(input, Purchases::new);
    TreeMap<Integer, List<Day>> days = new TreeMap<>();
    long rejected = 0;
    for (Purchases part : parts) {
      rejected += part.rejected;
      for (Map.Entry<Integer, Day> day : part.days.entrySet()) {
        days.computeIfAbsent(day.getKey(), d -> new ArrayList<>()).add(day.getValue());
      }
    }
    parts.clear();
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    Out out = new Out(output.resolve("customer_days.csv"));
    out.ascii("date,customer_id,total_spent\n");
    try {
      List<Future<Out>> tables = new ArrayList<>();
      days.forEach((day, pieces) -> tables.add(pool.submit(() -> sum(day, pieces))));
      for (int i = 0; i < tables.size(); i++) {
        Out table = tables.set(i, null).get();
        out.bytes(table.bytes, 0, table.size);
      }
    } finally {
      pool.shutdown();
    }
    out.close();
    return rejected;
  }

  private static final class Purchases implements Rows {
    private final TreeMap<Integer, Day> days = new TreeMap<>();
    // Finds nearby days without the tree.
    private final Day[] recent = new Day[512];
    private long rejected;

    @Override
    public void take(byte[] b, int from, int to) {
      for (int at = from; at < to; ) {
        int f1 = separator(b, at);
        int f2 = next(b, f1);
        int f3 = next(b, f2);
        int f4 = next(b, f3);
        int f5 = next(b, f4);
        int f6 = next(b, f5);
        int end = next(b, f6);
        int number = b[end - 1] == '\r' ? end - 1 : end;
        if (end == f6 || b[end] != '\n') {
          rejected++;
          at = lineFeed(b, end) + 1;
          continue;
        }
        long customer = decimal(b, f1 + 1, f2);
        long when = timestamp(b, f2 + 1, f3);
        long price = decimal(b, f5 + 1, f6);
        long quantity = decimal(b, f6 + 1, number);
        boolean good =
            f1 > at
                && customer >= 0
                && (customer & 7) == 0
                && (b[f1 + 1] != '0' || f2 == f1 + 2)
                && when != BAD
                && price != BAD
                && (price & 7) <= 2
                && quantity != BAD
                && (quantity & 7) == 0;
        if (good) {
          long amount = (price >> 3) * POWER[2 - (int) (price & 7)] * (quantity >> 3);
          day((int) (when / 100_000)).add(customer >> 3, amount);
        } else {
          rejected++;
        }
        at = end + 1;
      }
    }

    private static int next(byte[] b, int comma) {
      return b[comma] == ',' ? separator(b, comma + 1) : comma;
    }

    private Day day(int yyyymmdd) {
      Day day = recent[yyyymmdd & 511];
      if (day == null || day.date != yyyymmdd) {
        day = days.computeIfAbsent(yyyymmdd, Day::new);
        recent[yyyymmdd & 511] = day;
      }
      return day;
    }
  }

  /** Customers and amounts of a day, alternating. */
  private static final class Day {
    private final int date;
    private long[] pairs = new long[1 << 12];
    private int size;

    Day(int date) {
      this.date = date;
    }

    void add(long customer, long amount) {
      if (size == pairs.length) {
        pairs = Arrays.copyOf(pairs, size * 2);
      }
      pairs[size] = customer;
      pairs[size + 1] = amount;
      size += 2;
    }
  }

  private static Out sum(int date, List<Day> pieces) {
    int size = pieces.stream().mapToInt(p -> p.size).sum();
    long[] pairs = new long[size];
    int filled = 0;
    long most = 0;
    for (Day piece : pieces) {
      System.arraycopy(piece.pairs, 0, pairs, filled, piece.size);
      filled += piece.size;
      piece.pairs = new long[0];
    }
    for (int i = 0; i < size; i += 2) {
      most |= pairs[i];
    }
    // Radix sort from the lowest bits, with as many rounds as the largest id needs.
    long[] other = new long[size];
    int[] place = new int[2049];
    for (int shift = 0; most >>> shift != 0; shift += 11) {
      Arrays.fill(place, 0);
      for (int i = 0; i < size; i += 2) {
        place[(int) (pairs[i] >>> shift & 2047) + 1] += 2;
      }
      for (int k = 0; k < 2048; k++) {
        place[k + 1] += place[k];
      }
      for (int i = 0; i < size; i += 2) {
        int k = (int) (pairs[i] >>> shift & 2047);
        int p = place[k];
        other[p] = pairs[i];
        other[p + 1] = pairs[i + 1];
        place[k] = p + 2;
      }
      long[] swap = pairs;
      pairs = other;
      other = swap;
    }
    Out out = new Out(null);
    byte[] day = new byte[11];
    String text = String.format("%04d-%02d-%02d,", date / 10_000, date / 100 % 100, date % 100);
    for (int i = 0; i < day.length; i++) {
      day[i] = (byte) text.charAt(i);
    }
    for (int i = 0; i < size; ) {
      long customer = pairs[i];
      long amount = 0;
      for (; i < size && pairs[i] == customer; i += 2) {
        amount += pairs[i + 1];
      }
      out.bytes(day, 0, day.length).number(customer).put(',').decimal(amount, 2).put('\n');
    }
    return out;
  }

  // Writing.

  /** A byte buffer that is written to a file, if it has one. */
  private static final class Out {
    private byte[] bytes = new byte[1 << 20];
    private int size;
    private final OutputStream file;

    Out(Path path) {
      try {
        file = path == null ? null : Files.newOutputStream(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void room(int n) {
      if (size + n <= bytes.length) {
        return;
      }
      if (file != null) {
        flush();
      }
      if (size + n > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(size + n, bytes.length * 2));
      }
    }

    private void flush() {
      try {
        file.write(bytes, 0, size);
        size = 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Out put(char c) {
      room(1);
      bytes[size++] = (byte) c;
      return this;
    }

    Out ascii(String text) {
      return bytes(text.getBytes(StandardCharsets.US_ASCII), 0, text.length());
    }

    Out bytes(byte[] b, int from, int to) {
      room(to - from);
      System.arraycopy(b, from, bytes, size, to - from);
      size += to - from;
      return this;
    }

    Out number(long n) {
      room(20);
      int digits = 1;
      for (long rest = n; rest >= 10; rest /= 10) {
        digits++;
      }
      return digits(n, digits);
    }

    Out digits(long n, int count) {
      long rest = n;
      for (int i = size + count - 1; i >= size; i--) {
        bytes[i] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      size += count;
      return this;
    }

    Out decimal(long unscaled, int scale) {
      if (unscaled < 0) {
        put('-');
      }
      long n = Math.abs(unscaled);
      number(n / POWER[scale]);
      if (scale > 0) {
        room(4);
        bytes[size++] = '.';
        digits(n % POWER[scale], scale);
      }
      return this;
    }

    void close() throws IOException {
      flush();
      file.close();
    }
  }
}
