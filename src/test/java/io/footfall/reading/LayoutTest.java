package io.footfall.reading;

import static io.footfall.testing.Thrown.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.csv.Dialect;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.purchases.PurchaseParser;
import io.footfall.records.Condition;
import io.footfall.records.ReadSettings;
import io.footfall.records.ReadSettings.Encoding;
import io.footfall.records.RecordSchema;
import io.footfall.records.Selection;
import io.footfall.records.TextForm;
import io.footfall.tokens.Fields;
import io.footfall.visits.VisitParser;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
  private static final String OBJECT =
      "{\"user_id\":1,\"timestamp\":2,\"url\":3,\"page_view_duration\":4}";

  private static final ReadSettings DEFAULTS = ReadSettings.defaults();
  private static final List<String> LIST =
      List.of("user_id", "timestamp", "url", "page_view_duration");

  private static Layout find(String source, byte[] start, RecordSchema schema, ReadSettings how) {
    byte[] block = Arrays.copyOf(start, start.length + Fields.SLACK);
    return Layout.find(source, block, start.length, true, schema, how);
  }

  private static Layout visits(String start, ReadSettings how) {
    return find("visits.csv", start.getBytes(UTF_8), VisitParser.SCHEMA, how);
  }

  private static Layout purchases(String start, ReadSettings how) {
    return find("purchases.csv", start.getBytes(UTF_8), PurchaseParser.SCHEMA, how);
  }

  /** Returns the positions of user, timestamp, URL and duration. */
  private static List<Integer> positions(String start, ReadSettings how) {
    return Arrays.stream(visits(start, how).positions()).limit(4).boxed().toList();
  }

  private static String refused(String start, ReadSettings how) {
    FootfallException refused = assertThrows(FootfallException.class, () -> visits(start, how));
    assertThat(refused.kind(), is(Kind.USAGE));
    return refused.getMessage();
  }

  private static ReadSettings mapped(String... pairs) {
    return DEFAULTS.withMapping(
        Map.ofEntries(
            Arrays.stream(pairs)
                .map(pair -> pair.split("=", 2))
                .map(pair -> Map.entry(pair[0], pair[1]))
                .<Map.Entry<String, String>>toArray(Map.Entry[]::new)));
  }

  // ---- columns by name
  // -----------------------------------------------------------------------------

  @Test
  void columnsAreFoundByNameInAnyOrderAndFurtherOnesAreIgnored() {
    assertThat(
        positions("x,url,page_view_duration,y,user_id,timestamp\n", DEFAULTS),
        is(List.of(4, 5, 1, 2)));
  }

  @ParameterizedTest
  @CsvSource({
    "user_id,timestamp,url,page_view_duration",
    "user,time,page,duration",
    "visitor,event_time,page_url,time_spent",
    "User ID,TimeStamp,URL,Page-View-Duration",
    "'  USERID ',\"visited_at\",PageUrl,duration_seconds"
  })
  void synonymsAndWaysToWriteANameAreKnown(String user, String time, String url, String duration) {
    String header = String.join(",", user, time, url, duration) + "\r\n";
    assertThat(positions(header, DEFAULTS), is(List.of(0, 1, 2, 3)));
  }

  @Test
  void headerMayBeQuotedAndMayHoldLineBreaks() {
    Layout layout =
        visits(
            "\"user_id\",\"timestamp\",\"a \"\"url\"\"\nof ours\",\"url\",duration\n1", DEFAULTS);
    assertThat(layout.positions(), is(new int[] {0, 1, 3, 4, -1, -1}));
    assertThat(layout.fields(), is(5));
  }

  @Test
  void skipsTheByteOrderMark() {
    Layout layout = visits("\ufeffuser_id,timestamp,url,duration\n1,2,3,4\n", DEFAULTS);
    assertThat(layout.positions(), is(new int[] {0, 1, 2, 3, -1, -1}));
    assertThat(layout.dataOffset(), is(3 + "user_id,timestamp,url,duration\n".length()));
    assertThat(
        positions("\ufeff\"user_id\",timestamp,url,duration\n", DEFAULTS), is(List.of(0, 1, 2, 3)));
  }

  @Test
  void mapsRenamedColumns() {
    assertThat(
        positions("who,when,url,duration\n", mapped("user_id=who", "timestamp=when")),
        is(List.of(0, 1, 2, 3)));
  }

  @Test
  void mappingChoosesBetweenColumns() {
    assertThat(
        positions("user_id,user,timestamp,url,duration\n", mapped("user_id=user")),
        is(List.of(1, 2, 3, 4)));
    assertThat(
        refused("user_id,timestamp,url,duration\n", mapped("user_id=url")),
        containsString("has no column url"));
    assertThat(
        positions("url,page,timestamp,duration\n", mapped("user_id=url", "url=page")),
        is(List.of(0, 2, 1, 3)));
  }

  @Test
  void refusesAMissingColumnWithTheOptions() {
    assertThat(
        refused("user_id,when,url,seconds\n", DEFAULTS),
        allOf(
            containsString("visits.csv has no column timestamp."),
            containsString("user_id,when,url,seconds"),
            containsString("--columns=timestamp=NAME"),
            containsString("--header=false")));
  }

  @Test
  void refusesAMissingMappedColumn() {
    assertThat(
        refused("user_id,timestamp,url,duration\n", mapped("url=address")),
        containsString("has no column address (which --columns maps to url)"));
  }

  @Test
  void refusesTwoColumnsForOne() {
    assertThat(
        refused("user_id,visitor,timestamp,url,duration\n", DEFAULTS),
        allOf(
            containsString("more than one column for user_id: user_id, visitor"),
            containsString("--columns=user_id=NAME")));
  }

  @Test
  void refusesTwoColumnsWithTheSameName() {
    for (ReadSettings how : List.of(DEFAULTS, mapped("user_id=user_id"))) {
      assertThat(
          refused("user_id,user_id,timestamp,url,duration\n", how),
          allOf(containsString("more than one column for user_id"), not(containsString("=NAME"))));
    }
  }

  @Test
  void refusesAMappingOfAnUnknownColumn() {
    for (String start : List.of("user_id,timestamp,url,duration\n", "{\"user_id\":1}\n")) {
      assertThat(
          refused(start, mapped("usr=who")),
          allOf(
              containsString("--columns"),
              containsString("unknown column 'usr'"),
              containsString("user_id, timestamp, url, page_view_duration")));
    }
  }

  @Test
  void controlCharactersOfAHeaderDoNotReachTheTerminal() {
    String message = refused("a\u001b[31m\u0007,b\n", DEFAULTS);
    assertThat(message.chars().noneMatch(Character::isISOControl), is(true));
  }

  // ---- amount or price and quantity
  // -----------------------------------------------------------------

  @Test
  void acceptsAnAmountInsteadOfPriceAndQuantity() {
    assertThat(
        purchases("customer_id,date,total\n", DEFAULTS).positions(),
        is(new int[] {-1, 0, 1, -1, -1, -1, -1, 2, -1}));
  }

  @Test
  void refusesBothAmountAndPriceWithoutAMapping() {
    String header = "customer_id,date,price,quantity,amount\n";
    FootfallException refused =
        assertThrows(FootfallException.class, () -> purchases(header, DEFAULTS));
    assertThat(refused.kind(), is(Kind.USAGE));
    assertThat(
        refused.getMessage(),
        allOf(
            containsString("--columns=amount=NAME"),
            containsString("--columns=product_price=NAME")));
    assertThat(
        purchases(header, mapped("amount=amount")).positions(),
        is(new int[] {-1, 0, 1, -1, -1, -1, -1, 4, -1}));
    assertThat(
        purchases(header, mapped("product_price=price")).positions(),
        is(new int[] {-1, 0, 1, -1, -1, 2, 3, -1, -1}));
  }

  @Test
  void ignoresTheIncompleteAlternativeOfTheAmount() {
    assertThat(
        purchases("customer_id,date,price,amount\n", DEFAULTS).positions(),
        is(new int[] {-1, 0, 1, -1, -1, -1, -1, 3, -1}));
    assertThat(
        purchases("customer_id,date,quantity,amount\n", DEFAULTS).positions(),
        is(new int[] {-1, 0, 1, -1, -1, -1, -1, 3, -1}));
    assertThat(
        purchases("price,qty,customer_id,date\n", DEFAULTS).positions(),
        is(new int[] {-1, 2, 3, -1, -1, 0, 1, -1, -1}));
  }

  @Test
  void refusesJsonWithBothAmountAndPriceWithoutAMapping() {
    String both = "{\"customer_id\":1,\"timestamp\":2,\"price\":2,\"quantity\":3,\"amount\":4}\n";
    FootfallException refused =
        assertThrows(FootfallException.class, () -> purchases(both, DEFAULTS));
    assertThat(refused.kind(), is(Kind.USAGE));
    assertThat(refused.getMessage(), containsString("--columns=amount=NAME"));
    assertThat(
        purchases(both, mapped("amount=amount")).positions(),
        is(new int[] {0, 1, 2, 3, 4, -1, -1, 7, 8}));
    assertThat(
        purchases(both, mapped("quantity=quantity")).positions(),
        is(new int[] {0, 1, 2, 3, 4, 5, 6, -1, 8}));
    for (String one : List.of(both.replace("quantity", "x"), "{", "\n")) {
      assertThat(
          purchases(one, DEFAULTS.withEncoding(Encoding.JSON)).positions(),
          is(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8}));
    }
  }

  @Test
  void refusesAPriceWithoutAQuantity() {
    assertThat(
        refusal(() -> purchases("customer_id,date,price\n", DEFAULTS)),
        containsString("product_price and quantity (or amount)"));
  }

  // ---- delimiters
  // -----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(chars = {',', ';', '\t', '|'})
  void detectsTheDelimiterFromTheHeader(char delimiter) {
    String header = String.join(String.valueOf(delimiter), LIST) + "\n";
    assertThat((char) visits(header, DEFAULTS).delimiter(), is(delimiter));
    assertThat(visits(header, DEFAULTS).fields(), is(4));
  }

  @Test
  void usesTheGivenDelimiter() {
    Layout layout = visits("user_id:timestamp:url:duration\n", DEFAULTS.withDelimiter(':'));
    assertThat((char) layout.delimiter(), is(':'));
  }

  @Test
  void refusesAHeaderThatTwoDelimitersFit() {
    String header = "a,user,time,url,duration,b;a2;user;time;url;duration;b2\n";
    assertThat(
        refused(header, DEFAULTS),
        allOf(containsString("comma and semicolon"), containsString("--delimiter")));
    assertThat(positions(header, DEFAULTS.withDelimiter(';')), is(List.of(2, 3, 4, 5)));
  }

  // ---- without a header
  // --------------------------------------------------------------------------------

  @Test
  void readsHeaderlessFilesByTheList() {
    Layout layout =
        visits(
            "9,2022-03-01,x,/a,u1\n",
            DEFAULTS.withoutHeader(List.of("duration", "timestamp", "ignored", "url", "user_id")));
    assertThat(layout.positions(), is(new int[] {4, 1, 3, 0, -1, -1}));
    assertThat(layout.dataOffset(), is(0));
    assertThat(layout.header().length, is(0));
  }

  @Test
  void detectsTheDelimiterOfHeaderlessFiles() {
    for (char delimiter : ",;\t|".toCharArray()) {
      String record =
          String.join(String.valueOf(delimiter), "u1", "2022-03-01", "/a b", "5") + "\n";
      for (String before : List.of("", "\n\r\n\n", "\ufeff")) {
        assertThat(
            (char) visits(before + record, DEFAULTS.withoutHeader(LIST)).delimiter(),
            is(delimiter));
      }
    }
  }

  @Test
  void withoutAHeaderAFirstLineThatNoDelimiterOrTwoCanReadIsRefused() {
    assertThat(
        refused("u1,2022-03-01,/a\n", DEFAULTS.withoutHeader(LIST)),
        allOf(containsString("cannot be split into 4 fields"), containsString("--delimiter")));
    assertThat(
        refused("u1,2022-03-01;x,/a;y,5;z\n", DEFAULTS.withoutHeader(LIST)),
        allOf(containsString("more than one way"), containsString("--delimiter")));
    assertThat(
        (char)
            visits("u1,2022-03-01\n", DEFAULTS.withoutHeader(LIST).withDelimiter(',')).delimiter(),
        is(','));
  }

  @Test
  void refusesAListWithoutARequiredColumn() {
    assertThat(
        refused("1,2\n", DEFAULTS.withoutHeader(List.of("user_id", "timestamp"))),
        allOf(containsString("--columns"), containsString("no column url")));
    assertThat(
        refused(
            "1,2,3,4,5\n",
            DEFAULTS.withoutHeader(List.of("user_id", "timestamp", "url", "page", "duration"))),
        allOf(containsString("--columns"), containsString("more than one column for url")));
  }

  // ---- encodings
  // ----------------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void utf16WithoutAByteOrderMarkIsRefusedWithTheOptionThatReadsIt(String charset) {
    byte[] bytes =
        "user_id,timestamp,url,duration\n1,2022-03-01,/a,5\n".getBytes(Charset.forName(charset));
    FootfallException refused =
        assertThrows(
            FootfallException.class, () -> find("visits.csv", bytes, VisitParser.SCHEMA, DEFAULTS));
    assertThat(refused.kind(), is(Kind.USAGE));
    assertThat(refused.getMessage(), containsString("Use --encoding=" + charset + "."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.jsonl",
        "a.ndjson",
        "a.json",
        "A.JSONL",
        "a.jsonl.gz",
        "a.json.ZST",
        "a.json.zz"
      })
  void jsonLinesAreFoundByName(String name) {
    byte[] nothing = new byte[0];
    assertThat(find(name, nothing, VisitParser.SCHEMA, DEFAULTS).json(), is(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {OBJECT, " \r\n\t" + OBJECT, "\ufeff{", "{"})
  void jsonLinesAreFoundByTheFirstBrace(String start) {
    assertThat(visits(start, DEFAULTS).json(), is(true));
  }

  @Test
  void listsMembersOfObjectsBehindArraysAndNulls() {
    assertThat(
        refusal(
            () ->
                visits(
                    "{\"data\":{\"items\":[{\"user\":{\"id\":1},\"at\":null},{\"user\":null}],"
                        + "\"tags\":[1,2]},\"next\":null}",
                    DEFAULTS)),
        containsString(
            "Its objects have: data.items.user.id, data.items.at, data.items.user, data.tags (an"
                + " array), next."));
  }

  @Test
  void refusesJsonWithoutARequiredMemberAndListsItsMembers() {
    for (String text :
        List.of("{\"user\":{\"id\":1},\"at\":2}\n{\"b\":3}", "[{\"user\":{\"id\":1},\"at\":2}]")) {
      assertThat(
          refusal(() -> visits(text, DEFAULTS)),
          allOf(
              containsString("visits.csv has no members user_id, timestamp, url"),
              containsString("Its objects have: user.id, at.")));
    }
    assertThat(
        refusal(() -> visits(OBJECT, mapped("page_view_duration=secs"))),
        containsString("no member secs (which --columns maps to page_view_duration)"));
  }

  @Test
  void refusalNamesOnlyTheMemberThatIsMissing() {
    for (String user : List.of("\"user\":{\"id\":1}", "\"user_id\":{\"id\":1}", "\"id\":[1]")) {
      assertThat(
          refusal(() -> visits("{" + user + ",\"timestamp\":2,\"url\":\"/a\"}", DEFAULTS)),
          containsString("visits.csv has no member user_id. Its"));
    }
    assertThat(
        refusal(() -> visits("{\"user_id\":1,\"timestamp\":2,\"url\":[\"/a\"]}", DEFAULTS)),
        containsString("have: user_id, timestamp, url (an array). If"));
  }

  @Test
  void refusesSeveralSynonymsInJson() {
    String object = "{\"user\":1,\"visitor\":2,\"timestamp\":3,\"url\":\"/a\"}";
    assertThat(
        refusal(() -> visits(object, DEFAULTS)),
        is(
            "visits.csv has more than one member for user_id: user, visitor. Choose one with"
                + " --columns=user_id=user."));
    assertThat(visits(object, mapped("user_id=visitor")).json(), is(true));
    assertThat(visits(object.replace("visitor", "user_id"), DEFAULTS).json(), is(true));
  }

  @Test
  void refusesASynonymInAConditionBesideItsColumnInJson() {
    String object = "{\"user\":1,\"user_id\":2,\"timestamp\":3,\"url\":\"/a\"}";
    Selection selection = Selection.ALL.withConditions(List.of(Condition.of("user=1")));
    assertThat(
        refusal(() -> visits(object, DEFAULTS.withSelection(selection))),
        containsString("Choose one with --columns=user_id=user_id."));
    assertThat(
        visits(object, mapped("user_id=user_id").withSelection(selection)).positions().length,
        is(7));
  }

  @Test
  void detectsTheFormOfJson() {
    assertThat(visits(OBJECT + "\n" + OBJECT, DEFAULTS).sequential(), is(false));
    for (String text :
        List.of(
            "[" + OBJECT + "]",
            "\ufeff[\n" + OBJECT + "\n,\n",
            OBJECT + " " + OBJECT,
            OBJECT.replace(",", ",\n") + "\n")) {
      assertThat(text, visits(text, DEFAULTS).sequential(), is(true));
    }
  }

  @Test
  void findsTheArrayByItsPath() {
    ReadSettings settings = DEFAULTS.withForm(TextForm.STANDARD.withJsonPath("data.items"));
    String text =
        "{\"n\":[1],\"data\":{\"x\":{\"items\":[]},\"items\": [" + OBJECT + "]},\"z\":[{}]}";
    assertThat(visits(text, settings).dataOffset(), is(text.indexOf("[" + OBJECT)));
    assertThat(
        refusal(() -> visits(text.replace("\"items\": ", "\"rows\": "), settings)),
        allOf(containsString("no array data.items (--jsonPath)"), containsString("data.rows")));
  }

  @Test
  void linesBeforeTheHeaderAreSkippedOrNamed() {
    String header = "user_id;timestamp;url;duration\n";
    assertThat(visits("sep=;\r\n" + header, DEFAULTS).delimiter(), is((byte) ';'));
    assertThat(
        refusal(() -> visits("# exported\n" + header, DEFAULTS)), containsString("--comment=#"));
    TextForm comments = TextForm.STANDARD.withDialect(Dialect.STANDARD.withComment('#'));
    assertThat(
        visits(
                "# exported\n;;;\nsep=;\n" + header,
                DEFAULTS.withForm(TextForm.STANDARD.withSkipLines(2)))
            .delimiter(),
        is((byte) ';'));
    assertThat(
        visits("# exported\n  \n" + header, DEFAULTS.withForm(comments)).positions(),
        is(new int[] {0, 1, 2, 3, -1, -1}));
  }

  @Test
  void refusesToSkipMoreLinesThanThereAre() {
    String lines = "user_id,timestamp,url\n1,2024-03-01,/a\n";
    assertThat(
        refused(lines, skipping(3)),
        is(
            "--skipLines=3 skips more lines than visits.csv has: 2. Set the number of lines before"
                + " the header."));
    assertThat(visits(lines, skipping(2)).dataOffset(), is(lines.length()));
    assertThat(visits("", skipping(3)).dataOffset(), is(0));
  }

  private static ReadSettings skipping(int lines) {
    return DEFAULTS.withForm(DEFAULTS.form().withSkipLines(lines));
  }

  @Test
  void joinsTheLinesOfAHeader() {
    ReadSettings two = DEFAULTS.withForm(TextForm.STANDARD.withHeaderLines(2));
    assertThat(
        visits("user,time,page,page view\nid,stamp,url,duration\n1,2,3,4\n", two).positions(),
        is(new int[] {0, 1, 2, 3, -1, -1}));
  }

  @Test
  void detectsTheDialectFromTheHeader() {
    assertThat(
        visits("user_id,timestamp,url,duration\r1,2,3,4\r", DEFAULTS).dialect(),
        is(Dialect.STANDARD.withCarriageReturns(true)));
    for (String end : List.of("\n", "\r\n", "\r\r\n")) {
      assertThat(
          visits("user_id,timestamp,url,duration" + end + "1,2,3,4" + end, DEFAULTS).dialect(),
          is(Dialect.STANDARD));
    }
    for (String header :
        List.of(
            "user_id, timestamp, url, duration\n", "\"user_id\", \"timestamp\", url, duration\n")) {
      assertThat(
          visits(header, DEFAULTS).dialect(), is(Dialect.STANDARD.withBlankBehindDelimiter(true)));
    }
  }

  @Test
  void reportsTheDelimiterWithTheMostColumns() {
    assertThat(
        refusal(() -> visits("\"user_id\",\"timestamp\",\"address\",\"seconds\"\n", DEFAULTS)),
        containsString("visits.csv has no column url. Its first line is: \"user_id\""));
  }

  @Test
  void usesTheGivenEncoding() {
    assertThat(
        visits("user_id,timestamp,url,duration\n", DEFAULTS.withEncoding(Encoding.JSON)).json(),
        is(true));
    String braces = "{user_id,user_id,timestamp,url,duration\n";
    assertThat(visits(braces, DEFAULTS.withEncoding(Encoding.CSV)).json(), is(false));
    assertThat(visits("{,2,3,4\n", DEFAULTS.withoutHeader(LIST)).json(), is(false));
  }

  // ---- the header, and where records begin
  // -----------------------------------------------------------------

  @Test
  void blankLinesBeforeTheHeaderAreSkipped() {
    Layout layout = visits("\n\r\n\nuser_id,timestamp,url,duration\r\n1", DEFAULTS);
    assertThat(new String(layout.header(), UTF_8), is("user_id,timestamp,url,duration"));
    assertThat(layout.dataOffset(), is(4 + "user_id,timestamp,url,duration\r\n".length()));
  }

  @Test
  void acceptsAnEmptyInput() {
    for (String nothing : List.of("", "\n", "\r\n\n", "\ufeff")) {
      assertThat(visits(nothing, DEFAULTS).dataOffset(), is(nothing.getBytes(UTF_8).length));
    }
  }

  @Test
  void recognizesARepeatedHeader() {
    Layout layout = visits("user_id,timestamp,url,duration\r\n", DEFAULTS);
    for (String again :
        List.of(
            "user_id,timestamp,url,duration",
            "user_id,timestamp,url,duration\n",
            "user_id,timestamp,url,duration\r\n",
            "\ufeffuser_id,timestamp,url,duration\n")) {
      byte[] bytes = again.getBytes(UTF_8);
      assertThat(layout.isHeader(bytes, 0, bytes.length), is(true));
    }
    byte[] other = "user_id,timestamp,url,Duration".getBytes(UTF_8);
    assertThat(layout.isHeader(other, 0, other.length), is(false));
  }

  @Test
  void refusesALongOrMalformedHeader() {
    ReadSettings shortest = DEFAULTS.withMaxRecordBytes(64);
    assertThat(
        refused("user_id,timestamp,url,duration," + "x".repeat(64) + "\n1,2,3,4,5\n", shortest),
        containsString("no header"));
    assertThat(
        refused("user_id,\"timestamp,url,duration\n1,2,3,4\n", DEFAULTS),
        containsString("no header"));
  }

  @Test
  void readsAHeaderWithInvalidUtf8() {
    byte[] latin =
        "user_id,timestamp,url,duration,pr\u00e9nom\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(
        find("visits.csv", latin, VisitParser.SCHEMA, DEFAULTS).positions(),
        is(new int[] {0, 1, 2, 3, -1, -1}));
  }
}
