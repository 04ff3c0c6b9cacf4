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
 * Selects the rows that an earlier read did not cover. Lake files never change, so a day with the
 * same files has the same rows. If a day only has additional files, only the rows of the new
 * batches are read. All other changed days are read again.
 */
final class FreshRows {
  /** The relation that lists the files of each day, with event_date, path and batch. */
  static final String FILES = "lake_files";

  private static final FreshRows ALL = new FreshRows(true);

  private final boolean isAll;
  private final NavigableSet<LocalDate> changed = new TreeSet<>();
  private final Map<LocalDate, NavigableSet<String>> more = new TreeMap<>();

  private FreshRows(boolean isAll) {
    this.isAll = isAll;
  }

  /** Selects all rows. */
  static FreshRows all() {
    return ALL;
  }

  /**
   * Selects the rows that were not there before.
   *
   * @param before the previous files of each day, with their batches
   * @param now the current files
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
        fresh.changed.add(day);
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

  /** Returns whether there was no earlier read. */
  boolean isAll() {
    return isAll;
  }

  /** Returns whether there is nothing to read. */
  boolean isNone() {
    return !isAll && changed.isEmpty() && more.isEmpty();
  }

  /** Returns the days with rows to read; empty if all rows are read. */
  Set<LocalDate> days() {
    Set<LocalDate> days = new TreeSet<>(changed);
    days.addAll(more.keySet());
    return days;
  }

  /** Returns the days with additional rows, whose remembered rows stay valid. */
  Set<LocalDate> grown() {
    return more.keySet();
  }

  /** Removes invalid days from a memory. */
  void forgetIn(Map<LocalDate, ?> remembered) {
    if (isAll) {
      remembered.clear();
    } else {
      remembered.keySet().removeAll(changed);
    }
  }

  /** Returns an SQL condition that selects the rows to read. */
  String condition() {
    if (isAll) {
      return "TRUE";
    }
    List<String> parts = new ArrayList<>();
    if (!changed.isEmpty()) {
      parts.add(in(changed));
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
    // The range lets the database skip files; the other conditions select rows.
    String span = between(days());
    if (changed.isEmpty()) {
      span += " AND batch BETWEEN '" + batches.first() + "' AND '" + batches.last() + "'";
    }
    return span + parts.stream().collect(Collectors.joining(" OR ", " AND (", ")"));
  }

  /** Returns an SQL condition that selects days. */
  static String ofDays(Set<LocalDate> days) {
    return days.isEmpty() ? "FALSE" : between(days) + " AND " + in(days);
  }

  private static String between(Set<LocalDate> days) {
    return "event_date BETWEEN %s AND %s"
        .formatted(date(Collections.min(days)), date(Collections.max(days)));
  }

  private static String in(Set<LocalDate> days) {
    return "event_date IN ("
        + days.stream().map(FreshRows::date).collect(Collectors.joining(", "))
        + ")";
  }

  private static String date(LocalDate day) {
    return "DATE '" + day + "'";
  }

  /** Needs no escaping, because batch ids contain no quotes. */
  private static String list(Collection<String> batches) {
    return batches.stream().map(b -> "'" + b + "'").collect(Collectors.joining(", "));
  }
}
