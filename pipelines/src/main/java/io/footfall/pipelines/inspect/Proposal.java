package io.footfall.pipelines.inspect;

import io.footfall.pipelines.options.Preset;
import io.footfall.records.ColumnSpec;
import io.footfall.records.RecordSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A way to read a dataset from a sample: the mapping of its columns, and the options that their
 * names and values require.
 *
 * @param dataset its name
 * @param fills the name of the file's column, for each column of the dataset that is mapped
 * @param missing the required columns that no column of the file fills
 * @param guessed the number of columns chosen by their values instead of their names
 * @param options the options of the command
 * @param alternatives options to choose one from; empty if nothing is ambiguous
 * @param notes ambiguities and their reasons
 */
record Proposal(
    String dataset,
    Map<String, String> fills,
    List<String> missing,
    int guessed,
    List<String> options,
    List<String> alternatives,
    List<String> notes) {

  /** The best proposal lacks the fewest columns, and then guesses the fewest. */
  static final Comparator<Proposal> BEST_FIRST =
      Comparator.<Proposal>comparingInt(proposal -> proposal.missing.size())
          .thenComparingInt(Proposal::guessed);

  /** The minimum number of names by which a preset is recognized. */
  private static final int FEWEST_NAMES = 2;

  private static final String TIMESTAMP = "timestamp";
  private static final String DURATION = "page_view_duration";
  private static final Pattern WHO =
      Pattern.compile(
          ".*(user|customer|client|visitor|email|member|session|person|distinct_?id).*");
  private static final Pattern WHEN = Pattern.compile(".*(time|date|created|occurred|_at|when).*");
  private static final Pattern WHERE = Pattern.compile(".*(url|page|path|uri|location|href).*");
  private static final Pattern SECONDS =
      Pattern.compile(".*(duration|seconds|time_?on|time_?spent|dwell|engagement).*");
  private static final Pattern PRICE = Pattern.compile(".*(price|unit_?cost).*");
  private static final Pattern QUANTITY = Pattern.compile(".*(qty|quantity|units|menge).*");
  private static final Pattern AMOUNT =
      Pattern.compile(".*(amount|total|revenue|gross|net|value|paid|betrag).*");

  /** Returns the proposal for a dataset. */
  static Proposal of(RecordSchema schema, Sample sample) {
    return new Matching(schema, sample).proposal();
  }

  /** Returns the proposal of a preset; empty if the sample lacks one of its columns. */
  static Optional<Proposal> of(Preset preset, Sample sample) {
    Map<String, String> fills = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    for (String option : preset.options()) {
      if (option.startsWith("--columns=")) {
        for (String pair : option.substring("--columns=".length()).split(",", -1)) {
          String[] parts = pair.split("=", 2);
          names.addAll(List.of(parts[1].split("\\+", -1)));
          fills.put(parts[0], parts[1]);
        }
      } else if (option.startsWith("--where=")) {
        names.add(option.substring("--where=".length()).split("!?=", 2)[0]);
      }
    }
    boolean fits =
        names.size() >= FEWEST_NAMES
            && names.stream()
                .allMatch(name -> sample.columns().stream().anyMatch(c -> c.name().equals(name)));
    return fits
        ? Optional.of(
            new Proposal(
                preset.command(),
                fills,
                List.of(),
                0,
                List.of("--preset=" + preset.name()),
                List.of(),
                List.of(
                    "The columns match preset " + preset.name() + " (" + preset.about() + ").")))
        : Optional.empty();
  }

  /**
   * Returns whether the command reads the file: nothing is missing, and nothing has to be chosen.
   */
  boolean isComplete() {
    return missing.isEmpty() && alternatives.isEmpty();
  }

  /** Returns the options of each possible command. */
  List<List<String>> choices() {
    if (alternatives.isEmpty()) {
      return List.of(options);
    }
    return alternatives.stream()
        .map(
            alternative -> {
              List<String> all = new ArrayList<>(options);
              all.add(alternative);
              return all;
            })
        .toList();
  }

  /** Matches the columns of a sample with those of one dataset. */
  private static final class Matching {
    private final RecordSchema schema;
    private final Sample sample;
    private final Map<String, ColumnProfile> found = new LinkedHashMap<>();
    private final List<String> pairs = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> options;
    private final List<String> alternatives = new ArrayList<>();
    private final List<String> notes;
    private int guessed;

    Matching(RecordSchema schema, Sample sample) {
      this.schema = schema;
      this.sample = sample;
      options = new ArrayList<>(sample.options());
      notes = new ArrayList<>(sample.notes());
    }

    Proposal proposal() {
      for (ColumnSpec column : schema.columns()) {
        named(column);
      }
      for (ColumnSpec column : schema.columns()) {
        boolean alternative =
            schema.either().contains(column.name()) || schema.or().contains(column.name());
        ColumnProfile named = found.get(column.name());
        if ((named == null || !hasValuesOf(column, named))
            && (column.required() || column.missed() || alternative)) {
          guess(column);
        }
      }
      alternatives();
      for (ColumnSpec column : schema.columns()) {
        ColumnProfile profile = found.get(column.name());
        if (profile != null) {
          obstacle(column, profile)
              .ifPresent(reason -> missing.add(column.name() + " (" + reason + ")"));
        } else if (column.required()) {
          missing.add(column.name());
        }
      }
      columns();
      found.forEach(this::values);
      Map<String, String> fills = new LinkedHashMap<>();
      found.forEach((column, profile) -> fills.put(column, profile.name()));
      return new Proposal(schema.dataset(), fills, missing, guessed, options, alternatives, notes);
    }

    private boolean answers(ColumnSpec column, ColumnProfile profile) {
      return sample.exactNames()
          ? column.name().equals(profile.name()) || column.synonyms().contains(profile.name())
          : sample.header() && column.answersTo(profile.name());
    }

    /**
     * Chooses the column whose name the dataset knows. Of several, prefers one with suitable
     * values, then the one with the dataset's own name.
     */
    private void named(ColumnSpec column) {
      List<ColumnProfile> hits = sample.columns().stream().filter(c -> answers(column, c)).toList();
      Optional<ColumnProfile> chosen =
          hits.stream()
              .filter(
                  c ->
                      !column.name().equals(TIMESTAMP)
                          || !c.type().equals(ColumnProfile.CLOCK_TIME))
              .min(
                  Comparator.comparing((ColumnProfile c) -> !hasValuesOf(column, c))
                      .thenComparing(c -> !c.name().equalsIgnoreCase(column.name())));
      chosen.ifPresent(profile -> found.put(column.name(), profile));
      if (hits.size() > 1 && chosen.isPresent()) {
        if (!sample.exactNames() || !chosen.get().name().equals(column.name())) {
          pairs.add(column.name() + "=" + chosen.get().name());
        }
        ambiguous(column, hits, chosen.get());
      }
      timeOfDay(column);
    }

    /** Combines a date and a time of day in two columns. */
    private void timeOfDay(ColumnSpec column) {
      ColumnProfile date = found.get(TIMESTAMP);
      if (!column.name().equals(TIMESTAMP)
          || date == null
          || date.has(ColumnProfile.TIMESTAMP)
          || !(date.type().equals(ColumnProfile.DATE)
              || date.type().equals(ColumnProfile.DAY_MONTH))
          || date.examples().stream().anyMatch(e -> e.contains(":"))) {
        return;
      }
      sample.columns().stream()
          .filter(
              c ->
                  c.type().equals(ColumnProfile.CLOCK_TIME)
                      && lower(c).contains("time")
                      && !SECONDS.matcher(lower(c)).matches())
          .findFirst()
          .ifPresent(
              time -> {
                pairs.removeIf(pair -> pair.startsWith(TIMESTAMP + "="));
                pairs.add(TIMESTAMP + "=" + date.name() + "+" + time.name());
              });
    }

    /** Returns why a column of the file cannot be mapped to one of the dataset; empty if it can. */
    private Optional<String> obstacle(ColumnSpec column, ColumnProfile profile) {
      String name = profile.name();
      boolean isMapped = pairs.contains(column.name() + "=" + name);
      if (sample.columns().stream().filter(c -> c.name().equals(name)).count() > 1) {
        return Optional.of("several columns have the name " + name + ": rename all but one");
      }
      if (isMapped
          && (name.contains(",") || (column.name().equals(TIMESTAMP) && name.contains("+")))) {
        return Optional.of("--columns cannot contain the name '" + name + "': rename the column");
      }
      if (profile.values() > 0 && !hasValuesOf(column, profile)) {
        return Optional.of(
            "the values of %s, such as %s, are in no known notation"
                .formatted(name, profile.examples().get(0)));
      }
      return profile.type().equals(ColumnProfile.MONEY_TYPE) && profile.currency().isEmpty()
          ? Optional.of("the values of " + name + " are in several currencies")
          : Optional.empty();
    }

    /** Returns whether the values of a column of the file suit a column of the dataset. */
    private static boolean hasValuesOf(ColumnSpec column, ColumnProfile profile) {
      return switch (column.name()) {
        case TIMESTAMP -> profile.isTime();
        case DURATION ->
            profile.isNumeric()
                || profile.values() == 0
                || profile.type().equals(ColumnProfile.CLOCK_TIME);
        case "product_price", "quantity", "amount" -> profile.isNumeric() || profile.values() == 0;
        default -> true;
      };
    }

    private void ambiguous(ColumnSpec column, List<ColumnProfile> hits, ColumnProfile chosen) {
      notes.add(
          column.name()
              + " may be "
              + String.join(" or ", hits.stream().map(ColumnProfile::name).toList())
              + ". The command uses "
              + chosen.name()
              + ".");
    }

    private void guess(ColumnSpec column) {
      List<ColumnProfile> fitting =
          sample.columns().stream()
              .filter(c -> !found.containsValue(c) && fits(column, c))
              .sorted(Comparator.comparing(c -> column.required() && c.lacksValues()))
              .toList();
      if (fitting.isEmpty()) {
        return;
      }
      ColumnProfile chosen = fitting.get(0);
      pairs.removeIf(pair -> pair.startsWith(column.name() + "="));
      found.put(column.name(), chosen);
      pairs.add(column.name() + "=" + chosen.name());
      guessed++;
      if (fitting.size() > 1) {
        ambiguous(column, fitting, chosen);
      }
      timeOfDay(column);
    }

    private boolean fits(ColumnSpec column, ColumnProfile profile) {
      String name = lower(profile);
      boolean isValue = profile.isNumeric() || profile.values() == 0;
      return switch (column.name()) {
        case TIMESTAMP ->
            profile.isTime()
                && (!isEpoch(profile)
                    || (sample.header() ? WHEN.matcher(name).matches() : isOnlyTime(profile)));
        case "url" ->
            profile.type().equals(ColumnProfile.URL_TYPE)
                || (sample.header()
                    && profile.type().equals(ColumnProfile.TEXT)
                    && WHERE.matcher(last(name)).matches());
        case "user_id", "customer_id" ->
            sample.header()
                ? WHO.matcher(name).matches()
                    && !name.contains("agent")
                    && !name.contains("type")
                    && (!profile.isTime() || isEpoch(profile))
                : profile.values() > 0
                    && !profile.isTime()
                    && !profile.type().equals(ColumnProfile.URL_TYPE);
        case DURATION ->
            (isValue || profile.type().equals(ColumnProfile.CLOCK_TIME))
                && (SECONDS.matcher(name).matches() || (!sample.header() && isLast(profile)));
        case "product_price" -> isValue && PRICE.matcher(name).matches();
        case "quantity" -> isValue && QUANTITY.matcher(name).matches();
        case "amount" ->
            isValue
                && AMOUNT.matcher(name).matches()
                && !PRICE.matcher(name).matches()
                && !QUANTITY.matcher(name).matches();
        default -> false;
      };
    }

    /** Returns whether the values look like seconds since the epoch, as some ids do. */
    private static boolean isEpoch(ColumnProfile profile) {
      return profile.type().equals(ColumnProfile.EPOCH_TYPE);
    }

    private boolean isOnlyTime(ColumnProfile profile) {
      return sample.columns().stream().noneMatch(other -> other != profile && other.isTime());
    }

    private boolean isLast(ColumnProfile profile) {
      return sample.columns().indexOf(profile) == sample.columns().size() - 1;
    }

    private static String lower(ColumnProfile profile) {
      return profile.name().toLowerCase(Locale.ROOT).replaceAll("[ .-]", "_");
    }

    private static String last(String path) {
      return path.substring(path.lastIndexOf('_', path.length() - 2) + 1);
    }

    /** Requires exactly one of the two ways to state an amount. */
    private void alternatives() {
      if (schema.either().isEmpty()) {
        return;
      }
      boolean either = found.keySet().containsAll(schema.either());
      boolean or = found.keySet().containsAll(schema.or());
      if (!either && !or) {
        missing.add(
            "%s (or %s)"
                .formatted(
                    String.join(" and ", schema.either()), String.join(" and ", schema.or())));
      }
      if (either && or) {
        String kept = schema.either().get(0);
        ColumnProfile profile = found.get(kept);
        if (profile != null && pairs.stream().noneMatch(p -> p.startsWith(kept + "="))) {
          pairs.add(kept + "=" + profile.name());
        }
        notes.add(
            "There are both %s, and %s. The command uses %s."
                .formatted(
                    String.join(" and ", schema.either()),
                    String.join(" and ", schema.or()),
                    String.join(" and ", schema.either())));
      }
      for (String left : either ? schema.or() : or ? schema.either() : List.<String>of()) {
        found.remove(left);
        guessed -= pairs.removeIf(p -> p.startsWith(left + "=")) ? 1 : 0;
      }
    }

    private void columns() {
      if (!sample.header()) {
        List<String> names = new ArrayList<>();
        for (ColumnProfile profile : sample.columns()) {
          String name = profile.name();
          for (Map.Entry<String, ColumnProfile> entry : found.entrySet()) {
            name = entry.getValue() == profile ? entry.getKey() : name;
          }
          names.add(name);
        }
        options.add("--header=false");
        options.add("--columns=" + String.join(",", names));
      } else if (!pairs.isEmpty()) {
        options.add("--columns=" + String.join(",", pairs));
      }
    }

    /** Adds the options that the values of a column require. */
    private void values(String name, ColumnProfile column) {
      if (name.equals(TIMESTAMP)) {
        timestamps(column);
      } else if (name.equals(DURATION)) {
        duration(column);
      }
      boolean isMoney = column.type().equals(ColumnProfile.MONEY_TYPE);
      String apart =
          column.has(ColumnProfile.GROUPING_BLANK)
              ? "blank"
              : column.has(ColumnProfile.GROUPING_APOSTROPHE) ? "apostrophe" : "";
      if (column.type().equals(ColumnProfile.DECIMAL_COMMA)
          || ((isMoney || !apart.isEmpty()) && column.has(ColumnProfile.DECIMAL_COMMA))) {
        option("--decimal=,");
        option("--grouping=" + (apart.isEmpty() ? "." : apart));
      } else if (column.isNumeric() && !apart.isEmpty()) {
        option("--grouping=" + apart);
      } else if (column.isNumeric() && column.has(ColumnProfile.GROUPING_COMMA)) {
        option("--grouping=,");
      }
      if (column.has(ColumnProfile.MONEY_TYPE)) {
        column.currency().ifPresent(code -> option("--currency=" + code));
      }
      if (!column.nullWords().isEmpty()) {
        nulls(column);
      }
    }

    private void nulls(ColumnProfile column) {
      String start = "--nulls=";
      List<String> words = new ArrayList<>();
      for (String option : options) {
        if (option.startsWith(start)) {
          words.addAll(List.of(option.substring(start.length()).split(",", -1)));
        }
      }
      options.removeIf(option -> option.startsWith(start));
      column.nullWords().keySet().stream().filter(w -> !words.contains(w)).forEach(words::add);
      options.add(start + String.join(",", words));
    }

    private void timestamps(ColumnProfile column) {
      if (column.type().startsWith(ColumnProfile.PATTERN_TYPE)) {
        option("--timestampFormat=" + column.type().substring(ColumnProfile.PATTERN_TYPE.length()));
      }
      if (!column.hasDates()) {
        return;
      }
      String order = column.dayOrder();
      if (order.isEmpty()) {
        notes.add(
            ("%s has dates whose day and month are ambiguous (%s). Choose"
                    + " --timestampFormat=dmy or mdy.")
                .formatted(column.name(), column.evidence()));
        alternatives.addAll(List.of("--timestampFormat=dmy", "--timestampFormat=mdy"));
      } else {
        option("--timestampFormat=" + order);
      }
    }

    private void duration(ColumnProfile column) {
      String name = lower(column);
      if (column.type().equals(ColumnProfile.CLOCK_TIME)) {
        option("--durationUnit=clock");
      } else if (name.matches(".*(_ms|msec|millis.*|milliseconds)$")) {
        option("--durationUnit=ms");
      } else if (name.matches(".*(_min|minutes)$")) {
        option("--durationUnit=min");
      }
    }

    private void option(String option) {
      if (!options.contains(option)) {
        options.add(option);
      }
    }
  }
}
