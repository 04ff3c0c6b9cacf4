package io.footfall.pipelines.options;

import io.footfall.errors.FootfallException;
import io.footfall.values.DurationUnit;
import io.footfall.values.NumberFormat;
import io.footfall.values.TimestampFormat;
import io.footfall.values.UrlRules;
import io.footfall.values.ValueSettings;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options that describes how values are written: zones, numbers, units. */
public interface ValueOptions extends PipelineOptions {
  @Description(
      "Time zone of timestamps without an offset, and of calendar days, such as Europe/Berlin.")
  @Default.String("UTC")
  @Listed(heading = Heading.INPUT, place = 60, value = "ZONE", fallback = "UTC")
  String getZone();

  void setZone(String value);

  @Description(
      "Notation of timestamps: dmy or mdy (order of day and month; AM and PM are read), epoch_s,"
          + " epoch_ms, epoch_us, or a pattern of Java's DateTimeFormatter such as 'dd MMM yyyy"
          + " HH:mm'.")
  @Default.String("auto")
  @Listed(
      heading = Heading.FORMAT,
      place = 61,
      value = "FORMAT",
      fallback =
          "auto, which reads dates with the year first, such as 2024-03-01 10:00:00, and epochs")
  String getTimestampFormat();

  void setTimestampFormat(String value);

  @Description("Decimal separator: a point or a comma.")
  @Default.String(".")
  @Listed(heading = Heading.FORMAT, place = 62, value = "CHARACTER", fallback = "a point")
  String getDecimal();

  void setDecimal(String value);

  @Description(
      "Thousands separator: a point, a comma, an apostrophe, or the word blank for a space.")
  @Listed(heading = Heading.FORMAT, place = 63, value = "CHARACTER", fallback = "none")
  @Nullable String getGrouping();

  void setGrouping(@Nullable String value);

  @Description(
      "Currency whose sign and code are removed from amounts, such as EUR. Also reads (12.50) and 12.50- as negative.")
  @Listed(heading = Heading.FORMAT, place = 64, value = "CODE", fallback = "none")
  @Nullable String getCurrency();

  void setCurrency(@Nullable String value);

  @Description("Unit of durations: s, ms, us, min or clock (MM:SS or HH:MM:SS).")
  @Default.String("s")
  @Listed(heading = Heading.FORMAT, place = 65, value = "UNIT", fallback = "s")
  String getDurationUnit();

  void setDurationUnit(String value);

  @Description(
      "Number of decimals, 0 to 9, of amounts and durations, which are rounded half to even.")
  @Listed(heading = Heading.FORMAT, place = 66, value = "N", fallback = "no rounding")
  @Nullable Long getRoundTo();

  void setRoundTo(@Nullable Long value);

  @Description("Words that mean an empty value, such as NULL,nan.")
  @Listed(heading = Heading.FORMAT, place = 67, value = "WORD,...", fallback = "none")
  @Nullable String getNulls();

  void setNulls(@Nullable String value);

  @Description(
      "Remove the query of URLs or, with names, only these parameters. utm_* matches every name that starts with utm_.")
  @Listed(
      heading = Heading.FORMAT,
      place = 68,
      value = "PARAM,...",
      implied = ALL_PARAMETERS,
      fallback = "keep URLs as they are")
  @Nullable String getStripQuery();

  void setStripQuery(@Nullable String value);

  @Description("Remove the fragment of URLs.")
  @Default.Boolean(false)
  @Listed(heading = Heading.FORMAT, place = 69, fallback = "keep it")
  boolean getStripFragment();

  void setStripFragment(boolean value);

  @Description("Convert the host of URLs to lower case.")
  @Default.Boolean(false)
  @Listed(heading = Heading.FORMAT, place = 71, fallback = "keep its case")
  boolean getLowercaseHost();

  void setLowercaseHost(boolean value);

  @Description("With strip, remove slashes at the end of a URL's path.")
  @Default.String("keep")
  @Listed(heading = Heading.FORMAT, place = 72, value = "keep|strip", fallback = "keep")
  String getTrailingSlash();

  void setTrailingSlash(String value);

  /** The value of {@code --stripQuery} that stands for all parameters. */
  String ALL_PARAMETERS = "*";

  /** Returns how values are written. */
  static ValueSettings values(ValueOptions options, Problems problems) {
    ValueSettings values =
        ValueSettings.defaults()
            .withTimestamps(
                problems.check(
                    () -> TimestampFormat.of(options.getTimestampFormat()), TimestampFormat.AUTO))
            .withNumbers(numbers(options, problems))
            .withDurations(
                problems.check(() -> DurationUnit.of(options.getDurationUnit()), DurationUnit.S))
            .withUrls(urls(options, problems));
    Long roundTo = options.getRoundTo();
    if (roundTo != null) {
      int decimals = (int) Math.min(Integer.MAX_VALUE, roundTo);
      ValueSettings exact = values;
      values = problems.check(() -> exact.withRoundTo(decimals), exact);
    }
    String nulls = options.getNulls();
    return nulls == null ? values : values.withNulls(List.of(nulls.split(",", -1)));
  }

  private static NumberFormat numbers(ValueOptions options, Problems problems) {
    NumberFormat plain = NumberFormat.PLAIN;
    NumberFormat decimal = problems.check(() -> plain.withDecimal(options.getDecimal()), plain);
    String grouping = options.getGrouping();
    NumberFormat grouped =
        grouping == null ? decimal : problems.check(() -> decimal.withGrouping(grouping), decimal);
    String currency = options.getCurrency();
    NumberFormat format =
        currency == null ? grouped : problems.check(() -> grouped.withCurrency(currency), grouped);
    return problems.check(format::validated, format);
  }

  private static UrlRules urls(ValueOptions options, Problems problems) {
    UrlRules rules = UrlRules.NONE;
    String query = options.getStripQuery();
    if (query != null) {
      rules =
          query.equals(ALL_PARAMETERS)
              ? rules.withoutQuery()
              : rules.withoutParameters(List.of(query.split(",")));
    }
    if (options.getStripFragment()) {
      rules = rules.withoutFragment();
    }
    if (options.getLowercaseHost()) {
      rules = rules.withLowercaseHost();
    }
    switch (options.getTrailingSlash()) {
      case "keep" -> {}
      case "strip" -> rules = rules.withoutTrailingSlash();
      default ->
          problems.add(
              "--trailingSlash=" + options.getTrailingSlash() + " is invalid. Use keep or strip.");
    }
    return rules;
  }

  /**
   * Parses the name of a time zone.
   *
   * @throws FootfallException if there is no such zone
   */
  static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw FootfallException.usage(
          "Unknown time zone in --zone="
              + name
              + ". Use one such as UTC, Europe/Berlin or +02:00.");
    }
  }
}
