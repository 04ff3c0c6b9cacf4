package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.pipelines.FootfallProcess.Ended;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What inspect proposes reads the file. */
class InspectCommandTest {
  private static final String TIME = "2024-03-01 10:00:00";

  @TempDir Path temp;

  private Path file(String name, String text, String charset) throws IOException {
    return Files.write(temp.resolve(name), text.getBytes(Charset.forName(charset)));
  }

  private Path file(String name, String text) throws IOException {
    return file(name, text, "UTF-8");
  }

  private static Ended inspect(Path file, String... options) {
    List<String> all = new ArrayList<>(List.of("inspect", file.toString()));
    all.addAll(List.of(options));
    return FootfallCall.run(all.toArray(new String[0]));
  }

  private static String said(Path file, String... options) {
    Ended ended = inspect(file, options).assertStatus(0);
    return ended.out();
  }

  private Ended execute(List<String> command) {
    return ProposedCommands.run(command, temp);
  }

  private static Arguments reads(String name, String text, long records) {
    return Arguments.of(name, text, "UTF-8", records, "");
  }

  static Stream<Arguments> files() {
    String visits = "user_id,timestamp,url,page_view_duration\n";
    return Stream.of(
        reads("plain.csv", visits + "1," + TIME + ",/a,5\n", 1),
        reads("semicolon.csv", visits.replace(',', ';') + "1;" + TIME + ";/a;1.234,50\n", 1),
        reads("tab.txt", visits.replace(',', '\t') + "1\t" + TIME + "\t/a\t5\n", 1),
        reads("csv.json", visits + "1," + TIME + ",/a,5\n", 1),
        reads("headless.jsonl", "7," + TIME + ",/a,5\n", 1),
        reads("pipe.txt", visits.replace(',', '|') + "1|" + TIME + "|/a|5\n", 1),
        reads("cr.csv", visits.replace('\n', '\r') + "1," + TIME + ",/a,5\r", 1),
        reads(
            "single.csv",
            "'user_id','timestamp','url','note'\n'1','" + TIME + "','/a','b, c'\n",
            1),
        reads(
            "escaped.csv", "user_id,timestamp,url,props\n1," + TIME + ",/a,\"{\\\"a\\\":1}\"\n", 1),
        reads("comments.csv", "# exported\n# by x\n" + visits + "1," + TIME + ",/a,5\n", 1),
        reads(
            "preamble.csv",
            "Report\nFrom 1 March\n\n" + visits + "1," + TIME + ",/a,5\n2," + TIME + ",/a,5\n",
            2),
        Arguments.of(
            "excel.csv",
            "Report;;;\nFrom;2024-03-01;;\n;;;\n"
                + (visits + "1," + TIME + ",/a,5\n").replace(',', ';'),
            "UTF-8",
            1L,
            "The columns begin on line 4, after a preamble. --skipLines=3 skips it."),
        reads(
            "titled.csv",
            "By,me,you,us\n" + visits + "1," + TIME + ",/a,5\n2," + TIME + ",/b,\n",
            2),
        reads("sparse.csv", "7," + TIME + ",/a,\n8," + TIME + ",/b,6\n9," + TIME + ",/b,6\n", 3),
        reads("caret.txt", (visits + "1," + TIME + ",/a,5\n").replace(',', '^'), 1),
        reads(
            "other_vhosts_access.log",
            "www.example.com:443 192.0.2.1 - frank [01/Mar/2024:10:00:00 +0100]"
                + " \"GET /a HTTP/1.1\" 200 23 \"-\" \"Mozilla/5.0\"\n",
            1),
        reads("headless.csv", "7," + TIME + ",/a,5\n8," + TIME + ",/b,6\n", 2),
        reads(
            "names.csv",
            "Visitor Email,Viewed at,Page URL,Time on page (seconds)\na@b.c," + TIME + ",/a,5\n",
            1),
        reads("millis.csv", "user_id,timestamp,url,duration_ms\n1," + TIME + ",/a,1500\n", 1),
        reads("clock.csv", visits + "1," + TIME + ",/a,1:05\n", 1),
        reads("pattern.csv", visits + "1,01 Mar 2024 10:05,/a,5\n", 1),
        reads("spoken.csv", visits + "1,\"Mar 1, 2024 10:05 PM\",/a,5\n", 1),
        reads("epoch.csv", "member,created,page\n1234567890,1709287200123,/a\n", 1),
        reads(
            "parts.csv",
            "user_id,date,time,url\n1,2024-03-01,10:05,/a\n2,2024-03-02,11:05,/b\n",
            2),
        reads("nulls.csv", visits + "1," + TIME + ",/a,\\N\n2," + TIME + ",/a,5\n", 2),
        reads(
            "money.csv",
            "Customer,Date,Unit Price,Qty\na,2024-03-01,\"$1,012.50\",2\nb,2024-03-01,$2.50,1\n",
            2),
        reads("both.csv", "customer_id,date,price,quantity,total\na,2024-03-01,2.50,2,5.00\n", 1),
        reads(
            "synonym.jsonl",
            "{\"user_id\":1,\"user\":{\"plan\":\"x\"},\"timestamp\":\""
                + TIME
                + "\",\"url\":\"/a\"}\n",
            1),
        reads(
            "synonyms.jsonl",
            "{\"user\":1,\"visitor\":2,\"timestamp\":\"" + TIME + "\",\"url\":\"/a\"}\n",
            1),
        reads("orders.csv", "email,order date,gross\na@b.c,31/12/2024,2.50\n", 1),
        reads("undecided.csv", "user_id,timestamp,url\n1,12/1/2010 8:26,/a\n", 1),
        reads("times.csv", "user_id,timestamp,time,url\n1," + TIME + ",10:00,/a\n", 1),
        reads(
            "lines.jsonl",
            "{\"user\":{\"id\":1},\"at\":{\"time\":\"" + TIME + "\"},\"page\":{\"url\":\"/a\"}}\n",
            1),
        reads(
            "array.json",
            "[{\"user_id\":1,\"ts\":\"2024-03-01T10:00:00Z\",\"path\":\"/a\"},\n"
                + " {\"user_id\":2,\"ts\":\"2024-03-01T10:00:00Z\",\"path\":\"/b\"}]",
            2),
        reads(
            "document.json",
            "{\"meta\":{\"n\":1},\"data\":{\"items\":[{\"customer\":\"a\","
                + "\"date\":\"2024-03-01\",\"total\":2.5}, {\"customer\":\"b\","
                + "\"date\":\"2024-03-01\",\"total\":3}]}}",
            2),
        Arguments.of(
            "latin.csv",
            "user_id,timestamp,url,country\n1," + TIME + ",/caf\u00e9,Espa\u00f1a\n",
            "windows-1252",
            1L,
            "--encoding="),
        Arguments.of("utf16.csv", "\ufeff" + visits + "1," + TIME + ",/a,5\n", "UTF-16LE", 1L, ""));
  }

  @Test
  void memberThatIsNullOrAnObjectIsReadByItsMembers() throws IOException {
    Path file =
        file(
            "nulls.json",
            "{\"data\":{\"items\":[{\"user\":null,\"ts\":\"2024-03-01T10:00:00Z\",\"url\":\"/b\"},"
                + "{\"user\":{\"id\":\"u1\"},\"ts\":\"2024-03-01T10:00:00Z\",\"url\":\"/a\"}]},\"next\":null}");
    execute(ProposedCommands.in(said(file)).get(0)).assertOut("read 2 = ok 1 + rejected 1 + ");
  }

  @ParameterizedTest
  @MethodSource("files")
  void proposedCommandReadsTheFile(
      String name, String text, String charset, long records, String option) throws IOException {
    Path file = file(name, text, charset);
    String said = said(file);
    List<List<String>> commands = ProposedCommands.in(said);
    assertThat(said, commands.isEmpty(), is(false));
    assertThat(said, containsString(option));
    for (List<String> command : commands) {
      Ended ended = execute(command);
      assertThat(command + ended.said(), ended.status(), is(0));
      assertThat(
          command + ended.said(),
          ended.out(),
          containsString(
              "read " + records + " = ok " + records + " + rejected 0 + duplicate 0 + late 0"));
    }
  }

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/samples/presets").toAbsolutePath())) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void readsExportsWithProposedCommands(Path sample) {
    for (List<String> command : ProposedCommands.in(said(sample))) {
      Ended ended = execute(command);
      assertThat(command + ended.said(), ended.status(), is(0));
      // It has a row of totals.
      int rejected = sample.toString().contains("ga4-purchases") ? 1 : 0;
      assertThat(
          command + ended.said(), ended.out(), containsString(" + rejected " + rejected + " + "));
    }
  }

  @Test
  void proposesThePresetOfAnExport() {
    assertThat(
        said(Path.of("src/samples/presets/rees46.csv").toAbsolutePath()),
        allOf(
            containsString("The columns match preset rees46 (REES46 data sets"),
            containsString(" --preset=rees46 --output=report")));
  }

  @Test
  void proposesTheOptionsOfAEuropeanSpreadsheet() throws IOException {
    Path file =
        file(
            "orders.csv",
            """
            Customer Email;timestamp;product_name;price;quantity
            a@b.c;31.12.2024 10:00;Caf\u00e9;1.012,50;2
            NULL;01.02.2024 10:00;Tee;2,50;1
            """,
            "windows-1252");
    Path profile = temp.resolve("profile");
    String said = said(file, "--save=" + profile);
    assertThat(said, containsString("--timestampFormat=dmy"));
    assertThat(said, containsString("2 dates, 1 with a first number above 12, 0 with a second"));
    assertThat(said, containsString("--decimal=, --grouping=."));
    assertThat(said, containsString("Run: footfall purchases --input=" + file));
    assertThat(said, containsString("such as a@b.c, read as customer_id"));
    FootfallCall.runWell(
        "purchases", "--profile=" + profile, "--input=" + file, "--output=" + temp.resolve("out"));
    assertThat(
        Files.readString(temp.resolve("out/customer_days.csv")),
        containsString("2024-12-31,a@b.c,2025.00"));
  }

  @Test
  void refusesAStream() {
    Ended ended = FootfallCall.run("inspect", "kafka://h:1/t").assertStatus(2);
    assertThat(ended.said(), containsString("--input=kafka://h:1/t is a stream"));
  }

  @Test
  void profileReadsANestedDocumentAgain() throws IOException {
    Path file =
        file(
            "export.json",
            "{\"data\":{\"items\":[{\"user\":{\"id\":7},\"time\":\""
                + TIME
                + "\",\"url\":\"/a\"}]}}");
    Path profile = temp.resolve("profile");
    said(file, "--save=" + profile);
    assertThat(
        Files.readAllLines(profile),
        is(
            List.of(
                "# " + file,
                "command=visits",
                "--jsonPath=data.items",
                "--columns=user_id=user.id")));
    FootfallCall.runWell(
            "visits", "--profile=" + profile, "--input=" + file, "--output=" + temp.resolve("out"))
        .assertOut("read 1 = ok 1");
  }

  @Test
  void firstRecordWithADelimiterTooManyIsNotTakenAsTheWidth() throws IOException {
    Path file = file("a.csv", "1," + TIME + ",/a,\n2," + TIME + ",/b\n3," + TIME + ",/c\n");
    String said = said(file);
    assertThat(said, containsString("The first record has 4 fields, and most have 3."));
    execute(ProposedCommands.in(said).get(0))
        .assertStatus(0)
        .assertOut("read 3 = ok 2 + rejected 1 + ");
    Ended refused =
        count("visits", file, "--header=false", "--columns=user_id,timestamp,url").assertStatus(2);
    String advice = refused.err();
    execute(ProposedCommands.in(advice).get(0))
        .assertStatus(0)
        .assertOut("read 3 = ok 2 + rejected 1 + ");
  }

  static Stream<Arguments> obstacles() {
    String orders = "customer_id,timestamp,amount\na," + TIME + ",%s\nb," + TIME + ",%s\n";
    return Stream.of(
        Arguments.of(
            "a.csv",
            "user_id,timestamp,url,url\n1," + TIME + ",/a,/b\n",
            "url (several columns have the name url: rename all but one)"),
        Arguments.of(
            "b.csv",
            "\"user, id\",timestamp,url\n1," + TIME + ",/a\n",
            "user_id (--columns cannot contain the name 'user, id': rename the column)"),
        Arguments.of(
            "c.csv",
            "user_id,timestamp,url\n1,the first of March,/a\n",
            "timestamp (the values of timestamp, such as the first of March, are in no known"),
        Arguments.of(
            "d.csv",
            orders.formatted("$5", "6 EUR"),
            "amount (the values of amount are in several currencies)"),
        Arguments.of(
            "e.csv", orders.formatted("5%", "6%"), "amount (the values of amount, such as 5%, are"),
        Arguments.of("f.json", "[]", "visits need user_id, timestamp, url"),
        Arguments.of("g.json", "[1,2]", "visits need user_id, timestamp, url"));
  }

  @ParameterizedTest
  @MethodSource("obstacles")
  void proposesNoCommandThatWouldFail(String name, String text, String reason) throws IOException {
    inspect(file(name, text))
        .assertStatus(65)
        .assertOut(allOf(containsString(reason), not(containsString("Run:"))));
  }

  @Test
  void namesAmbiguousValues() throws IOException {
    Path file =
        file("visits.csv", "user_id,timestamp,url\n1,12/1/2010 8:26,/a\n2,1/2/2010 8:26,/b\n");
    String said = said(file);
    assertThat(said, containsString("note: timestamp has dates"));
    assertThat(said, containsString("--timestampFormat=dmy or mdy"));
    assertThat(ProposedCommands.in(said), hasSize(2));
  }

  @Test
  void describesAFileForTools() throws IOException {
    Path file = file("a.jsonl", "{\"user_id\":null,\"time\":1709287200,\"url\":\"/a\"}\n");
    JsonNode found = new ObjectMapper().readTree(said(file, "--format=json")).get(0);
    assertThat(found.path("file").asText(), is(file.toString()));
    assertThat(found.path("format").asText(), is("JSON"));
    assertThat(found.path("dataset").asText(), is("visits"));
    assertThat(found.path("rows").asInt(), is(1));
    JsonNode time = found.path("columns").get(1);
    assertThat(time.path("name").asText(), is("time"));
    assertThat(time.path("type").asText(), is("timestamp as a number"));
    assertThat(time.path("readAs").asText(), is("timestamp"));
    assertThat(
        found.path("commands").get(0).asText(),
        is("footfall visits --input=" + file + " --output=report"));
    assertThat(found.path("columns").get(0).path("empty").asInt(), is(1));
  }

  @Test
  void recognizesAnAccessLog() throws IOException {
    Path file =
        file(
            "access.log",
            "192.0.2.1 - - [01/Mar/2024:10:00:00 +0100] \"GET /a HTTP/1.1\" 200 23 \"-\" \"Mozilla/5.0\"\n");
    assertThat(
        said(file),
        containsString(
            "Run: footfall visits --input=" + file + " --format=combined --output=report"));
  }

  @Test
  void namesStandardInputByDash() {
    InputStream before = System.in;
    try {
      System.setIn(
          new ByteArrayInputStream(
              ("user_id,timestamp,url\n1," + TIME + ",/a\n").getBytes(StandardCharsets.UTF_8)));
      assertThat(
          FootfallCall.runWell("inspect", "-").out(),
          allOf(
              containsString("file: standard input"),
              containsString("Run: footfall visits --input=- --output=report")));
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void endsWithStatus65IfNoCommandReadsTheFile() throws IOException {
    Path profile = temp.resolve("profile");
    inspect(file("a.csv", "fruit,weight\napple,3\n"), "--save=" + profile)
        .assertStatus(65)
        .assertOut(
            allOf(
                containsString("visits need "),
                containsString("user_id, timestamp, url"),
                containsString("--columns=COLUMN=NAME"),
                not(containsString("footfall visits"))));
    assertThat(Files.exists(profile), is(false));
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThat(FootfallCall.run("inspect", temp + "/none.csv").status(), is(66));
  }

  // What a refused or rejected file's message ends with

  private Ended count(String dataset, Path file, String... options) {
    List<String> args =
        new ArrayList<>(
            List.of(
                dataset,
                "--input=" + file,
                "--output=" + temp.resolve("out"),
                "--overwrite",
                "--zone=Europe/Berlin"));
    args.addAll(List.of(options));
    return FootfallCall.run(args.toArray(new String[0]));
  }

  private void runsTheCommandThatItsMessageProposes(Ended refused, String start) {
    String last = refused.err().stripTrailing();
    last = last.substring(last.lastIndexOf('\n') + 1);
    assertThat(last, containsString(start));
    List<String> command = ProposedCommands.in(last).get(0);
    assertThat(command.contains("--zone=Europe/Berlin"), is(true));
    Ended ended = execute(command);
    assertThat(command + ended.said(), ended.status(), is(0));
    ended.assertOut(" + rejected 0 + ");
  }

  @Test
  void refusedHeaderEndsWithTheCommandThatReadsTheFile() throws IOException {
    Path file = file("a.csv", "Visitor Email,When,Page\na@b.c," + TIME + ",/a\n");
    Ended refused =
        count("visits", file).assertStatus(2).assertErr("has no columns user_id, timestamp.");
    runsTheCommandThatItsMessageProposes(
        refused,
        "To read it, run: footfall visits --input="
            + file
            + " '--columns=user_id=Visitor Email,timestamp=When'");
  }

  @Test
  void refusedMembersEndWithTheCommandThatReadsTheFile() throws IOException {
    Path file =
        file("a.jsonl", "{\"user\":{\"id\":7},\"time\":\"" + TIME + "\",\"page\":\"/a\"}\n");
    Ended refused = count("visits", file).assertStatus(2);
    runsTheCommandThatItsMessageProposes(refused, " --columns=user_id=user.id ");
  }

  @Test
  void fileOfAnotherDatasetIsRecognized() throws IOException {
    Path purchases =
        file("p.csv", "customer_id,timestamp,product_price,quantity\na," + TIME + ",1.50,2\n");
    Ended refused = count("visits", purchases).assertStatus(2);
    runsTheCommandThatItsMessageProposes(
        refused,
        purchases
            + " has the columns of purchases, not of visits. Run: footfall purchases --input=");
    Path visits = file("v.csv", "user_id,timestamp,url\n1," + TIME + ",/a\n");
    runsTheCommandThatItsMessageProposes(
        count("purchases", visits),
        visits + " has the columns of visits, not of purchases. Run: footfall visits --input=");
  }

  @Test
  void rejectedRecordsEndWithTheCommandThatReadsThem() throws IOException {
    StringBuilder orders = new StringBuilder("customer_id;timestamp;amount\n");
    for (int i = 0; i < 1200; i++) {
      orders.append("c;31.12.2024;1.234,50\n");
    }
    Ended none = count("purchases", file("a.csv", orders.toString())).assertStatus(65);
    runsTheCommandThatItsMessageProposes(none, "To read it, run: footfall purchases ");

    count("purchases", file("b.csv", orders + "c;2024-12-31;1\n"))
        .assertStatus(0)
        .assertErr("To read it, run: footfall purchases ");

    count(
            "purchases",
            file("c.csv", "customer_id;timestamp;amount\nc;2024-12-31;1\n" + orders.substring(29)))
        .assertStatus(0)
        .assertErr(not(containsString("run: footfall")));
  }

  @Test
  void messageEndsWithInspectWhereTheFileIsUnclear() throws IOException {
    Path file = file("a.csv", "fruit,weight\napple,3\n");
    Ended refused = count("visits", file).assertStatus(2);
    assertThat(
        refused.err().strip().endsWith("To examine it, run: footfall inspect " + file), is(true));
    count("visits", file("b.csv", "user,when,page\n1," + TIME + ",/a\n"), "--where=kind=view")
        .assertErr("To examine it, run: footfall inspect ");
  }
}
