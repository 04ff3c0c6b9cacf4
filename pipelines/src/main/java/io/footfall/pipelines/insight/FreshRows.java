package io.footfall.pipelines.insight;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which rows of a dataset are to be read, where those of a reading before are remembered: a file of
 * a lake never changes, so that a day with the same files has the same rows. A day that has more
 * files than before has more rows, those of the batches that came; any other day is read anew.
 */
final class FreshRows {
  /** The relation that tells which files a day has, with event_date, path and batch of each. */
  static final String FILES = "lake_files";

  private static final FreshRows ALL = new FreshRows(true);

  private final boolean isAll;
  private final NavigableSet<LocalDate> anew = new TreeSet<>();
  private final Map<LocalDate, NavigableSet<String>> more = new TreeMap<>();

  private FreshRows(boolean isAll) {
    this.isAll = isAll;
  }

  /** All rows. */
  static FreshRows all() {
    return ALL;
  }

  /**
   * The rows that were not there before.
   *
   * @param before the files of each day, each with its batches
   * @param now the same
   */
  static FreshRows since(
      Map<LocalDate, Map<String, Set<String>>> before,
      Map<LocalDate, Map<String, Set<String>>> now) {
    FreshRows fresh = new FreshRows(false);
    Set<LocalDate> days = new HashSet<>(before.keySet());
    days.addAll(now.keySet());
    for (LocalDate day : days) {
      Map<String, Set<String>> had = before.getOrDefault(day, Map.of());
      Map<String, Set<String>> has = now.getOrDefault(day, Map.of());
      Map<String, Set<String>> came = new TreeMap<>(has);
      came.keySet().removeAll(had.keySet());
      NavigableSet<String> batches = batches(came.values());
      boolean hasMore =
          has.keySet().containsAll(had.keySet())
              && Collections.disjoint(batches, batches(had.values()));
      if (!hasMore) {
        fresh.anew.add(day);
      } else if (!batches.isEmpty()) {
        fresh.more.put(day, batches);
      }
    }
    return fresh;
  }

  private static NavigableSet<String> batches(Collection<Set<String>> files) {
    NavigableSet<String> all = new TreeSet<>();
    files.forEach(all::addAll);
    return all;
  }

  /** Whether nothing is remembered. */
  boolean isAll() {
    return isAll;
  }

  /** Whether there is nothing to read. */
  boolean isNone() {
    return !isAll && anew.isEmpty() && more.isEmpty();
  }

  /** The days that have a row to be read, if there is one that is remembered. */
  Set<LocalDate> days() {
    Set<LocalDate> days = new TreeSet<>(anew);
    days.addAll(more.keySet());
    return days;
  }

  /** The days of which something that is remembered stays right. */
  Set<LocalDate> grown() {
    return more.keySet();
  }

  /** Leaves of what is remembered by day what stays right. */
  void forgetIn(Map<LocalDate, ?> remembered) {
    if (isAll) {
      remembered.clear();
    } else {
      remembered.keySet().removeAll(anew);
    }
  }

  /** That a row of a dataset is to be read, as a condition of SQL. */
  String condition() {
    if (isAll) {
      return "TRUE";
    }
    List<String> parts = new ArrayList<>();
    if (!anew.isEmpty()) {
      parts.add(in(anew));
    }
    NavigableSet<String> batches = new TreeSet<>();
    more.forEach(
        (day, came) -> {
          parts.add("event_date = " + date(day) + " AND batch IN (" + list(came) + ")");
          batches.addAll(came);
        });
    if (parts.isEmpty()) {
      return "FALSE";
    }
    // By these files are left out; by the rest, rows.
    String span = between(days());
    if (anew.isEmpty()) {
      span += " AND batch BETWEEN '" + batches.first() + "' AND '" + batches.last() + "'";
    }
    return span + parts.stream().collect(Collectors.joining(" OR ", " AND (", ")"));
  }

  /** That a row is of one of some days, as a condition of SQL. */
  static String ofDays(Set<LocalDate> days) {
    return days.isEmpty() ? "FALSE" : between(days) + " AND " + in(days);
  }

  private static String between(Set<LocalDate> days) {
    return "event_date BETWEEN "
        + date(Collections.min(days))
        + " AND "
        + date(Collections.max(days));
  }

  private static String in(Set<LocalDate> days) {
    return "event_date IN ("
        + days.stream().map(FreshRows::date).collect(Collectors.joining(", "))
        + ")";
  }

  private static String date(LocalDate day) {
    return "DATE '" + day + "'";
  }

  /** Ids of batches are letters, digits and a few signs. */
  private static String list(Collection<String> batches) {
    return batches.stream().map(b -> "'" + b + "'").collect(Collectors.joining(", "));
  }
}
