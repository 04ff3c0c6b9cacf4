package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Visits by day and group, such as the campaign. */
final class VisitGroupsPart {
  private static final int GROUPS = 200;
  private static final int CELLS = 20_000;
  private static final int NONE = -1;

  private static final String AUTHORITY =
      "SPLIT_PART(SPLIT_PART(SPLIT_PART(SPLIT_PART(referrer, '://', 2), '/', 1), '?', 1), '#', 1)";

  /**
   * The host and port of a referrer, in lower case, without user and password. A referrer without a
   * host, such as that of an app, is only converted to lower case.
   */
  private static final String HOST_AND_PORT =
      "LOWER(COALESCE(NULLIF(SPLIT_PART(%s, '@', 2), ''), NULLIF(%s, ''), referrer))"
          .formatted(AUTHORITY, AUTHORITY);

  /** The host, with its port unless that is the default of the scheme. */
  private static final String HOST =
      "CASE WHEN %s THEN %s WHEN %s THEN %s ELSE %s END"
          .formatted(
              withPort("http", 80),
              withoutLast(3),
              withPort("https", 443),
              withoutLast(4),
              HOST_AND_PORT);

  /**
   * A criterion by which visits are grouped.
   *
   * @param name its name in the data of the page
   * @param columns the columns that visits need; a visit with none of these values is in no group
   * @param texts SQL for each part of a group's name; null if a visit lacks it
   */
  private record Grouping(String name, List<String> columns, List<String> texts) {}

  private static final List<Grouping> GROUPINGS =
      List.of(
          new Grouping(
              "campaigns",
              List.of("utm_source", "utm_medium", "utm_campaign"),
              List.of("utm_source", "utm_medium", "utm_campaign")),
          new Grouping("referrers", List.of("referrer"), List.of(HOST)),
          new Grouping("statuses", List.of("status"), List.of("status")));

  private final Grouping grouping;
  private final List<List<String>> names = new ArrayList<>();
  private final Map<List<String>, Integer> numbers = new HashMap<>();
  private final List<Integer> cellDays = new ArrayList<>();
  private final List<Integer> cellGroups = new ArrayList<>();
  private final List<Long> cellVisits = new ArrayList<>();

  private static String withPort(String scheme, int port) {
    return "LOWER(referrer) LIKE '"
        + scheme
        + "://%' AND "
        + HOST_AND_PORT
        + " LIKE '%:"
        + port
        + "'";
  }

  private static String withoutLast(int characters) {
    return "LEFT(" + HOST_AND_PORT + ", LENGTH(" + HOST_AND_PORT + ") - " + characters + ")";
  }

  private VisitGroupsPart(Grouping grouping) {
    this.grouping = grouping;
  }

  /** Returns the groupings whose columns the visits have. */
  static List<VisitGroupsPart> readAll(InsightQueries answers, Days days) {
    List<VisitGroupsPart> parts = new ArrayList<>();
    for (Grouping grouping : GROUPINGS) {
      if (answers.columns("visits").containsAll(grouping.columns())) {
        VisitGroupsPart part = new VisitGroupsPart(grouping);
        part.read(answers, days);
        parts.add(part);
      }
    }
    return parts;
  }

  /** Reads the groups with the most visits, each with all of its days. */
  private void read(InsightQueries answers, Days days) {
    int parts = grouping.texts().size();
    String keys = each(parts, "g%1$d");
    String rows =
        "(SELECT event_date, "
            + IntStream.range(0, parts)
                .mapToObj(i -> "COALESCE(" + grouping.texts().get(i) + ", '') AS g" + i)
                .collect(Collectors.joining(", "))
            + " FROM visits WHERE "
            + grouping.columns().stream()
                .map(column -> column + " IS NOT NULL")
                .collect(Collectors.joining(" OR "))
            + ") r";
    answers.readRows(
        "SELECT "
            + each(parts, "r.g%1$d")
            + ", r.event_date, COUNT(*), p.place FROM "
            + rows
            + " JOIN (SELECT "
            + keys
            + ", ROW_NUMBER() OVER (ORDER BY n DESC, "
            + keys
            + ") AS place FROM (SELECT "
            + keys
            + ", COUNT(*) AS n FROM "
            + rows
            + " GROUP BY "
            + keys
            + ") counted) p ON "
            + each(parts, "p.g%1$d = r.g%1$d").replace(", ", " AND ")
            + " WHERE p.place <= "
            + GROUPS
            + " GROUP BY "
            + each(parts, "r.g%1$d")
            + ", r.event_date, p.place ORDER BY p.place, r.event_date",
        row -> {
          if (row.getInt(parts + 3) > names.size()) {
            if (cellDays.size() + days.size() > CELLS && !names.isEmpty()) {
              return false;
            }
            List<String> name = new ArrayList<>();
            for (int i = 1; i <= parts; i++) {
              name.add(row.getString(i));
            }
            numbers.put(name, add(name));
          }
          cellGroups.add(names.size() - 1);
          cellDays.add(days.number(row, parts + 1));
          cellVisits.add(row.getLong(parts + 2));
          return true;
        });
  }

  private static String each(int parts, String pattern) {
    return IntStream.range(0, parts).mapToObj(pattern::formatted).collect(Collectors.joining(", "));
  }

  String name() {
    return grouping.name();
  }

  /** Returns SQL for each part of the name of a visit's group. */
  List<String> texts() {
    return grouping.texts();
  }

  /**
   * Returns the number of a visit's group, adding the group if it is not listed, or -1 for none.
   *
   * @param column the first of the columns with the parts of its name
   */
  int number(ResultSet row, int column) throws SQLException {
    List<String> name = new ArrayList<>();
    boolean isNamed = false;
    for (int i = 0; i < texts().size(); i++) {
      @Nullable String text = row.getString(column + i);
      isNamed |= text != null;
      name.add(text == null ? "" : text);
    }
    return isNamed ? numbers.computeIfAbsent(name, this::add) : NONE;
  }

  private int add(List<String> name) {
    names.add(name);
    return names.size() - 1;
  }

  /** Writes the groups; nothing if there are none. */
  void write(JsonGenerator json) throws IOException {
    if (names.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart(grouping.name());
    json.writePOJOField("names", names.stream().map(ShortText::all).toList());
    json.writePOJOField("days", cellDays);
    json.writePOJOField("groups", cellGroups);
    json.writePOJOField("visits", cellVisits);
    json.writeEndObject();
  }
}
