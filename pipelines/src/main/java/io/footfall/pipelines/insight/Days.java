package io.footfall.pipelines.insight;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The days with data, in ascending order. Other classes refer to a day by its index. */
final class Days {
  private static final long SECONDS = Duration.ofDays(1).toSeconds();

  private final List<LocalDate> days;
  private final Map<LocalDate, Integer> numbers = new HashMap<>();

  private Days(List<LocalDate> days) {
    this.days = days;
    for (int i = 0; i < days.size(); i++) {
      numbers.put(days.get(i), i);
    }
  }

  /** Returns the days of relations that have a column event_date. */
  static Days of(InsightQueries answers, List<String> relations) {
    SortedSet<LocalDate> all = new TreeSet<>();
    for (String relation : relations) {
      answers.forEachRow(
          "SELECT DISTINCT event_date FROM " + relation, row -> all.add(day(row, 1)));
    }
    return new Days(new ArrayList<>(all));
  }

  List<LocalDate> list() {
    return days;
  }

  int size() {
    return days.size();
  }

  /** Returns the index of the day in a column of a row. */
  int number(ResultSet row, int column) throws SQLException {
    LocalDate day = day(row, column);
    Integer number = numbers.get(day);
    if (number == null) {
      throw new SQLException("a day was added while the report was read: " + day);
    }
    return number;
  }

  static LocalDate day(ResultSet row, int column) throws SQLException {
    return LocalDate.parse(row.getString(column));
  }

  /**
   * Returns the seconds from midnight UTC of the day in one column to the epoch time in another.
   */
  static int second(ResultSet row, int day, int epoch) throws SQLException {
    return (int) (Math.round(row.getDouble(epoch)) - day(row, day).toEpochDay() * SECONDS);
  }
}
