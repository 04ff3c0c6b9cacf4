package io.footfall.pipelines.generate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Validated settings of the generator.
 *
 * @param dataset visits or purchases
 * @param output the file to write
 * @param rows number of rows, including malformed ones
 * @param people maximum number of users or customers
 * @param urls maximum number of URLs; 0 for purchases
 * @param days number of days
 * @param start first day
 * @param order order of the rows
 * @param zipf exponent of the popularity of URLs or customers; 0 for a uniform distribution
 * @param lateChance share of late rows, of 2^32
 * @param latestSeconds maximum lateness in seconds
 * @param malformedChance share of malformed rows, of 2^32
 * @param quotedChance share of rows with quoted fields, of 2^32
 * @param idPrefix prefix of user or customer ids; empty for plain integers
 * @param seed seed of the random numbers
 * @param answers directory for the exact answers, or null
 * @param overwrite whether existing files may be replaced
 */
record GenerateSettings(
    Dataset dataset,
    Path output,
    long rows,
    int people,
    int urls,
    int days,
    LocalDate start,
    Order order,
    double zipf,
    long lateChance,
    long latestSeconds,
    long malformedChance,
    long quotedChance,
    String idPrefix,
    long seed,
    Optional<Path> answers,
    boolean overwrite) {

  /** The order of the rows. */
  enum Order {
    /** By time, as in a log, except for late rows. */
    TIME,
    /** Random times. */
    RANDOM
  }

  static final long MAX_ROWS = Integer.MAX_VALUE;
  static final int MAX_DAYS = 36_500;

  private static final Pattern PREFIX = Pattern.compile("([A-Za-z][A-Za-z0-9_-]{0,63})?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /** Parses the arguments after the name of the dataset. */
  static GenerateSettings parse(Dataset dataset, List<String> arguments) throws UsageException {
    Options options = new Options(arguments);
    boolean visits = dataset == Dataset.VISITS;
    String output = options.take("output", "");
    if (output.isEmpty()) {
      throw new UsageException("--output is required, for example --output=visits.csv.");
    }
    String answers = options.take("answers", "");
    long rows = options.number("rows", -1, 0, MAX_ROWS);
    if (rows < 0) {
      throw new UsageException("--rows is required, for example --rows=1000.");
    }
    // Defaults grow with the rows: 10,000,000 rows have 100,000 URLs and 1,000,000 users, or about
    // 7,140,000 customer-days.
    int urls = visits ? (int) options.number("urls", atLeastTen(rows / 100), 1, Zipf.MAX_RANKS) : 0;
    int people =
        visits
            ? (int) options.number("users", atLeastTen(rows / 10), 1, Zipf.MAX_RANKS)
            : (int) options.number("customers", atLeastTen(rows * 204 / 10_000), 1, Zipf.MAX_RANKS);
    GenerateSettings settings =
        new GenerateSettings(
            dataset,
            path("output", output),
            rows,
            people,
            urls,
            (int) options.number("days", visits ? 30 : 70, 1, MAX_DAYS),
            options.date("start", LocalDate.of(2022, 3, 1)),
            options.order(),
            options.decimal("zipf", 4).doubleValue(),
            options.ratio("late"),
            options.seconds("latest", 3_600),
            options.ratio("malformed"),
            options.ratio("quoted"),
            options.prefix(),
            options.number("seed", 1, 0, Long.MAX_VALUE),
            answers.isEmpty() ? Optional.empty() : Optional.of(path("answers", answers)),
            options.flag("overwrite"));
    options.refuseRest(dataset);
    return settings;
  }

  private static long atLeastTen(long number) {
    return Math.min(Zipf.MAX_RANKS, Math.max(10, number));
  }

  private static Path path(String name, String value) throws UsageException {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new UsageException(
          "--" + name + "=" + value + " is not a path: " + e.getReason() + ".");
    }
  }

  /** The options that have not been read. */
  private static final class Options {
    private final Map<String, String> values = new LinkedHashMap<>();

    Options(List<String> arguments) throws UsageException {
      for (String argument : arguments) {
        if (!argument.startsWith("--")) {
          throw new UsageException("\"" + argument + "\" is not an option. Use --name=value.");
        }
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
        String value = equals < 0 ? "true" : argument.substring(equals + 1);
        if (values.put(name, value) != null) {
          throw new UsageException("--" + name + " is set twice.");
        }
      }
    }

    String take(String name, String otherwise) {
      @Nullable String value = values.remove(name);
      return value == null ? otherwise : value;
    }

    boolean flag(String name) throws UsageException {
      String value = take(name, "false");
      return switch (value) {
        case "true" -> true;
        case "false" -> false;
        default -> throw wrong(name, value, "true or false");
      };
    }

    long number(String name, long otherwise, long least, long most) throws UsageException {
      String value = take(name, "");
      if (value.isEmpty()) {
        return otherwise;
      }
      String digits = value.replace("_", "");
      if (!NUMBER.matcher(digits).matches()) {
        throw wrong(name, value, "a whole number");
      }
      long number = Long.parseLong(digits);
      if (number < least || number > most) {
        throw wrong(name, value, "a number from " + least + " to " + most);
      }
      return number;
    }

    BigDecimal decimal(String name, int most) throws UsageException {
      String value = take(name, "0");
      try {
        BigDecimal decimal = new BigDecimal(value);
        if (decimal.signum() >= 0 && decimal.compareTo(BigDecimal.valueOf(most)) <= 0) {
          return decimal;
        }
      } catch (NumberFormatException e) {
        // Reported below, as a number out of range is.
      }
      throw wrong(name, value, "a number from 0 to " + most);
    }

    /** Returns a ratio as a share of 2^32, so that chances are compared as integers. */
    long ratio(String name) throws UsageException {
      return decimal(name, 1)
          .multiply(BigDecimal.valueOf(1L << 32))
          .setScale(0, RoundingMode.HALF_UP)
          .longValueExact();
    }

    long seconds(String name, long otherwise) throws UsageException {
      String value = take(name, otherwise + "s");
      String unit = value.isEmpty() ? "" : value.substring(value.length() - 1);
      long seconds =
          switch (unit) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            default -> 0;
          };
      String digits = seconds == 0 ? value : value.substring(0, value.length() - 1);
      if (digits.length() > 9 || !NUMBER.matcher(digits).matches()) {
        throw wrong(name, value, "a duration such as 90s, 15m, 2h or 3d");
      }
      return Long.parseLong(digits) * Math.max(1, seconds);
    }

    LocalDate date(String name, LocalDate otherwise) throws UsageException {
      String value = take(name, otherwise.toString());
      try {
        LocalDate date = LocalDate.parse(value);
        if (date.getYear() >= 1 && date.getYear() <= 9_000) {
          return date;
        }
      } catch (DateTimeException e) {
        // Reported below.
      }
      throw wrong(name, value, "a date such as 2022-03-01");
    }

    Order order() throws UsageException {
      String value = take("order", "time");
      return switch (value) {
        case "time" -> Order.TIME;
        case "random" -> Order.RANDOM;
        default -> throw wrong("order", value, "time or random");
      };
    }

    String prefix() throws UsageException {
      String value = take("idPrefix", "");
      if (!PREFIX.matcher(value).matches()) {
        throw wrong("idPrefix", value, "a letter, then letters, digits, _ or -");
      }
      return value;
    }

    void refuseRest(Dataset dataset) throws UsageException {
      if (!values.isEmpty()) {
        String name = values.keySet().iterator().next();
        throw new UsageException(
            "--"
                + name
                + " is not an option of footfall generate "
                + dataset.name().toLowerCase(Locale.ROOT)
                + ". Run 'footfall generate --help' to list the options.");
      }
    }

    private static UsageException wrong(String name, String value, String expected) {
      return new UsageException("--" + name + "=" + value + " is not " + expected + ".");
    }
  }
}
