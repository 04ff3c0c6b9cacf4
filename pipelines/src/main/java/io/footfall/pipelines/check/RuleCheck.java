package io.footfall.pipelines.check;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.query.QueryDatabase;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Computes the numbers of rules from one snapshot of the data. */
final class RuleCheck {
  private static final int SCALE = 9;
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal MINUTES = BigDecimal.valueOf(60);

  private final Statement statement;
  private final Clock clock;

  private RuleCheck(Statement statement, Clock clock) {
    this.statement = statement;
    this.clock = clock;
  }

  /**
   * Checks rules.
   *
   * @return one finding per rule, in order
   * @throws FootfallException if the source lacks what a rule needs
   * @throws SQLException if the database fails
   */
  static List<Finding> of(List<Rule> rules, QueryDatabase database, Clock clock)
      throws SQLException {
    Set<String> relations = database.relations();
    for (Rule rule : rules) {
      if (!relations.contains(rule.metric().relation())) {
        throw FootfallException.usage(
            "The rule '%s' needs the table %s, which the source does not have."
                .formatted(rule.text(), rule.metric().relation()));
      }
    }
    List<Finding> findings = new ArrayList<>();
    try (Connection connection = database.connectToOneMoment();
        Statement statement = connection.createStatement()) {
      RuleCheck check = new RuleCheck(statement, clock);
      for (Rule rule : rules) {
        findings.add(new Finding(rule, check.value(rule)));
      }
    }
    return findings;
  }

  private Optional<BigDecimal> value(Rule rule) throws SQLException {
    Metric metric = rule.metric();
    if (metric.isAge()) {
      return age(metric);
    }
    if (!metric.hasPeriods()) {
      return number(metric.sql(""));
    }
    Optional<LocalDate> last = lastDay(metric);
    if (last.isEmpty()) {
      return Optional.empty();
    }
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    Optional<BigDecimal> now = number(metric.sql(rule.period().condition(last.get(), today, 0)));
    if (!rule.isChange() || now.isEmpty()) {
      return now;
    }
    // A change is undefined if the previous period has no data or a value of zero.
    return number(metric.sql(rule.period().condition(last.get(), today, 1)))
        .filter(before -> before.signum() != 0)
        .map(
            before ->
                now.get()
                    .subtract(before)
                    .multiply(HUNDRED)
                    .divide(before.abs(), SCALE, RoundingMode.HALF_UP));
  }

  private Optional<LocalDate> lastDay(Metric metric) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT max(event_date) FROM " + metric.relation())) {
      row.next();
      return Optional.ofNullable(row.getDate(1)).map(java.sql.Date::toLocalDate);
    }
  }

  /** Returns the value of a query; empty if it matches no records. */
  private Optional<BigDecimal> number(String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      @Nullable Object value = row.getObject(1);
      return value == null || row.getLong(2) == 0
          ? Optional.empty()
          : Optional.of(new BigDecimal(value.toString()));
    }
  }

  private Optional<BigDecimal> age(Metric metric) throws SQLException {
    try (ResultSet row = statement.executeQuery(metric.sql(""))) {
      row.next();
      @Nullable Object newest = row.getObject(1);
      if (newest == null) {
        return Optional.empty();
      }
      Instant at =
          newest instanceof OffsetDateTime time
              ? time.toInstant()
              : newest instanceof Timestamp time
                  ? time.toInstant()
                  : OffsetDateTime.parse(newest.toString()).toInstant();
      long minutes = Duration.between(at, clock.instant()).toMinutes();
      return Optional.of(BigDecimal.valueOf(minutes).divide(MINUTES, SCALE, RoundingMode.HALF_UP));
    }
  }
}
