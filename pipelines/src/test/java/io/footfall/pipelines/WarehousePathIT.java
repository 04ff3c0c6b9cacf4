package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.VisitStream.Sent;
import io.footfall.testing.process.PostgresServer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a database to the warehouse, with malformed, late and repeated records, and a worker that is
 * killed: the answers of SQL are those that are worked out here from what came into the stream.
 */
class WarehousePathIT {
  private static final int RECORDS = 30_000;
  private static final int GARBAGE = 40;
  private static final String URL_STATS =
      "SELECT event_date, url, visits, trim_scale(total_time_spent) FROM url_stats ORDER BY 1, url"
          + " COLLATE \"C\"";

  @TempDir Path temp;

  private final VisitStream stream = VisitStream.deduplicating();

  @Test
  void warehouseAnswersMatchTheRecordsOfTheStream() throws Exception {
    List<Sent> all = VisitStream.withRepeats(VisitStream.records(RECORDS, 21), 22);
    try (WarehousePath path = new WarehousePath(temp)) {
      path.fill(all.subList(0, RECORDS / 2));
      assertThat(path.publish().out(), containsString("rejected"));
      assertThat(path.load().out(), containsString("visits: 0 batches loaded"));
      path.startJob(path.loading());
      path.awaitCounted(1);
      path.awaitLoaded();

      path.killTaskManager();
      path.fill(all.subList(RECORDS / 2, RECORDS));
      path.publish();
      path.sendGarbage(GARBAGE);
      path.addTaskManager();
      long came = path.tell(stream);
      path.awaitCounted(came);
      path.stopJob();

      assertThat(path.counted(), is(came));
      assertThat(stream.late().size(), greaterThan(200));
      assertThat(stream.duplicates(), greaterThan(500));
      assertThat(stream.bad().size(), is(GARBAGE));
      assertThat(WrittenWindows.rows(path.s3().file("lake", "windows")), is(stream.rows()));
      assertThat(
          WrittenWindows.rejects(path.s3().file("lake", "rejects")).size(),
          is(stream.late().size() + GARBAGE));
      new WrittenLake(path.s3().file("lake", "lake")).assertIsAllOf(stream);

      Path recounted = temp.resolve("recounted");
      path.countBackup(recounted);
      assertThat(FootfallProcess.count(recounted, "read"), is(came));
      assertThat(FootfallProcess.count(recounted, "ok"), is(came - GARBAGE));

      // The job has loaded the batches that it sealed while it ran. Those that its end sealed are
      // left
      // to a command: that is after the last element has passed the step that loads.
      path.load();
      int batches = path.s3().keys("lake", "lake/visits/_batches/").size();
      assertThat(
          path.ask("SELECT count(*), count(DISTINCT batch), sum(row_count) FROM load_ledger"),
          is(List.of(batches + "|" + batches + "|" + stream.good())));
      assertThat(path.ask(URL_STATS), is(perDay(stream.rows())));
      assertThat(
          path.load().out(),
          containsString("visits: 0 batches loaded, 0 rows; " + batches + " loaded before"));
      assertThat(path.ask(URL_STATS), is(perDay(stream.rows())));
      String shown = path.shown();
      assertThat(shown.contains("\"warehouse\":\"jdbc:redshift:"), is(true));
      assertThat(shown.contains(PostgresServer.PASSWORD), is(false));

      // Late records come to the days of their events.
      assertThat(path.replay().out(), containsString("rejected " + GARBAGE + ", from"));
      path.compact();
      path.load();
      assertThat(path.ask(URL_STATS), is(perDay(withLate())));
      assertThat(
          path.ask("SELECT count(*), count(DISTINCT batch) > 1 FROM visits"),
          is(List.of(stream.good() + stream.late().size() + "|t")));
    }
  }

  /** The rows of windows, and those of late records beside them. */
  private Map<String, List<String>> withLate() {
    Map<String, VisitStream.Hour> late = new TreeMap<>();
    for (Sent sent : stream.late()) {
      String day = sent.time().toString().substring(0, 10);
      late.computeIfAbsent(day + " late", d -> new VisitStream.Hour()).add(sent);
    }
    Map<String, List<String>> rows = new TreeMap<>(stream.rows());
    late.forEach((day, has) -> rows.put(day, has.rows()));
    return rows;
  }

  /** Rows of {@code url,visits,time} of windows whose names begin with a day, added up by day. */
  private static List<String> perDay(Map<String, List<String>> windows) {
    Map<String, Map<String, BigDecimal[]>> days = new TreeMap<>();
    windows.forEach(
        (window, rows) -> {
          Map<String, BigDecimal[]> urls =
              days.computeIfAbsent(window.substring(0, 10), day -> new TreeMap<>());
          for (String row : rows) {
            String[] parts = row.split(",", -1);
            BigDecimal[] sums =
                urls.computeIfAbsent(
                    parts[0], url -> new BigDecimal[] {BigDecimal.ZERO, BigDecimal.ZERO});
            sums[0] = sums[0].add(new BigDecimal(parts[1]));
            sums[1] = sums[1].add(new BigDecimal(parts[2]));
          }
        });
    List<String> stats = new ArrayList<>();
    days.forEach(
        (day, urls) ->
            urls.forEach(
                (url, sums) ->
                    stats.add(String.join("|", day, url, plain(sums[0]), plain(sums[1])))));
    return stats;
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
