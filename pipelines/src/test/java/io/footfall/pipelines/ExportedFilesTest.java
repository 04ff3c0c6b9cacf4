package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.pipelines.FootfallProcess.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files as shops, trackers and spreadsheets export them are counted, or refused with the option.
 */
@SuppressWarnings("StringConcatToTextBlock") // Each line of a file is a literal of its own.
class ExportedFilesTest {
  private static final String VISITS = "user_id,timestamp,url,page_view_duration\n";
  private static final String TIME = "2024-03-01 10:00:00";

  @TempDir Path temp;

  private Path report() {
    return temp.resolve("report");
  }

  private Ended run(String dataset, String name, String content, String... options)
      throws Exception {
    Path file = Files.writeString(temp.resolve(name), content);
    List<String> args =
        new ArrayList<>(List.of(dataset, "--input=" + file, "--output=" + report(), "--overwrite"));
    args.addAll(List.of(options));
    return FootfallCall.run(args.toArray(new String[0]));
  }

  private Ended runWell(String dataset, String name, String content, String... options)
      throws Exception {
    return run(dataset, name, content, options).assertStatus(0);
  }

  private String table(String name) throws Exception {
    return Files.readString(report().resolve(name + ".csv"));
  }

  private static String days(String amount) {
    return "date,customer_id,total_spent\n" + amount + "\n";
  }

  // Timestamps

  @Test
  void unambiguousTimestampsAreRead() throws Exception {
    StringBuilder lines = new StringBuilder(VISITS);
    List<String> times =
        List.of(
            TIME + " UTC",
            TIME + " -0500",
            TIME + "+00",
            "2024-03-01T10:00Z",
            "1709287200",
            "1709287200123",
            "2024/03/01 9:05",
            "20240301T100000Z");
    times.forEach(time -> lines.append("u,").append(time).append(",/a,1\n"));

    runWell("visits", "a.csv", lines.toString());
    assertThat(table("urls"), containsString("/a,8,8,1.000"));
    assertThat(FootfallProcess.count(report(), "rejected"), is(0L));
  }

  @Test
  void dayAndMonthAreReadWithTheOptionThatTheRefusalNames() throws Exception {
    String purchases = "customer_id,timestamp,product_price,quantity\nc,12/1/2010 8:26,2.50,2\n";
    run("purchases", "a.csv", purchases)
        .assertStatus(65)
        .assertErr(
            "--timestampFormat=dmy for 12 January 2010",
            "--timestampFormat=mdy for 1 December 2010",
            "Nothing was counted: 1 of 1 record was rejected as INVALID_TIMESTAMP");

    runWell("purchases", "a.csv", purchases, "--timestampFormat=mdy");
    assertThat(table("customer_days"), is(days("2010-12-01,c,5.00")));
  }

  @Test
  void dateAndTimeAreReadFromTwoColumns() throws Exception {
    String csv = "user,date,time,url\nu,2024-03-01,23:30,/a\nu,2024-03-01,,/a\n";
    Ended ended = runWell("visits", "a.csv", csv, "--columns=timestamp=date+time");
    assertThat(FootfallProcess.count(report(), "ok"), is(1L));
    ended.assertErr("time_of_day (column 3) is empty");

    runWell(
        "visits",
        "a.jsonl",
        "{\"user\":\"u\",\"date\":\"2024-03-01\",\"time\":\"23:30\",\"url\":\"/a\"}\n",
        "--columns=timestamp=date+time",
        "--zone=-01:00",
        "--lake=" + temp.resolve("lake"));
    assertThat(Files.exists(temp.resolve("lake/visits/date=2024-03-01")), is(true));
  }

  // Numbers

  @Test
  void decimalCommasAndGroupsAreReadWithTheirOptions() throws Exception {
    runWell(
        "purchases",
        "a.csv",
        "customer_id;date;price;qty\nc;2024-03-01;12,50;1\nd;2024-03-01;1.234,00;1\n",
        "--decimal=,",
        "--grouping=.");
    assertThat(table("customer_days"), is(days("2024-03-01,c,12.50\n2024-03-01,d,1234.00")));
  }

  @Test
  void removesCurrencySignsAndCodes() throws Exception {
    String header = "customer_id,date,price,qty\n";
    runWell(
        "purchases",
        "a.csv",
        header + "a,2024-03-01,$12.50,2.0\nb,2024-03-01,(12.50),1\nc,2024-03-01,12.50-,1\n",
        "--currency=USD");
    assertThat(
        table("customer_days"),
        is(days("2024-03-01,a,25.00\n2024-03-01,b,-12.50\n2024-03-01,c,-12.50")));
    runWell("purchases", "a.csv", header + "a,2024-03-01,12.50 EUR,1.5\n", "--currency=EUR");
    assertThat(table("customer_days"), is(days("2024-03-01,a,18.750")));
    run("purchases", "a.csv", header + "a,2024-03-01,$12.50,1\n")
        .assertStatus(65)
        .assertErr("--currency=USD");
  }

  @Test
  void exponentsAreRead() throws Exception {
    runWell(
        "visits",
        "a.jsonl",
        "{\"user_id\":1,\"timestamp\":\"2024-03-01\",\"url\":\"/a\",\"page_view_duration\":1e-05}\n");
    assertThat(table("urls"), containsString("/a,1,0.00001,0.000\n"));
  }

  @Test
  void durationsAreReadInTheirUnit() throws Exception {
    run("visits", "a.csv", VISITS + "u," + TIME + ",/a,1:05\n")
        .assertStatus(65)
        .assertErr("--durationUnit=clock");
    runWell("visits", "a.csv", VISITS + "u," + TIME + ",/a,1:05\n", "--durationUnit=clock");
    assertThat(table("urls"), containsString("/a,1,65,65.000\n"));
  }

  @Test
  void roundsAmountsPerRecordAndReportsIt() throws Exception {
    runWell(
        "purchases",
        "a.csv",
        "customer_id,date,amount\nc,2024-03-01,0.125\nc,2024-03-01,0.135\n",
        "--roundTo=2");
    assertThat(table("customer_days"), is(days("2024-03-01,c,0.26")));
    assertThat(FootfallProcess.runJson(report()).path("options").path("roundTo").asText(), is("2"));
  }

  // Durations

  @Test
  void visitsWithoutADurationCount() throws Exception {
    Ended ended =
        runWell(
            "visits",
            "a.csv",
            "user_id,timestamp,url\n1," + TIME + ",/a\n2," + TIME + ",/a\n3," + TIME + ",/b\n");
    assertThat(
        table("urls"), is("url,visits,total_time_spent,average_time_spent\n/a,2,,\n/b,1,,\n"));
    assertThat(table("summary"), containsString("3,3,/a,\"{\"\"/a\"\":null,\"\"/b\"\":null}\""));
    ended.assertOut("without duration");
    assertThat(
        FootfallProcess.runJson(report()).path("totals").path("without_duration").asLong(), is(3L));
    ended.assertErr(is(""));
  }

  @Test
  void lakeHoldsVisitsWithoutADuration() throws Exception {
    Path lake = temp.resolve("lake");
    runWell(
        "visits",
        "a.csv",
        VISITS + "1," + TIME + ",/a,\n2," + TIME + ",/a,3\n3," + TIME + ",/b,\n",
        "--lake=" + lake);
    FootfallCall.runWell(
            "query",
            "SELECT url, count(*) AS n, count(page_view_duration) AS timed FROM visits GROUP BY url ORDER BY url",
            "--lake=" + lake,
            "--format=csv")
        .assertOut(is("url,n,timed\n/a,2,1\n/b,1,0\n"));
    for (String source : List.of("--lake=" + lake, "--report=" + report())) {
      FootfallCall.runWell("query", "--saved=top-pages", source, "--format=csv")
          .assertOut(is("url,visits,total_seconds,average_seconds\n/a,2,3.00,3.00\n/b,1,,\n"));
    }
    FootfallCall.runWell("report", "--lake=" + lake, "--output=" + temp.resolve("page.html"));
    assertThat(Files.size(temp.resolve("page.html")) > 0, is(true));
  }

  @Test
  void averagesCoverTheVisitsThatHaveADuration() throws Exception {
    runWell(
        "visits",
        "a.csv",
        VISITS + "1," + TIME + ",/a,\n2," + TIME + ",/a,3\n3," + TIME + ",/a,NULL\n",
        "--nulls=NULL,\\N");
    assertThat(table("urls"), containsString("/a,3,3,3.000\n"));
  }

  @Test
  void headerWithoutADurationIsNamedWithTheFileAndTheOption() throws Exception {
    run("visits", "a.csv", "\"user_id\",\"timestamp\",\"url\",\"seconds\"\n1," + TIME + ",/a,5\n")
        .assertErr(
            "a.csv has no column page_view_duration",
            "\"user_id\",\"timestamp\",\"url\",\"seconds\"",
            "--columns=page_view_duration=NAME");
    Ended mapped =
        run(
            "visits",
            "a.csv",
            "\"user_id\",\"timestamp\",\"url\",\"seconds\"\n1," + TIME + ",/a,5\n",
            "--columns=page_view_duration=seconds");
    assertThat(table("urls"), containsString("/a,1,5,5.000\n"));
    mapped.assertErr(is(""));
  }

  // Records

  @Test
  void otherRecordsAreSkipped() throws Exception {
    String events =
        "event_type,customer_id,date,amount\n"
            + "view,c,2024-03-01,\ncart,c,2024-03-01,nonsense\npurchase,c,2024-03-01,100.00\n";
    Ended ended = runWell("purchases", "a.csv", events, "--where=event_type=purchase");
    assertThat(table("customer_days"), is(days("2024-03-01,c,100.00")));
    ended.assertOut("read 3 = ok 1 + rejected 0 + duplicate 0 + late 0 + skipped 2");
    assertThat(FootfallProcess.count(report(), "skipped"), is(2L));

    run("purchases", "a.csv", events, "--where=event_type!=view|cart", "--where=customer_id=c");
    assertThat(table("customer_days"), is(days("2024-03-01,c,100.00")));

    run("purchases", "a.csv", events, "--where=event_type=refund")
        .assertStatus(65)
        .assertErr("3 of 3 records were skipped");
    run("purchases", "a.csv", events, "--where=type=purchase")
        .assertStatus(2)
        .assertErr("has no column type");
  }

  @Test
  void conditionsHoldForMembersOfObjects() throws Exception {
    runWell(
        "visits",
        "a.jsonl",
        "{\"user_id\":1,\"timestamp\":\"2024-03-01\",\"url\":\"/a\",\"type\":\"view\"}\n"
            + "{\"user_id\":1,\"timestamp\":\"2024-03-01\",\"url\":\"/b\",\"type\":\"click\"}\n"
            + "{\"user_id\":1,\"timestamp\":\"2024-03-01\",\"url\":\"/c\"}\n",
        "--where=type=view|");
    assertThat(FootfallProcess.count(report(), "skipped"), is(1L));
    assertThat(table("urls"), not(containsString("/b")));
  }

  private static final String ORDER =
      "order_id,customer_id,date,product,price,qty\n"
          + "o1,c,2024-03-01,Mug,20.00,1\no1,c,2024-03-01,Cup,10.00,3\n"
          + "o1,c,2024-03-01,Cup,10.00,3\n";

  @Test
  void linesOfAnOrderAreNoDuplicates() throws Exception {
    run("purchases", "a.csv", ORDER);
    assertThat(table("customer_days"), is(days("2024-03-01,c,80.00")));
    run("purchases", "a.csv", ORDER, "--deduplicate")
        .assertStatus(2)
        .assertErr("no column transaction_id", "--deduplicateBy");

    Ended ended = runWell("purchases", "a.csv", ORDER, "--deduplicateBy=order_id,product");
    assertThat(table("customer_days"), is(days("2024-03-01,c,50.00")));
    assertThat(FootfallProcess.count(report(), "duplicate"), is(1L));
    ended.assertErr(is(""));
  }

  @Test
  void duplicatesThatDifferAreReported() throws Exception {
    runWell("purchases", "a.csv", ORDER, "--columns=transaction_id=order_id", "--deduplicate")
        .assertErr(
            "2 duplicates differ from the record that was counted",
            "'o1'",
            "set --deduplicateBy=COLUMN,...");
    run("purchases", "a.csv", ORDER, "--deduplicateBy=order_id")
        .assertErr(
            allOf(
                containsString("2 duplicates differ from the record that was counted"),
                containsString("add a column to --deduplicateBy=order_id that distinguishes them."),
                not(containsString("COLUMN,..."))));
  }

  @Test
  void urlsLoseWhatTheOptionsName() throws Exception {
    String visits =
        VISITS
            + "1,"
            + TIME
            + ",https://Shop.Example/a/?utm_source=mail&id=7#top,1\n"
            + "1,"
            + TIME
            + ",https://shop.example/a?id=7,1\n";
    runWell(
        "visits",
        "a.csv",
        visits,
        "--stripQuery=utm_*",
        "--stripFragment",
        "--lowercaseHost",
        "--trailingSlash=strip");
    assertThat(table("urls"), containsString("\nhttps://shop.example/a?id=7,2,2,1.000\n"));
    run("visits", "a.csv", visits, "--stripQuery", "--lowercaseHost", "--trailingSlash=strip");
    assertThat(table("urls"), containsString("\nhttps://shop.example/a,1,1,1.000\n"));
    run("visits", "a.csv", visits);
    assertThat(
        table("urls"), containsString("https://Shop.Example/a/?utm_source=mail&id=7#top,1,1"));
  }

  // Warnings

  @Test
  void severalCurrenciesAreAWarning() throws Exception {
    runWell(
            "purchases",
            "a.csv",
            "customer_id,date,amount,currency\nc,2024-03-01,10,EUR\nc,2024-03-01,10,USD\n")
        .assertErr("currency has several values: EUR, USD", "--where=currency=EUR");
    run(
            "purchases",
            "a.csv",
            "customer_id,date,amount,currency\nc,2024-03-01,10,EUR\nc,2024-03-01,10,USD\n",
            "--where=currency=EUR")
        .assertErr(is(""));
    assertThat(table("customer_days"), is(days("2024-03-01,c,10.00")));
  }

  @Test
  void nullWordsAsIdsAreAWarningOrRejected() throws Exception {
    String purchases =
        "customer_id,date,amount\nnan,2024-03-01,1\nNULL,2024-03-01,2\nNULL,2024-03-01,2\nc,2024-03-01,4\n";
    runWell("purchases", "a.csv", purchases)
        .assertErr(
            "customer_id has words",
            "2 records with 'NULL', 1 record with 'nan'",
            "--nulls=NULL,nan");
    runWell("purchases", "a.csv", purchases, "--nulls=NULL,nan");
    assertThat(FootfallProcess.count(report(), "rejected"), is(3L));
    assertThat(table("customer_days"), is(days("2024-03-01,c,4.00")));
  }

  @ParameterizedTest
  @CsvSource({"a.csv", "a.jsonl"})
  void idsWithAndWithoutAPointAreAWarning(String name) throws Exception {
    boolean json = name.endsWith("l");
    String csv = VISITS + "7," + TIME + ",/a,1\n7.0," + TIME + ",/a,1\n";
    String lines =
        "{\"user_id\":7,\"timestamp\":\"2024-03-01\",\"url\":\"/a\"}\n"
            + "{\"user_id\":7.0,\"timestamp\":\"2024-03-01\",\"url\":\"/a\"}\n";
    run("visits", name, json ? lines : csv).assertErr("user_id has IDs such as '7' and '7.0'");
    run("visits", "b.csv", VISITS + "7," + TIME + ",/a,1\n8," + TIME + ",/a,1\n").assertErr(is(""));
  }

  // Names

  @Test
  void mappedNamesAreFoundInAnyCase() throws Exception {
    runWell(
        "purchases",
        "a.csv",
        "Email,date,amount\nx@example.org,2024-03-01,5\n",
        "--columns=customer_id=email");
    assertThat(table("customer_days"), is(days("2024-03-01,x@example.org,5.00")));
    run("purchases", "a.csv", "Mail,date,amount\nx,2024-03-01,5\n", "--columns=customer_id=email")
        .assertStatus(2)
        .assertErr("email");
  }

  @Test
  void objectsWithoutTheNeededNamesAreRefusedWithTheirMembers() throws Exception {
    run(
            "visits",
            "a.jsonl",
            "{\"user\":\"a\",\"when\":\"2024-03-01\",\"link\":{\"href\":\"/x\"},\"tags\":[1]}\n")
        .assertStatus(2)
        .assertErr(
            "a.jsonl has no members timestamp, url.",
            "Its objects have: user, when, link.href, tags",
            "--columns=timestamp=NAME");
    assertThat(Files.exists(report()), is(false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--decimal=x",
        "--grouping=;",
        "--currency=EURO",
        "--durationUnit=h",
        "--roundTo=10",
        "--timestampFormat=ymd",
        "--where=event",
        "--trailingSlash=add"
      })
  void optionsThatMakeNoSenseAreRefused(String option) throws Exception {
    run("visits", "a.csv", VISITS, option)
        .assertStatus(2)
        .assertErr(option.substring(0, option.indexOf('=')));
  }
}
