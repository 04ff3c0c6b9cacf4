package io.footfall.pipelines.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the values of a column of a sample look like. */
final class ColumnProfile {
  private static final int EXAMPLES = 3;
  private static final Set<String> NULL_WORDS =
      Set.of("NULL", "null", "None", "nan", "NaN", "N/A", "(not set)", "\\N");
  private static final Pattern YEAR_FIRST =
      Pattern.compile("\\d{4}([-/]?)\\d{2}\\1\\d{2}([T ]+\\d{1,2}:?\\d{2}.*)?");
  private static final Pattern DAY_AND_MONTH =
      Pattern.compile("(\\d{1,2})[/.-](\\d{1,2})[/.-](\\d{4}|\\d{2})(\\D.*)?");
  private static final Pattern EPOCH = Pattern.compile("1\\d{9}|1\\d{12}|1\\d{15}|1\\d{18}");
  private static final Pattern DECIMAL = Pattern.compile("[-+]?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");
  private static final Pattern COMMA = Pattern.compile("[-+]?(\\d+|\\d{1,3}(\\.\\d{3})+),\\d{1,2}");
  private static final Pattern GROUPED = Pattern.compile("[-+]?\\d{1,3}(,\\d{3})+(\\.\\d+)?");
  private static final Pattern MONEY =
      Pattern.compile(
          "[-(]*([$\u20ac\u00a3]|[A-Z]{3})\\s?[-\\d.,]+\\)?|[-\\d.,]+\\s?([$\u20ac\u00a3]|[A-Z]{3})");
  private static final Pattern URL = Pattern.compile("(/|https?://).*");

  private final String name;
  private final List<String> examples = new ArrayList<>();
  private final Map<String, Integer> nullWords = new LinkedHashMap<>();
  private final Map<String, Integer> types = new LinkedHashMap<>();
  private int values;
  private int empty;
  private int firstAbove12;
  private int secondAbove12;
  private int dates;

  ColumnProfile(String name) {
    this.name = name;
  }

  void add(String value) {
    if (value.isBlank()) {
      empty++;
      return;
    }
    if (NULL_WORDS.contains(value)) {
      nullWords.merge(value, 1, Integer::sum);
      return;
    }
    values++;
    if (examples.size() < EXAMPLES && !examples.contains(value)) {
      examples.add(value);
    }
    types.merge(type(value), 1, Integer::sum);
  }

  private String type(String value) {
    Matcher date = DAY_AND_MONTH.matcher(value);
    if (EPOCH.matcher(value).matches() || YEAR_FIRST.matcher(value).matches()) {
      return "timestamp";
    }
    if (date.matches()) {
      dates++;
      firstAbove12 += Integer.parseInt(date.group(1)) > 12 ? 1 : 0;
      secondAbove12 += Integer.parseInt(date.group(2)) > 12 ? 1 : 0;
      return "date with day and month";
    }
    if (DECIMAL.matcher(value).matches()) {
      return "number";
    }
    if (COMMA.matcher(value).matches()) {
      return "number with decimal comma";
    }
    if (GROUPED.matcher(value).matches()) {
      return "number with grouping comma";
    }
    if (MONEY.matcher(value).matches()) {
      return "amount with currency";
    }
    return URL.matcher(value).matches() ? "URL" : "text";
  }

  String name() {
    return name;
  }

  List<String> examples() {
    return examples;
  }

  Map<String, Integer> nullWords() {
    return nullWords;
  }

  /** Returns the type of most values. */
  String type() {
    return types.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("empty");
  }

  /** Returns {@code dmy} or {@code mdy} if the values decide it; empty if they do not. */
  String dayOrder() {
    return dates == 0 || (firstAbove12 > 0) == (secondAbove12 > 0)
        ? ""
        : firstAbove12 > 0 ? "dmy" : "mdy";
  }

  boolean hasDates() {
    return dates > 0;
  }

  /** Returns what speaks for the type. */
  String evidence() {
    int typed = types.getOrDefault(type(), 0);
    String counted = typed + " of " + values + " values";
    if (dates > 0) {
      return dates
          + " dates, "
          + firstAbove12
          + " with a first number above 12, "
          + secondAbove12
          + " with a second";
    }
    return counted + (empty == 0 ? "" : ", " + empty + " empty");
  }
}
