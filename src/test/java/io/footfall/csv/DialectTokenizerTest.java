package io.footfall.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.tokens.Fields;
import io.footfall.tokens.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Text that departs from RFC 4180 is read as its dialect says, and other text as usual. */
class DialectTokenizerTest {
  private static final int LONG = 1 << 20;
  private static final Dialect ESCAPED = Dialect.STANDARD.withEscape('\\');
  private static final Dialect POSTGRES = ESCAPED.withQuote(Dialect.NONE);
  private static final Dialect MAC = Dialect.STANDARD.withCarriageReturns(true);

  /** Records with their fields, or with the name of their fault. */
  private static List<String> read(Dialect dialect, int columns, int needed, String text) {
    List<String> records = null;
    for (int step : new int[] {1, 3, 1 << 10}) {
      List<String> found =
          all(new DialectTokenizer((byte) ',', dialect, columns, needed, LONG), text, step, false);
      assertThat(found, is(records == null ? found : records));
      records = found;
    }
    return records;
  }

  private static List<String> read(Dialect dialect, int columns, String text) {
    return read(dialect, columns, columns, text);
  }

  private static List<String> all(Tokenizer tokenizer, String text, int step, boolean withLines) {
    byte[] bytes = text.getBytes(UTF_8);
    Fields fields = new Fields(1);
    List<String> records = new ArrayList<>();
    int limit = 0;
    for (int start = 0; start < bytes.length; ) {
      limit = Math.max(start + 1, limit);
      byte[] block = Arrays.copyOf(bytes, limit + Fields.SLACK);
      Arrays.fill(block, limit, block.length, (byte) '"');
      int next = tokenizer.next(block, start, limit, limit == bytes.length, fields);
      if (next == Tokenizer.INCOMPLETE) {
        limit = Math.min(bytes.length, limit + step);
        continue;
      }
      if (next == Tokenizer.ENDLESS) {
        next = limit;
        while (next < bytes.length && bytes[next - 1] != '\n') {
          next++;
        }
      }
      if (!tokenizer.isBlank()) {
        records.add(
            (tokenizer.fault() == null ? texts(fields) : tokenizer.fault().name())
                + (withLines ? " " + tokenizer.lines() : ""));
      }
      start = next;
    }
    return records;
  }

  private static String texts(Fields fields) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < fields.count; i++) {
      texts.add(fields.from[i] < 0 ? "-" : fields.text(i));
    }
    return String.join("|", texts);
  }

  @Test
  void escapeTakesTheMeaningFromAQuote() {
    assertThat(
        read(ESCAPED, 2, "1,\"{\\\"color\\\":\\\"red\\\"}\"\n2,\"a\"\"b\"\n3,a\\,b\n"),
        is(List.of("1|{\"color\":\"red\"}", "2|a\"b", "3|a,b")));
  }

  @Test
  void unquotedTextWithEscapesIsThatOfPostgres() {
    assertThat(
        read(POSTGRES, 3, "1,a\\nb\\\\,\"x\"\n2,\\N,\\tz\n\\.\n"),
        is(List.of("1|a\nb\\|\"x\"", "2|\\N|\tz")));
  }

  @Test
  void anotherQuoteAndNoQuote() {
    assertThat(
        read(Dialect.STANDARD.withQuote('\''), 2, "'a,b','c''d'\n\"e,f\n"),
        is(List.of("a,b|c'd", "\"e|f")));
    assertThat(
        read(Dialect.STANDARD.withQuote(Dialect.NONE), 2, "\"a,b\nc\",d\n"),
        is(List.of("\"a|b", "c\"|d")));
  }

  @Test
  void commentsAreNoRecords() {
    assertThat(
        read(Dialect.STANDARD.withComment('#'), 2, "# \"a\n1,#2\n#,3\n4,5\n"),
        is(List.of("1|#2", "4|5")));
  }

  @Test
  void strictQuotesRejectAQuoteInAnUnquotedField() {
    assertThat(
        read(Dialect.STANDARD.withStrictQuotes(true), 2, "a,5\" disk\n\"b\",c\n"),
        is(List.of("MALFORMED_QUOTE", "b|c")));
  }

  @Test
  void carriageReturnEndsALineIfItIsTheDialect() {
    assertThat(
        read(MAC, 2, "a,b\rc,\"d\re\"\r\r\nf,g\r\nh,i\nj,k\r"),
        is(List.of("a|b", "c|d\re", "f|g", "h|i", "j|k")));
  }

  @Test
  void skipsOneBlankAfterADelimiter() {
    assertThat(
        read(Dialect.STANDARD.withBlankBehindDelimiter(true), 3, "a, b,  c\nd, \"e, f\",g\n"),
        is(List.of("a|b| c", "d|e, f|g")));
  }

  @Test
  void rejectsOnlyTheLineOfAnUnclosedQuote() {
    assertThat(
        read(ESCAPED, 2, "a,\"b\nc,d\ne,f\n"), is(List.of("UNTERMINATED_QUOTE", "c|d", "e|f")));
  }

  @Test
  void acceptsMissingUnneededColumns() {
    assertThat(
        read(ESCAPED, 4, 2, "a,b\nc\nd,e,f,g,\nh,i,j,k,l\n"),
        is(List.of("a|b|-|-", "TOO_FEW_FIELDS", "TOO_MANY_FIELDS", "TOO_MANY_FIELDS")));
  }

  @Test
  void delimiterMayEndARecordIfTheDialectHasIt() {
    assertThat(
        read(
            Dialect.STANDARD.withDelimiterAtEnd(true),
            2,
            "a,b,\nc,\"d\",\n\"e\nf\",g,\nh,i\nj,k, \n"),
        is(List.of("a|b", "c|d", "e\nf|g", "h|i", "TOO_MANY_FIELDS")));
  }

  @Provide
  Arbitrary<String> nastyText() {
    return Arbitraries.of(
            "a", ",", "\"", "\"\"", "\n", "\r", "\r\n", "b,c\n", "\"d\",\"e\"\n", " ", "\u00e9")
        .list()
        .ofMaxSize(30)
        .map(pieces -> String.join("", pieces));
  }

  @Property(tries = 3000)
  void readsTheStandardDialectAsTheFastTokenizer(
      @ForAll("nastyText") String text,
      @ForAll @IntRange(min = 2, max = 3) int columns,
      @ForAll @IntRange(min = 1, max = 40) int step) {
    assertThat(
        all(new DialectTokenizer((byte) ',', Dialect.STANDARD, columns, 2, LONG), text, step, true),
        is(all(new CsvTokenizer((byte) ',', columns, 2, LONG), text, step, true)));
  }
}
