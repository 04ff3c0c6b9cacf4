package io.footfall.pipelines.query;

import io.footfall.pipelines.console.TerminalText;
import io.footfall.warehouse.Warehouse;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The source of queries: a lake with additional reports, or a warehouse.
 *
 * @param lake directory of a lake, on any file system
 * @param reports directories of reports, for accounting and rejects
 * @param rejects further directories of rejects
 * @param warehouse a warehouse, in place of the lake and all directories
 * @param schema schema of the warehouse's tables
 * @param from first day, or null for no limit
 * @param to last day, or null for no limit
 * @param zone time zone for the days of a stream's windows, which a warehouse does not record
 * @param files the files from which a temporary lake was built, for display; null for other sources
 */
public record QuerySource(
    @Nullable String lake,
    List<String> reports,
    List<String> rejects,
    @Nullable Warehouse warehouse,
    String schema,
    @Nullable LocalDate from,
    @Nullable LocalDate to,
    ZoneId zone,
    @Nullable String files) {

  /** The default schema of a warehouse. */
  public static final String DEFAULT_SCHEMA = "public";

  public QuerySource {
    reports = List.copyOf(reports);
    rejects = List.copyOf(rejects);
  }

  /** Returns a source for a lake, or for reports alone if {@code lake} is null. */
  public static QuerySource of(@Nullable String lake, List<String> reports, List<String> rejects) {
    return new QuerySource(
        lake, reports, rejects, null, DEFAULT_SCHEMA, null, null, ZoneOffset.UTC, null);
  }

  /** Returns a source for a warehouse. */
  public static QuerySource of(Warehouse warehouse) {
    return new QuerySource(
        null, List.of(), List.of(), warehouse, DEFAULT_SCHEMA, null, null, ZoneOffset.UTC, null);
  }

  public QuerySource withSchema(String other) {
    return new QuerySource(lake, reports, rejects, warehouse, other, from, to, zone, files);
  }

  /**
   * Returns a copy restricted to these days, inclusive. Of a lake, only the files of these days are
   * read.
   */
  public QuerySource withDays(@Nullable LocalDate first, @Nullable LocalDate last) {
    return new QuerySource(lake, reports, rejects, warehouse, schema, first, last, zone, files);
  }

  /** Returns a copy that assigns windows to days in another time zone. */
  public QuerySource withZone(ZoneId other) {
    return new QuerySource(lake, reports, rejects, warehouse, schema, from, to, other, files);
  }

  /**
   * Returns a copy that reads a temporary lake in place of files.
   *
   * @param names the files, for display
   */
  public QuerySource withFiles(String names, String temporary, List<String> reportsOfFiles) {
    return new QuerySource(
        temporary, reportsOfFiles, List.of(), null, schema, from, to, zone, names);
  }

  /** Returns the name of the source, for messages. */
  public String label() {
    return files != null
        ? files
        : warehouse != null
            ? warehouse.toString()
            : lake != null
                ? TerminalText.near(lake)
                : String.join(", ", reports.stream().map(TerminalText::near).toList());
  }

  /** Returns " on or after 2024-03-01", for example; empty for all days. */
  public String days() {
    return from == null && to == null
        ? ""
        : from == null
            ? " on or before " + to
            : to == null ? " on or after " + from : " from " + from + " to " + to;
  }

  /**
   * Returns whether rejects are unknown because no directory was given. The relation is then empty,
   * which must not be reported as zero rejects.
   */
  public boolean hasUnknownRejects() {
    return warehouse == null && reports.isEmpty() && rejects.isEmpty();
  }

  /** Returns whether a day is selected. */
  boolean has(LocalDate day) {
    return (from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to));
  }

  /** Returns an SQL condition that selects the days of {@code event_date}. */
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
