package io.footfall.pipelines.query;

import io.footfall.warehouse.Warehouse;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where answers come from: a lake with what reports say besides, or a warehouse.
 *
 * @param lake the folder of a lake, on any file system
 * @param reports folders of reports, for what they say of the records that are not in the lake
 * @param rejects further folders of rejects
 * @param warehouse a warehouse, in place of all others
 * @param schema the schema of the warehouse's tables
 * @param from the first day that is looked at; none: the first there is
 * @param to the last day that is looked at; none: the last there is
 * @param zone where the days of a stream's windows begin, which a warehouse does not tell
 */
public record QuerySource(
    @Nullable String lake,
    List<String> reports,
    List<String> rejects,
    @Nullable Warehouse warehouse,
    String schema,
    @Nullable LocalDate from,
    @Nullable LocalDate to,
    ZoneId zone) {

  /** The schema that tables of a warehouse are in if nothing else is said. */
  public static final String DEFAULT_SCHEMA = "public";

  /** Copies the lists. */
  public QuerySource {
    reports = List.copyOf(reports);
    rejects = List.copyOf(rejects);
  }

  /** A lake, or reports alone if there is none. */
  public static QuerySource of(@Nullable String lake, List<String> reports, List<String> rejects) {
    return new QuerySource(
        lake, reports, rejects, null, DEFAULT_SCHEMA, null, null, ZoneOffset.UTC);
  }

  /** A warehouse. */
  public static QuerySource of(Warehouse warehouse) {
    return new QuerySource(
        null, List.of(), List.of(), warehouse, DEFAULT_SCHEMA, null, null, ZoneOffset.UTC);
  }

  /** The same with another schema. */
  public QuerySource withSchema(String other) {
    return new QuerySource(lake, reports, rejects, warehouse, other, from, to, zone);
  }

  /** The same, of these days alone: both ends are in. Of a lake, only their files are read. */
  public QuerySource withDays(@Nullable LocalDate first, @Nullable LocalDate last) {
    return new QuerySource(lake, reports, rejects, warehouse, schema, first, last, zone);
  }

  /** The same with days of windows that begin in another zone than UTC. */
  public QuerySource withZone(ZoneId other) {
    return new QuerySource(lake, reports, rejects, warehouse, schema, from, to, other);
  }

  /**
   * Whether nobody said where rejects are. The relation is there and empty then, which would say
   * that nothing was rejected.
   */
  public boolean hasUnknownRejects() {
    return warehouse == null && reports.isEmpty() && rejects.isEmpty();
  }

  /** Whether a day is one of those that are looked at. */
  boolean has(LocalDate day) {
    return (from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to));
  }

  /** That {@code event_date} is one of those days, as a condition of SQL. */
  String daysCondition() {
    StringBuilder condition = new StringBuilder("TRUE");
    if (from != null) {
      condition.append(" AND event_date >= DATE '").append(from).append("'");
    }
    if (to != null) {
      condition.append(" AND event_date <= DATE '").append(to).append("'");
    }
    return condition.toString();
  }
}
