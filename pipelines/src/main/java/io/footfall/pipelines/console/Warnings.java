package io.footfall.pipelines.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.footfall.accounting.Observation;
import io.footfall.accounting.Observations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Warns about values that are counted but may be mistakes. */
final class Warnings {
  private static final int VALUES_SHOWN = 8;

  private final Map<String, Map<String, Long>> nullWords = new TreeMap<>();
  private final Map<String, Observed> wholeNumbers = new TreeMap<>();
  private final Map<String, Observed> pointedNumbers = new TreeMap<>();
  private final Map<String, Map<String, Long>> currencies = new TreeMap<>();
  private final List<Observed> differentRepeats = new ArrayList<>();
  private final List<String> key;

  private record Observed(String value, long records) {}

  private Warnings(List<String> key) {
    this.key = key;
  }

  /**
   * Returns the warnings about suspicious values, each of one or two sentences.
   *
   * @param counts the total of an accounting, as {@code run.json} has it
   * @param key the columns of {@code --deduplicateBy}; empty if it is not set
   */
  static List<String> of(JsonNode counts, List<String> key) {
    Observations observations = new Observations();
    observations.addJson(counts);
    return of(observations, key);
  }

  /**
   * Returns the warnings about suspicious values, each of one or two sentences.
   *
   * @param key the columns of {@code --deduplicateBy}; empty if it is not set
   */
  static List<String> of(Observations observations, List<String> key) {
    Warnings warnings = new Warnings(key);
    observations.counts().forEach(warnings::add);
    return warnings.sentences();
  }

  private void add(Observation observation, long records) {
    String column = observation.column();
    String value = TerminalText.printable(observation.value());
    switch (observation.kind()) {
      case NULL_WORD -> nullWords.computeIfAbsent(column, c -> new TreeMap<>()).put(value, records);
      case WHOLE_NUMBER -> wholeNumbers.put(column, new Observed(value, records));
      case POINTED_NUMBER -> pointedNumbers.put(column, new Observed(value, records));
      case CURRENCY -> currencies.computeIfAbsent(column, c -> new TreeMap<>()).put(value, records);
      case DIFFERENT_REPEAT -> differentRepeats.add(new Observed(value, records));
    }
  }

  private List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    nullWords.forEach(
        (column, words) -> {
          List<String> counted = new ArrayList<>();
          words.forEach(
              (word, records) ->
                  counted.add(TerminalText.count(records, "record") + " with '" + word + "'"));
          sentences.add(
              ("%s has words that usually mean an empty value: %s. They count as IDs. To"
                      + " reject them, set --nulls=%s.")
                  .formatted(column, String.join(", ", counted), String.join(",", words.keySet())));
        });
    pointedNumbers.forEach(
        (column, pointed) -> {
          Observed whole = wholeNumbers.get(column);
          if (whole != null) {
            sentences.add(
                column
                    + " has IDs such as '"
                    + whole.value()
                    + "' and '"
                    + pointed.value()
                    + "' ("
                    + TerminalText.count(pointed.records(), "record")
                    + "). They count as different IDs. Use one notation.");
          }
        });
    currencies.forEach(
        (column, values) -> {
          if (values.size() > 1) {
            sentences.add(
                ("The column %s has several values: %s%s. Their amounts are added without"
                        + " conversion. To count one of them, set --where=%s=%s.")
                    .formatted(
                        column,
                        String.join(", ", values.keySet().stream().limit(VALUES_SHOWN).toList()),
                        values.size() > VALUES_SHOWN ? ", ..." : "",
                        column,
                        values.keySet().iterator().next()));
          }
        });
    for (Observed repeat : differentRepeats) {
      sentences.add(
          TerminalText.count(repeat.records(), "duplicate")
              + (repeat.records() == 1 ? " differs" : " differ")
              + " from the record that was counted"
              + (repeat.value().isEmpty()
                  ? ""
                  : ", for example the one with '" + repeat.value() + "'")
              + (key.isEmpty()
                  ? ". If that ID has several records, as an order has several lines, set"
                      + " --deduplicateBy=COLUMN,... to columns that identify one."
                  : ". If they are different records, add a column to --deduplicateBy="
                      + String.join(",", key)
                      + " that distinguishes them."));
    }
    return sentences;
  }
}
