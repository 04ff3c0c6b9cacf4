package io.footfall.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.pipelines.FootfallProcess.Ended;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that files of other programs are counted correctly, or refused with the option to add. */
class RealWorldFilesTest {
  private static final String H = "user_id,timestamp,url,page_view_duration";
  private static final String T = "2024-03-01 10:00:00";
  private static final String TWO = H + "\n1," + T + ",/a,5\n2," + T + ",/b,7\n";

  @TempDir Path temp;

  private Path file(String name, String text) throws IOException {
    return file(name, text, UTF_8);
  }

  private Path file(String name, String text, Charset charset) throws IOException {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, text.getBytes(charset));
  }

  private Ended run(String dataset, Path input, String... options) {
    List<String> args = new ArrayList<>(List.of(dataset, "--input=" + input));
    args.add("--output=" + temp.resolve("out"));
    args.add("--overwrite");
    args.addAll(Arrays.asList(options));
    return FootfallCall.run(args.toArray(new String[0]));
  }

  /** The rows of {@code urls.csv}, without its header. */
  private String visits(Path input, String... options) throws IOException {
    run("visits", input, options).assertStatus(0);
    String text = Files.readString(temp.resolve("out/urls.csv"));
    return text.substring(text.indexOf('\n') + 1);
  }

  /** What is said of a file whose records do not count. */
  private String refused(Path input, String... options) {
    Ended ended = run("visits", input, options);
    assertThat(ended.said(), not(containsString("ok 1")));
    return ended.said();
  }

  private static final String BOTH = "/a,1,5,5.000\n/b,1,7,7.000\n";

  // ---- CSV

  @Test
  void carriageReturnsAloneEndLines() throws IOException {
    Path file = file("mac.csv", H + ",country\r1," + T + ",/a,5,DE\r2," + T + ",/b,7,FR\r");
    assertThat(visits(file), is(BOTH));
  }

  @Test
  void rejectsUnclosedQuoteThatSpansRecords() throws IOException {
    Path file =
        file(
            "open.csv",
            H + ",note\n1," + T + ",/a,5,\"x\n2," + T + ",/b,7,y\n3," + T + ",/c,9,z\"\n");
    assertThat(refused(file), containsString("--quote=none"));
    assertThat(visits(file, "--quote=none"), is("/a,1,5,5.000\n/b,1,7,7.000\n/c,1,9,9.000\n"));
  }

  @Test
  void keepsQuotedLineBreaksInTheRecord() throws IOException {
    Path file =
        file(
            "note.csv", H + ",note\n1," + T + ",/a,5,\"x,\n,y, \n\"\"z\"\"\"\n2," + T + ",/b,7,\n");
    assertThat(visits(file), is(BOTH));
  }

  @Test
  void rejectsRowsOfTotals() throws IOException {
    for (String total : List.of(",,,15.00", "Total,,,15.00", "\nTotal: 15.00", ",,,,15.00,all")) {
      Path file =
          file("totals.csv", "customer_id,date,product,amount\nc,2024-03-01,Mug,15.00\n" + total);
      Ended ended = run("purchases", file);
      assertThat(ended.said(), containsString("read 2 = ok 1 + rejected 1 + "));
      assertThat(
          ended.said().contains("found 6 fields; expected 4, as in the header; a value that"),
          is(total.endsWith("all")));
      assertThat(
          Files.readString(temp.resolve("out/customer_days.csv")),
          containsString("\n2024-03-01,c,15.00\n"));
    }
  }

  @Test
  void readsUnicodeTextOfExcel() throws IOException {
    String text =
        "\ufeff"
            + (H
                + ",note\n1,"
                + T
                + ",/a,5,\"said \"\"hi\"\",there\"\n2,"
                + T
                + ",/b,7,5\" long\n");
    Path file =
        file(
            "unicode.txt",
            text.replace(',', '\t').replace("\n", "\r\n"),
            StandardCharsets.UTF_16LE);
    assertThat(visits(file), is(BOTH));
  }

  @Test
  void readsAllMembersOfAGzipFile() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String member : List.of(H + "\n1," + T + ",/a,5\n", H + "\n2," + T + ",/b,7\n")) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(member.getBytes(UTF_8));
      }
    }
    assertThat(visits(Files.write(temp.resolve("two.csv.gz"), bytes.toByteArray())), is(BOTH));
  }

  @Test
  void readsFilesBelowADirectory() throws IOException {
    file("dir/a.csv", TWO);
    file("dir/2024-03/b.csv", TWO);
    assertThat(visits(temp.resolve("dir")), is("/a,2,10,5.000\n/b,2,14,7.000\n"));
  }

  @Test
  void acceptsCrCrLfAsLineBreak() throws IOException {
    Path file =
        file(
            "crcrlf.csv",
            "timestamp,url,page_view_duration,user_id\r\r\n"
                + (T + ",/a,5,7\r\r\n")
                + (T + ",/b,7,7\r\n"));
    assertThat(visits(file), is(BOTH));
    assertThat(Files.readString(temp.resolve("out/summary.csv")), containsString("\n2,1,/a,"));
  }

  @Test
  void rejectsInvalidByteOnlyInNeededColumns() throws IOException {
    String text = H + ",place\n1," + T + ",/a,5,Caf\u00e9\n2," + T + ",/\u00e9,7,x\n";
    Path file = file("latin.csv", text, Charset.forName("windows-1252"));
    assertThat(visits(file), is("/a,1,5,5.000\n"));
    assertThat(visits(file, "--encoding=windows-1252"), is("/a,1,5,5.000\n/\u00e9,1,7,7.000\n"));
  }

  @Test
  void escapedQuotesAreReadWithTheEscape() throws IOException {
    Path file = file("escaped.csv", H + ",p\n1," + T + ",/a,5,\"{\\\"color\\\":\\\"red\\\"}\"\n");
    assertThat(refused(file), containsString("--escape='\\'"));
    assertThat(visits(file, "--escape=\\"), is("/a,1,5,5.000\n"));
  }

  @Test
  void acceptsExtraEmptyFieldAndMissingUnneededColumns() throws IOException {
    Path file = file("extra.csv", H + "\n1," + T + ",/a,2,\n,,,\n , , ,\n2," + T + ",/b,2,\n");
    assertThat(visits(file), is("/a,1,2,2.000\n/b,1,2,2.000\n"));
    assertThat(
        visits(
            file("list.csv", "1," + T + ",/a,2,\n2," + T + ",/b,2,\n"),
            "--header=false",
            "--columns=" + H),
        is("/a,1,2,2.000\n/b,1,2,2.000\n"));
    Path shorter = file("shorter.csv", H + ",x,y\n1," + T + ",/a,5\n2," + T + ",/b,7,x,y\n");
    assertThat(visits(shorter), is(BOTH));
  }

  @Test
  void rejectsARecordThatAloneHasADelimiterTooMany() throws IOException {
    Path file =
        file(
            "shift.csv",
            "user_id,timestamp,url,note\n1," + T + ",/a,\n2," + T + ",/b,c,\n3," + T + ",/d,\n");
    Ended ended = run("visits", file);
    assertThat(ended.said(), containsString("read 3 = ok 2 + rejected 1 + "));
    assertThat(
        ended.said(), containsString("line 3: found 5 fields; expected 4, as in the header"));
  }

  @Test
  void blanksAroundQuotesAndBehindDelimitersAreNoPartOfValues() throws IOException {
    assertThat(
        visits(file("quotes.csv", H + "\n1, \"" + T + "\" , \"/a\",5\n2," + T + ", \"/b\",7\n")),
        is(BOTH));
    assertThat(
        visits(
            file(
                "spaced.csv",
                H.replace(",", ", ") + "\n1, " + T + ", /a, 5\n2, " + T + ", /b, 7\n")),
        is(BOTH));
  }

  @Test
  void linesBeforeTheHeaderAreReadOrNamed() throws IOException {
    Path file = file("head.csv", "# exported today\nsep=;\n" + TWO.replace(',', ';'));
    assertThat(refused(file), containsString("--comment=#"));
    assertThat(visits(file, "--comment=#"), is(BOTH));
    assertThat(visits(file, "--skipLines=1"), is(BOTH));
  }

  @Test
  void strictQuotesRejectAStrayQuote() throws IOException {
    Path file = file("stray.csv", H + "\n1," + T + ",/a\"b,5\n2," + T + ",/b,7\n");
    assertThat(visits(file), is("\"/a\"\"b\",1,5,5.000\n/b,1,7,7.000\n"));
    assertThat(visits(file, "--strictQuotes"), is("/b,1,7,7.000\n"));
  }

  @Test
  void recognizesRepeatedHeaderInAnotherCaseOrOrder() throws IOException {
    Path file =
        file(
            "joined.csv",
            TWO
                + ("User_ID,Timestamp,URL,Page_View_Duration\n3," + T + ",/a,5\n")
                + ("page_view_duration,url,timestamp,user_id\n9,/z," + T + ",4\n"));
    assertThat(visits(file), is("/a,2,10,5.000\n/b,1,7,7.000\n/z,1,9,9.000\n"));
  }

  // ---- JSON

  @Test
  void arraysOfObjectsAreRead() throws IOException {
    String object =
        "{\"user_id\":1,\"timestamp\":\"" + T + "\",\"url\":\"/a\",\"page_view_duration\":1}";
    String other = object.replace("/a", "/z");
    for (String text :
        List.of(
            "[" + object + ",\n" + object + ",\n" + other + "\n]",
            "[" + object + "," + object + "," + other + "]",
            object + object + "\n" + other,
            ("[\n" + object + ",\n" + object + ",\n" + other + "]\n").replace(",\"", ",\n  \""))) {
      assertThat(visits(file("events.json", text)), is("/a,2,2,1.000\n/z,1,1,1.000\n"));
    }
    assertThat(
        visits(
            file("page.json", "{\"n\":1,\"data\":{\"items\":[" + object + "],\"next\":[{}]}}\n"),
            "--jsonPath=data.items"),
        is("/a,1,1,1.000\n"));
  }

  @Test
  void standardNameOfAMemberCountsBesideASynonym() throws IOException {
    String record = "{\"user_id\":1,\"timestamp\":\"" + T + "\",\"url\":\"/a\"%s}\n";
    Path file =
        file(
            "a.jsonl",
            record.formatted("").repeat(50)
                + " \t\n"
                + record.formatted(",\"user\":{\"plan\":\"x\"}").repeat(50)
                + record.formatted(",\"user\":\"x\"").repeat(50));
    assertThat(visits(file), is("/a,150,,\n"));
    assertThat(
        run("visits", file, "--columns=user_id=user_id", "--where=user=x").out(),
        containsString("read 150 = ok 50 + rejected 50 + duplicate 0 + late 0 + skipped 50"));
  }

  @Test
  void membersOfMembersAreMappedAndMissingOnesAreNamed() throws IOException {
    Path file =
        file(
            "events.jsonl",
            "{\"user\":{\"id\":7},\"timestamp\":\""
                + T
                + "\",\"properties\":{\"$current_url\":\"/a\"}}\n");
    assertThat(
        visits(file, "--columns=user_id=user.id,url=properties.$current_url"), is("/a,1,,\n"));
    assertThat(
        refused(file, "--columns=user_id=user.name,url=properties.$current_url"),
        containsString(
            "no member user.name (which --columns maps to user_id). Its objects have: user.id,"
                + " timestamp, "));
  }

  // ---- containers and sources

  private static byte[] zip(Map<String, String> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void readsZipEntriesAsFiles() throws IOException {
    byte[] zip =
        zip(Map.of("a.csv", TWO, "b/c.csv", TWO, "__MACOSX/._a.csv", "x", "b/.DS_Store", "\0"));
    Path file = Files.write(temp.resolve("two.zip"), zip);
    assertThat(visits(file), is("/a,2,10,5.000\n/b,2,14,7.000\n"));
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(zip));
      assertThat(visits(Path.of("-")), is("/a,2,10,5.000\n/b,2,14,7.000\n"));
      assertThat(
          Files.readString(temp.resolve("out/run.json")).replace(" ", ""),
          containsString("\"source\":\"-!/a.csv\""));
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void readsTarEntriesAsFiles() throws IOException {
    Path file = temp.resolve("two.tar.gz");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
      for (String name : List.of("a.csv", "b/c.csv")) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(TWO.length());
        tar.putArchiveEntry(entry);
        tar.write(TWO.getBytes(UTF_8));
        tar.closeArchiveEntry();
      }
    }
    assertThat(visits(file), is("/a,2,10,5.000\n/b,2,14,7.000\n"));
  }

  @Test
  void contentThatDiffersFromItsChecksumIsNotCounted() throws IOException {
    byte[] zip = zip(Map.of("a.csv", TWO));
    byte[] workbook =
        workbook(sheet("user_id", "timestamp", "url", "seconds", "1", "45352.5", "/a", "5"));
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(new GZIPOutputStream(tar))) {
      TarArchiveEntry entry = new TarArchiveEntry("a.csv");
      entry.setSize(TWO.length());
      out.putArchiveEntry(entry);
      out.write(TWO.getBytes(UTF_8));
      out.closeArchiveEntry();
    }
    byte[] gzip = tar.toByteArray();
    gzip[gzip.length - 8] ^= 1;
    byte[] half = Arrays.copyOf(gzip, gzip.length / 2);
    for (Path file :
        List.of(
            Files.write(temp.resolve("a.zip"), withWrongChecksums(zip)),
            Files.write(temp.resolve("a.xlsx"), withWrongChecksums(workbook)),
            Files.write(temp.resolve("a.tar.gz"), gzip),
            Files.write(temp.resolve("half.tar.gz"), half))) {
      run("visits", file)
          .assertStatus(74)
          .assertErr(file.toString(), "Use a complete copy of the file.");
      assertThat(Files.exists(temp.resolve("out")), is(false));
    }
  }

  /** Changes the checksum of each entry in the directory of a zip. */
  private static byte[] withWrongChecksums(byte[] zip) {
    for (int i = 0; i + 4 < zip.length; i++) {
      if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
        zip[i + 16] ^= 1;
      }
    }
    return zip;
  }

  @Test
  void acceptsCommaInAFileName() throws IOException {
    assertThat(visits(file("visits, march.csv", TWO)), is(BOTH));
  }

  private static String sheet(String... cells) {
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < cells.length / 4; row++) {
      rows.append("<row r=\"").append(row + 1).append("\">");
      for (int i = 0; i < 4; i++) {
        String cell = cells[4 * row + i];
        String at = "\" r=\"" + "ABCD".charAt(i) + (row + 1) + "\"";
        rows.append(
            cell.matches("[0-9.]+")
                ? "<c s=\"" + (i == 1 ? 1 : 0) + at + "><v>" + cell + "</v></c>"
                : "<c t=\"inlineStr" + at + "><is><t>" + cell + "</t></is></c>");
      }
      rows.append("</row>");
    }
    return "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
        + rows
        + "</sheetData></worksheet>";
  }

  private static byte[] workbook(String... sheets) throws IOException {
    return zip(parts(sheets));
  }

  private static Map<String, String> parts(String... sheets) {
    Map<String, String> parts = new java.util.LinkedHashMap<>();
    String main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    String relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    String packages = "http://schemas.openxmlformats.org/package/2006/";
    String type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    StringBuilder types = new StringBuilder();
    StringBuilder names = new StringBuilder();
    StringBuilder links = new StringBuilder();
    for (int i = 1; i <= sheets.length; i++) {
      types
          .append("<Override PartName=\"/xl/worksheets/sheet" + i + ".xml\" ContentType=\"")
          .append(type + "worksheet+xml\"/>");
      names.append("<sheet name=\"S" + i + "\" sheetId=\"" + i + "\" r:id=\"r" + i + "\"/>");
      links
          .append("<Relationship Id=\"r" + i + "\" Type=\"" + relations + "/worksheet\" ")
          .append("Target=\"worksheets/sheet" + i + ".xml\"/>");
      parts.put("xl/worksheets/sheet" + i + ".xml", sheets[i - 1]);
    }
    parts.put(
        "[Content_Types].xml",
        ("<Types xmlns=\"%scontent-types\"><Override PartName=\"/xl/workbook.xml\""
                + " ContentType=\"%ssheet.main+xml\"/><Override PartName=\"/xl/styles.xml\""
                + " ContentType=\"%sstyles+xml\"/>%s</Types>")
            .formatted(packages, type, type, types));
    parts.put(
        "_rels/.rels",
        ("<Relationships xmlns=\"%srelationships\"><Relationship Id=\"w\""
                + " Type=\"%s/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")
            .formatted(packages, relations));
    parts.put(
        "xl/workbook.xml",
        "<workbook xmlns=\"%s\" xmlns:r=\"%s\"><sheets>%s</sheets></workbook>"
            .formatted(main, relations, names));
    parts.put(
        "xl/_rels/workbook.xml.rels",
        ("<Relationships xmlns=\"%srelationships\">%s<Relationship Id=\"st\""
                + " Type=\"%s/styles\" Target=\"styles.xml\"/></Relationships>")
            .formatted(packages, links, relations));
    parts.put(
        "xl/styles.xml",
        "<styleSheet xmlns=\""
            + main
            + "\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>");
    return parts;
  }

  @Test
  void readsOneSheetOfAWorkbook() throws IOException {
    String sheet =
        sheet(
            "user_id",
            "timestamp",
            "url",
            "page_view_duration", //
            "1",
            "45352.4166666667",
            "/a",
            "5.0000000000000002", //
            "2",
            "45352.4166666667",
            "/b",
            "7");
    Path one = Files.write(temp.resolve("one.xlsx"), workbook(sheet, sheet()));
    assertThat(visits(one), is(BOTH));
    Path orders =
        Files.write(
            temp.resolve("orders.xlsx"),
            workbook(
                sheet(
                    "customer_id",
                    "timestamp",
                    "product_price",
                    "quantity", //
                    "7",
                    "45352.4166666667",
                    "12.550000000000001",
                    "2")));
    assertThat(run("purchases", orders).status(), is(0));
    assertThat(
        Files.readString(temp.resolve("out/customer_days.csv")),
        containsString("2024-03-01,7,25.10"));
    Path two = Files.write(temp.resolve("two.xlsx"), workbook(sheet, sheet));
    assertThat(
        refused(two),
        containsString("two.xlsx has several sheets. Choose one with --sheet: S1, S2"));
    assertThat(visits(two, "--sheet=S2"), is(BOTH));
  }

  @Test
  void readsAWorkbookWithoutStyles() throws IOException {
    Map<String, String> parts =
        parts(sheet("user_id", "timestamp", "url", "seconds", "1", "1709287200", "/a", "5"));
    parts.remove("xl/styles.xml");
    Path missing = Files.write(temp.resolve("missing.xlsx"), zip(parts));
    assertThat(visits(missing, "--columns=page_view_duration=seconds"), is("/a,1,5,5.000\n"));
    parts.computeIfPresent(
        "[Content_Types].xml",
        (name, types) -> types.replaceFirst("<Override PartName=\"/xl/styles.xml\"[^>]*>", ""));
    Path undeclared = Files.write(temp.resolve("undeclared.xlsx"), zip(parts));
    assertThat(visits(undeclared, "--columns=page_view_duration=seconds"), is("/a,1,5,5.000\n"));
  }

  @Test
  void aSheetAppliesToTheWorkbooksOfADirectory() throws IOException {
    String first = sheet("user_id", "timestamp", "url", "seconds", "1", "45352.5", "/a", "5");
    String second = sheet("user_id", "timestamp", "url", "seconds", "1", "45352.5", "/b", "7");
    Path mixed = Files.createDirectory(temp.resolve("mixed"));
    Files.write(mixed.resolve("w.xlsx"), workbook(first, second));
    Files.writeString(
        mixed.resolve("v.csv"), "user_id,timestamp,url,seconds\n1,2024-03-01 10:00:00,/a,5\n");
    assertThat(
        visits(mixed, "--columns=page_view_duration=seconds", "--sheet=S2"),
        is("/a,1,5,5.000\n/b,1,7,7.000\n"));
    FootfallCall.runWell(
            "query",
            "--columns=page_view_duration=seconds",
            "--sheet=S2",
            "--format=csv",
            "SELECT a.url, b.url FROM '%s' a, '%s' b"
                .formatted(mixed.resolve("v.csv"), mixed.resolve("w.xlsx")))
        .assertOut(containsString("/a,/b"));
    FootfallCall.run(
            "query", "--sheet=S2", "SELECT url FROM '%s'".formatted(mixed.resolve("v.csv")))
        .assertStatus(2)
        .assertErr("v.csv is not an xlsx workbook");
  }

  @Test
  void escapedCharactersOfAWorkbookAreDecoded() throws Exception {
    Path file =
        Files.write(
            temp.resolve("escaped.xlsx"),
            workbook(
                sheet(
                    "user_id",
                    "timestamp",
                    "url",
                    "page_view_duration", //
                    "7",
                    "45352.4166666667",
                    "/a_x0009_b_x005F_x0041_c",
                    "5")));
    assertThat(visits(file), is("/a\tb_x0041_c,1,5,5.000\n"));
  }

  /** Writes the rows of a query as DuckDB does, in several row groups if there are many. */
  private Path parquet(String query) throws SQLException {
    Path file = temp.resolve("events.parquet");
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute(
          "COPY (" + query + ") TO '" + file + "' (FORMAT parquet, ROW_GROUP_SIZE 10_000)");
    }
    return file;
  }

  @Test
  void parquetOfOthersIsRead() throws Exception {
    Path file =
        parquet(
            "SELECT * FROM (VALUES (1::BIGINT, TIMESTAMP '2024-03-01 10:00:00', '/a', 5.0::DOUBLE),"
                + " (2, TIMESTAMP '2024-03-01 10:00:00', '/b', 7.0)) AS t(user_id, \"timestamp\", url,"
                + " page_view_duration)");
    assertThat(visits(file), is("/a,1,5.0,5.000\n/b,1,7.0,7.000\n"));
  }

  @Test
  void parquetOfOthersIsRefusedBeforeAClusterGetsIt() throws Exception {
    Path file =
        parquet("SELECT 1 AS user_id, TIMESTAMP '2024-03-01' AS \"timestamp\", '/a' AS url");
    run("visits", file, "--runner=FlinkRunner", "--flinkMaster=127.0.0.1:1")
        .assertStatus(2)
        .assertErr(
            file + " is a Parquet file, and footfall-flink.jar, which 127.0.0.1:1",
            "Run without a cluster, or convert the file to CSV");
    assertThat(Files.exists(temp.resolve("out")), is(false));
  }

  @ParameterizedTest
  @CsvSource({
    "a.csv.xz, fd377a585a0000ff12d941, is compressed with xz, xz -dk",
    "a.7z, 377abcaf271c0004, is a 7-Zip archive, 7z x",
    "a.rar, 526172211a070100, is a RAR archive, unrar x",
    "a.lz4, 04224d18604082, is compressed with LZ4, lz4 -dk",
    "a.db, 53514c69746520666f726d6174203300, is a SQLite database, sqlite3 -header -csv",
    "a.xls, d0cf11e0a1b11ae100, is an Excel workbook in the old xls format, xlsx",
    "a.avro, 4f626a0104, is an Avro file, Parquet",
    "a.orc, 4f52430a0b03, is an ORC file, Parquet",
    "a.pdf, 255044462d312e37, is a PDF document, CSV",
    "old.lz4, 02214c18604082, is compressed with LZ4, lz4 -dk",
    "a.lz, 4c5a495001, is compressed with lzip, lzip -dk",
    "a.lzma, 5d00008000, is compressed with LZMA, unlzma -k",
    "a.lzo, 894c5a4f000d0a1a0a, is compressed with lzop, lzop -d",
    "a.Z, 1f9d90, is compressed with Unix compress, gzip -d",
    "login.csv, 0a203c21444f43545950452068746d6c3e, is an HTML page, CSV",
    "table.xls, efbbbf3c7461626c653e, is an HTML page, xlsx",
    "error.csv, 3c3f786d6c2076, is an XML document, CSV",
    "named.csv, 377abcaf271c0004, is a 7-Zip archive, 7z x",
  })
  void namesFormatOfUnsupportedFiles(String name, String hex, String what, String fix)
      throws IOException {
    Path file = Files.write(temp.resolve(name), HexFormat.of().parseHex(hex));
    run("visits", file)
        .assertStatus(2)
        .assertErr(
            allOf(
                containsString(file + " " + what + ", which is not supported."),
                containsString(fix),
                not(containsString("NUL")),
                not(containsString("inspect"))));
    assertThat(FootfallCall.run("inspect", file.toString()).err(), containsString(what));
  }

  @ParameterizedTest
  @CsvSource({
    "a.gz, 100, has only zero bytes: 100.",
    "a.csv, 1, has only zero bytes: 1.",
    "a.csv, 5000, begins with 512 zero bytes."
  })
  void fileOfZeroBytesIsADataError(String name, int bytes, String found) throws IOException {
    Path file = Files.write(temp.resolve(name), new byte[bytes]);
    for (Ended ended : List.of(run("visits", file), FootfallCall.run("inspect", file.toString()))) {
      ended
          .assertStatus(65)
          .assertErr(file + " " + found + " It was probably not written completely.");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a.ods, content.xml META-INF/manifest.xml, is an OpenDocument file",
    "ods.csv, content.xml META-INF/manifest.xml, is an OpenDocument file",
    "a.numbers, Index/Document.iwa, 'is a document of Apple Numbers, Pages or Keynote'",
    "a.xlsb, [Content_Types].xml xl/workbook.bin, is an Excel workbook in the xlsb format",
    "a.docx, [Content_Types].xml word/document.xml, is an Office document without sheets",
    "a.csv, b.csv, is a zip archive",
  })
  void zipsThatAreDocumentsAreNamedAsWhatTheyAre(String name, String parts, String what)
      throws IOException {
    Map<String, String> content = new TreeMap<>();
    for (String part : parts.split(" ", -1)) {
      content.put(part, TWO);
    }
    Path file = Files.write(temp.resolve(name), zip(content));
    run("visits", file).assertStatus(2).assertErr(file + " " + what + ", ");
  }

  @Test
  void namesFormatOfDamagedContainers() throws IOException {
    byte[] zip = HexFormat.of().parseHex("504b030414000000");
    Path parquet = Files.writeString(temp.resolve("a.parquet"), "PAR1 and no more PAR1");
    Path cut = Files.writeString(temp.resolve("cut.parquet"), "PAR1 and no more bytes");
    for (Map.Entry<Path, String> each :
        Map.of(
                parquet,
                parquet + " is a Parquet file that is truncated or damaged (",
                cut,
                cut
                    + " is a Parquet file that is truncated or damaged (No magic bytes found at end",
                Files.write(temp.resolve("a.xlsx"), zip),
                "Reading the xlsx workbook ",
                Files.write(temp.resolve("a.zip"), zip),
                "a.zip failed: the directory at its end is missing or damaged.")
            .entrySet()) {
      run("visits", each.getKey())
          .assertStatus(74)
          .assertErr(each.getValue(), each.getKey().toString(), "Use a complete copy of the file.");
    }
  }

  @Test
  void parquetThatIsDamagedNearItsEndIsNotCountedUpToThere() throws Exception {
    Path file =
        parquet(
            "SELECT i AS user_id, TIMESTAMP '2024-03-01' AS \"timestamp\", '/' || hash(i) AS url"
                + " FROM range(100_000) t(i)");
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet lastPage =
            statement.executeQuery(
                "SELECT MAX(data_page_offset) FROM parquet_metadata('" + file + "')");
        FileChannel bytes = FileChannel.open(file, StandardOpenOption.WRITE)) {
      lastPage.next();
      bytes.write(
          ByteBuffer.wrap("damaged".repeat(1_000).getBytes(StandardCharsets.US_ASCII)),
          lastPage.getLong(1) + 1_000);
    }
    run("visits", file)
        .assertStatus(74)
        .assertErr(file + ": its compressed data is truncated or damaged");
    assertThat(Files.exists(temp.resolve("out")), is(false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void wideTextIsReadByItsMarkAndNamedWithoutOne(String charset) throws IOException {
    Path file = file("a.csv", TWO, Charset.forName(charset));
    assertThat(
        refused(file),
        allOf(
            containsString(file + " has the NUL bytes of " + charset + " text"),
            containsString("To read it, run: footfall visits --input=" + file),
            containsString(" --encoding=" + charset + " ")));
    assertThat(visits(file, "--encoding=" + charset), is(BOTH));
    Path json =
        file(
            "a.json",
            "{\"user_id\":1,\"timestamp\":\"" + T + "\",\"url\":\"/a\"}\n",
            Charset.forName(charset));
    assertThat(refused(json), containsString(json + " has the NUL bytes of " + charset + " text"));
    assertThat(visits(file("b.csv", "\ufeff" + TWO, Charset.forName(charset))), is(BOTH));
  }

  @Test
  void bytesThatAreNoTextAreNamed() throws IOException {
    byte[] binary = new byte[3000];
    new Random(7).nextBytes(binary);
    Path unknown = Files.write(temp.resolve("unknown.csv"), binary);
    Path ebcdic = file("ebcdic.csv", TWO, Charset.forName("IBM037"));
    for (String said :
        List.of(refused(unknown), FootfallCall.run("inspect", unknown.toString()).said())) {
      assertThat(said, containsString(unknown + " is a binary file of an unknown format"));
      assertThat(said, not(containsString("has no columns")));
    }
    for (String said :
        List.of(refused(ebcdic), FootfallCall.run("inspect", ebcdic.toString()).said())) {
      assertThat(said, containsString(ebcdic + " is in EBCDIC. Convert it first"));
    }
  }

  @Test
  void refusalNamesMissingColumnsAndShowsFirstLine() throws IOException {
    Path file = file("a.csv", "\"who\";when;  \"page, or so\";x\n1;2;3;4\n");
    assertThat(
        refused(file),
        allOf(
            containsString(file + " has no columns user_id, timestamp, url."),
            containsString("Its first line is: \"who\";when;  \"page, or so\";x. ")));
  }

  // ---- access logs

  private static String lines(String... lines) {
    return String.join("\n", lines) + "\n";
  }

  @Test
  void linesOfALoadBalancerAreVisits() throws IOException {
    String line =
        "h2 2024-03-01T10:00:00.186641Z app/lb/50dc6c495c0c9188 192.0.2.1:2817 10.0.0.1:80"
            + " 0.000 0.001 0.000 200 200 34 366"
            + " \"GET https://www.example.com:443/a?x=1 HTTP/1.1\" \"curl/7.46.0\" - -"
            + " arn:aws:x \"Root=1\" \"-\" \"-\" 0\n";
    Path file =
        file("alb.log", line + line.replace("/a?x=1", "/b").replace("192.0.2.1", "2001:db8::1"));
    assertThat(
        visits(file, "--format=alb"),
        is("https://www.example.com:443/a?x=1,1,,\nhttps://www.example.com:443/b,1,,\n"));
  }

  @Test
  void portOfAClientIsNotPartOfItsAddress() throws IOException {
    String line =
        "h2 2024-03-01T10:00:00.1Z app/lb 2001:db8::1:2817 10.0.0.1:80 0.0 0.1 0.0 200 200 34 366"
            + " \"GET https://www.example.com:443/a HTTP/2.0\" \"Mozilla/5.0\" - -\n";
    Path file =
        file("v6.log", line + line.replace(":2817", ":2818") + line.replace("db8::1", "db8::2"));
    assertThat(visits(file, "--format=alb"), is("https://www.example.com:443/a,3,,\n"));
    assertThat(Files.readString(temp.resolve("out/summary.csv")), containsString("\n3,2,"));
    String own = "[2001:db8::1]:80 [2024-03-01T10:00:00Z] GET /a\n";
    Path other =
        file(
            "own.log",
            own + own.replace(":80 ", ":81 ") + own.replace("[2001:db8::1]:80", "2001:db8::1"));
    assertThat(
        visits(other, "--logFormat=$remote_addr [$time_iso8601] $request_method $request_uri"),
        is("/a,3,,\n"));
    assertThat(Files.readString(temp.resolve("out/summary.csv")), containsString("\n3,1,"));
  }

  @Test
  void readsAccessLogsAndSkipsSelectedRequests() throws IOException {
    String line =
        "192.0.2.1 - frank [01/Mar/2024:10:00:00 +0100] \"GET /a HTTP/1.1\" 200 2326 \"-\""
            + " \"Mozilla/5.0 (X11) \\\"x\\\"\"\n";
    Path file =
        file(
            "access.log",
            line
                + line.replace("Mozilla/5.0", "Googlebot/2.1").replace("/a ", "/b ")
                + line.replace(" 200 ", " 404 ").replace("/a ", "/c "));
    assertThat(visits(file, "--format=combined"), is("/a,1,,\n/b,1,,\n/c,1,,\n"));
    assertThat(
        refused(file, "--preset=alb"),
        allOf(
            containsString("set --format or --logFormat to that of the log.\n"),
            containsString(
                "To read it, run: footfall visits --input=" + file + " --format=combined")));
    assertThat(
        refused(file("vhosts.log", "www.example.com:443 " + line), "--format=combined"),
        allOf(
            containsString("rejected as TOO_MANY_FIELDS"),
            containsString("'--logFormat=%v:%p %h %l %u %t ")));
    Ended ended = run("visits", file, "--format=combined", "--status=200-299,304", "--ignoreBots");
    assertThat(
        ended.said(),
        containsString("read 3 = ok 1 + rejected 0 + duplicate 0 + late 0 + skipped 2"));
    assertThat(
        visits(
            file,
            "--logFormat=$remote_addr - $remote_user [$time_local] \"$request\" $status"
                + " $body_bytes_sent \"$http_referer\" \"$http_user_agent\"",
            "--user=remote_user",
            "--where=method=GET",
            "--status=404"),
        is("/c,1,,\n"));
  }

  @Test
  void logsThatDescribeTheirFieldsAreRead() throws IOException {
    Path cloudfront =
        file(
            "E1.2024-03-01-10.log",
            lines(
                "#Version: 1.0",
                "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host)"
                    + " cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query",
                "2024-03-01\t10:00:00\tFRA2\t500\t192.0.2.1\tGET\td1.cloudfront.net"
                    + "\t/a\t200\t-\tMozilla/5.0%20(X11)\tx=1",
                "2024-03-01\t10:00:01\tFRA2\t500\t192.0.2.1\tGET\td1.cloudfront.net\t/b\t200\t-\tMozilla/5.0\t-"));
    assertThat(visits(cloudfront, "--format=cloudfront"), is("/a?x=1,1,,\n/b,1,,\n"));
    Path iis =
        file(
            "u_ex.log",
            lines(
                "#Software: IIS",
                "#Fields: date time c-ip cs-uri-stem sc-status",
                "2024-03-01 10:00:00 192.0.2.1 /a 200",
                "#Fields: date time cs-uri-stem c-ip sc-status",
                "2024-03-01 10:00:00 /b 192.0.2.1 200"));
    assertThat(visits(iis, "--format=w3c"), is("/a,1,,\n/b,1,,\n"));
  }
}
