package io.footfall.json;

import static io.footfall.testing.Thrown.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.footfall.tokens.Fields;
import io.footfall.tokens.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Objects are found in arrays and one after another, however they are laid out. */
class JsonObjectsTokenizerTest {
  private static final Map<String, Integer> COLUMNS = Map.of("a", 0, "b.c", 1, "p.x.value", 1);

  private static List<String> read(String text, boolean endsWithArray, int maxRecordBytes) {
    List<String> records = null;
    for (int step : new int[] {1, 5, 1 << 10}) {
      List<String> found = read(text, endsWithArray, maxRecordBytes, step);
      assertThat(found, is(records == null ? found : records));
      records = found;
    }
    return records;
  }

  private static List<String> read(
      String text, boolean endsWithArray, int maxRecordBytes, int step) {
    JsonObjectsTokenizer tokenizer =
        new JsonObjectsTokenizer(new JsonTokenizer(COLUMNS, 2), maxRecordBytes, endsWithArray);
    byte[] bytes = text.getBytes(UTF_8);
    Fields fields = new Fields(2);
    List<String> records = new ArrayList<>();
    int limit = 0;
    for (int start = 0; start < bytes.length; ) {
      limit = Math.max(start + 1, limit);
      byte[] block = Arrays.copyOf(bytes, limit + Fields.SLACK);
      int next = tokenizer.next(block, start, limit, limit == bytes.length, fields);
      if (next == Tokenizer.INCOMPLETE) {
        limit = Math.min(bytes.length, limit + step);
        continue;
      }
      if (!tokenizer.isBlank()) {
        records.add(
            tokenizer.fault() == null
                ? text(fields, 0) + "|" + text(fields, 1)
                : tokenizer.fault()
                    + ": "
                    + new String(
                            bytes, tokenizer.content(start), next - tokenizer.content(start), UTF_8)
                        .strip());
      }
      start = next;
    }
    return records;
  }

  private static String text(Fields fields, int column) {
    return fields.from[column] < 0 ? "-" : fields.text(column);
  }

  @Test
  void arrayOnOneLineAndOnMany() {
    List<String> two = List.of("1|x", "2|-");
    assertThat(read("[{\"a\":1,\"b\":{\"c\":\"x\"}},{\"a\":2}]", false, 100), is(two));
    assertThat(
        read("[\n  {\n    \"a\": 1, \"b\": {\n \"c\": \"x\"\n}\n},\n {\"a\": 2 }\n]\n", false, 100),
        is(two));
    assertThat(read("[\n]\n", false, 100), is(List.of()));
  }

  @Test
  void objectsOneAfterAnother() {
    assertThat(
        read("{\"a\":\"}\\\"{\"}{\"a\":2}\n\n{\n\"a\":3\n}", false, 100),
        is(List.of("}\"{|-", "2|-", "3|-")));
  }

  @Test
  void ignoresMembersAfterTheArrayOfADocument() {
    assertThat(
        read("{\"a\":1}],\"next\":{\"a\":7},\"more\":[{\"a\":8}]}\n", true, 100),
        is(List.of("1|-")));
  }

  @Test
  void keyedArraysAreReadByTheirKeys() {
    assertThat(
        read(
            "[{\"p\":[1,{\"key\":\"y\",\"value\":3},{\"z\":{}},{},{\"key\":\"x\",\"value\":4}],\"a\":2}]",
            false,
            100),
        is(List.of("2|4")));
  }

  @Test
  void rejectsOnlyTheInvalidObject() {
    assertThat(
        read("[1, {\"a\":2}, \"x\", {\"a\" 3}, {\"a\":4}]", false, 100),
        is(
            List.of(
                "MALFORMED_JSON: 1",
                "2|-",
                "MALFORMED_JSON: \"x\"",
                "MALFORMED_JSON: {\"a\" 3}",
                "4|-")));
  }

  @Test
  void rejectsOnlyTheFirstLineOfAnUnterminatedObject() {
    assertThat(
        read("[{\"a\": \"1,\n{\"a\":2},\n" + " ".repeat(40) + "{\"a\":3}]", false, 40),
        is(List.of("MALFORMED_JSON: {\"a\": \"1,", "2|-", "3|-")));
  }

  @Test
  void rejectsATooLongObjectOnOneLine() {
    assertThat(
        refusal(() -> read("[{\"a\":\"" + "x".repeat(60) + "\"},{\"a\":2}]", false, 40, 1)),
        containsString("JSON object has more than 40 bytes"));
  }
}
