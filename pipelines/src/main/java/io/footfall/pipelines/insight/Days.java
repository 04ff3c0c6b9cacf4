package io.footfall.pipelines.insight;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The days that there is anything of, ascending; other places name a day by its number. */
final class Days {
  private final List<LocalDate> days;
  private final Map<LocalDate, Integer> numbers = new HashMap<>();

  private Days(List<LocalDate> days) {
    this.days = days;
    for (int i = 0; i < days.size(); i++) {
      numbers.put(days.get(i), i);
    }
  }

  /** The days of these relations, which have a column event_date. */
  static Days of(Answers answers, List<String> relations) {
    SortedSet<LocalDate> all = new TreeSet<>();
    for (String relation : relations) {
      answers.every("SELECT DISTINCT event_date FROM " + relation, row -> all.add(day(row, 1)));
    }
    return new Days(new ArrayList<>(all));
  }

  List<LocalDate> list() {
    return days;
  }

  int size() {
    return days.size();
  }

  /** The number of the day that a row has in a column. */
  int number(ResultSet row, int column) throws SQLException {
    LocalDate day = day(row, column);
    Integer number = numbers.get(day);
    if (number == null) {
      throw new SQLException("a day has come while the report was read: " + day);
    }
    return number;
  }

  /** The day that a row has in a column. */
  static LocalDate day(ResultSet row, int column) throws SQLException {
    return LocalDate.parse(row.getString(column));
  }
}
