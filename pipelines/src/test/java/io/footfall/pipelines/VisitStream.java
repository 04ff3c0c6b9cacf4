package io.footfall.pipelines;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Visits as they come in a stream: shard by shard in order, most of them a little out of order,
 * some late, some invalid. And the expected results, worked out here on its own: by sets and maps
 * of what was sent, without any of the program's code.
 */
final class VisitStream {
  static final Duration OUT_OF_ORDERNESS = Duration.ofMinutes(10);
  static final Duration ALLOWED_LATENESS = Duration.ofHours(1);
  private static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * A record.
   *
   * @param seconds duration; a word if the record is invalid
   */
  record Sent(String user, Instant time, String url, String seconds, boolean isGood) {
    String csv() {
      return user + "," + TIME.format(time) + "," + url + "," + seconds;
    }

    String json() {
      return "{\"user_id\":\"%s\",\"timestamp\":\"%s\",\"url\":\"%s\",\"page_view_duration\":%s}"
          .formatted(user, TIME.format(time), url, isGood ? seconds : "\"" + seconds + "\"");
    }
  }

  /** What a window has. */
  static final class Hour {
    final Map<String, Long> visits = new TreeMap<>();
    final Map<String, BigDecimal> time = new HashMap<>();
    final Set<String> users = new HashSet<>();

    void add(Sent sent) {
      visits.merge(sent.url(), 1L, Long::sum);
      time.merge(sent.url(), new BigDecimal(sent.seconds()), BigDecimal::add);
      users.add(sent.user());
    }

    /** Rows as {@code url,visits,time}, sorted. */
    List<String> rows() {
      List<String> rows = new ArrayList<>();
      visits.forEach((url, n) -> rows.add(url + "," + n + "," + time.get(url).toPlainString()));
      return rows;
    }
  }

  private final boolean deduplicating;
  private final Set<String> seen = new HashSet<>();
  private int duplicates;
  private final Map<String, Hour> hours = new TreeMap<>();
  private final Map<String, Instant> latest = new HashMap<>();
  private final Map<String, Sent> stored = new HashMap<>();
  private final List<Sent> late = new ArrayList<>();
  private final List<Sent> bad = new ArrayList<>();
  private int good;

  /** Creates a stream in which every record counts. */
  VisitStream() {
    this(false);
  }

  private VisitStream(boolean deduplicating) {
    this.deduplicating = deduplicating;
  }

  /** Creates a stream in which duplicates count once. */
  static VisitStream deduplicating() {
    return new VisitStream(true);
  }

  /** Records of twelve hours, in the order in which they are to be sent. */
  static List<Sent> records(int number, long seed) {
    Random random = new Random(seed);
    List<Sent> records = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      Instant time = START.plusSeconds(12L * 3600 * i / number);
      double dice = random.nextDouble();
      if (dice < 0.02) {
        time = time.minusSeconds(random.nextInt(5 * 3600));
      } else {
        time = time.minusSeconds(random.nextInt(300));
      }
      boolean isGood = random.nextDouble() > 0.01;
      records.add(
          new Sent(
              "user-" + random.nextInt(500),
              time,
              "/page/" + (int) Math.abs(random.nextGaussian() * 20),
              isGood ? random.nextInt(1000) + "." + random.nextInt(10) : "long",
              isGood));
    }
    return records;
  }

  /** Some of the records are another one that was sent shortly before. */
  static List<Sent> withRepeats(List<Sent> records, long seed) {
    Random random = new Random(seed);
    List<Sent> repeated = new ArrayList<>(records);
    for (int i = 1; i < repeated.size(); i++) {
      if (random.nextInt(20) == 0) {
        repeated.set(i, repeated.get(i - 1 - random.nextInt(Math.min(i, 2000))));
      }
    }
    return repeated;
  }

  /** Adds a record to its shard, after the earlier ones. */
  void came(String shard, Sent sent) {
    if (!sent.isGood()) {
      bad.add(sent);
      return;
    }
    Instant hour = hour(sent);
    Instant lastMoment = hour.plusSeconds(3600).plus(ALLOWED_LATENESS);
    Instant before = latest.get(shard);
    if (before != null && !lastMoment.isAfter(before.minus(OUT_OF_ORDERNESS))) {
      late.add(sent);
    } else if (deduplicating && !seen.add(sent.csv())) {
      duplicates++;
    } else {
      hours.computeIfAbsent(hour.toString(), h -> new Hour()).add(sent);
      good++;
    }
    if (before == null || sent.time().isAfter(before)) {
      latest.put(shard, sent.time());
    }
  }

  /**
   * Where a record is in the stream.
   *
   * @param shard as rejects have it
   * @param position its sequence number or offset
   */
  void isAt(String shard, String position, Sent sent) {
    stored.put(shard + " " + position, sent);
  }

  /** Returns the record, or null. */
  @Nullable Sent at(String shard, String position) {
    return stored.get(shard + " " + position);
  }

  /**
   * Adds a file to a shard, after the earlier ones: its records are judged by those, and not by
   * each other.
   */
  void cameInFile(String shard, List<Sent> file) {
    Instant before = latest.get(shard);
    Instant after = before;
    for (Sent sent : file) {
      if (before == null) {
        latest.remove(shard);
      } else {
        latest.put(shard, before);
      }
      came(shard, sent);
      Instant now = latest.get(shard);
      if (now != null && (after == null || now.isAfter(after))) {
        after = now;
      }
    }
    if (after != null) {
      latest.put(shard, after);
    }
  }

  /** Counts the late visits in their windows, as a replay does. */
  void lateAreReplayed() {
    for (Sent sent : late) {
      hours.computeIfAbsent(hour(sent).toString(), h -> new Hour()).add(sent);
    }
  }

  private static Instant hour(Sent sent) {
    return Instant.ofEpochSecond(Math.floorDiv(sent.time().getEpochSecond(), 3600) * 3600);
  }

  /** The rows of each window as {@code url,visits,time}, sorted, by the window's start. */
  Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new TreeMap<>();
    hours.forEach((hour, has) -> rows.put(hour, has.rows().stream().sorted().toList()));
    return rows;
  }

  int duplicates() {
    return duplicates;
  }

  List<Sent> late() {
    return late;
  }

  List<Sent> bad() {
    return bad;
  }

  int good() {
    return good;
  }

  /** The accounting line of all windows. */
  String accounting() {
    return String.format(
        Locale.ROOT,
        "read %,d = ok %,d + rejected %,d + duplicate %,d + late %,d + skipped 0",
        good + bad.size() + duplicates + late.size(),
        good,
        bad.size(),
        duplicates,
        late.size());
  }
}
