package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Visits by day and campaign. */
final class CampaignsPart {
  private static final List<String> COLUMNS = List.of("utm_source", "utm_medium", "utm_campaign");
  private static final int CAMPAIGNS = 200;
  private static final int CELLS = 20_000;

  private final List<List<String>> names = new ArrayList<>();
  private final List<Integer> cellDays = new ArrayList<>();
  private final List<Integer> cellCampaigns = new ArrayList<>();
  private final List<Long> cellVisits = new ArrayList<>();

  private CampaignsPart() {}

  /**
   * Reads the campaigns with the most visits, each with all of its days. There are none in a source
   * whose visits lack the columns.
   */
  static CampaignsPart read(InsightQueries answers, Days days) {
    CampaignsPart part = new CampaignsPart();
    if (!answers.columns("visits").containsAll(COLUMNS)) {
      return part;
    }
    String rows =
        "(SELECT event_date, COALESCE(utm_source, '') AS s, COALESCE(utm_medium, '') AS m,"
            + " COALESCE(utm_campaign, '') AS c FROM visits WHERE COALESCE(utm_source, utm_medium,"
            + " utm_campaign) IS NOT NULL) r";
    answers.ask(
        "SELECT r.s, r.m, r.c, r.event_date, COUNT(*), p.place FROM "
            + rows
            + " JOIN (SELECT s, m, c, ROW_NUMBER() OVER (ORDER BY n DESC, s, m, c) AS place FROM"
            + " (SELECT s, m, c, COUNT(*) AS n FROM "
            + rows
            + " GROUP BY s, m, c) counted) p ON p.s = r.s AND p.m = r.m AND p.c = r.c WHERE p.place"
            + " <= "
            + CAMPAIGNS
            + " GROUP BY r.s, r.m, r.c, r.event_date, p.place ORDER BY p.place, r.event_date",
        row -> {
          if (row.getInt(6) > part.names.size()) {
            if (part.cellDays.size() + days.size() > CELLS && !part.names.isEmpty()) {
              return false;
            }
            part.names.add(List.of(row.getString(1), row.getString(2), row.getString(3)));
          }
          part.cellCampaigns.add(part.names.size() - 1);
          part.cellDays.add(days.number(row, 4));
          part.cellVisits.add(row.getLong(5));
          return true;
        });
    return part;
  }

  /** Writes the campaigns; nothing if there are none. */
  void write(JsonGenerator json) throws IOException {
    if (names.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("campaigns");
    json.writeArrayFieldStart("names");
    for (List<String> name : names) {
      json.writeStartArray();
      for (String text : name) {
        json.writeString(ShortText.of(text));
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    VisitsPart.writeInts(json, "days", cellDays);
    VisitsPart.writeInts(json, "campaigns", cellCampaigns);
    VisitsPart.writeLongs(json, "visits", cellVisits);
    json.writeEndObject();
  }
}
