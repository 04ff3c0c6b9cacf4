package io.footfall.pipelines.check;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.options.NearestName;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A rule of a file: the condition under which a number is out of bounds.
 *
 * @param text the rule as written
 * @param metric the number
 * @param period the days
 * @param isChange whether the change since the previous period is compared, in percent
 * @param isAbove whether numbers above the threshold are out of bounds, rather than those below
 * @param threshold the bound
 */
record Rule(
    String text,
    Metric metric,
    Period period,
    boolean isChange,
    boolean isAbove,
    BigDecimal threshold) {

  private static final int MOST_SHOWN = 10;

  /**
   * Reads a file of rules.
   *
   * @throws FootfallException with the first mistakes in it, or if it cannot be read
   */
  static List<Rule> read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw FootfallException.unreadable("--rules=" + file, e);
    }
    List<Rule> rules = new ArrayList<>();
    List<String> mistakes = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        try {
          rules.add(parse(line));
        } catch (FootfallException e) {
          mistakes.add("line " + (i + 1) + ": " + e.getMessage());
        }
      }
    }
    if (!mistakes.isEmpty()) {
      throw FootfallException.usage(
          mistakes.size() == 1
              ? file + ", " + mistakes.get(0)
              : "%s has %s problems.\n  %s%s"
                  .formatted(
                      file,
                      mistakes.size(),
                      mistakes.stream().limit(MOST_SHOWN).collect(Collectors.joining("\n  ")),
                      mistakes.size() > MOST_SHOWN ? "\n  ..." : ""));
    }
    if (rules.isEmpty()) {
      throw FootfallException.usage(
          file + " has no rule. Write one per line, such as: visits last-day below 1000");
    }
    return rules;
  }

  /**
   * Parses {@code METRIC PERIOD [change] above|below NUMBER}.
   *
   * @throws FootfallException if the text is not a rule
   */
  static Rule parse(String text) {
    String[] words = text.split("\\s+", -1);
    boolean isChange = words.length == 5 && words[2].equals("change");
    if (words.length != 4 && !isChange) {
      throw FootfallException.usage(
          "'" + text + "' is not a rule. Expected METRIC PERIOD [change] above|below NUMBER.");
    }
    Metric metric =
        Metric.named(words[0]).orElseThrow(() -> unknown("metric", words[0], Metric.words()));
    Period period =
        Period.named(words[1]).orElseThrow(() -> unknown("period", words[1], Period.words()));
    if (!metric.hasPeriods() && period != Period.ALL) {
      throw FootfallException.usage(
          metric.word() + " has no periods. Write: " + metric.word() + " all ...");
    }
    if (isChange && !period.hasPrevious()) {
      throw FootfallException.usage("No period precedes " + period.word() + ". Omit 'change'.");
    }
    String comparison = words[words.length - 2];
    if (!comparison.equals("above") && !comparison.equals("below")) {
      throw unknown("comparison", comparison, List.of("above", "below"));
    }
    String unit = isChange || metric == Metric.REJECTED_RATIO ? "%" : metric.isAge() ? "h" : "";
    String number = words[words.length - 1];
    try {
      return new Rule(
          text,
          metric,
          period,
          isChange,
          comparison.equals("above"),
          new BigDecimal(
              !unit.isEmpty() && number.endsWith(unit)
                  ? number.substring(0, number.length() - unit.length())
                  : number));
    } catch (NumberFormatException e) {
      throw FootfallException.usage(
          "'%s' is not a number. Expected one such as %s."
              .formatted(number, isChange ? "-20%" : unit.isEmpty() ? "1000" : "6" + unit));
    }
  }

  private static FootfallException unknown(String what, String word, List<String> words) {
    return FootfallException.usage(
        "Unknown "
            + what
            + " '"
            + word
            + "'. "
            + NearestName.of(word, words).map(name -> "Did you mean " + name + "? ").orElse("")
            + "Choose "
            + String.join(", ", words.subList(0, words.size() - 1))
            + " or "
            + words.get(words.size() - 1)
            + ".");
  }

  /** Returns the unit of its number: percent, hours, or nothing. */
  String unit() {
    return isChange || metric == Metric.REJECTED_RATIO ? "%" : metric.isAge() ? " h" : "";
  }

  /** Returns whether a value is out of bounds. */
  boolean isBrokenBy(BigDecimal value) {
    return isAbove ? value.compareTo(threshold) > 0 : value.compareTo(threshold) < 0;
  }
}
