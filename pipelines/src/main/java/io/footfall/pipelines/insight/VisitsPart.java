package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Visits by day, and the parts of the report that come from visits. */
final class VisitsPart {
  /**
   * The start of each bin of time on page, in seconds; a bin ends where the next one starts. Each
   * covers twice the time of the one before, because bins of other widths would show peaks that do
   * not exist.
   */
  static final int[] BINS = {0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048};

  /** The sums per URL and day; those in the report of a run have no day. */
  static final String DATED_STATS = "(SELECT * FROM url_stats WHERE event_date IS NOT NULL) stats";

  private final InsightQueries answers;
  private final Days days;
  private final InsightMemory memory;
  private final FreshRows fresh;

  /** The days whose buyers may have changed; all days if nothing is remembered. */
  private final Set<LocalDate> changed;

  /** Whether the source has individual visits, not only sums per URL. */
  private final boolean single;

  private final boolean knowsBuyers;
  private final PagesPart pages;
  private final long[] visits;
  private final long[] timed;
  private final ExactColumn seconds = new ExactColumn();
  private final DailySketches users = new DailySketches();
  private final DailySketches buyers = new DailySketches();
  private final List<long[]> distribution = new ArrayList<>();
  private final List<long[]> hours = new ArrayList<>();
  private long allUsers;
  private long allBuyers;
  private double first = Double.POSITIVE_INFINITY;
  private double last = Double.NEGATIVE_INFINITY;

  private @Nullable SessionsPart sessions;
  private @Nullable VisitorsPart visitors;
  private @Nullable JourneysPart journeys;
  private @Nullable CustomerVisitsPart ofCustomers;
  private List<VisitGroupsPart> groups = List.of();

  private VisitsPart(
      InsightQueries answers,
      Days days,
      InsightSettings settings,
      InsightMemory memory,
      FreshRows fresh,
      FreshRows freshPurchases) {
    this.answers = answers;
    this.days = days;
    this.memory = memory;
    this.fresh = fresh;
    changed = new TreeSet<>(fresh.isAll() ? days.list() : fresh.days());
    changed.addAll(freshPurchases.days());
    single = answers.has("visits");
    knowsBuyers = single && answers.has("purchases");
    pages = new PagesPart(answers, days, settings, memory, fresh, changed, single, knowsBuyers);
    visits = new long[days.size()];
    timed = new long[days.size()];
  }

  /** Returns the relation that counts visits, or null if none has a row. */
  static @Nullable String relation(InsightQueries answers) {
    return answers.has("visits")
        ? "visits"
        : answers.has("url_stats", DATED_STATS) ? DATED_STATS : null;
  }

  /**
   * Reads the visits.
   *
   * @param customers the number of customers that the purchases list
   */
  static VisitsPart read(
      InsightQueries answers,
      Days days,
      InsightSettings settings,
      InsightMemory memory,
      FreshRows fresh,
      FreshRows freshPurchases,
      int customers) {
    VisitsPart part = new VisitsPart(answers, days, settings, memory, fresh, freshPurchases);
    fresh.forgetIn(memory.visits());
    if (fresh.isAll()) {
      memory.pagesWithDistribution().clear();
      memory.pagesWithUsers().clear();
    }
    if (part.single) {
      part.readDays();
      part.readUsers();
      part.readBuyers();
      part.takeDays();
    } else {
      part.readSums();
    }
    part.pages.readPages();
    if (part.single) {
      PageCells cells = part.pages.places();
      if (part.total() <= SessionsPart.MOST_VISITS) {
        part.sessions = SessionsPart.read(answers, days, cells);
        part.journeys = JourneysPart.read(answers, days, settings, cells, part.total());
      }
      part.groups = VisitGroupsPart.readAll(answers, days);
      if (part.allUsers <= VisitorsPart.MOST_USERS) {
        part.visitors = VisitorsPart.read(answers, days, settings);
      }
      if (settings.customerCells() > 0 && part.knowsBuyers) {
        part.ofCustomers =
            CustomerVisitsPart.read(
                answers, days, settings.customerCells(), cells, customers, part.groups);
      }
      part.pages.readVisitsOfPages();
    }
    return part;
  }

  long total() {
    long total = 0;
    for (long n : visits) {
      total += n;
    }
    return total;
  }

  /** Returns the number of users of all days; 0 if the source has no individual visits. */
  long users() {
    return allUsers;
  }

  boolean knowsBuyers() {
    return knowsBuyers;
  }

  long pages() {
    return pages.count();
  }

  private void readSums() {
    BigDecimal[] sums = new BigDecimal[days.size()];
    Arrays.fill(sums, BigDecimal.ZERO);
    answers.forEachRow(
        ("SELECT event_date, SUM(visits), COALESCE(SUM(total_time_spent), 0),"
                + " SUM(COALESCE(timed_visits, visits)) FROM %s GROUP BY event_date")
            .formatted(DATED_STATS),
        row -> {
          int day = days.number(row, 1);
          visits[day] = row.getLong(2);
          timed[day] = row.getLong(4);
          sums[day] = row.getBigDecimal(3);
        });
    for (BigDecimal sum : sums) {
      seconds.add(sum);
    }
  }

  private void readDays() {
    if (fresh.isNone()) {
      return;
    }
    answers.forEachRow(
        ("SELECT event_date, %s, COUNT(*), COALESCE(SUM(page_view_duration), 0),"
                + " EXTRACT(EPOCH FROM MIN(\"timestamp\")), EXTRACT(EPOCH FROM MAX(\"timestamp\"))"
                + " FROM visits WHERE %s GROUP BY 1, 2")
            .formatted(bin(), fresh.condition()),
        row -> {
          VisitsDay day = memory.visits(Days.day(row, 1));
          long rows = row.getLong(3);
          int bin = row.getInt(2);
          if (bin >= 0) {
            day.distribution[bin] += rows;
          }
          day.add(
              rows, bin >= 0 ? rows : 0, row.getBigDecimal(4), row.getDouble(5), row.getDouble(6));
        });
    if (answers.hour().isPresent()) {
      answers.forEachRow(
          "SELECT event_date, %s, COUNT(*) FROM visits WHERE %s GROUP BY 1, 2"
              .formatted(answers.hour().get(), fresh.condition()),
          row -> memory.visits(Days.day(row, 1)).hours[row.getInt(2)] += row.getLong(3));
    }
  }

  /** Fills the columns by day from the memory, which is up to date. */
  private void takeDays() {
    for (int i = 0; i < days.size(); i++) {
      VisitsDay day = memory.visits(days.list().get(i));
      visits[i] = day.visits();
      timed[i] = day.timed();
      hours.add(day.hours);
      seconds.add(day.seconds());
      users.add(day.userCount, day.users);
      buyers.add(day.buyerCount, day.buyers);
      distribution.add(day.distribution);
      first = Math.min(first, day.first());
      last = Math.max(last, day.last());
    }
  }

  private void readUsers() {
    if (!fresh.isNone()) {
      answers.forEachRow(
          "SELECT DISTINCT event_date, user_id FROM visits WHERE " + fresh.condition(),
          row -> {
            VisitsDay day = memory.visits(Days.day(row, 1));
            day.users.add(row.getString(2));
            day.userCount++;
          });
    }
    if (!fresh.grown().isEmpty()) {
      // Some of the new users may have been counted before.
      answers.forEachRow(
          "SELECT event_date, COUNT(DISTINCT user_id) FROM visits WHERE "
              + FreshRows.ofDays(fresh.grown())
              + " GROUP BY event_date",
          row -> memory.visits(Days.day(row, 1)).userCount = row.getLong(2));
    }
    answers.forEachRow(
        "SELECT COUNT(DISTINCT user_id) FROM visits", row -> allUsers = row.getLong(1));
  }

  private void readBuyers() {
    for (LocalDate day : changed) {
      memory.visits(day).buyers = new UserSketch();
      memory.visits(day).buyerCount = 0;
    }
    if (!knowsBuyers) {
      return;
    }
    String ofChanged = fresh.isAll() ? "TRUE" : FreshRows.ofDays(changed);
    answers.forEachRow(
        "SELECT d.event_date, d.user_id FROM (SELECT DISTINCT event_date, user_id FROM visits WHERE "
            + ofChanged
            + ") d JOIN (SELECT DISTINCT event_date, customer_id FROM purchases WHERE amount > 0 AND "
            + ofChanged
            + ") c ON c.event_date = d.event_date AND c.customer_id = d.user_id",
        row -> {
          VisitsDay day = memory.visits(Days.day(row, 1));
          day.buyers.add(row.getString(2));
          day.buyerCount++;
        });
    answers.forEachRow(
        "SELECT COUNT(DISTINCT v.user_id) FROM visits v JOIN (SELECT DISTINCT event_date, customer_id"
            + " FROM purchases WHERE amount > 0) c ON c.event_date = v.event_date AND"
            + " c.customer_id = v.user_id",
        row -> allBuyers = row.getLong(1));
  }

  /** Returns SQL for the number of a visit's bin, or -1 without a duration. */
  static String bin() {
    StringBuilder sql = new StringBuilder("CASE WHEN page_view_duration IS NULL THEN -1");
    for (int i = 1; i < BINS.length; i++) {
      sql.append(" WHEN page_view_duration < ").append(BINS[i]).append(" THEN ").append(i - 1);
    }
    return sql.append(" ELSE ").append(BINS.length - 1).append(" END").toString();
  }

  /** Returns the number of decimals that the revenue of pages needs. */
  int decimalsOfRevenue() {
    return sessions == null ? 0 : sessions.scale();
  }

  /**
   * Writes everything.
   *
   * @param unit the unit of amounts, if there are purchases
   */
  void write(JsonGenerator json, PurchasesPart.@Nullable Unit unit) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("single", single);
    if (single) {
      json.writeNumberField("first", first);
      json.writeNumberField("last", last);
    }
    int scale = seconds.scale();
    scale = Math.max(scale, pages.decimalsOfSeconds());
    if (ofCustomers != null) {
      scale = Math.max(scale, ofCustomers.decimalsOfSeconds());
    }
    boolean big = seconds.isBig(scale);
    json.writeNumberField("scale", scale);
    json.writeBooleanField("big", big);
    json.writePOJOField("visits", visits);
    json.writePOJOField("timed", timed);
    seconds.write(json, "seconds", scale, big);
    if (single) {
      users.write(json, "users", allUsers);
      if (knowsBuyers) {
        buyers.write(json, "buyers", allBuyers);
      }
      if (answers.hour().isPresent()) {
        writeDistribution(json, "hours", hours);
      }
      if (sessions != null) {
        sessions.writeDays(json);
      }
      if (visitors != null) {
        visitors.write(json);
      }
      if (journeys != null) {
        journeys.write(json);
      }
      if (ofCustomers != null) {
        ofCustomers.write(json, scale, big);
      }
      for (VisitGroupsPart group : groups) {
        group.write(json);
      }
      json.writePOJOField("bins", BINS);
      writeDistribution(json, "distribution", distribution);
    }
    pages.write(json, scale, big, sessions, unit);
    json.writeEndObject();
  }

  /** Writes all histograms into one array, one after the other. */
  static void writeDistribution(JsonGenerator json, String name, List<long[]> cells)
      throws IOException {
    json.writePOJOField(name, cells.stream().flatMapToLong(Arrays::stream).toArray());
  }
}
