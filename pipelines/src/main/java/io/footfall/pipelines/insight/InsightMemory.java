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
 * What was read of the days of a lake, for the next reading of the same lake: then only what is new
 * has to be read. It is changed by each reading; not thread-safe.
 */
public final class InsightMemory {
  private final Map<String, Map<LocalDate, Map<String, Set<String>>>> files = new HashMap<>();
  private final Map<LocalDate, VisitsDay> visits = new HashMap<>();
  private final Map<LocalDate, Customers> customers = new HashMap<>();
  private final Set<String> pagesWithDistribution = new HashSet<>();
  private final Set<String> pagesWithUsers = new HashSet<>();
  private @Nullable Purchases purchases;

  /** All of the purchases, as they were read with some settings. */
  private record Purchases(List<LocalDate> days, InsightSettings settings, PurchasesPart part) {}

  /** The customers of a day. */
  static final class Customers {
    /** All of them, for spans of days. */
    final UserSketch sketch = new UserSketch();

    /** How many they are. */
    long count;
  }

  /** Which rows of a dataset were not read yet; from now on they were. */
  FreshRows fresh(Answers answers, String dataset) {
    if (!answers.knows(FreshRows.FILES)) {
      return FreshRows.all();
    }
    Map<LocalDate, Map<String, Set<String>>> now = new TreeMap<>();
    answers.every(
        "SELECT event_date, path, batch FROM "
            + FreshRows.FILES
            + " WHERE dataset = '"
            + dataset
            + "'",
        row ->
            now.computeIfAbsent(Days.day(row, 1), d -> new HashMap<>())
                .computeIfAbsent(row.getString(2), p -> new HashSet<>())
                .add(row.getString(3)));
    Map<LocalDate, Map<String, Set<String>>> before = files.put(dataset, now);
    return before == null ? FreshRows.all() : FreshRows.since(before, now);
  }

  /** Forgets everything: what is half changed is good for nothing. */
  void forget() {
    files.clear();
    visits.clear();
    customers.clear();
    pagesWithDistribution.clear();
    pagesWithUsers.clear();
    purchases = null;
  }

  /** The purchases as they were, if nothing of them has changed; else they are read. */
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

  /** The visits of each day; what a reading will read anew is not there any more. */
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

  /** The pages whose distributions are remembered of all days. */
  Set<String> pagesWithDistribution() {
    return pagesWithDistribution;
  }

  /** The pages whose users are remembered of all days. */
  Set<String> pagesWithUsers() {
    return pagesWithUsers;
  }
}
