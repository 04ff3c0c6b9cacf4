package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The visits and purchases of each user in chronological order, without user ids. Covers all users
 * if there are few, otherwise a random sample. The page computes funnels with any steps from them.
 */
final class JourneysPart {
  /** The place of a page that is not kept. */
  private static final int OTHER_PAGE = -1;

  /** The place of a purchase. */
  private static final int PURCHASE = -2;

  private static final int MOST_EVENTS = 40_000;
  private static final int CELLS_PER_EVENT = 4;
  private static final double HASHES = 0x1.0p32;

  /** A visit or a purchase; the time is in seconds since 1970. */
  private record Event(int day, long time, int page) {}

  private final double share;
  private final Map<String, List<Event>> users = new HashMap<>();

  private JourneysPart(double share) {
    this.share = share;
  }

  /**
   * Reads the users.
   *
   * @param visits the number of visits of all users
   */
  static JourneysPart read(
      InsightQueries answers, Days days, InsightSettings settings, PageCells cells, long visits) {
    int most = Math.min(MOST_EVENTS, settings.cells() / CELLS_PER_EVENT);
    JourneysPart part = new JourneysPart(Math.min(1, most / (double) Math.max(1, visits)));
    Map<String, Integer> places = cells.places(cells.starts().size());
    answers.forEachRow(
        "SELECT user_id, event_date, EXTRACT(EPOCH FROM \"timestamp\"), url FROM visits WHERE "
            + part.isChosen("user_id"),
        row ->
            part.users
                .computeIfAbsent(row.getString(1), u -> new ArrayList<>())
                .add(
                    new Event(
                        days.number(row, 2),
                        Math.round(row.getDouble(3)),
                        places.getOrDefault(row.getString(4), OTHER_PAGE))));
    if (answers.has("purchases")) {
      answers.forEachRow(
          "SELECT DISTINCT customer_id, event_date, EXTRACT(EPOCH FROM \"timestamp\") FROM purchases"
              + " WHERE amount > 0 AND "
              + part.isChosen("customer_id"),
          row -> {
            List<Event> events = part.users.get(row.getString(1));
            if (events != null) {
              events.add(new Event(days.number(row, 2), Math.round(row.getDouble(3)), PURCHASE));
            }
          });
    }
    return part;
  }

  /** Returns an SQL condition that is true for the sampled ids, which are the same every time. */
  private String isChosen(String id) {
    return share >= 1
        ? "TRUE"
        : "MD5(" + id + ") < '" + String.format("%08x", (long) (share * HASHES)) + "'";
  }

  void write(JsonGenerator json) throws IOException {
    List<Integer> starts = new ArrayList<>();
    List<Integer> eventDays = new ArrayList<>();
    List<Long> seconds = new ArrayList<>();
    List<Integer> pages = new ArrayList<>();
    // Sorted by content, because the order of the map depends on the ids.
    List<List<Event>> journeys = new ArrayList<>(users.values());
    Comparator<Event> order =
        Comparator.comparingLong(Event::time).thenComparing(Event::page, Comparator.reverseOrder());
    journeys.forEach(events -> events.sort(order));
    journeys.sort(
        Comparator.<List<Event>>comparingLong(events -> events.get(0).time())
            .thenComparingInt(events -> events.get(0).page())
            .thenComparing(List::toString));
    for (List<Event> events : journeys) {
      starts.add(pages.size());
      long before = events.get(0).time();
      for (Event event : events) {
        eventDays.add(event.day());
        seconds.add(event.time() - before);
        pages.add(event.page());
        before = event.time();
      }
    }
    json.writeObjectFieldStart("journeys");
    json.writeNumberField("share", share);
    json.writePOJOField("starts", starts);
    json.writePOJOField("days", eventDays);
    json.writePOJOField("seconds", seconds);
    json.writePOJOField("pages", pages);
    json.writeEndObject();
  }
}
