package io.footfall.pipelines.inspect;

import io.footfall.values.TimestampFormat;
import java.text.ParsePosition;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Describes the values of a column in a sample. */
final class ColumnProfile {
  static final String TIMESTAMP = "timestamp";
  static final String EPOCH_TYPE = "timestamp as a number";
  static final String DATE = "date";
  static final String CLOCK_TIME = "clock";
  static final String DAY_MONTH = "date with day and month";
  static final String NUMBER = "number";
  static final String DECIMAL_COMMA = "number with decimal comma";
  static final String GROUPING_COMMA = "number with grouping comma";
  static final String GROUPING_BLANK = "grouping blank";
  static final String GROUPING_APOSTROPHE = "grouping apostrophe";
  static final String MONEY_TYPE = "amount with currency";
  static final String URL_TYPE = "URL";
  static final String TEXT = "text";
  static final String PATTERN_TYPE = "timestamp in the pattern ";

  private static final int EXAMPLES = 3;
  private static final int LONGEST_TIMESTAMP = 40;

  /** Formats that require {@code --timestampFormat}. */
  private static final List<TimestampFormat> PATTERNS =
      Stream.of(
              "dd MMM yyyy HH:mm[:ss]",
              "d MMM yyyy",
              "MMM d, yyyy HH:mm[:ss]",
              "MMM d, yyyy h:mm[:ss] a",
              "MMM d, yyyy",
              "d MMMM yyyy HH:mm[:ss]",
              "MMMM d, yyyy",
              "dd/MMM/yyyy:HH:mm:ss Z",
              "EEE, dd MMM yyyy HH:mm:ss Z")
          .map(TimestampFormat::of)
          .toList();

  private static final Set<String> NULL_WORDS =
      Set.of("NULL", "null", "None", "nan", "NaN", "N/A", "(not set)", "\\N");
  private static final Pattern YEAR_FIRST =
      Pattern.compile(
          "(?:\\d{4}([-/])\\d{1,2}\\1\\d{1,2}|(?:19|20)\\d{2}[01]\\d[0-3]\\d)([T ]+\\d{1,2}:?\\d{2}.*)?");
  private static final Pattern CLOCK =
      Pattern.compile("\\d{1,2}:[0-5]\\d(:[0-5]\\d)?(\\.\\d+)?( ?[APap][Mm])?");
  private static final Pattern DAY_AND_MONTH =
      Pattern.compile("(\\d{1,2})[/.-](\\d{1,2})[/.-](\\d{4}|\\d{2})(\\D.*)?");
  private static final Pattern EPOCH = Pattern.compile("1\\d{9}|1\\d{12}|1\\d{15}|1\\d{18}");
  private static final Pattern DECIMAL = Pattern.compile("[-+]?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");
  private static final Pattern COMMA = Pattern.compile("[-+]?(\\d+|\\d{1,3}(\\.\\d{3})+),\\d{1,2}");
  private static final Pattern GROUPED = Pattern.compile("[-+]?\\d{1,3}(,\\d{3})+(\\.\\d+)?");
  private static final Pattern GROUPED_APART =
      Pattern.compile("[-+]?\\d{1,3}(?:([ \u00a0\u202f'])\\d{3})+([.,]\\d+)?");
  private static final Pattern MONEY =
      Pattern.compile(
          "[-(]*([$\u20ac\u00a3]|[A-Z]{3})\\s?[-\\d.,]+\\)?|[-\\d.,]+\\s?([$\u20ac\u00a3]|[A-Z]{3})");
  private static final Pattern URL = Pattern.compile("(/|https?://).*");

  private final String name;
  private final List<String> examples = new ArrayList<>();
  private final Map<String, Integer> nullWords = new LinkedHashMap<>();
  private final Map<String, Integer> types = new LinkedHashMap<>();
  private final Set<String> notations = new HashSet<>();
  private final Map<String, Integer> currencies = new LinkedHashMap<>();
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
    Matcher yearFirst = YEAR_FIRST.matcher(value);
    if (yearFirst.matches() && yearFirst.group(2) != null) {
      return TIMESTAMP;
    }
    if (EPOCH.matcher(value).matches()) {
      return EPOCH_TYPE;
    }
    if (yearFirst.matches()) {
      return DATE;
    }
    if (CLOCK.matcher(value).matches()) {
      return CLOCK_TIME;
    }
    if (date.matches()) {
      dates++;
      firstAbove12 += Integer.parseInt(date.group(1)) > 12 ? 1 : 0;
      secondAbove12 += Integer.parseInt(date.group(2)) > 12 ? 1 : 0;
      return DAY_MONTH;
    }
    if (DECIMAL.matcher(value).matches()) {
      return NUMBER;
    }
    if (COMMA.matcher(value).matches()) {
      return DECIMAL_COMMA;
    }
    if (GROUPED.matcher(value).matches()) {
      return GROUPING_COMMA;
    }
    Matcher apart = GROUPED_APART.matcher(value);
    if (apart.matches()) {
      notations.add(apart.group(1).equals("'") ? GROUPING_APOSTROPHE : GROUPING_BLANK);
      if (apart.group(2) != null && apart.group(2).startsWith(",")) {
        notations.add(DECIMAL_COMMA);
      }
      return NUMBER;
    }
    if (MONEY.matcher(value).matches()) {
      currencies.merge(currency(value), 1, Integer::sum);
      String number = value.replaceAll("[^\\d.,]", "");
      if (COMMA.matcher(number).matches()) {
        notations.add(DECIMAL_COMMA);
      } else if (GROUPED.matcher(number).matches()) {
        notations.add(GROUPING_COMMA);
      }
      return MONEY_TYPE;
    }
    if (URL.matcher(value).matches()) {
      return URL_TYPE;
    }
    return pattern(value).map(p -> PATTERN_TYPE + p).orElse(TEXT);
  }

  private static Optional<String> pattern(String value) {
    if (value.length() > LONGEST_TIMESTAMP || value.chars().noneMatch(Character::isDigit)) {
      return Optional.empty();
    }
    return PATTERNS.stream()
        .filter(format -> parses(format.formatter(), value))
        .map(TimestampFormat::pattern)
        .findFirst();
  }

  private static boolean parses(DateTimeFormatter formatter, String value) {
    ParsePosition position = new ParsePosition(0);
    return formatter.parseUnresolved(value, position) != null
        && position.getErrorIndex() < 0
        && position.getIndex() == value.length();
  }

  private static String currency(String value) {
    String letters = value.replaceAll("[^A-Z]", "");
    return value.contains("$")
        ? "USD"
        : value.contains("\u20ac") ? "EUR" : value.contains("\u00a3") ? "GBP" : letters;
  }

  String name() {
    return name;
  }

  /** Returns the currency of the amounts; empty without amounts, and for several currencies. */
  Optional<String> currency() {
    return currencies.size() == 1
        ? Optional.of(currencies.keySet().iterator().next())
        : Optional.empty();
  }

  /** Returns whether most values are numbers, in any notation. */
  boolean isNumeric() {
    return Set.of(NUMBER, DECIMAL_COMMA, GROUPING_COMMA, MONEY_TYPE).contains(type());
  }

  /** Returns whether most values are points in time, in any notation. */
  boolean isTime() {
    String type = type();
    return Set.of(TIMESTAMP, EPOCH_TYPE, DATE, DAY_MONTH).contains(type)
        || type.startsWith(PATTERN_TYPE);
  }

  /** Returns whether any value has this type, or any amount this notation. */
  boolean has(String type) {
    return types.containsKey(type) || notations.contains(type);
  }

  /** Returns whether some values are empty or null words. */
  boolean lacksValues() {
    return empty > 0 || !nullWords.isEmpty();
  }

  int empty() {
    return empty;
  }

  List<String> examples() {
    return examples;
  }

  Map<String, Integer> nullWords() {
    return nullWords;
  }

  /** Returns the most frequent type of the values. */
  String type() {
    return types.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("empty");
  }

  /** Returns {@code dmy} or {@code mdy} if the values determine the order; otherwise empty. */
  String dayOrder() {
    return dates == 0 || (firstAbove12 > 0) == (secondAbove12 > 0)
        ? ""
        : firstAbove12 > 0 ? "dmy" : "mdy";
  }

  boolean hasDates() {
    return dates > 0;
  }

  /** Returns the number of values that are neither empty nor null words. */
  int values() {
    return values;
  }

  /** Returns the evidence for the type. */
  String evidence() {
    int typed = types.getOrDefault(type(), 0);
    String counted = typed + " of " + values + " values";
    if (dates > 0) {
      return "%s dates, %s with a first number above 12, %s with a second"
          .formatted(dates, firstAbove12, secondAbove12);
    }
    return counted + (empty == 0 ? "" : ", " + empty + " empty");
  }
}
