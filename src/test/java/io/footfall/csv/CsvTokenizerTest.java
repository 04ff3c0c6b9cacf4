package io.footfall.csv;

import static io.footfall.rejects.RejectCode.MALFORMED_QUOTE;
import static io.footfall.rejects.RejectCode.RECORD_TOO_LARGE;
import static io.footfall.rejects.RejectCode.TOO_FEW_FIELDS;
import static io.footfall.rejects.RejectCode.TOO_MANY_FIELDS;
import static io.footfall.rejects.RejectCode.UNTERMINATED_QUOTE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Compares records and fields with RFC 4180 and with FastCSV. Comments cite the sections of the
 * RFC; other rules are those of the tokenizer.
 */
class CsvTokenizerTest {
  private static final int LONG = 1 << 20;

  // ---- RFC 4180, section 2
  // ------------------------------------------------------------------------

  /** Rule 1: "Each record is located on a separate line, delimited by a line break (CRLF)." */
  @Test
  void recordsEndAtCrlf() {
    assertThat(fields("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"), is(rows("aaa|bbb|ccc", "zzz|yyy|xxx")));
  }

  /** Rule 1 says CRLF; section 1.3 of src/docs/formats.md adds LF, and both in one file. */
  @Test
  void recordsEndAtLf() {
    assertThat(fields("a,b\nc,d\r\ne,f\n"), is(rows("a|b", "c|d", "e|f")));
  }

  /** Rule 2: "The last record in the file may or may not have an ending line break." */
  @Test
  void lastRecordNeedsNoLineBreak() {
    assertThat(fields("aaa,bbb\r\nzzz,yyy"), is(rows("aaa|bbb", "zzz|yyy")));
    assertThat(fields("aaa,bbb\r\nzzz,\"yyy\""), is(rows("aaa|bbb", "zzz|yyy")));
    assertThat(fields("aaa,"), is(rows("aaa|")));
  }

  /** Rule 4: "Spaces are considered part of a field and should not be ignored." */
  @Test
  void spacesArePartOfAField() {
    assertThat(fields(" a , b\t,\" c \"\n"), is(rows(" a | b\t| c ")));
  }

  /** Rule 4: "Each line should contain the same number of fields throughout the file." */
  @Test
  void rejectsADifferentNumberOfFields() {
    assertThat(faults("a,b\n", 3), is(List.of(TOO_FEW_FIELDS)));
    assertThat(faults("a,b,c,d\n", 3), is(List.of(TOO_MANY_FIELDS)));
    assertThat(faults("a,b,c,,\n", 3), is(List.of(TOO_MANY_FIELDS)));
    assertThat(faults("\"a\",b\n", 3), is(List.of(TOO_FEW_FIELDS)));
    assertThat(faults("\"a\",b,c,\"d\"\n", 3), is(List.of(TOO_MANY_FIELDS)));
  }

  /** Rule 5: "Each field may or may not be enclosed in double quotes." */
  @Test
  void fieldsMayBeQuotedOrNot() {
    assertThat(
        fields("\"aaa\",bbb,\"ccc\"\r\nzzz,\"yyy\",xxx"), is(rows("aaa|bbb|ccc", "zzz|yyy|xxx")));
    assertThat(fields("\"\",,\"\"\n"), is(rows("||")));
    assertThat(fields("\"\"\n"), is(rows("")));
  }

  /** Rule 5: "If fields are not enclosed with double quotes, then double quotes may not appear." */
  @Test
  void keepsQuoteInsideUnquotedField() {
    assertThat(fields("5\" disk,a\"\"b,c\"\n"), is(rows("5\" disk|a\"\"b|c\"")));
  }

  @Test
  void blanksAroundAQuotedFieldAreNoPartOfIt() {
    assertThat(fields(" \"a\",\t \"b, c\" , d\n"), is(rows("a|b, c| d")));
    assertThat(fields("a, \"b\" \r\nc,d\n"), is(rows("a|b", "c|d")));
    assertThat(fields("a, \"b\"\" \""), is(rows("a|b\" ")));
  }

  @Test
  void rejectsAnExtraEmptyField() {
    assertThat(
        faults("a,b\nc,\"d\",\ne,f, \n", 2), is(listOf(null, TOO_MANY_FIELDS, TOO_MANY_FIELDS)));
  }

  @Test
  void acceptsMissingUnneededColumns() {
    CsvTokenizer tokenizer = new CsvTokenizer((byte) ',', 4, 2, LONG);
    Fields fields = new Fields(1);
    byte[] text = "a,b\n".getBytes(UTF_8);
    byte[] block = Arrays.copyOf(text, text.length + Fields.SLACK);
    assertThat(tokenizer.next(block, 0, text.length, true, fields), is(4));
    assertThat(tokenizer.fault() == null, is(true));
    assertThat(fields.count, is(4));
    assertThat(
        List.of(fields.from[0], fields.from[1], fields.from[2], fields.from[3]),
        is(List.of(0, 2, -1, -1)));
    block[1] = 'x';
    tokenizer.next(block, 0, text.length, true, fields);
    assertThat(tokenizer.fault(), is(TOO_FEW_FIELDS));
  }

  /** Rule 6: fields with "line breaks (CRLF), double quotes, and commas should be enclosed". */
  @Test
  void acceptsDelimitersAndLineBreaksInQuotedFields() {
    assertThat(
        fields("\"aaa\",\"b\r\nbb\",\"c,c\"\r\nzzz,yyy,xxx"),
        is(rows("aaa|b\r\nbb|c,c", "zzz|yyy|xxx")));
    assertThat(fields("\"\n\n\",\",,,\"\n"), is(rows("\n\n|,,,")));
    assertThat(fields("\"\r\",b\n"), is(rows("\r|b")));
  }

  /** Rule 7: a quote in a quoted field "must be escaped by preceding it with another". */
  @Test
  void readsADoubledQuoteAsOneQuote() {
    assertThat(fields("\"aaa\",\"b\"\"bb\",\"ccc\"\n"), is(rows("aaa|b\"bb|ccc")));
    assertThat(fields("\"\"\"\",\"\"\"\"\"\"\n"), is(rows("\"|\"\"")));
    assertThat(fields("\"a\"\"\",\"\"\"b\",c\n"), is(rows("a\"|\"b|c")));
  }

  // ---- rules of the tokenizer
  // --------------------------------------------------------------------

  @Test
  void rejectsTextAfterAClosingQuote() {
    assertThat(faults("\"a\"b,c\nd,e\n", 2), is(listOf(MALFORMED_QUOTE, null)));
    assertThat(faults("a,\"b\" x\nd,e\n", 2), is(listOf(MALFORMED_QUOTE, null)));
    assertThat(faults("a,\"b\"\r", 2), is(List.of(MALFORMED_QUOTE)));
  }

  @Test
  void keepsALoneCarriageReturnInTheField() {
    assertThat(fields("a\rb,c\r\rd\r\n"), is(rows("a\rb|c\r\rd")));
    assertThat(fields("a,b\r\r\nc,\"d\"\r\r\n\r\r\n"), is(rows("a|b", "c|d")));
    assertThat(fields("a,b\r"), is(rows("a|b\r")));
  }

  @Test
  void skipsEmptyLines() {
    assertThat(fields("\n\r\na,b\n\n\r\n\nc,d\n\n"), is(rows("a|b", "c|d")));
    assertThat(fields(""), is(List.of()));
    assertThat(fields("\n"), is(List.of()));
    assertThat(fields("\r\n"), is(List.of()));
  }

  @Test
  void treatsALineOfBlanksAndDelimitersAsBlank() {
    assertThat(faults("a,b\n  \n, ,,,\nc\n", 2), is(listOf(null, TOO_FEW_FIELDS)));
  }

  @Test
  void nulBytesAndControlCharactersAreOrdinary() {
    assertThat(
        fields("\0,\u0001\u001f\n\"\0\",\u007f\n"), is(rows("\0|\u0001\u001f", "\0|\u007f")));
  }

  @Test
  void keepsNonAsciiBytesInFields() {
    // In UTF-8 these have bytes that differ from the delimiters and the quote in the high bit only.
    assertThat(
        fields("\u00ac\u00a2\u0722,\u05bb\u067c\n"), is(rows("\u00ac\u00a2\u0722|\u05bb\u067c")));
  }

  @Test
  void splitsFieldsOnlyAtTheChosenDelimiter() {
    for (char delimiter : ",;\t|".toCharArray()) {
      String others = ",;\t|".replace(String.valueOf(delimiter), "");
      String text = "a" + others + delimiter + "\"b" + delimiter + "\"\n";
      assertThat(
          Tokenized.all(text, delimiter, 0, LONG, 7).get(0).fields(),
          is(List.of("a" + others, "b" + delimiter)));
    }
  }

  @Test
  void excludesTheLineBreakFromTheRecordSize() {
    String fits = "a".repeat(98) + ",b";
    for (String end : List.of("\n", "\r\n", "")) {
      assertThat(faults(fits + end, 2, 100), is(listOf((RejectCode) null)));
      assertThat(faults("a" + fits + end, 2, 100), is(listOf(RECORD_TOO_LARGE)));
    }
    String quoted = "\"" + "a".repeat(96) + "\",b";
    for (String end : List.of("\n", "\r\n", "")) {
      assertThat(faults(quoted + end, 2, 100), is(listOf((RejectCode) null)));
      assertThat(faults(quoted + "b" + end, 2, 100), is(listOf(RECORD_TOO_LARGE)));
    }
  }

  // ---- stray quotes
  // -------------------------------------------------------------------------------

  @Test
  void rejectsOnlyTheLineOfAnUnclosedQuote() {
    assertThat(faults("a,\"b\nc,d\ne,f\n", 2), is(listOf(UNTERMINATED_QUOTE, null, null)));
    assertThat(faults("a,b\nc,\"d", 2), is(listOf(null, UNTERMINATED_QUOTE)));
  }

  @Test
  void rejectsTooLongLineRegardlessOfQuotes() {
    for (String end : List.of("\nc,d\n", "\r\nc,d\n", "")) {
      List<RejectCode> after = end.isEmpty() ? List.of() : listOf((RejectCode) null);
      for (String line : List.of("a,\"" + "b".repeat(97), "\"" + "a".repeat(95) + "\",\"b")) {
        assertThat(line.length(), is(100));
        assertThat(faults(line + end, 2, 100), is(and(UNTERMINATED_QUOTE, after)));
        assertThat(faults(line + "b" + end, 2, 100), is(and(RECORD_TOO_LARGE, after)));
      }
      String malformed = "a,\"" + "b".repeat(95) + "\"b";
      assertThat(malformed.length(), is(100));
      assertThat(faults(malformed + end, 2, 100), is(and(MALFORMED_QUOTE, after)));
      assertThat(faults(malformed + "b" + end, 2, 100), is(and(RECORD_TOO_LARGE, after)));
    }
  }

  private static List<RejectCode> and(RejectCode first, List<RejectCode> others) {
    List<RejectCode> all = listOf(first);
    all.addAll(others);
    return all;
  }

  @Test
  void rejectsOnlyTheLineOfAQuoteThatAnotherLineCloses() {
    // The quote of the second line closes the field, but text follows.
    assertThat(faults("a,\"b\nc,\"d\"\ne,f\n", 2), is(listOf(UNTERMINATED_QUOTE, null, null)));
    // It closes the field, but the number of fields is wrong.
    assertThat(
        faults("a,\"b\nc\",\"d\",e\nf,g\n", 2),
        is(listOf(UNTERMINATED_QUOTE, TOO_MANY_FIELDS, null)));
    // The quote that closed it starts a line of its own and is not closed either.
    assertThat(
        faults("\"a,b\nc,\"\nd,e\n", 2), is(listOf(UNTERMINATED_QUOTE, UNTERMINATED_QUOTE, null)));
  }

  @Test
  void onlyLinesThatHappenToMakeAValidRecordAreLost() {
    List<Tokenized> records = Tokenized.all("a,\"b\nc,d\ne\"\nf,g\n", ',', 2, LONG, 1);
    assertThat(records.get(0).fields(), is(List.of("a", "b\nc,d\ne")));
    assertThat(records.get(1).fields(), is(List.of("f", "g")));
  }

  @Test
  void limitsTheSizeOfARecordOverSeveralLines() {
    String closing = "a,\"b\n" + "c,d\n".repeat(22) + "e\"";
    assertThat(closing.length(), is(95));
    assertThat(faults(closing + "\nf,g\n", 2, 95), is(listOf(null, null)));
    List<RejectCode> tooLong = faults(closing + "\nf,g\n", 2, 94);
    // 22 good lines, the rest of the quoted one, and another good line.
    assertThat(tooLong.size(), is(1 + 22 + 1 + 1));
    assertThat(tooLong.get(0), is(UNTERMINATED_QUOTE));
    assertThat(tooLong.stream().filter(Objects::isNull).count(), is(23L));
  }

  // ---- positions of faults
  // ------------------------------------------------------------------------

  @Test
  void reportsTheFieldOfAFault() {
    assertThat(faultField("a,b\n", 3), is(2)); // the number of fields
    assertThat(faultField("a,b,c,d\n", 3), is(4));
    assertThat(faultField("a,\"b\",c,d\n", 3), is(4));
    assertThat(faultField("\"a\"b,c,d\n", 3), is(0));
    assertThat(faultField("a,\"b\"c,d\n", 3), is(1));
    assertThat(faultField("a,\"b\",\"c\" x\n", 3), is(2));
    assertThat(faultField("\"a", 3), is(0));
    assertThat(faultField("\"a\",b,\"c", 3), is(2));
  }

  private static int faultField(String text, int columns) {
    return Tokenized.all(text, ',', columns, LONG, 3).get(0).faultField();
  }

  @Test
  void detectsNonAsciiCharactersAnywhere() {
    for (String row :
        List.of(
            "\u00e9,b,c",
            "a,b,\u00e9",
            "aaaaaaaaaaaaaaaaaaaaaaaa,b,cccccccccc\u00e9cccccccccccc",
            "\u00e9,\"b\",c",
            "a,\"b\u00e9b\",c",
            "a,\"bbbbbbbbbbbbbbbbbbbbbbbbb\u00e9\",\"c\"",
            "a,\"b\",\u00e9",
            "a,\"b\",\"\u00e9\"",
            "a,\"b\"\"\",c\u00e9c")) {
      assertThat(row, Tokenized.all(row + "\n", ',', 3, LONG, 1 << 10).get(0).ascii(), is(false));
      String plain = row.replace('\u00e9', 'e');
      assertThat(
          plain, Tokenized.all(plain + "\n", ',', 3, LONG, 1 << 10).get(0).ascii(), is(true));
    }
  }

  @Test
  void fieldsWithDoubledQuotesMayBeOfAnyLength() {
    for (int length : new int[] {1, 60, 100, 120, 125, 250, 700}) {
      String field = "\"".repeat(length) + "a";
      assertThat(
          fields("\"" + field.replace("\"", "\"\"") + "\",b\n\"\"\"\",d\n"),
          is(List.of(List.of(field, "b"), List.of("\"", "d"))));
    }
  }

  // ---- properties
  // ---------------------------------------------------------------------------------------

  /** A text field, and whether it is quoted unnecessarily. */
  private record Field(String text, boolean quoted) {
    String in(char delimiter) {
      boolean mustBe =
          text.indexOf(delimiter) >= 0
              || text.indexOf('\n') >= 0
              || text.indexOf('\r') >= 0
              || text.matches("(?s)[ \t]*\".*");
      return quoted || mustBe ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
  }

  @Provide
  Arbitrary<Character> delimiters() {
    return Arbitraries.of(',', ';', '\t', '|');
  }

  private static Arbitrary<Field> field() {
    Arbitrary<String> piece =
        Arbitraries.oneOf(
            Arbitraries.of("\"", "\"\"", "\n", "\r\n", "\r", ",", ";", "\t", "|", " ", "\0"),
            Arbitraries.of("a", "\u00e9", "\u20ac", "\ud83d\ude80", "\ufeff", "\u2028", "\u0085"),
            Arbitraries.strings().ofMaxLength(12).filter(CsvTokenizerTest::isUnicode));
    Arbitrary<String> text = piece.list().ofMaxSize(4).map(pieces -> String.join("", pieces));
    return Combinators.combine(text, Arbitraries.of(true, false)).as(Field::new);
  }

  private static boolean isUnicode(String text) {
    return UTF_8.newEncoder().canEncode(text);
  }

  /** A record and its line break. */
  private record Line(List<Field> fields, String end) {}

  @Provide
  Arbitrary<List<Line>> lines() {
    Arbitrary<Line> line =
        Combinators.combine(
                field().list().ofMinSize(1).ofMaxSize(6), Arbitraries.of("\n", "\r\n", "\n\n"))
            .as(Line::new);
    return line.list().ofMinSize(1).ofMaxSize(8);
  }

  private static String write(List<Line> lines, char delimiter) {
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      List<String> fields = line.fields().stream().map(f -> f.in(delimiter)).toList();
      String record = String.join(String.valueOf(delimiter), fields);
      text.append(record.isEmpty() ? "\"\"" : record).append(line.end());
    }
    return text.toString();
  }

  @Property(tries = 2000)
  void readsWhatWasWrittenAndWhatFastCsvReads(
      @ForAll("lines") List<Line> lines,
      @ForAll("delimiters") char delimiter,
      @ForAll boolean lastLineBreak,
      @ForAll @IntRange(min = 1, max = 40) int blockBytes) {
    String last = lines.get(lines.size() - 1).end();
    String whole = write(lines, delimiter);
    String text = lastLineBreak ? whole : whole.substring(0, whole.length() - last.length());
    List<List<String>> written =
        lines.stream().map(line -> line.fields().stream().map(Field::text).toList()).toList();

    List<Tokenized> read = Tokenized.all(text, delimiter, 0, LONG, blockBytes);

    assertThat(read.stream().map(Tokenized::fields).toList(), is(written));
    // FastCSV 4.0.0 treats the CR inside quotes in "x\r"\n and the LF after them as one CRLF, so a
    // lone CR is tested by our own rule above.
    if (written.stream().flatMap(List::stream).noneMatch(f -> f.matches("(?s).*\r(?!\n).*"))) {
      assertThat(fastCsv(text, delimiter), is(written));
    }
  }

  private static List<List<String>> fastCsv(String text, char delimiter) {
    List<List<String>> records = new ArrayList<>();
    for (CsvRecord record :
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .skipEmptyLines(true)
            .ofCsvRecord(text)) {
      records.add(record.getFields());
    }
    return records;
  }

  @Provide
  Arbitrary<String> nastyText() {
    return Arbitraries.of(
            "a", ",", "\"", "\"\"", "\n", "\r", "\r\n", "b,c\n", "\"d\",\"e\"\n", "\u00e9")
        .list()
        .ofMaxSize(40)
        .map(pieces -> String.join("", pieces));
  }

  @Property(tries = 3000)
  void readsTheSameRecordsFromAnyBlocks(
      @ForAll("nastyText") String text,
      @ForAll @IntRange(min = 0, max = 3) int columns,
      @ForAll @IntRange(min = 8, max = 40) int maxRecordBytes,
      @ForAll @IntRange(min = 1, max = 40) int blockBytes) {
    assertThat(
        alone(Tokenized.all(text, ',', columns, maxRecordBytes, blockBytes)),
        is(alone(Tokenized.all(text, ',', columns, maxRecordBytes, 1 << 10))));
  }

  private static List<Tokenized> alone(List<Tokenized> records) {
    return records.stream().map(Tokenized::alone).toList();
  }

  @Property(tries = 3000)
  void assignsEachByteToARecordOrABlankLine(
      @ForAll("nastyText") String text, @ForAll @IntRange(min = 8, max = 40) int maxRecordBytes) {
    List<Tokenized> records = Tokenized.all(text, ',', 2, maxRecordBytes, 5);
    StringBuilder together = new StringBuilder();
    records.forEach(record -> together.append(record.text()));
    assertThat(blankLinesGone(together.toString()), is(blankLinesGone(text)));
    for (Tokenized record : records) {
      if (record.fault() != RECORD_TOO_LARGE) {
        assertThat(record.text().getBytes(UTF_8).length, is(lessThanOrEqualTo(maxRecordBytes + 3)));
      }
      if (record.fault() != null) {
        // A malformed record is one line and affects no other.
        String line = record.text();
        assertThat(line.indexOf('\n') < 0 || line.indexOf('\n') == line.length() - 1, is(true));
      }
      assertThat(record.text(), (long) record.lines(), is(linesOf(record.text())));
      if (record.ascii()) {
        assertThat(record.text().matches("\\p{ASCII}*"), is(true));
      }
    }
  }

  private static long linesOf(String text) {
    return text.chars().filter(c -> c == '\n').count() + (text.endsWith("\n") ? 0 : 1);
  }

  private static String blankLinesGone(String text) {
    return text.replaceAll("(?m)^,*\r{0,2}\n", "").replaceAll("(?m)^,+$", "");
  }

  // -------------------------------------------------------------------------------------------------------

  private static List<List<String>> fields(String text) {
    List<List<String>> fields = null;
    for (int blockBytes : new int[] {1, 3, 1 << 10}) {
      List<List<String>> read = new ArrayList<>();
      for (Tokenized record : Tokenized.all(text, ',', 0, LONG, blockBytes)) {
        assertThat(record.text(), record.fault() == null, is(true));
        read.add(record.fields());
      }
      assertThat(read, is(fields == null ? read : fields));
      fields = read;
    }
    return fields;
  }

  private static List<RejectCode> faults(String text, int columns) {
    return faults(text, columns, LONG);
  }

  private static List<RejectCode> faults(String text, int columns, int maxRecordBytes) {
    List<RejectCode> faults = null;
    for (int blockBytes : new int[] {1, 3, 1 << 10}) {
      List<RejectCode> found = new ArrayList<>();
      for (Tokenized record : Tokenized.all(text, ',', columns, maxRecordBytes, blockBytes)) {
        found.add(record.fault());
      }
      assertThat(found, is(faults == null ? found : faults));
      faults = found;
    }
    return faults;
  }

  private static List<RejectCode> listOf(RejectCode... codes) {
    return new ArrayList<>(Arrays.asList(codes));
  }

  /** Splits rows into fields at bars. */
  private static List<List<String>> rows(String... rows) {
    List<List<String>> all = new ArrayList<>();
    for (String row : rows) {
      all.add(List.of(row.split("\\|", -1)));
    }
    return all;
  }
}
