package io.footfall.json;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.bytes.Slice;
import io.footfall.tokens.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatObjectScannerTest {
  private static final Map<String, Integer> COLUMNS = Map.of("a", 0, "b", 1, "B", 1, "cc.d", 2);

  private final FlatObjectScanner scanner = new FlatObjectScanner(COLUMNS, 3);
  private final JsonTokenizer tokenizer = new JsonTokenizer(COLUMNS, 3);

  static List<String> texts(Fields fields) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < fields.count; i++) {
      texts.add(fields.from[i] < 0 ? "missing until " + fields.to[i] : fields.text(i));
    }
    return texts;
  }

  private boolean scans(String json, Fields out) {
    Slice slice = Slice.of(json, '}');
    return scanner.scan(slice.array(), slice.from(), slice.to(), out);
  }

  @Test
  void findsValuesInAnyOrderOfMembers() {
    Fields out = new Fields(1);
    assertThat(scans("{\"a\":\"x y\",\"b\":12.50,\"cc.d\":true}", out), is(true));
    assertThat(texts(out), is(List.of("x y", "12.50", "true")));
    assertThat(
        scans(" { \"cc.d\" : \"\u00fc\" , \"z\":null,\t\"B\":-0.5,\"a\":null } ", out), is(true));
    assertThat(texts(out), is(List.of("missing until -1", "-0.5", "\u00fc")));
    assertThat(scans("{\"q\":\"" + "long ".repeat(100) + "\",\"a\":\"\"}", out), is(true));
    assertThat(texts(out), is(List.of("", "missing until -1", "missing until -1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[1]",
        "{\"a\":1",
        "{\"a\":1}}",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":-}",
        "{\"a\":1e5}",
        "{\"a\":\"\\n\"}",
        "{\"a\":\"\t\"}",
        "{\"a\":{}}",
        "{\"a\":[]}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":null,\"a\":1}",
        "{\"b\":1,\"B\":1}",
        "{\"a\":nul}",
        "{\"a\":truex}",
        "{\"a\":1}x"
      })
  void leavesTheRestToTheParser(String json) {
    assertThat(scans(json, new Fields(1)), is(false));
  }

  @Test
  void findsTheEndOfStringsAndNumbersOfEveryLength() {
    for (int length = 0; length < 20; length++) {
      String digits = "1".repeat(length);
      for (String character : List.of("", " ", "!", "#", "[", "]", "\u007f", "\u00fc", "\u20ac")) {
        assertReadAsByParser("{\"a\":\"" + digits + character + "text\",\"b\":\"\"}");
      }
      for (String decimals : List.of("", ".0", ".125", "." + digits + "7")) {
        assertReadAsByParser(
            "{\"a\":1" + digits + decimals + ",\"b\":-1" + digits + decimals + "}");
      }
    }
  }

  private void assertReadAsByParser(String json) {
    Fields found = new Fields(1);
    assertThat(json, scans(json, found), is(true));
    Slice slice = Slice.of(json, '"');
    Fields expected = new Fields(1);
    assertThat(tokenizer.parse(slice.array(), slice.from(), slice.to(), expected), is(true));
    assertThat(json, texts(found), is(texts(expected)));
  }

  @Test
  void scansLinesAfterIncompleteOnes() {
    String line = "{\"a\":\"text of a\",\"unused member\":true,\"b\":12.5}\n";
    Slice slice = Slice.of(line, '"');
    Fields out = new Fields(1);
    for (int cut = slice.from(); cut < slice.to(); cut++) {
      assertThat(scanner.scanLine(slice.array(), slice.from(), cut, false, out), is(-1));
      assertThat(
          scanner.scanLine(slice.array(), slice.from(), slice.to(), false, out), is(slice.to()));
      assertThat(texts(out), is(List.of("text of a", "12.5", "missing until -1")));
    }
  }

  @Test
  void leavesStringsWithOtherBytesToTheParser() {
    for (int length = 0; length < 20; length++) {
      for (String character : List.of("\\u0041", "\u0000", "\u001f")) {
        String json = "{\"a\":\"" + "!".repeat(length) + character + "text\"}";
        assertThat(json, scans(json, new Fields(1)), is(false));
      }
    }
  }

  @Test
  void leavesMoreColumnsThanItsBitsToTheParser() {
    Slice slice = Slice.of("{\"a\":1}", '}');
    for (int columns : new int[] {64, 65}) {
      Fields out = new Fields(1);
      assertThat(
          new FlatObjectScanner(Map.of("a", columns - 1), columns)
              .scan(slice.array(), slice.from(), slice.to(), out),
          is(columns == 64));
      assertThat(out.count, is(columns == 64 ? 64 : 0));
    }
  }

  @Property(tries = 20_000)
  void findsWhatTheParserFinds(@ForAll("documents") String json) {
    Slice slice = Slice.of(json, '"');
    Fields found = new Fields(1);
    if (scanner.scan(slice.array(), slice.from(), slice.to(), found)) {
      Fields expected = new Fields(1);
      assertThat(
          json + ": " + tokenizer.error(),
          tokenizer.parse(slice.array(), slice.from(), slice.to(), expected),
          is(true));
      assertThat(json, texts(found), is(texts(expected)));
    }
  }

  @Provide
  Arbitrary<String> documents() {
    return Arbitraries.of(
            "{\"a\":",
            "\"b\":",
            "\"cc.d\":",
            "\"x\":",
            "\"a\":",
            ",",
            ",",
            ",",
            "}",
            "\"text\"",
            "\"\u00e4\"",
            "\"a b c d e f\"",
            "12",
            "-0.25",
            "0",
            "01",
            "1e3",
            "true",
            "false",
            "null",
            "{",
            "[",
            "]",
            " ",
            "\\",
            "\"",
            "\t",
            "\u0001",
            "tru",
            ":")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts))
        .map(text -> text.startsWith("{") ? text : "{\"a\":1," + text + "}");
  }
}
