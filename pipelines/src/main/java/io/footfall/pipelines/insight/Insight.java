package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.footfall.errors.FootfallException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the report page shows: sums by day, by page, category and customer, sketches of users, and
 * what was not counted. Sums are exact. What is not kept one by one is a remainder, so that every
 * total is right.
 */
public final class Insight {
  /** The version of the JSON; the page refuses another. */
  private static final int FORMAT = 1;

  private final InsightSettings settings;
  private final Days days;
  private final @Nullable VisitsPart visits;
  private final @Nullable PurchasesPart purchases;
  private final QualityPart quality;

  private Insight(
      InsightSettings settings,
      Days days,
      @Nullable VisitsPart visits,
      @Nullable PurchasesPart purchases,
      QualityPart quality) {
    this.settings = settings;
    this.days = days;
    this.visits = visits;
    this.purchases = purchases;
    this.quality = quality;
  }

  /**
   * Reads all of it. Who wants all numbers to be of one moment gives a connection whose transaction
   * sees one.
   *
   * @param connection to a database that has the relations
   * @param relations those that are there, of visits, purchases, url_stats, customer_days, rejects,
   *     accounting and loads
   * @param settings what to keep
   * @throws FootfallException if the database does not answer
   */
  public static Insight read(
      Connection connection, Set<String> relations, InsightSettings settings) {
    return read(connection, relations, settings, new InsightMemory());
  }

  /**
   * Reads what is new, and takes the rest from memory: the same as if all of it were read.
   *
   * @param connection to the database that was asked before
   * @param relations as above; with {@code lake_files}, which tells the files of each day of visits
   *     and purchases. Without it, all is read
   * @param settings what to keep
   * @param memory what was read before; it has all of it then
   * @throws FootfallException if the database does not answer; nothing is remembered then
   */
  public static Insight read(
      Connection connection,
      Set<String> relations,
      InsightSettings settings,
      InsightMemory memory) {
    try {
      return read(new Answers(connection, relations), settings, memory);
    } catch (RuntimeException e) {
      memory.forget();
      throw e;
    }
  }

  private static Insight read(Answers answers, InsightSettings settings, InsightMemory memory) {
    List<String> dated = new ArrayList<>();
    Optional.ofNullable(VisitsPart.relation(answers)).ifPresent(dated::add);
    Optional.ofNullable(PurchasesPart.relation(answers)).ifPresent(dated::add);
    Days days = Days.of(answers, dated);
    FreshRows freshVisits = memory.fresh(answers, "visits");
    FreshRows freshPurchases = memory.fresh(answers, "purchases");
    return new Insight(
        settings,
        days,
        VisitsPart.relation(answers) == null
            ? null
            : VisitsPart.read(answers, days, settings, memory, freshVisits, freshPurchases),
        PurchasesPart.relation(answers) == null
            ? null
            : memory.purchases(
                days,
                settings,
                freshPurchases,
                () -> PurchasesPart.read(answers, days, settings, memory, freshPurchases)),
        QualityPart.read(answers));
  }

  /** The heading of the page. */
  public String title() {
    return settings.title();
  }

  /** Where the numbers come from, for a person. */
  public String source() {
    return settings.source();
  }

  /** Whether there is neither a visit nor a purchase. */
  public boolean isEmpty() {
    return days.size() == 0;
  }

  /** The first day that there is anything of. */
  public Optional<LocalDate> firstDay() {
    return isEmpty() ? Optional.empty() : Optional.of(days.list().get(0));
  }

  /** The last day that there is anything of. */
  public Optional<LocalDate> lastDay() {
    return isEmpty() ? Optional.empty() : Optional.of(days.list().get(days.size() - 1));
  }

  /** How many visits there are. */
  public long visits() {
    return visits == null ? 0 : visits.total();
  }

  /** How many pages were visited. */
  public long pages() {
    return visits == null ? 0 : visits.pages();
  }

  /** What was spent. */
  public BigDecimal revenue() {
    return purchases == null ? BigDecimal.ZERO : purchases.total();
  }

  /** How many customers there are. */
  public long customers() {
    return purchases == null ? 0 : purchases.customers();
  }

  /** All of it as JSON; {@code src/docs/report.md} says what is in it. */
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
   * Writes all of it as JSON.
   *
   * @throws IOException if that fails
   */
  public void writeJson(Writer out) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("title", settings.title());
      json.writeStringField("source", settings.source());
      json.writeStringField("version", settings.version());
      json.writeStringField("made", settings.made().toString());
      json.writeArrayFieldStart("days");
      for (LocalDate day : days.list()) {
        json.writeString(day.toString());
      }
      json.writeEndArray();
      if (visits != null) {
        json.writeFieldName("visits");
        visits.write(json);
      }
      if (purchases != null) {
        json.writeFieldName("purchases");
        purchases.write(json);
      }
      quality.write(json);
      json.writeEndObject();
    }
  }
}
