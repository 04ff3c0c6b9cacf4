package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The visits of the customers with the highest revenue, in chronological order per customer. A
 * customer's visits are those whose user id is the customer id. Either all visits of a customer are
 * kept, or none.
 */
final class CustomerVisitsPart {
  /** The place of a page that is not listed. */
  private static final int OTHER_PAGE = -1;

  private static final BigDecimal NO_DURATION = BigDecimal.ONE.negate();

  private static final int GROUPS = 8;

  /**
   * A visit.
   *
   * @param second the time since midnight UTC of its day
   * @param hour in the zone of the day; 0 if that is unknown
   * @param begins 1 if a session begins with it, else 0
   * @param groups the number of its group in each grouping
   */
  private record Visit(
      int day,
      int second,
      int hour,
      int page,
      BigDecimal duration,
      int begins,
      List<Integer> groups) {}

  private final List<VisitGroupsPart> groupings;
  private final List<Integer> starts = new ArrayList<>();
  private final List<Visit> visits = new ArrayList<>();

  private CustomerVisitsPart(List<VisitGroupsPart> groupings) {
    this.groupings = groupings;
  }

  /**
   * Reads the visits of the customers, in the order of {@link PurchasesPart#placed}.
   *
   * @param most the maximum number of visits
   * @param listed the listed pages
   * @param customers the number of listed customers
   * @param groupings the groupings of all visits; unlisted groups of these visits are added
   */
  static CustomerVisitsPart read(
      InsightQueries answers,
      Days days,
      int most,
      PageCells listed,
      int customers,
      List<VisitGroupsPart> groupings) {
    CustomerVisitsPart part = new CustomerVisitsPart(groupings);
    Map<String, Integer> places = listed.places(listed.pages().size());
    String columns =
        Stream.concat(
                Stream.of(
                    "customer.place",
                    "event_date",
                    "EXTRACT(EPOCH FROM \"timestamp\")",
                    answers.hour().orElse("0"),
                    "url",
                    "page_view_duration",
                    SessionsPart.BEGINS),
                groupings.stream().flatMap(grouping -> grouping.texts().stream()))
            .collect(Collectors.joining(", "));
    boolean[] fits = {true};
    answers.readRows(
        ("WITH customer AS (%s) SELECT %s FROM visits JOIN customer ON customer.name ="
                + " visits.user_id ORDER BY 1, \"timestamp\", url")
            .formatted(PurchasesPart.placed("customer_id", "purchases", customers), columns),
        row -> {
          part.startUntil(row.getInt(1));
          fits[0] = part.visits.size() < most;
          if (!fits[0]) {
            return false;
          }
          List<Integer> groups = new ArrayList<>();
          int column = GROUPS;
          for (VisitGroupsPart grouping : groupings) {
            groups.add(grouping.number(row, column));
            column += grouping.texts().size();
          }
          BigDecimal duration = row.getBigDecimal(6);
          part.visits.add(
              new Visit(
                  days.number(row, 2),
                  Days.second(row, 2, 3),
                  row.getInt(4),
                  places.getOrDefault(row.getString(5), OTHER_PAGE),
                  duration == null ? NO_DURATION : duration,
                  row.getInt(7),
                  groups));
          return true;
        });
    if (fits[0]) {
      part.startUntil(customers);
    } else {
      part.visits.subList(part.starts.remove(part.starts.size() - 1), most).clear();
    }
    return part;
  }

  private void startUntil(int place) {
    while (starts.size() < place) {
      starts.add(visits.size());
    }
  }

  /** Writes the visits, with durations in the unit of all visits. */
  void write(JsonGenerator json, int scale, boolean big) throws IOException {
    json.writeObjectFieldStart("ofCustomers");
    json.writeNumberField("count", starts.size());
    json.writePOJOField("starts", starts);
    write(json, "days", Visit::day);
    write(json, "times", Visit::second);
    write(json, "hours", Visit::hour);
    write(json, "pages", Visit::page);
    durations().write(json, "seconds", scale, big);
    write(json, "begins", Visit::begins);
    for (int i = 0; i < groupings.size(); i++) {
      int number = i;
      write(json, groupings.get(i).name(), visit -> visit.groups().get(number));
    }
    json.writeEndObject();
  }

  private void write(JsonGenerator json, String name, Function<Visit, Integer> number)
      throws IOException {
    json.writePOJOField(name, visits.stream().map(number).toList());
  }

  private ExactColumn durations() {
    ExactColumn durations = new ExactColumn();
    visits.forEach(visit -> durations.add(visit.duration()));
    return durations;
  }

  int decimalsOfSeconds() {
    return durations().scale();
  }
}
