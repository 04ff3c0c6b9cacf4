package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.footfall.errors.FootfallException;
import io.footfall.pipelines.query.QueryDatabase;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The data of the report page: sums by day, page, category and customer, sketches of users, and the
 * accounting. Sums are exact. Everything that is not kept individually is part of a remainder, so
 * that every total is correct.
 */
public final class Insight {
  /** The version of the JSON format; the page refuses others. */
  private static final int FORMAT = 2;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(
              new SimpleModule().addSerializer(LocalDate.class, ToStringSerializer.instance));

  private final InsightSettings settings;
  private final String zone;
  private final Days days;
  private final @Nullable VisitsPart visits;
  private final @Nullable PurchasesPart purchases;
  private final PeriodCounts periods;
  private final QualityPart quality;
  private final UnreadableDays unreadable;

  private Insight(
      InsightSettings settings,
      String zone,
      Days days,
      @Nullable VisitsPart visits,
      @Nullable PurchasesPart purchases,
      PeriodCounts periods,
      QualityPart quality,
      UnreadableDays unreadable) {
    this.unreadable = unreadable;
    this.settings = settings;
    this.zone = zone;
    this.periods = periods;
    this.days = days;
    this.visits = visits;
    this.purchases = purchases;
    this.quality = quality;
  }

  /**
   * Reads everything. For a consistent snapshot, pass a connection whose transaction sees one.
   *
   * @param connection a connection to a database with the relations
   * @param relations the relations that exist, out of visits, purchases, url_stats, customer_days,
   *     rejects, accounting and loads
   * @param settings what to keep
   * @throws FootfallException if the database does not respond
   */
  public static Insight read(
      Connection connection, Set<String> relations, InsightSettings settings) {
    return read(connection, relations, settings, new InsightMemory());
  }

  /**
   * Reads new data and takes the rest from memory; equivalent to reading everything.
   *
   * @param connection a connection to the same database as before
   * @param relations as above, and {@code lake_files}, which lists the files of each day of visits
   *     and purchases; without it, everything is read
   * @param settings what to keep
   * @param memory the data read before; updated by this method
   * @throws FootfallException if the database does not respond; the memory is then empty
   */
  public static Insight read(
      Connection connection,
      Set<String> relations,
      InsightSettings settings,
      InsightMemory memory) {
    try {
      if (memory.hasUnreadableDays()) {
        return readOthers(connection, relations, settings, memory);
      }
      return read(
          new InsightQueries(connection, relations), settings, memory, UnreadableDays.none());
    } catch (RuntimeException e) {
      memory.forget();
      if (!UnreadableDays.isReasonOf(e)) {
        throw e;
      }
      try {
        return readOthers(connection, relations, settings, memory);
      } catch (RuntimeException again) {
        memory.forget();
        throw again;
      }
    }
  }

  /** Reads everything except the days whose numbers are too large. */
  private static Insight readOthers(
      Connection connection,
      Set<String> relations,
      InsightSettings settings,
      InsightMemory memory) {
    UnreadableDays unreadable = UnreadableDays.hide(connection, relations);
    memory.setUnreadableDays(!unreadable.isEmpty());
    return read(
        new InsightQueries(connection, InsightQueries.withoutSums(relations)),
        settings,
        memory,
        unreadable);
  }

  private static Insight read(
      InsightQueries answers,
      InsightSettings settings,
      InsightMemory memory,
      UnreadableDays unreadable) {
    List<String> dated = new ArrayList<>();
    Optional.ofNullable(VisitsPart.relation(answers)).ifPresent(dated::add);
    Optional.ofNullable(PurchasesPart.relation(answers)).ifPresent(dated::add);
    Days days = Days.of(answers, dated);
    String zone = zone(answers, settings);
    answers.setZone(zone);
    FreshRows freshVisits = memory.fresh(answers, "visits");
    FreshRows freshPurchases = memory.fresh(answers, "purchases");
    @Nullable PurchasesPart purchases =
        PurchasesPart.relation(answers) == null
            ? null
            : memory.purchases(
                days,
                settings,
                freshPurchases,
                () -> PurchasesPart.read(answers, days, settings, memory, freshPurchases));
    @Nullable VisitsPart visits =
        VisitsPart.relation(answers) == null
            ? null
            : VisitsPart.read(
                answers,
                days,
                settings,
                memory,
                freshVisits,
                freshPurchases,
                purchases == null ? 0 : purchases.listedCustomers());
    return new Insight(
        settings,
        zone,
        days,
        visits,
        purchases,
        PeriodCounts.read(answers, days, settings, visits, purchases),
        QualityPart.read(answers),
        unreadable);
  }

  /** Returns the time zone of the days, or a description of several zones. */
  private static String zone(InsightQueries answers, InsightSettings settings) {
    List<String> zones = new ArrayList<>();
    if (answers.knows(QueryDatabase.LAKE_ACCOUNTING)) {
      answers.forEachRow(
          "SELECT DISTINCT zone FROM " + QueryDatabase.LAKE_ACCOUNTING + " WHERE zone <> ''",
          row -> zones.add(row.getString(1)));
    }
    return zones.isEmpty()
        ? settings.labels().zone()
        : zones.size() == 1 ? zones.get(0) : "several time zones";
  }

  /** Returns the heading of the page. */
  public String title() {
    return settings.title();
  }

  /** Returns the source of the numbers, for readers. */
  public String source() {
    return settings.source();
  }

  /** Returns whether there are neither visits nor purchases. */
  public boolean isEmpty() {
    return days.size() == 0;
  }

  /** Returns the first day with data. */
  public Optional<LocalDate> firstDay() {
    return isEmpty() ? Optional.empty() : Optional.of(days.list().get(0));
  }

  /** Returns the last day with data. */
  public Optional<LocalDate> lastDay() {
    return isEmpty() ? Optional.empty() : Optional.of(days.list().get(days.size() - 1));
  }

  /** Returns the number of visits. */
  public long visits() {
    return visits == null ? 0 : visits.total();
  }

  /** Returns the number of visited pages. */
  public long pages() {
    return visits == null ? 0 : visits.pages();
  }

  /** Returns the sum of all amounts. */
  public BigDecimal revenue() {
    return purchases == null ? BigDecimal.ZERO : purchases.total();
  }

  /** Returns the number of customers. */
  public long customers() {
    return purchases == null ? 0 : purchases.customers();
  }

  /** Returns everything as JSON. {@code src/docs/report.md} describes the content. */
  public String toJson() {
    StringWriter out = new StringWriter();
    try {
      writeJson(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /**
   * Writes everything as JSON.
   *
   * @throws IOException if writing fails
   */
  public void writeJson(Writer out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("title", settings.title());
      json.writeStringField("source", settings.source());
      json.writeStringField("version", settings.version());
      json.writeStringField("made", settings.made().toString());
      json.writeStringField("zone", zone);
      json.writeStringField(
          "weekStart", settings.labels().weekStart().name().toLowerCase(Locale.ROOT));
      json.writeStringField("currency", settings.labels().currency());
      json.writeNumberField("maxRejectRatio", settings.labels().maxRejectRatio());
      json.writePOJOField("annotations", settings.labels().annotations());
      periods.write(json);
      json.writePOJOField("days", days.list());
      PurchasesPart.@Nullable Unit unit =
          purchases == null
              ? null
              : purchases.unit(visits == null ? 0 : visits.decimalsOfRevenue());
      if (visits != null) {
        json.writeFieldName("visits");
        visits.write(json, unit);
      }
      if (purchases != null && unit != null) {
        json.writeFieldName("purchases");
        purchases.write(json, unit);
      }
      quality.write(json);
      unreadable.write(json);
      json.writeEndObject();
    }
  }
}
