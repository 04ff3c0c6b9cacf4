package io.footfall.pipelines.insight;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The data of a lake that was read before, so that the next read needs only new data. Each read
 * updates it. Not thread-safe.
 */
public final class InsightMemory {
  private final Map<String, Map<LocalDate, Map<String, Set<String>>>> files = new HashMap<>();
  private final Map<LocalDate, VisitsDay> visits = new HashMap<>();
  private final Map<LocalDate, Customers> customers = new HashMap<>();
  private final Set<String> pagesWithDistribution = new HashSet<>();
  private final Set<String> pagesWithUsers = new HashSet<>();
  private @Nullable Purchases purchases;
  private boolean unreadableDays;

  /** All purchases, as read with given settings. */
  private record Purchases(List<LocalDate> days, InsightSettings settings, PurchasesPart part) {}

  /** The customers of a day. */
  static final class Customers {
    /** A sketch of the customers, for longer periods. */
    final UserSketch sketch = new UserSketch();

    /** Number of customers. */
    long count;
  }

  /** Returns the rows of a dataset that have not been read, and marks them as read. */
  FreshRows fresh(InsightQueries answers, String dataset) {
    if (!answers.knows(FreshRows.FILES)) {
      return FreshRows.all();
    }
    Map<LocalDate, Map<String, Set<String>>> now = new TreeMap<>();
    answers.forEachRow(
        "SELECT event_date, path, batch FROM %s WHERE dataset = '%s'"
            .formatted(FreshRows.FILES, dataset),
        row ->
            now.computeIfAbsent(Days.day(row, 1), d -> new HashMap<>())
                .computeIfAbsent(row.getString(2), p -> new HashSet<>())
                .add(row.getString(3)));
    Map<LocalDate, Map<String, Set<String>>> before = files.put(dataset, now);
    return before == null ? FreshRows.all() : FreshRows.since(before, now);
  }

  /** Returns whether some days of the source were unreadable. */
  boolean hasUnreadableDays() {
    return unreadableDays;
  }

  void setUnreadableDays(boolean value) {
    unreadableDays = value;
  }

  /** Clears the data after a failed read, which may have updated only part of it. */
  void forget() {
    files.clear();
    visits.clear();
    customers.clear();
    pagesWithDistribution.clear();
    pagesWithUsers.clear();
    purchases = null;
  }

  /** Returns the remembered purchases if they are unchanged, or reads them. */
  PurchasesPart purchases(
      Days days, InsightSettings settings, FreshRows fresh, Supplier<PurchasesPart> read) {
    InsightSettings same = settings.withMade(Instant.EPOCH);
    Purchases before = purchases;
    if (before == null
        || !fresh.isNone()
        || !before.days.equals(days.list())
        || !before.settings.equals(same)) {
      before = new Purchases(days.list(), same, read.get());
      purchases = before;
    }
    return before.part;
  }

  /** Returns the visits of each day, without days that will be read again. */
  Map<LocalDate, VisitsDay> visits() {
    return visits;
  }

  VisitsDay visits(LocalDate day) {
    return visits.computeIfAbsent(day, d -> new VisitsDay());
  }

  Map<LocalDate, Customers> customers() {
    return customers;
  }

  Customers customers(LocalDate day) {
    return customers.computeIfAbsent(day, d -> new Customers());
  }

  /** Returns the pages whose distributions are remembered for all days. */
  Set<String> pagesWithDistribution() {
    return pagesWithDistribution;
  }

  /** Returns the pages whose users are remembered for all days. */
  Set<String> pagesWithUsers() {
    return pagesWithUsers;
  }
}
