package io.footfall.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.pipelines.FootfallProcess.Ended;
import io.footfall.rejects.RejectCode;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every record that is not counted is kept as it was, with the reason (src/docs/formats.md, section
 * 2.3).
 */
class RejectsIT {
  private static final List<String> FIREHOSE_MEMBERS =
      List.of(
          "rawData",
          "errorCode",
          "errorMessage",
          "attemptsMade",
          "arrivalTimestamp",
          "attemptEndingTimestamp",
          "lambdaARN",
          "source",
          "offset",
          "line");
  private static final String MAX_RECORD_BYTES = "--maxRecordBytes=200";

  @TempDir Path temp;

  /** What must be said of a bad record; {@code raw} is in base64. */
  private record Wanted(
      RejectCode code,
      long offset,
      long line,
      String raw,
      @Nullable String column,
      List<String> inMessage) {}

  /** An input, written record by record, and what must become of its records. */
  private static final class Input {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Wanted> wanted = new ArrayList<>();
    private long line = 1;
    private long good;

    private Input text(String text) {
      return bytes(text.getBytes(UTF_8));
    }

    private Input bytes(byte[] more) {
      bytes.writeBytes(more);
      for (byte b : more) {
        line += b == '\n' ? 1 : 0;
      }
      return this;
    }

    Input good(String record) {
      good++;
      return text(record + "\n");
    }

    Input bad(RejectCode code, @Nullable String column, String record, String... inMessage) {
      return bad(code, column, record.getBytes(UTF_8), "\n", inMessage);
    }

    Input bad(
        RejectCode code,
        @Nullable String column,
        byte[] record,
        String lineBreak,
        String... inMessage) {
      wanted.add(
          new Wanted(
              code,
              bytes.size(),
              line,
              Base64.getEncoder().encodeToString(record),
              column,
              List.of(inMessage)));
      return bytes(record).text(lineBreak);
    }

    Set<RejectCode> codes() {
      Set<RejectCode> codes = EnumSet.noneOf(RejectCode.class);
      wanted.forEach(w -> codes.add(w.code()));
      return codes;
    }
  }

  private static byte[] latin(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static Input visits() {
    String time = ",2022-03-01 10:00:00,";
    return new Input()
        .text("\ufeffuser_id,timestamp,url,page_view_duration\r\n")
        .good("1" + time + "/a,5")
        .bad(RejectCode.MISSING_FIELD, "user_id", time + "/a,5", "user_id", "is empty", "expected")
        .bad(RejectCode.MISSING_FIELD, "timestamp", "1,,/a,5", "timestamp (column 2)")
        .bad(RejectCode.MISSING_FIELD, "url", "1" + time + "\"\",5", "url (column 3)")
        .good("1" + time + "/a,")
        .text("\n\r\n")
        .good("1" + time + "\"/b\n\n,\"\"c\"\"\",5")
        .bad(RejectCode.TOO_FEW_FIELDS, null, "1" + time + "/a", "found 3 fields", "expected 4")
        .bad(RejectCode.TOO_FEW_FIELDS, null, "nothing", "found 1 field;", "expected 4")
        .bad(RejectCode.TOO_MANY_FIELDS, null, "1" + time + "/a,5,6,", "found 6 fields")
        .text("user_id,timestamp,url,page_view_duration\n")
        .good("2" + time + "/a,5")
        .bad(
            RejectCode.INVALID_TIMESTAMP,
            "timestamp",
            "1,2022-02-30 10:00:00,/a,5",
            "timestamp (column 2) is '2022-02-30 10:00:00'",
            "expected a timestamp such as 2024-03-01 10:00:00")
        .bad(RejectCode.INVALID_TIMESTAMP, "timestamp", "1,2023-02-29,/a,5")
        .bad(RejectCode.INVALID_TIMESTAMP, "timestamp", "1,2022-03-01 24:00:00,/a,5")
        .bad(RejectCode.INVALID_TIMESTAMP, "timestamp", "1,2022-03-01T10:00:00+19:00,/a,5")
        .bad(RejectCode.INVALID_TIMESTAMP, "timestamp", "1,01/03/2022,/a,5")
        .good("1" + time + "/a,1e3")
        .bad(RejectCode.INVALID_NUMBER, "page_view_duration", "1" + time + "/a,\"1,5\"", "'1,5'")
        .bad(RejectCode.INVALID_NUMBER, "page_view_duration", "1" + time + "/a,NaN")
        .bad(RejectCode.INVALID_NUMBER, "page_view_duration", "1" + time + "/a,0x10")
        .bad(RejectCode.INVALID_NUMBER, "page_view_duration", "1" + time + "/a,5s")
        .bad(RejectCode.NEGATIVE_DURATION, "page_view_duration", "1" + time + "/a,-0.001", "-0.001")
        .bad(
            RejectCode.NEGATIVE_DURATION,
            "page_view_duration",
            "1" + time + "/a,-" + "9".repeat(30))
        .good("2" + time + "/a,-0.0")
        .bad(
            RejectCode.INVALID_UTF8,
            null,
            latin("1" + time + "/caf\u00e9,5"),
            "\r\n",
            "0xE9",
            "expected UTF-8")
        .bad(RejectCode.INVALID_UTF8, null, latin("1" + time + "/\u00c0\u0080,5"), "\n", "0xC0")
        .bad(RejectCode.INVALID_UTF8, null, latin("1" + time + "/\u00ed\u00a0\u0080,5"), "\n")
        .good("3" + time + "/caf\u00e9,5")
        .bad(RejectCode.MALFORMED_QUOTE, null, "1" + time + "\"/a\"b,5", "field 3", "twice")
        .bad(
            RejectCode.UNTERMINATED_QUOTE,
            null,
            "1" + time + "\"/a,5",
            "not closed",
            "continues at the next line")
        .good("4" + time + "/a,5")
        .bad(
            RejectCode.RECORD_TOO_LARGE,
            null,
            "1" + time + "/" + "x".repeat(200) + ",5",
            "225 bytes",
            "at most 200",
            "--maxRecordBytes")
        .good("5" + time + "/" + "x".repeat(174) + ",5")
        // The last line has no line break; the CR at its end is a part of it.
        .bad(RejectCode.INVALID_NUMBER, "page_view_duration", latin("1" + time + "/a,5\r"), "");
  }

  private static Input purchases() {
    String time = ",2022-03-01 10:00:00,";
    return new Input()
        .text("transaction_id;customer_id;timestamp;product_price;quantity\n".replace(';', ','))
        .good("1,1" + time + "1.5,2")
        .bad(RejectCode.MISSING_FIELD, "transaction_id", ",1" + time + "1.5,2")
        .bad(RejectCode.MISSING_FIELD, "customer_id", "2," + time + "1.5,2")
        .bad(RejectCode.MISSING_FIELD, "product_price", "3,1" + time + ",2")
        .bad(RejectCode.MISSING_FIELD, "quantity", "4,1" + time + "1.5,")
        .bad(RejectCode.INVALID_TIMESTAMP, "timestamp", "5,1,2022-04-31,1.5,2", "'2022-04-31'")
        .good("6,1" + time + "1.5e2,2")
        .bad(RejectCode.INVALID_NUMBER, "product_price", "7,1" + time + "$1.50,2", "plain decimal")
        .good("8,1" + time + "1.5,2.0")
        .bad(RejectCode.INVALID_NUMBER, "quantity", "9,1" + time + "1.5,two")
        .good("10,1" + time + "-1.5,-2");
  }

  private static Input json() {
    String start = "{\"user_id\":1,\"timestamp\":\"2022-03-01 10:00:00\",";
    return new Input()
        .good(start + "\"url\":\"/a\",\"page_view_duration\":5}")
        .bad(RejectCode.MALFORMED_JSON, null, start + "\"url\":\"/a\"", "not JSON")
        .bad(RejectCode.MALFORMED_JSON, null, "[1]", "expected a JSON object")
        .bad(RejectCode.MALFORMED_JSON, null, "{} {}", "text after")
        .bad(RejectCode.MALFORMED_JSON, null, start + "\"url\":[],\"page_view_duration\":5}", "url")
        .bad(RejectCode.MALFORMED_JSON, null, start + "\"user_id\":2}", "user_id", "already")
        .bad(RejectCode.MISSING_FIELD, "url", start + "\"page_view_duration\":5}", "url is empty")
        .bad(RejectCode.MISSING_FIELD, "url", start + "\"url\":null,\"page_view_duration\":5}")
        .bad(RejectCode.MISSING_FIELD, "user_id", "{}")
        .text("\n")
        .good(start + "\"url\":\"/a\",\"page_view_duration\":5e1}")
        .bad(
            RejectCode.NEGATIVE_DURATION,
            "page_view_duration",
            start + "\"url\":\"/a\",\"page_view_duration\":-5}")
        .bad(
            RejectCode.INVALID_UTF8,
            null,
            latin(start + "\"url\":\"/\u00ff\",\"page_view_duration\":5}"),
            "\r\n",
            "0xFF")
        .bad(
            RejectCode.RECORD_TOO_LARGE,
            null,
            start + "\"url\":\"" + "x".repeat(200) + "\"}",
            "--maxRecordBytes")
        .good(start + "\"page_url\":\"/\\u00e9\",\"duration\":\"5\"}");
  }

  private void everyBadRecordIsKept(String dataset, String fileName, Input input, String... options)
      throws Exception {
    Path file = Files.write(temp.resolve(fileName), input.bytes.toByteArray());
    Path report = temp.resolve("report");
    List<String> args = new ArrayList<>(List.of(dataset, "--input=" + file, "--output=" + report));
    args.addAll(Arrays.asList(options));
    long before = System.currentTimeMillis();

    Ended ended = FootfallCall.runWell(args.toArray(String[]::new));

    long after = System.currentTimeMillis();
    JsonNode total = FootfallProcess.runJson(report).path("accounting").path("total");
    assertThat(ended.said(), total.path("ok").asLong(), is(input.good));
    assertThat(total.path("rejected").asInt(), is(input.wanted.size()));
    assertThat(total.path("read").asLong(), is(input.good + input.wanted.size()));
    Map<String, Integer> byCode = new TreeMap<>();
    input.wanted.forEach(w -> byCode.merge(w.code().name(), 1, Integer::sum));
    Map<String, Integer> counted = new TreeMap<>();
    total
        .path("rejectedByCode")
        .fields()
        .forEachRemaining(entry -> counted.put(entry.getKey(), entry.getValue().asInt()));
    assertThat(counted, is(byCode));

    List<JsonNode> rejects = new ArrayList<>();
    for (String line : FootfallProcess.rejectLines(report.resolve("rejects"))) {
      rejects.add(new ObjectMapper().readTree(line));
    }
    rejects.sort(Comparator.comparingLong(reject -> reject.path("offset").asLong()));
    assertThat(rejects.size(), is(input.wanted.size()));
    for (int i = 0; i < rejects.size(); i++) {
      JsonNode reject = rejects.get(i);
      Wanted wanted = input.wanted.get(i);
      String what = reject + " for " + new String(Base64.getDecoder().decode(wanted.raw()), UTF_8);
      assertThat(what, reject.path("errorCode").asText(), is(wanted.code().name()));
      assertThat(what, reject.path("rawData").asText(), is(wanted.raw()));
      assertThat(what, reject.path("source").asText(), is(file.toString()));
      assertThat(what, reject.path("offset").asLong(), is(wanted.offset()));
      assertThat(what, reject.path("line").asLong(), is(wanted.line()));
      for (String part : wanted.inMessage()) {
        assertThat(what, reject.path("errorMessage").asText(), containsString(part));
      }
      assertThat(what, reject.path("attemptsMade").asInt(), is(1));
      assertThat(what, reject.path("lambdaARN").asText("none"), is(""));
      assertThat(
          what,
          reject.path("arrivalTimestamp").asLong(),
          allOf(greaterThanOrEqualTo(before), lessThanOrEqualTo(after)));
      assertThat(
          what,
          reject.path("attemptEndingTimestamp").asLong(),
          allOf(
              greaterThanOrEqualTo(reject.path("arrivalTimestamp").asLong()),
              lessThanOrEqualTo(after)));
      List<String> members = new ArrayList<>(FIREHOSE_MEMBERS);
      if (wanted.column() != null) {
        members.addAll(List.of("column", "expected"));
        assertThat(what, reject.path("column").asText(), is(wanted.column()));
        assertThat(
            what,
            reject.path("errorMessage").asText(),
            containsString("expected " + reject.path("expected").asText("none")));
      }
      List<String> found = new ArrayList<>();
      reject.fieldNames().forEachRemaining(found::add);
      assertThat(what, found, is(members));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void keepsInvalidVisitsWithTheReason(String runner) throws Exception {
    everyBadRecordIsKept("visits", "visits.csv", visits(), MAX_RECORD_BYTES, "--runner=" + runner);
    Path report = temp.resolve("report");
    assertThat(FootfallProcess.count(report, "repeatedHeaders"), is(1L));
    assertThat(FootfallProcess.count(report, "blankLines"), is(2L));
  }

  @Test
  void keepsInvalidPurchasesWithTheReason() throws Exception {
    everyBadRecordIsKept("purchases", "purchases.csv", purchases());
  }

  @Test
  void keepsInvalidJsonRecordsWithTheReason() throws Exception {
    everyBadRecordIsKept("visits", "visits.jsonl", json(), MAX_RECORD_BYTES);
  }

  @Test
  void coversEveryRejectCodeOfABatch() {
    Set<RejectCode> shown = visits().codes();
    shown.addAll(json().codes());
    // Late is a record whose window is closed, and files are only watched in a stream.
    assertThat(
        EnumSet.complementOf(EnumSet.copyOf(shown)),
        is(EnumSet.of(RejectCode.LATE, RejectCode.UNREADABLE_FILE, RejectCode.CHANGED_FILE)));
  }

  @Test
  void rejectsGoIntoAFolderOfTheirOwnByTheHour() throws Exception {
    Path file = Files.write(temp.resolve("v.csv"), visits().bytes.toByteArray());
    Path rejects = temp.resolve("dead letters");

    FootfallCall.runWell(
        "visits", "--input=" + file, "--output=" + temp.resolve("report"), "--rejects=" + rejects);

    try (Stream<Path> files = Files.walk(rejects)) {
      List<String> names =
          files.filter(Files::isRegularFile).map(f -> rejects.relativize(f).toString()).toList();
      assertThat(names.size(), is(1));
      assertThat(
          names.get(0),
          matchesPattern(
              "processing-failed/\\d{4}/\\d\\d/\\d\\d/\\d\\d/visits-1-\\d{4}(-\\d\\d){5}-[-0-9a-f]{36}\\.gz"));
    }
  }

  @Test
  void writesNoRejectFileWithoutRejects() throws Exception {
    Path file =
        Files.writeString(temp.resolve("v.csv"), "user,time,url,duration\n1,2022-03-01,/,1\n");
    Path report = temp.resolve("report");

    FootfallCall.runWell("visits", "--input=" + file, "--output=" + report);

    assertThat(Files.exists(report.resolve("rejects")), is(false));
    assertThat(FootfallProcess.runJson(report).path("rejects").asText("none"), is(""));
  }
}
