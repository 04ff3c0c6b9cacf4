package io.footfall.pipelines.generate;

import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Durations;
import io.footfall.pipelines.options.Problems;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

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
 * @param zipf exponent of the popularity of URLs or customers; 0 for a uniform distribution
 * @param lateChance share of late rows, of 2^32
 * @param latestSeconds maximum lateness in seconds
 * @param malformedChance share of malformed rows, of 2^32
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
    double zipf,
    long lateChance,
    long latestSeconds,
    long malformedChance,
    long seed,
    Optional<Path> answers,
    boolean overwrite) {

  static final long MAX_ROWS = Integer.MAX_VALUE;
  static final int MAX_DAYS = 36_500;

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /**
   * Validates the arguments.
   *
   * @throws io.footfall.errors.FootfallException for all problems at once
   */
  static GenerateSettings of(Arguments arguments) {
    arguments.options(GenerateOptions.class);
    Problems problems = arguments.problems();
    Dataset dataset = dataset(arguments.operands(), problems);
    Values values = new Values(arguments.values(), problems);
    boolean visits = dataset == Dataset.VISITS;
    for (String other : visits ? List.of("customers") : List.of("users", "urls")) {
      if (arguments.values().containsKey(other)) {
        problems.add(
            "--%s does not apply to footfall generate %s. Leave it out."
                .formatted(other, dataset.name().toLowerCase(Locale.ROOT)));
      }
    }
    if (!arguments.values().containsKey("output")) {
      problems.add("--output is required, for example --output=visits.csv.");
    }
    if (!arguments.values().containsKey("rows")) {
      problems.add("--rows is required, for example --rows=1000.");
    }
    long rows = values.number("rows", 0, 0, MAX_ROWS);
    // Defaults grow with the rows: 10,000,000 rows have 100,000 URLs and 1,000,000 users, or about
    // 7,140,000 customer-days.
    int urls = visits ? (int) values.number("urls", atLeastTen(rows / 100), 1, Zipf.MAX_RANKS) : 0;
    int people =
        visits
            ? (int) values.number("users", atLeastTen(rows / 10), 1, Zipf.MAX_RANKS)
            : (int) values.number("customers", atLeastTen(rows * 204 / 10_000), 1, Zipf.MAX_RANKS);
    GenerateSettings settings =
        new GenerateSettings(
            dataset,
            values.path("output"),
            rows,
            people,
            urls,
            (int) values.number("days", visits ? 30 : 70, 1, MAX_DAYS),
            values.date("start", LocalDate.of(2022, 3, 1)),
            values.decimal("zipf", 4).doubleValue(),
            values.ratio("late"),
            Durations.parse("latest", values.text("latest", "1h"), problems).toSeconds(),
            values.ratio("malformed"),
            values.number("seed", 1, 0, Long.MAX_VALUE),
            arguments.values().containsKey("answers")
                ? Optional.of(values.path("answers"))
                : Optional.empty(),
            Boolean.parseBoolean(values.text("overwrite", "false")));
    problems.throwIfAny();
    return settings;
  }

  private static Dataset dataset(List<String> operands, Problems problems) {
    String name = operands.isEmpty() ? "" : operands.get(0);
    if (operands.size() > 1) {
      problems.addUnexpected(operands.get(1));
    }
    switch (name) {
      case "visits" -> {
        return Dataset.VISITS;
      }
      case "purchases" -> {
        return Dataset.PURCHASES;
      }
      default -> {
        problems.add(
            name.isEmpty()
                ? "Choose what to generate: visits or purchases."
                : "Cannot generate '" + name + "'. Choose visits or purchases.");
        return Dataset.VISITS;
      }
    }
  }

  private static long atLeastTen(long number) {
    return Math.min(Zipf.MAX_RANKS, Math.max(10, number));
  }

  /** Parses values, and collects the problems. */
  private record Values(Map<String, String> values, Problems problems) {

    String text(String name, String otherwise) {
      return values.getOrDefault(name, otherwise);
    }

    private void expected(String name, String expected) {
      problems.add("--" + name + "=" + values.get(name) + " is not " + expected + ".");
    }

    Path path(String name) {
      try {
        return Path.of(text(name, ""));
      } catch (InvalidPathException e) {
        expected(name, "a path: " + e.getReason());
        return Path.of("");
      }
    }

    long number(String name, long otherwise, long least, long most) {
      String digits = text(name, Long.toString(otherwise)).replace("_", "");
      boolean isNumber = NUMBER.matcher(digits).matches();
      long number = isNumber ? Long.parseLong(digits) : least;
      if (!isNumber || number < least || number > most) {
        expected(name, "a whole number from " + least + " to " + most);
        return least;
      }
      return number;
    }

    BigDecimal decimal(String name, int most) {
      try {
        BigDecimal decimal = new BigDecimal(text(name, "0"));
        if (decimal.signum() >= 0 && decimal.compareTo(BigDecimal.valueOf(most)) <= 0) {
          return decimal;
        }
      } catch (NumberFormatException e) {
        // Reported below, like a number that is out of range.
      }
      expected(name, "a number from 0 to " + most);
      return BigDecimal.ZERO;
    }

    /** Returns a ratio as a share of 2^32, so that chances are compared as integers. */
    long ratio(String name) {
      return decimal(name, 1)
          .multiply(BigDecimal.valueOf(1L << 32))
          .setScale(0, RoundingMode.HALF_UP)
          .longValueExact();
    }

    LocalDate date(String name, LocalDate otherwise) {
      try {
        LocalDate date = LocalDate.parse(text(name, otherwise.toString()));
        if (date.getYear() >= 1 && date.getYear() <= 9_000) {
          return date;
        }
      } catch (DateTimeException e) {
        // Reported below.
      }
      expected(name, "a date such as 2022-03-01");
      return otherwise;
    }
  }
}
