package io.footfall.pipelines.insight;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.errors.FootfallException;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read is small, exact, and says what it left out. */
class InsightTest {
  private static final InsightSettings SETTINGS =
      InsightSettings.of("lake/", "1.0").withMade(Instant.parse("2024-03-05T00:00:00Z"));

  private Tables tables;

  @BeforeEach
  void makeTables() throws Exception {
    tables = new Tables();
  }

  @AfterEach
  void closeTables() throws Exception {
    tables.close();
  }

  private JsonNode read(InsightSettings settings) throws Exception {
    return new ObjectMapper()
        .readTree(Insight.read(tables.connection(), tables.relations(), settings).toJson());
  }

  private JsonNode read() throws Exception {
    return read(SETTINGS);
  }

  private static List<Long> longs(JsonNode array) {
    List<Long> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asLong()));
    return values;
  }

  private static List<String> texts(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asText()));
    return values;
  }

  private Tables threeDays() throws Exception {
    return tables
        .visits(
            "ann|2024-03-01 10:00:00|/|1.5",
            "ann|2024-03-01 10:01:00|/a|10",
            "bob|2024-03-01 11:00:00|/|0.25",
            "ann|2024-03-03 10:00:00|/|1800",
            "cid|2024-03-03 10:00:01|/b|59.999")
        .purchases(
            "ann|2024-03-01 12:00:00|Shoes|10.00",
            "ann|2024-03-01 12:00:00|Hats|2.005",
            "bob|2024-03-02 12:00:00|Shoes|-5",
            "cid|2024-03-04 12:00:00||7");
  }

  @Test
  void daysHaveVisitsSecondsAndUsers() throws Exception {
    threeDays();

    JsonNode json = read();

    assertThat(
        texts(json.at("/days")),
        is(List.of("2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04")));
    JsonNode visits = json.at("/visits");
    assertThat(longs(visits.at("/visits")), is(List.of(3L, 0L, 2L, 0L)));
    assertThat(visits.at("/scale").asInt(), is(3));
    assertThat(longs(visits.at("/seconds")), is(List.of(11_750L, 0L, 1_859_999L, 0L)));
    assertThat(longs(visits.at("/users/daily")), is(List.of(2L, 0L, 2L, 0L)));
    assertThat(visits.at("/users/all").asLong(), is(3L));
  }

  @Test
  void countsBuyersOnTheDayOfTheirVisit() throws Exception {
    threeDays().purchases("bob|2024-03-01 12:00:00|Shoes|0");

    JsonNode visits = read().at("/visits");

    assertThat(longs(visits.at("/buyers/daily")), is(List.of(1L, 0L, 0L, 0L)));
    assertThat(visits.at("/buyers/all").asLong(), is(1L));
  }

  @Test
  void binsOfTheTimeOnPageIncludeTheirStart() throws Exception {
    threeDays();

    JsonNode visits = read().at("/visits");

    List<Long> bins = longs(visits.at("/bins"));
    List<Long> counts = longs(visits.at("/distribution"));
    assertThat(counts.size(), is(4 * bins.size()));
    assertThat(counts.get(bins.indexOf(0L)), is(1L));
    assertThat(counts.get(bins.indexOf(1L)), is(1L));
    assertThat(counts.get(bins.indexOf(8L)), is(1L));
    assertThat(counts.get(2 * bins.size() + bins.indexOf(1024L)), is(1L));
    assertThat(counts.get(2 * bins.size() + bins.indexOf(32L)), is(1L));
  }

  @Test
  void pagesComeInTheOrderOfTheReport() throws Exception {
    threeDays();

    JsonNode pages = read().at("/visits/pages");

    assertThat(texts(pages.at("/urls")), is(List.of("/", "/a", "/b")));
    assertThat(longs(pages.at("/starts")), is(List.of(0L, 2L, 3L)));
    assertThat(longs(pages.at("/days")), is(List.of(0L, 2L, 0L, 2L)));
    assertThat(longs(pages.at("/visits")), is(List.of(2L, 1L, 1L, 1L)));
    assertThat(longs(pages.at("/seconds")), is(List.of(1_750L, 1_800_000L, 10_000L, 59_999L)));
    assertThat(pages.at("/withUsers").asInt(), is(3));
    assertThat(pages.at("/users/values").size(), is(4));
    assertThat(pages.at("/distribution").size(), is(4 * 13));
  }

  @Test
  void amountsAreExactAndACategoryMayBeEmpty() throws Exception {
    threeDays();

    JsonNode purchases = read().at("/purchases");

    assertThat(purchases.at("/scale").asInt(), is(3));
    assertThat(longs(purchases.at("/amounts")), is(List.of(12_005L, -5_000L, 0L, 7_000L)));
    assertThat(longs(purchases.at("/lines")), is(List.of(2L, 1L, 0L, 1L)));
    assertThat(texts(purchases.at("/categories")), is(List.of("", "Shoes", "Hats")));
    assertThat(texts(purchases.at("/customerIds")), is(List.of("ann", "cid", "bob")));
    assertThat(longs(purchases.at("/cells/amounts")).stream().mapToLong(n -> n).sum(), is(14_005L));
  }

  @Test
  void ordersAreTransactionsAndReturnsAreNegativeAmounts() throws Exception {
    tables.run(
        "INSERT INTO purchases VALUES "
            + "('o1', 'ann', '2024-03-01 12:00:00Z', 'Cap', 'Hats', NULL, 2, 10, '2024-03-01', 'b'),"
            + "('o1', 'ann', '2024-03-01 12:00:00Z', 'Boot', 'Shoes', NULL, 1, 20, '2024-03-01', 'b'),"
            + "('o1', 'bob', '2024-03-01 12:00:00Z', 'Cap', 'Hats', NULL, -1, -5, '2024-03-01', 'b'),"
            + "('', 'bob', '2024-03-01 13:00:00Z', 'Cap', 'Hats', NULL, 1, 5, '2024-03-01', 'b'),"
            + "('', 'bob', '2024-03-01 14:00:00Z', 'Cap', 'Hats', NULL, 1, 5, '2024-03-01', 'b'),"
            + "('o2', 'ann', '2024-03-02 00:30:00Z', 'Cap', 'Hats', NULL, 1, 5, '2024-03-02', 'b')");

    JsonNode purchases = read().at("/purchases");

    assertThat(longs(purchases.at("/lines")), is(List.of(5L, 1L)));
    assertThat(longs(purchases.at("/orders")), is(List.of(4L, 1L)));
    assertThat(longs(purchases.at("/returns")), is(List.of(500L, 0L)));
    assertThat(longs(purchases.at("/newCustomers")), is(List.of(2L, 0L)));
    assertThat(purchases.at("/repeating").asLong(), is(1L));
    assertThat(purchases.at("/hours/12").asLong(), is(2_500L));
    assertThat(purchases.at("/hours/24").asLong(), is(500L));
    assertThat(texts(purchases.at("/products/names")), is(List.of("Boot", "Cap")));
    assertThat(longs(purchases.at("/products/units")), is(List.of(1L, 3L, 1L)));
    assertThat(longs(purchases.at("/products/amounts")), is(List.of(2_000L, 1_500L, 500L)));
    assertThat(longs(purchases.at("/customerOrders/orders")), is(List.of(1L, 1L, 3L)));
  }

  /** As in the saved query sessions: of the day on which they begin, even beyond midnight. */
  @Test
  void sessionsEndAfterHalfAnHour() throws Exception {
    tables
        .visits(
            "ann|2024-03-01 10:00:00|/|1",
            "ann|2024-03-01 10:30:00|/a|1",
            "ann|2024-03-01 11:00:01|/|1",
            "bob|2024-03-01 23:50:00|/|1",
            "bob|2024-03-02 00:10:00|/a|1",
            "bob|2024-03-02 12:00:00|/a|1")
        .purchases("ann|2024-03-01 12:00:00|Shoes|10.00", "ann|2024-03-02 12:00:00|Shoes|1.00");

    JsonNode visits = read().at("/visits");

    assertThat(longs(visits.at("/sessions")), is(List.of(3L, 1L)));
    assertThat(longs(visits.at("/bounces")), is(List.of(1L, 1L)));
    JsonNode pages = visits.at("/pages");
    assertThat(texts(pages.at("/urls")), is(List.of("/", "/a")));
    assertThat(longs(pages.at("/days")), is(List.of(0L, 0L, 1L)));
    assertThat(longs(pages.at("/landings")), is(List.of(3L, 0L, 1L)));
    assertThat(longs(pages.at("/exits")), is(List.of(1L, 1L, 2L)));
    assertThat(longs(pages.at("/bounces")), is(List.of(1L, 0L, 1L)));
    assertThat(longs(pages.at("/touched")), is(List.of(1_000L, 1_000L, 0L)));
  }

  @Test
  void journeysHaveVisitsAndPurchasesInTheirOrder() throws Exception {
    tables
        .visits(
            "ann|2024-03-01 10:00:00|/|1",
            "ann|2024-03-02 10:00:00|/a|1",
            "bob|2024-03-01 11:00:00|/a|1")
        .purchases(
            "ann|2024-03-01 12:00:00|Shoes|10.00",
            "ann|2024-03-01 13:00:00|Shoes|-10.00",
            "eve|2024-03-01 12:00:00|Shoes|10.00");

    JsonNode journeys = read().at("/visits/journeys");

    assertThat(journeys.at("/share").asDouble(), is(1.0));
    assertThat(longs(journeys.at("/starts")), is(List.of(0L, 3L)));
    assertThat(longs(journeys.at("/days")), is(List.of(0L, 0L, 1L, 0L)));
    assertThat(longs(journeys.at("/seconds")), is(List.of(0L, 7_200L, 79_200L, 0L)));
    assertThat(longs(journeys.at("/pages")), is(List.of(1L, -2L, 0L, 0L)));
  }

  @Test
  void journeysOfManyUsersAreASampleOfWholeUsers() throws Exception {
    for (int i = 0; i < 400; i++) {
      tables.visits("u" + i + "|2024-03-01 10:00:00|/|1", "u" + i + "|2024-03-01 10:00:07|/a|1");
    }

    JsonNode journeys = read(SETTINGS.withLimits(100, 100, 800)).at("/visits/journeys");

    assertThat(journeys.at("/share").asDouble(), is(0.25));
    int users = journeys.at("/starts").size();
    assertThat(Math.abs(users - 100) < 50, is(true));
    assertThat(journeys.at("/pages").size(), is(2 * users));
  }

  @Test
  void countsVisitsOfCampaignsIfTheSourceHasThem() throws Exception {
    threeDays();
    assertThat(read().at("/visits").has("campaigns"), is(false));
    tables.run(
        "ALTER TABLE visits ADD COLUMN utm_source VARCHAR",
        "ALTER TABLE visits ADD COLUMN utm_medium VARCHAR",
        "ALTER TABLE visits ADD COLUMN utm_campaign VARCHAR",
        "UPDATE visits SET utm_source = 'news', utm_campaign = 'spring' WHERE user_id = 'ann'",
        "UPDATE visits SET utm_source = 'ads' WHERE user_id = 'cid'");

    JsonNode campaigns = read().at("/visits/campaigns");

    assertThat(
        campaigns.at("/names").toString(), is("[[\"news\",\"\",\"spring\"],[\"ads\",\"\",\"\"]]"));
    assertThat(longs(campaigns.at("/days")), is(List.of(0L, 2L, 2L)));
    assertThat(longs(campaigns.at("/groups")), is(List.of(0L, 0L, 1L)));
    assertThat(longs(campaigns.at("/visits")), is(List.of(2L, 1L, 1L)));
  }

  @Test
  void countsVisitsOfReferrersAndStatusesIfTheSourceHasThem() throws Exception {
    tables
        .visits(
            "ann|2024-03-01 10:00:00|/|1",
            "ann|2024-03-01 11:00:00|/a|1",
            "bob|2024-03-01 12:00:00|/|1",
            "cid|2024-03-02 10:00:00|/|1",
            "dan|2024-03-02 11:00:00|/|1",
            "eve|2024-03-02 12:00:00|/|1",
            "fay|2024-03-02 12:00:00|/|1",
            "gus|2024-03-02 12:00:00|/|1")
        .run(
            "ALTER TABLE visits ADD COLUMN referrer VARCHAR",
            "ALTER TABLE visits ADD COLUMN status VARCHAR");
    assertThat(read().at("/visits").has("referrers"), is(false));
    tables.run(
        "UPDATE visits SET referrer = 'HTTPS://Search.Example:443/find?q=a//b', status = '200'"
            + " WHERE user_id = 'ann'",
        "UPDATE visits SET referrer = 'https://user:secret@search.example?q', status = '304'"
            + " WHERE user_id = 'bob'",
        "UPDATE visits SET referrer = 'http://news.example:8080#top', status = '200'"
            + " WHERE user_id = 'cid'",
        "UPDATE visits SET referrer = 'mail' WHERE user_id = 'dan'",
        "UPDATE visits SET referrer = 'http://search.example:80' WHERE user_id = 'fay'",
        "UPDATE visits SET referrer = 'http://search.example:443/' WHERE user_id = 'gus'");

    JsonNode visits = read().at("/visits");

    assertThat(
        visits.at("/referrers/names").toString(),
        is("[[\"search.example\"],[\"mail\"],[\"news.example:8080\"],[\"search.example:443\"]]"));
    assertThat(longs(visits.at("/referrers/days")), is(List.of(0L, 1L, 1L, 1L, 1L)));
    assertThat(longs(visits.at("/referrers/visits")), is(List.of(3L, 1L, 1L, 1L, 1L)));
    assertThat(visits.at("/statuses/names").toString(), is("[[\"200\"],[\"304\"]]"));
    assertThat(longs(visits.at("/statuses/groups")), is(List.of(0L, 0L, 1L)));
    assertThat(longs(visits.at("/statuses/days")), is(List.of(0L, 1L, 0L)));
    assertThat(longs(visits.at("/statuses/visits")), is(List.of(2L, 1L, 1L)));
  }

  @Test
  void newAndReturningUsersAndTheirWeeks() throws Exception {
    tables.visits(
        "ann|2024-03-01 10:00:00|/|1",
        "ann|2024-03-03 10:00:00|/|1",
        "ann|2024-03-12 10:00:00|/|1",
        "bob|2024-03-03 10:00:00|/|1",
        "bob|2024-03-04 10:00:00|/|1");

    JsonNode visits = read().at("/visits");

    assertThat(longs(visits.at("/newUsers")), is(List.of(1L, 1L, 0L, 0L)));
    // Weeks from Monday, February 26: ann comes back in the second one after it, bob in the next.
    assertThat(
        visits.at("/cohorts").toString(),
        is("[[\"2024-02-26\",0,2],[\"2024-02-26\",1,1],[\"2024-02-26\",2,1]]"));
    int bins = visits.at("/gapBins").size();
    List<Long> gaps = longs(visits.at("/gaps"));
    assertThat(gaps.stream().mapToLong(n -> n).sum(), is(3L));
    assertThat(gaps.get(bins + 1), is(1L));
    assertThat(gaps.get(2 * bins), is(1L));
    assertThat(gaps.get(3 * bins + 3), is(1L));
  }

  @Test
  void countsDistinctIdsOfNamedPeriodsExactly() throws Exception {
    threeDays();

    JsonNode last = null;
    for (JsonNode period : read().at("/periods")) {
      if (period.at("/from").asText().equals("2024-03-04")) {
        last = period;
      }
    }

    // This week, from Monday to the last day.
    assertThat(last.at("/to").asText(), is("2024-03-04"));
    assertThat(last.at("/users").asLong(), is(0L));
    assertThat(last.at("/customers").asLong(), is(1L));
  }

  @ParameterizedTest
  @EnumSource(
      value = DayOfWeek.class,
      names = {"MONDAY", "SUNDAY"})
  void weeksStartOnTheChosenDay(DayOfWeek start) throws Exception {
    Random random = new Random(7);
    LocalDate last = LocalDate.of(2024, 3, 5);
    Map<LocalDate, Set<String>> users = new TreeMap<>();
    List<String> visits = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      LocalDate day = last.minusDays(i < 2 ? 0 : random.nextInt(430));
      String user = "u" + random.nextInt(60);
      users.computeIfAbsent(day, d -> new HashSet<>()).add(user);
      visits.add(user + "|" + day + " 10:00:00|/|1");
    }
    tables.visits(visits.toArray(String[]::new));
    InsightSettings.Labels labels = InsightSettings.Labels.defaults();

    JsonNode json =
        read(
            SETTINGS.withLabels(
                new InsightSettings.Labels(
                    labels.zone(), start, "", labels.maxRejectRatio(), labels.annotations())));

    LocalDate week = last;
    while (week.getDayOfWeek() != start) {
      week = week.minusDays(1);
    }
    List<String> spans = new ArrayList<>();
    for (JsonNode period : json.at("/periods")) {
      LocalDate from = LocalDate.parse(period.at("/from").asText());
      LocalDate to = LocalDate.parse(period.at("/to").asText());
      spans.add(from + " " + to);
      Set<String> distinct = new HashSet<>();
      users.forEach(
          (day, ids) -> {
            if (!day.isBefore(from) && !day.isAfter(to)) {
              distinct.addAll(ids);
            }
          });
      assertThat(from + " " + to, period.at("/users").asInt(), is(distinct.size()));
    }
    assertThat(
        spans,
        hasItems(
            week + " " + last,
            week.minusDays(7) + " " + week.minusDays(1),
            "2023-01-01 2023-12-31"));
  }

  @Test
  void visitWithoutADurationIsInNoBin() throws Exception {
    tables.visits("ann|2024-03-01 10:00:00|/|NULL", "bob|2024-03-01 10:00:00|/|0");

    JsonNode visits = read().at("/visits");

    assertThat(longs(visits.at("/visits")), is(List.of(2L)));
    assertThat(longs(visits.at("/timed")), is(List.of(1L)));
    assertThat(longs(visits.at("/pages/timed")), is(List.of(1L)));
    assertThat(longs(visits.at("/distribution")).stream().mapToLong(n -> n).sum(), is(1L));
    assertThat(visits.at("/hours/10").asLong(), is(2L));
  }

  @Test
  void countsVisitsWithADurationPerDay() throws Exception {
    // Rows of a table from before timed_visits have a duration each.
    tables.run(
        "INSERT INTO window_urls VALUES ('2024-03-01', '/', 3, 4.5, 1), ('2024-03-01', '/a', 2, 1, NULL)");
    tables.without("visits");

    JsonNode visits = read().at("/visits");

    assertThat(longs(visits.at("/visits")), is(List.of(5L)));
    assertThat(longs(visits.at("/timed")), is(List.of(3L)));
    assertThat(longs(visits.at("/pages/timed")), is(List.of(1L, 2L)));
  }

  @Test
  void writesSumsBeyondADoubleAsText() throws Exception {
    tables.purchases(
        "ann|2024-03-01 12:00:00|Ships|99999999999999999999.01",
        "bob|2024-03-01 12:00:00|Ships|0.000000001");

    JsonNode purchases = read().at("/purchases");

    assertThat(purchases.at("/big").asBoolean(), is(true));
    assertThat(
        new BigDecimal(purchases.at("/amounts/0").textValue()).movePointLeft(9),
        is(new BigDecimal("99999999999999999999.010000001")));
  }

  @Test
  void summarizesOmittedRowsSoThatSumsHold() throws Exception {
    for (int i = 0; i < 40; i++) {
      String day = "2024-03-%02d 10:00:00".formatted(1 + i % 4);
      for (int n = 0; n <= i; n++) {
        tables.visits("u" + n + "|" + day + "|/" + i + "|1");
      }
      tables.purchases("c" + i + "|" + day + "|k" + i % 3 + "|" + (i + 1));
    }

    JsonNode json = read(SETTINGS.withLimits(5, 3, 1_000));

    JsonNode pages = json.at("/visits/pages");
    assertThat(pages.at("/count").asLong(), is(40L));
    assertThat(texts(pages.at("/urls")), is(List.of("/39", "/38", "/37", "/36", "/35")));
    assertThat(longs(json.at("/visits/visits")).stream().mapToLong(n -> n).sum(), is(40L * 41 / 2));
    JsonNode purchases = json.at("/purchases");
    assertThat(purchases.at("/customerCount").asLong(), is(40L));
    assertThat(texts(purchases.at("/customerIds")), is(List.of("c39", "c38", "c37")));
    assertThat(
        longs(purchases.at("/cells/amounts")).stream().mapToLong(n -> n).sum(),
        is(100L * 40 * 41 / 2));
    assertThat(
        IntStream.range(0, purchases.at("/cells/customers").size())
            .filter(i -> purchases.at("/cells/customers").get(i).asInt() > 0)
            .count(),
        is(3L));
  }

  @Test
  void limitOfRowsKeepsWholePagesAndFewerCustomers() throws Exception {
    for (int day = 1; day <= 9; day++) {
      for (int i = 0; i < 20; i++) {
        tables.visits("u|2024-03-0" + day + " 10:00:00|/" + i + "|1");
        tables.purchases("c" + i + "|2024-03-0" + day + " 10:00:00|k|1");
      }
    }

    JsonNode json = read(SETTINGS.withLimits(100, 16, 50));

    JsonNode pages = json.at("/visits/pages");
    assertThat(pages.at("/days").size(), is(45));
    assertThat(pages.at("/urls").size(), is(5));
    JsonNode purchases = json.at("/purchases");
    assertThat(purchases.at("/cells/days").size(), is(lessThanOrEqualTo(50)));
    assertThat(purchases.at("/customerIds").size(), is(4));
    assertThat(longs(purchases.at("/cells/amounts")).stream().mapToLong(n -> n).sum(), is(18_000L));
  }

  @Test
  void limitsTheSizeOfUserSketchesOfPages() throws Exception {
    for (int i = 0; i < 30; i++) {
      tables.visits("u" + i + "|2024-03-01 10:00:00|/a|1", "u" + i + "|2024-03-01 10:00:00|/b|1");
    }

    JsonNode pages = read(SETTINGS.withSketchBytes(20)).at("/visits/pages");

    assertThat(pages.at("/withUsers").asInt(), is(1));
    assertThat(pages.at("/users/values").size(), is(1));
  }

  @Test
  void acceptsASourceWithoutVisits() throws Exception {
    tables.purchases("ann|2024-03-01 12:00:00|Shoes|1");

    JsonNode json = read();

    assertThat(json.has("visits"), is(false));
    assertThat(longs(json.at("/purchases/amounts")), is(List.of(100L)));
  }

  @Test
  void acceptsASourceWithoutPurchases() throws Exception {
    tables.visits("ann|2024-03-01 12:00:00|/|1");

    JsonNode json = read();

    assertThat(json.has("purchases"), is(false));
    assertThat(json.at("/visits").has("buyers"), is(false));
  }

  @Test
  void acceptsAnEmptySource() throws Exception {
    Insight insight = Insight.read(tables.connection(), tables.relations(), SETTINGS);

    assertThat(insight.isEmpty(), is(true));
    assertThat(insight.firstDay(), is(Optional.empty()));
    JsonNode json = new ObjectMapper().readTree(insight.toJson());
    assertThat(json.at("/days").size(), is(0));
    assertThat(json.has("visits"), is(false));
  }

  /** A warehouse that a stream alone has written to. */
  @Test
  void sumsOfWindowsAreEnough() throws Exception {
    tables
        .without("visits")
        .without("purchases")
        .without("rejects")
        .run(
            "INSERT INTO window_urls VALUES ('2024-03-01', '/', 3, 4.5, 3), ('2024-03-01', '/a', 1, 1, 1)",
            "INSERT INTO window_customers VALUES ('2024-03-01', 'ann', 9.50)");

    JsonNode json = read();

    assertThat(json.at("/visits/single").asBoolean(), is(false));
    assertThat(longs(json.at("/visits/visits")), is(List.of(4L)));
    assertThat(longs(json.at("/visits/seconds")), is(List.of(55L)));
    assertThat(json.at("/visits").has("users"), is(false));
    assertThat(longs(json.at("/purchases/amounts")), is(List.of(950L)));
    assertThat(json.at("/purchases").has("lines"), is(false));
    assertThat(json.has("rejects"), is(false));
  }

  @Test
  void omitsVisitsOfReportsWithoutDays() throws Exception {
    tables.run(
        "INSERT INTO window_urls VALUES (NULL, '/', 3, 4.5, 3)",
        "INSERT INTO window_customers VALUES ('2024-03-01', 'ann', 9.50)");

    JsonNode json = read();

    assertThat(json.has("visits"), is(false));
    assertThat(texts(json.at("/days")), is(List.of("2024-03-01")));
  }

  @Test
  void rejectsHaveTheirReasonsWithThreeExamples() throws Exception {
    threeDays();
    for (int i = 1; i <= 5; i++) {
      tables.run(
          ("INSERT INTO rejects VALUES ('visits', 'INVALID_NUMBER', 'no number', 'v.csv',"
                  + " %s, 'c', 'a number', '<b>raw</b>', 1, '2024-03-01 00:00:00Z', %s)")
              .formatted(i, i == 1));
    }
    tables.run("INSERT INTO accounting VALUES ('visits', 'v.csv', 10, 5, 5, 0, 0, 0)");

    JsonNode json = read();

    JsonNode reason = json.at("/rejects/reasons/0");
    assertThat(json.at("/rejects/count").asLong(), is(5L));
    assertThat(reason.at("/records").asLong(), is(5L));
    assertThat(reason.at("/replayed").asLong(), is(1L));
    assertThat(reason.at("/examples").size(), is(3));
    assertThat(reason.at("/examples/0/line").asLong(), is(1L));
    assertThat(reason.at("/examples/0/raw").asText(), is("<b>raw</b>"));
    assertThat(json.at("/accounting/totals/0/read").asLong(), is(10L));
    assertThat(json.at("/accounting/sources/0/source").asText(), is("v.csv"));
  }

  @Test
  void batchesComeLatestFirst() throws Exception {
    threeDays()
        .run(
            "INSERT INTO loads VALUES ('visits', 'one', 3, 1, 100, '2024-03-01 00:00:00Z'),"
                + " ('visits', 'two', 2, 1, 50, '2024-03-02 00:00:00Z')");

    JsonNode loads = read().at("/loads");

    assertThat(loads.at("/latest/0/batch").asText(), is("two"));
    assertThat(loads.at("/totals/0/batch").asText(), is("2"));
    assertThat(loads.at("/totals/0/rows").asLong(), is(5L));
  }

  @Test
  void amountsThatCancelOnADayAreExactByProduct() throws Exception {
    tables.purchases("ann|2024-03-01 12:00:00|Shoes|1");
    String others =
        "INSERT INTO purchases SELECT transaction_id, customer_id, \"timestamp\", '%s',"
            + " product_category, product_price, quantity, %s, event_date, batch FROM purchases"
            + " WHERE product_name = 'x'";
    tables.run(
        others.formatted("a", "90000000000000000"), others.formatted("b", "-90000000000000000"));

    JsonNode purchases = read().at("/purchases");

    assertThat(purchases.at("/big").asBoolean(), is(true));
    assertThat(texts(purchases.at("/products/amounts")).contains("9000000000000000000"), is(true));
  }

  @Test
  void truncatesLongTextVisibly() throws Exception {
    tables.visits("ann|2024-03-01 12:00:00|" + "x".repeat(5_000) + "|1");

    String url = read().at("/visits/pages/urls/0").asText();

    assertThat(url, is("x".repeat(1_000) + "… (5000 characters)"));
  }

  @Test
  void printsPeriodAndTotals() throws Exception {
    threeDays();

    Insight insight = Insight.read(tables.connection(), tables.relations(), SETTINGS);

    assertThat(insight.firstDay(), is(Optional.of(LocalDate.of(2024, 3, 1))));
    assertThat(insight.lastDay(), is(Optional.of(LocalDate.of(2024, 3, 4))));
    assertThat(insight.visits(), is(5L));
    assertThat(insight.pages(), is(3L));
    assertThat(insight.customers(), is(3L));
    assertThat(insight.revenue().compareTo(new BigDecimal("14.005")), is(0));
  }

  @Test
  void hidesDayWhoseSumsOverflow() throws Exception {
    threeDays();
    String huge = "9".repeat(29);
    for (int i = 0; i < 2; i++) {
      tables.visits("eve|2024-03-02 10:00:00|/|" + huge);
      tables.purchases("eve|2024-03-03 12:00:00|Shoes|" + huge);
    }
    InsightMemory memory = new InsightMemory();

    for (int reading = 0; reading < 2; reading++) {
      JsonNode json =
          new ObjectMapper()
              .readTree(
                  Insight.read(tables.connection(), tables.relations(), SETTINGS, memory).toJson());

      assertThat(texts(json.at("/unreadable/visits")), is(List.of("2024-03-02")));
      assertThat(texts(json.at("/unreadable/purchases")), is(List.of("2024-03-03")));
      assertThat(longs(json.at("/visits/visits")), is(List.of(3L, 0L, 2L, 0L)));
      assertThat(longs(json.at("/purchases/amounts")), is(List.of(12_005L, -5_000L, 0L, 7_000L)));
    }
    assertThat(AllPages.read(tables.connection(), tables.relations()).isPresent(), is(true));
  }

  @Test
  void hidesDayWhoseSumsOfOneCustomerOverflow() throws Exception {
    threeDays();
    String huge = "9".repeat(29);
    for (int i = 0; i < 2; i++) {
      tables.visits("ann|2024-03-02 10:00:00|/|" + huge);
    }
    // As QueryDatabase.connectToSome does.
    tables.run(
        "CREATE TEMP TABLE visits AS SELECT * FROM main.visits WHERE user_id = 'ann'",
        "CREATE TEMP TABLE purchases AS SELECT * FROM main.purchases WHERE customer_id = 'ann'");
    Set<String> relations = new OneCustomer("ann").relations(tables.relations());

    for (int reading = 0; reading < 2; reading++) {
      JsonNode json =
          new ObjectMapper()
              .readTree(Insight.read(tables.connection(), relations, SETTINGS).toJson());

      assertThat(json.path("unreadable").has("purchases"), is(false));
      assertThat(
          texts(json.at("/unreadable/visits")),
          is(reading == 0 ? List.of("2024-03-02") : List.of()));
      assertThat(longs(json.at("/visits/visits")), is(List.of(2L, 1L)));
      assertThat(longs(json.at("/purchases/amounts")), is(List.of(12_005L, 0L)));
    }
  }

  @Test
  void findsCustomersByAPartOfTheId() throws Exception {
    threeDays()
        .purchases(
            "o'Ann|2024-03-01 12:00:00|x|1",
            "Annabel|2024-03-01 12:00:00|x|1",
            "%_|2024-03-01 12:00:00|x|1");

    assertThat(find("ann"), is(List.of("ann", "Annabel", "o'Ann")));
    assertThat(find("ANN"), is(List.of("ann", "Annabel", "o'Ann")));
    assertThat(find("O'"), is(List.of("o'Ann")));
    assertThat(find("%"), is(List.of("%_")));
    assertThat(find("\\"), is(List.of()));
    assertThat(find("\0"), is(List.of()));
  }

  private List<String> find(String text) {
    return FoundCustomers.read(tables.connection(), tables.relations(), text).ids();
  }

  @Test
  void findsCustomersOfAStreamWithoutRecords() throws Exception {
    tables
        .without("purchases")
        .run("INSERT INTO window_customers VALUES ('2024-03-01', 'stream', 1)");
    assertThat(find("STRE"), is(List.of("stream")));
    tables.without("customer_days");
    assertThat(find("STRE"), is(List.of()));
  }

  @Test
  void unresponsiveDatabaseIsAFailure() throws Exception {
    threeDays().run("DROP VIEW url_stats", "DROP TABLE visits");

    FootfallException refused = assertThrows(FootfallException.class, this::read);

    assertThat(refused.kind(), is(FootfallException.Kind.IO));
  }

  @Test
  void keepsAllVisitsOfACustomerOrNone() throws Exception {
    threeDays();
    JsonNode both = read().path("visits").path("ofCustomers");
    assertThat(texts(read().path("purchases").path("customerIds")).get(0), is("ann"));
    assertThat(longs(both.path("starts")), is(List.of(0L, 3L, 4L)));
    assertThat(longs(both.path("pages")), hasSize(5));
    assertThat(longs(both.path("begins")).subList(0, 3), is(List.of(1L, 0L, 1L)));

    JsonNode first = read(SETTINGS.withCustomerCells(3)).path("visits").path("ofCustomers");
    assertThat(longs(first.path("starts")), is(List.of(0L)));
    assertThat(longs(first.path("pages")), hasSize(3));
    JsonNode none = read(SETTINGS.withCustomerCells(2)).path("visits").path("ofCustomers");
    assertThat(none.path("count").asInt(), is(0));
    assertThat(longs(none.path("pages")), is(List.of()));
    assertThat(read(SETTINGS.withCustomerCells(0)).path("visits").has("ofCustomers"), is(false));

    // So few rows by day that fewer customers are listed.
    tables.purchases("dan|2024-03-02 12:00:00|Shoes|1");
    JsonNode listed = read(SETTINGS.withLimits(9, 4, 4));
    assertThat(texts(listed.at("/purchases/customerIds")), is(List.of("ann")));
    assertThat(listed.at("/visits/ofCustomers/count").asInt(), is(1));
    assertThat(longs(listed.at("/visits/ofCustomers/starts")), is(List.of(0L)));
  }
}
