package io.footfall.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.bytes.Slice;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.tokens.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JsonLinesTokenizerTest {
  private static final int LONGEST = 60;
  private static final Map<String, Integer> COLUMNS = Map.of("a", 0, "b", 1, "B", 1, "cc.d", 2);

  /** Returns what a tokenizer finds: the end of each record with its values or its fault. */
  private static List<String> records(Tokenizer tokenizer, String text, int blockBytes) {
    Slice slice = Slice.of(text, '}');
    List<String> records = new ArrayList<>();
    Fields out = new Fields(3);
    int p = slice.from();
    int limit = Math.min(slice.to(), p + blockBytes);
    while (p < slice.to()) {
      int next = tokenizer.next(slice.array(), p, limit, limit == slice.to(), out);
      if (next < 0) { // It is incomplete, or longer than allowed and without an end so far.
        limit = Math.min(slice.to(), limit + blockBytes);
        continue;
      }
      records.add(
          next - slice.from() + " " + (tokenizer.isBlank() ? "blank" : result(tokenizer, out)));
      p = next;
      limit = Math.max(p, limit);
    }
    return records;
  }

  private static String result(Tokenizer tokenizer, Fields out) {
    RejectCode fault = tokenizer.fault();
    return fault == null ? FlatObjectScannerTest.texts(out).toString() : fault.toString();
  }

  /** Cuts the text at its line feeds and has each line read by the complete parser. */
  private static List<String> expected(String text) {
    JsonTokenizer parser = new JsonTokenizer(COLUMNS, 3);
    List<String> records = new ArrayList<>();
    byte[] bytes = text.getBytes(UTF_8);
    Fields out = new Fields(3);
    for (int p = 0; p < bytes.length; ) {
      int next = p;
      while (next < bytes.length && bytes[next] != '\n') {
        next++;
      }
      next = Math.min(bytes.length, next + 1);
      int to = next;
      while (to > p && (bytes[to - 1] == '\n' || bytes[to - 1] == '\r')) {
        to--;
      }
      String record;
      if (new String(bytes, p, to - p, UTF_8).isBlank()) {
        record = "blank";
      } else if (to - p > LONGEST) {
        record = RejectCode.RECORD_TOO_LARGE.toString();
      } else {
        record =
            parser.parse(bytes, p, to, out)
                ? FlatObjectScannerTest.texts(out).toString()
                : RejectCode.MALFORMED_JSON.toString();
      }
      records.add(next + " " + record);
      p = next;
    }
    return records;
  }

  private static JsonLinesTokenizer tokenizer() {
    return new JsonLinesTokenizer(new JsonTokenizer(COLUMNS, 3), LONGEST, false);
  }

  @Test
  void recordsEndAtTheirLineBreaks() {
    String text =
        "{\"a\":\"x\",\"b\":1}\n{\"a\":\"y\",\"b\":2} \r\n\n{\"a\":\"z\", \"b\":3}\n{\"a\":\"w\",\n\"b\":4}\n{\"a\":5}";
    assertThat(
        records(tokenizer(), text, 1000),
        is(
            List.of(
                "16 [x, 1, missing until -1]",
                "34 [y, 2, missing until -1]",
                "35 blank",
                "52 [z, 3, missing until -1]",
                "62 MALFORMED_JSON",
                "69 MALFORMED_JSON",
                "76 [5, missing until -1, missing until -1]")));
  }

  @Property(tries = 20_000)
  void findsWhatTheParserFindsOnEachLine(
      @ForAll("texts") String text, @ForAll("blocks") int blockBytes) {
    assertThat(text, records(tokenizer(), text, blockBytes), is(expected(text)));
  }

  @Provide
  Arbitrary<Integer> blocks() {
    return Arbitraries.of(1, 7, 64, 10_000);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> usual =
        Arbitraries.of(
            "{\"a\":\"x\",\"b\":1}",
            "{\"a\":\"\",\"b\":-20.5}",
            "{\"a\":null,\"b\":\"\u00e4\u00e4\"}",
            "{\"a\":\"1\",\"\u00e4\":2,\"cc.d\":3}",
            "{\"a\":\"1\", \"b\": 2}",
            "{ \"b\":2, \"a\":true}",
            "{\"a\":1,\"a\":2}",
            "{\"a\":1,\"B\":2}",
            "{\"b\":1,\"B\":2}",
            "{\"a\":\"a text that makes its record too long\",\"b\":\"for them\"}");
    Arbitrary<String> between =
        Arbitraries.of(
            "\n",
            "\n",
            "\n",
            "\n",
            "\r\n",
            " \n",
            "\n\n",
            "\r",
            " ",
            "",
            "\t\n",
            "x\n",
            ",\n",
            "{\"a\":\n",
            "{\"a\":\"\\u0041\"}\n",
            "{\"a\":1,\n\"b\":2}\n");
    return usual
        .flatMap(first -> between.map(then -> first + then))
        .list()
        .ofMaxSize(8)
        .map(parts -> String.join("", parts));
  }
}
