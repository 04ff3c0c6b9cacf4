package io.footfall.transforms.visits;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.footfall.accounting.SourceCounts;
import io.footfall.rejects.RejectCode;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.transforms.records.ParseRecords;
import io.footfall.transforms.records.ParsedRecords;
import io.footfall.transforms.records.SumCounts;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitRow;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestPipelineExtension.class)
class ParseVisitsTest {
  private static final String GOOD = "7,2024-03-01 10:00:00,/shoes,12.50";
  private static final Visit VISIT = visit("7", "2024-03-01T10:00:00Z", "/shoes", "12.50");

  private static Visit visit(String user, String time, String url, String duration) {
    return Visit.of(user, Instant.parse(time), url, new BigDecimal(duration));
  }

  private static PCollection<String> lines(TestPipeline pipeline, String... lines) {
    return pipeline.apply("Lines", Create.of(Arrays.asList(lines)));
  }

  private static ParsedRecords<Visit> parse(
      TestPipeline pipeline, ParseRecords<String, VisitRow, Visit> parse, String... lines) {
    return lines(pipeline, lines).apply("ParseVisits", parse);
  }

  /** Asserts the rejects: code and bytes of each. */
  private static void assertRejects(ParsedRecords<Visit> parsed, String... codesAndBytes) {
    PAssert.that("rejects", parsed.getRejects())
        .satisfies(
            rejects -> {
              List<String> found =
                  StreamSupport.stream(rejects.spliterator(), false)
                      .map(
                          reject ->
                              reject.code()
                                  + " "
                                  + new String(reject.raw(), StandardCharsets.ISO_8859_1))
                      .sorted()
                      .toList();
              assertThat(found, is(Stream.of(codesAndBytes).sorted().toList()));
              return null;
            });
  }

  private static void assertCounts(
      ParsedRecords<Visit> parsed, String source, String expected, long blankLines) {
    PAssert.that("counts", parsed.getCounts().apply("SumCounts", SumCounts.perSource()))
        .satisfies(
            sums -> {
              Map<String, SourceCounts> bySource = new TreeMap<>();
              sums.forEach(sum -> bySource.put(sum.getKey(), sum.getValue()));
              assertThat(bySource.keySet(), is(java.util.Set.of(source)));
              assertThat(bySource.get(source).toString(), is(expected));
              assertThat(bySource.get(source).addsUp(), is(true));
              assertThat(bySource.get(source).blankLines, is(blankLines));
              return null;
            });
  }

  @Test
  void lineBecomesAVisitWithItsOwnTime(TestPipeline pipeline) {
    ParsedRecords<Visit> parsed = parse(pipeline, ParseVisits.ofLines(), GOOD);
    PAssert.that(parsed.getRecords().apply("Reify", Reify.timestamps()))
        .containsInAnyOrder(
            TimestampedValue.of(VISIT, org.joda.time.Instant.parse("2024-03-01T10:00:00Z")));
    PAssert.that(parsed.getRejects()).empty();
    pipeline.run();
  }

  @Test
  void keepsMicrosecondsAndRoundsTheTimestampDown(TestPipeline pipeline) {
    ParsedRecords<Visit> parsed =
        parse(pipeline, ParseVisits.ofLines(), "7,1969-12-31T23:59:59.123999Z,/,1");
    PAssert.that(parsed.getRecords().apply("Reify", Reify.timestamps()))
        .containsInAnyOrder(
            TimestampedValue.of(
                visit("7", "1969-12-31T23:59:59.123999Z", "/", "1"),
                org.joda.time.Instant.parse("1969-12-31T23:59:59.123Z")));
    pipeline.run();
  }

  @Test
  void timeMayBeLongBeforeThatOfTheMessage(TestPipeline pipeline) {
    PCollection<Visit> visits =
        pipeline
            .apply(
                "Lines",
                Create.timestamped(
                    TimestampedValue.of(GOOD, org.joda.time.Instant.parse("2030-01-01T00:00:00Z"))))
            .apply("ParseVisits", ParseVisits.ofLines())
            .getRecords();
    PAssert.that(visits.apply("Reify", Reify.timestamps()))
        .containsInAnyOrder(
            TimestampedValue.of(VISIT, org.joda.time.Instant.parse("2024-03-01T10:00:00Z")));
    pipeline.run();
  }

  @Test
  void badRecordIsARejectWithTheReasonAndCostsNoOther(TestPipeline pipeline) {
    ParsedRecords<Visit> parsed =
        parse(
            pipeline,
            ParseVisits.ofLines().withMaxRecordBytes(64),
            GOOD,
            ",2024-03-01 10:00:00,/,1",
            "7,2024-02-30 10:00:00,/,1",
            "7,2024-03-01 10:00:00,,1",
            "7,2024-03-01 10:00:00,/,one",
            "7,2024-03-01 10:00:00,/,-1",
            "7,2024-03-01 10:00:00,/",
            "7,2024-03-01 10:00:00,/,1,2",
            "7,2024-03-01 10:00:00,\"/,1",
            "7,2024-03-01 10:00:00,\"/\"x,1",
            "7,2024-03-01 10:00:00,/" + "x".repeat(64) + ",1");
    PAssert.that(parsed.getRecords()).containsInAnyOrder(VISIT);
    assertRejects(
        parsed,
        "MISSING_FIELD ,2024-03-01 10:00:00,/,1",
        "INVALID_TIMESTAMP 7,2024-02-30 10:00:00,/,1",
        "MISSING_FIELD 7,2024-03-01 10:00:00,,1",
        "INVALID_NUMBER 7,2024-03-01 10:00:00,/,one",
        "NEGATIVE_DURATION 7,2024-03-01 10:00:00,/,-1",
        "TOO_FEW_FIELDS 7,2024-03-01 10:00:00,/",
        "TOO_MANY_FIELDS 7,2024-03-01 10:00:00,/,1,2",
        "UNTERMINATED_QUOTE 7,2024-03-01 10:00:00,\"/,1",
        "MALFORMED_QUOTE 7,2024-03-01 10:00:00,\"/\"x,1",
        "RECORD_TOO_LARGE 7,2024-03-01 10:00:00,/" + "x".repeat(64) + ",1");
    assertCounts(
        parsed, "lines", "read 11 = ok 1 + rejected 10 + duplicate 0 + late 0 + skipped 0", 0);
    pipeline.run();
  }

  @Test
  void rejectDescribesFindingPositionAndExpectation(TestPipeline pipeline) {
    ParsedRecords<Visit> parsed =
        parse(
            pipeline,
            ParseVisits.ofLines().withSource("kinesis://visits/0"),
            GOOD + "\n7,2024-03-01 10:00:00,/,one");
    PAssert.thatSingleton(parsed.getRejects())
        .satisfies(
            reject -> {
              assertThat(reject.code(), is(RejectCode.INVALID_NUMBER));
              assertThat(
                  reject.message(),
                  is(
                      "page_view_duration (column 4) is 'one'; expected seconds, a plain decimal"
                          + " such as 12.5, at least 0"));
              assertThat(reject.source(), is("kinesis://visits/0"));
              assertThat(reject.offset(), is((long) GOOD.length() + 1));
              assertThat(reject.line(), is(2L));
              assertThat(reject.column(), is("page_view_duration"));
              assertThat(
                  reject.expected(), is("seconds, a plain decimal such as 12.5, at least 0"));
              assertThat(reject.attempts(), is(1));
              return null;
            });
    assertCounts(
        parsed,
        "kinesis://visits/0",
        "read 2 = ok 1 + rejected 1 + duplicate 0 + late 0 + skipped 0",
        0);
    pipeline.run();
  }

  @Test
  void headerLineIsARejectAndNotDropped(TestPipeline pipeline) {
    ParsedRecords<Visit> parsed =
        parse(pipeline, ParseVisits.ofLines(), "user_id,timestamp,url,page_view_duration", GOOD);
    PAssert.that(parsed.getRecords()).containsInAnyOrder(VISIT);
    assertRejects(parsed, "INVALID_TIMESTAMP user_id,timestamp,url,page_view_duration");
    pipeline.run();
  }

  @Test
  void blankLinesAreCountedAndAreNoRecords(TestPipeline pipeline) {
    ParsedRecords<Visit> parsed =
        parse(pipeline, ParseVisits.ofLines(), "", GOOD, "\n", "\r\n\n" + GOOD);
    PAssert.that(parsed.getRecords()).containsInAnyOrder(VISIT, VISIT);
    PAssert.that(parsed.getRejects()).empty();
    assertCounts(
        parsed, "lines", "read 2 = ok 2 + rejected 0 + duplicate 0 + late 0 + skipped 0", 4);
    pipeline.run();
  }

  @Test
  void messageMayHaveSeveralRecordsAndQuotedLineBreaks(TestPipeline pipeline) {
    ParsedRecords<Visit> parsed =
        parse(
            pipeline,
            ParseVisits.ofLines(),
            GOOD + "\r\n8,2024-03-01 10:00:00,\"/a\nb,\"\"c\"\"\",3\n" + GOOD + "\n");
    PAssert.that(parsed.getRecords())
        .containsInAnyOrder(VISIT, visit("8", "2024-03-01T10:00:00Z", "/a\nb,\"c\"", "3"), VISIT);
    PAssert.that(parsed.getRejects()).empty();
    pipeline.run();
  }

  @Test
  void usesTheGivenColumnsDelimiterAndZone(TestPipeline pipeline) {
    ParsedRecords<Visit> parsed =
        parse(
            pipeline,
            ParseVisits.ofLines()
                .withColumns("page", "time", "browser", "duration", "visitor")
                .withDelimiter('|')
                .withZone(ZoneId.of("Europe/Berlin")),
            "/shoes|2024-07-01 12:00:00|firefox|12.50|7",
            "/shoes|2024-07-01 12:00:00Z|firefox|12.50|7");
    PAssert.that(parsed.getRecords())
        .containsInAnyOrder(
            visit("7", "2024-07-01T10:00:00Z", "/shoes", "12.50"),
            visit("7", "2024-07-01T12:00:00Z", "/shoes", "12.50"));
    pipeline.run();
  }

  @Test
  void listWithoutANeededColumnIsRefusedWithTheReason() {
    assertThat(
        refusal(() -> ParseVisits.ofLines().withColumns("user", "url")),
        is(
            "The list of columns (--columns) has no column timestamp. It is:"
                + " user,url. List every column of the input in order, with the required names."));
  }

  @Test
  void listWithTwoNamesForOneColumnIsRefusedWithTheReason() {
    assertThat(
        refusal(() -> ParseVisits.ofLines().withColumns("user", "time", "url", "page", "duration")),
        is(
            "The list of columns (--columns) has more than one column for url: url, page. Rename"
                + " all but one of them."));
  }

  @Test
  void maxRecordBytesOutOfRangeIsRefused() {
    assertThat(
        refusal(() -> ParseVisits.ofLines().withMaxRecordBytes(63)),
        containsString("63 is not between 64 and"));
  }

  @Test
  void jsonObjectsMayHaveSynonymsEscapesAndFurtherMembers(TestPipeline pipeline) {
    ParsedRecords<Visit> parsed =
        parse(
            pipeline,
            ParseVisits.ofLines().withJson(),
            "{\"user_id\":7,\"timestamp\":\"2024-03-01T10:00:00Z\",\"url\":\"/shoes\",\"page_view_duration\":12.50}",
            "{\"page\":\"\\/sh\\u006fes\",\"visitor\":\"7\",\"x\":[1,{}],"
                + "\"time\":\"2024-03-01 10:00:00\",\"time_spent\":\"12.50\"}");
    PAssert.that(parsed.getRecords()).containsInAnyOrder(VISIT, VISIT);
    PAssert.that(parsed.getRejects()).empty();
    pipeline.run();
  }

  @Test
  void jsonObjectMayBePrintedOverSeveralLinesAndSeveralObjectsOneEach(TestPipeline pipeline) {
    String object =
        "{\"user_id\":7,\"timestamp\":\"2024-03-01T10:00:00Z\",\"url\":\"/shoes\",\"page_view_duration\":12.50}";
    ParsedRecords<Visit> parsed =
        parse(
            pipeline,
            ParseVisits.ofLines().withJson(),
            object.replace(",", ",\n  ") + "\n",
            object + "\n\n" + object + "\r\n");
    PAssert.that(parsed.getRecords()).containsInAnyOrder(VISIT, VISIT, VISIT);
    PAssert.that(parsed.getRejects()).empty();
    assertCounts(
        parsed, "lines", "read 3 = ok 3 + rejected 0 + duplicate 0 + late 0 + skipped 0", 1);
    pipeline.run();
  }

  @Test
  void badJsonIsARejectWithTheReason(TestPipeline pipeline) {
    ParsedRecords<Visit> parsed =
        parse(
            pipeline,
            ParseVisits.ofLines().withJson().withMaxRecordBytes(100),
            "{\"user_id\":7,",
            "{\"user_id\":null,\"timestamp\":\"2024-03-01\",\"url\":\"/\",\"page_view_duration\":1}",
            "[1]",
            GOOD,
            "{\"user_id\":\"" + "x".repeat(100) + "\"}");
    PAssert.that(parsed.getRecords()).empty();
    assertRejects(
        parsed,
        "MALFORMED_JSON {\"user_id\":7,",
        "MISSING_FIELD {\"user_id\":null,\"timestamp\":\"2024-03-01\",\"url\":\"/\",\"page_view_duration\":1}",
        "MALFORMED_JSON 1",
        "MALFORMED_JSON " + GOOD,
        "RECORD_TOO_LARGE {\"user_id\":\"" + "x".repeat(100) + "\"}");
    pipeline.run();
  }

  @Test
  void doesNotChangeInputBytes(TestPipeline pipeline) {
    byte[] invalid = "7,2024-03-01 10:00:00,/\u00ff,1".getBytes(StandardCharsets.ISO_8859_1);
    byte[] umlaut = "7,2024-03-01 10:00:00,/\u00fc,12.50".getBytes(StandardCharsets.UTF_8);
    ParsedRecords<Visit> parsed =
        pipeline
            .apply("Messages", Create.of(invalid, umlaut))
            .apply("ParseVisits", ParseVisits.ofMessages());
    PAssert.that(parsed.getRecords())
        .containsInAnyOrder(visit("7", "2024-03-01T10:00:00Z", "/\u00fc", "12.50"));
    assertRejects(parsed, "INVALID_UTF8 7,2024-03-01 10:00:00,/\u00ff,1");
    assertCounts(
        parsed, "messages", "read 2 = ok 1 + rejected 1 + duplicate 0 + late 0 + skipped 0", 0);
    pipeline.run();
  }

  @Test
  void rejectsAndCountsStayInTheWindowOfTheMessage(TestPipeline pipeline) {
    org.joda.time.Instant noon = org.joda.time.Instant.parse("2024-03-01T12:00:00Z");
    Duration hour = Duration.standardHours(1);
    ParsedRecords<Visit> parsed =
        pipeline
            .apply(
                "Lines",
                Create.timestamped(
                    TimestampedValue.of("bad", noon),
                    TimestampedValue.of(GOOD, noon.plus(Duration.millis(1))),
                    TimestampedValue.of("worse", noon.plus(hour))))
            .apply("Hourly", Window.into(FixedWindows.of(hour)))
            .apply("ParseVisits", ParseVisits.ofLines());
    PCollection<KV<String, SourceCounts>> counts =
        parsed.getCounts().apply("SumCounts", SumCounts.perSource());
    IntervalWindow first = new IntervalWindow(noon, hour);
    IntervalWindow second = new IntervalWindow(noon.plus(hour), hour);
    assertSum(counts, first, "read 2 = ok 1 + rejected 1 + duplicate 0 + late 0 + skipped 0");
    assertSum(counts, second, "read 1 = ok 0 + rejected 1 + duplicate 0 + late 0 + skipped 0");
    PAssert.that(parsed.getRejects())
        .inWindow(first)
        .satisfies(
            rejects -> {
              assertThat(
                  new String(rejects.iterator().next().raw(), StandardCharsets.UTF_8), is("bad"));
              return null;
            });
    PAssert.that(parsed.getRecords().apply("Reify", Reify.timestamps()))
        .inWindow(first)
        .containsInAnyOrder(
            TimestampedValue.of(VISIT, org.joda.time.Instant.parse("2024-03-01T10:00:00Z")));
    pipeline.run();
  }

  private static void assertSum(
      PCollection<KV<String, SourceCounts>> counts, IntervalWindow window, String expected) {
    PAssert.that(counts)
        .inOnlyPane(window)
        .satisfies(
            sums -> {
              assertThat(sums.iterator().next().getValue().toString(), is(expected));
              return null;
            });
  }
}
