package io.footfall.json;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.bytes.Slice;
import io.footfall.tokens.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTokenizerTest {

  private static final List<String> COLUMNS = List.of("user_id", "timestamp", "url");

  private final JsonTokenizer tokenizer =
      new JsonTokenizer(Map.of("user_id", 0, "timestamp", 1, "url", 2, "uri", 2), COLUMNS.size());
  private final Fields fields = new Fields(1);

  private boolean tokenize(byte[] json) {
    Slice slice = Slice.of(json, '}');
    return tokenizer.tokenize(slice.array(), slice.from(), slice.to(), fields);
  }

  private boolean tokenize(String json) {
    return tokenize(json.getBytes(UTF_8));
  }

  private int errorOffset() {
    return tokenizer.errorOffset() - Slice.of("").from();
  }

  /** Returns the text of each field; empty for missing ones. */
  private List<Optional<String>> texts() {
    List<Optional<String>> texts = new ArrayList<>();
    for (int i = 0; i < fields.count; i++) {
      int from = fields.from[i];
      texts.add(
          from < 0
              ? Optional.empty()
              : Optional.of(new String(fields.bytes, from, fields.to[i] - from, UTF_8)));
    }
    return texts;
  }

  private List<Optional<String>> read(String json) {
    assertThat(tokenize(json) ? "" : tokenizer.error(), is(""));
    return texts();
  }

  private static List<Optional<String>> row(String... texts) {
    List<Optional<String>> row = new ArrayList<>();
    for (String text : texts) {
      row.add(text.equals("-") ? Optional.empty() : Optional.of(text));
    }
    return row;
  }

  // Members and values

  @Test
  void membersBecomeFieldsInAnyOrder() {
    assertThat(
        read("{\"url\":\"/a\",\"user_id\":\"u1\",\"timestamp\":\"2022-03-01\"}"),
        is(row("u1", "2022-03-01", "/a")));
  }

  @Test
  void absentAndNullAreNoFieldAndTheEmptyStringIsOne() {
    assertThat(read("{\"user_id\":null,\"url\":\"\"}"), is(row("-", "-", "")));
    assertThat(read("{}"), is(row("-", "-", "-")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.00",
        "0.1000000000000000055511151231257827021181583404541015625",
        "123456789012345678901234567890",
        "-0",
        "-0.0",
        "1e400",
        "1E-2",
        "true",
        "false",
      })
  void numbersAndBooleansAreExactlyTheirText(String literal) {
    assertThat(read("{\"user_id\":" + literal + "}"), is(row(literal, "-", "-")));
    assertThat(read("{\"user_id\": " + literal + " ,\"url\":1}"), is(row(literal, "-", "1")));
  }

  @Test
  void stringsAreUnescaped() {
    assertThat(
        read("{\"user_id\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u0000\\ud83d\\ude00é😀\"}"),
        is(row("\"\\/\b\f\n\r\té\u0000😀é😀", "-", "-")));
    assertThat(read("{\"\\u0075rl\":\"/a\"}"), is(row("-", "-", "/a")));
  }

  @Test
  void readsEveryUnicodeCharacter() throws IOException {
    for (int block = 0; block <= Character.MAX_CODE_POINT; block += 256) {
      StringBuilder text = new StringBuilder();
      for (int character = block; character < block + 256; character++) {
        if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
          text.appendCodePoint(character);
        }
      }
      String json = MAPPER.writeValueAsString(Map.of("url", text.toString()));
      assertThat(read(json), is(row("-", "-", text.toString())));
    }
  }

  @Test
  void namesOfOneColumnAreSynonyms() {
    assertThat(read("{\"uri\":\"/a\"}"), is(row("-", "-", "/a")));
  }

  @Test
  void standardNameWinsOverItsSynonym() {
    JsonTokenizer yielding =
        new JsonTokenizer(
            Map.of("url", 0, "page", 0, "uri", 0), 1, Set.of(), Set.of("page", "uri"));
    Map<String, String> values =
        Map.of(
            "{\"url\":\"/a\",\"page\":\"/b\"}", "/a",
            "{\"page\":\"/\\u0062\",\"url\":\"/a\"}", "/a",
            "{\"page\":{\"url\":\"/b\"},\"url\":\"/a\"}", "/a",
            "{\"page\":[1],\"uri\":\"/b\"}", "/b",
            "{\"page\":\"/b\",\"uri\":\"/c\",\"url\":\"/a\"}", "/a",
            "{\"page\":\"\\ud800\",\"url\":\"/a\",\"uri\":1}", "/a",
            "{\"page\":\"/b\",\"url\":null}", "-",
            "{\"page\":{}}", "-");
    values.forEach(
        (json, value) -> {
          Slice slice = Slice.of(json);
          boolean valid = yielding.tokenize(slice.array(), slice.from(), slice.to(), fields);
          assertThat(json, valid ? texts() : yielding.error(), is(row(value)));
        });
    for (String json :
        List.of("{\"page\":1,\"uri\":2}", "{\"url\":1,\"url\":2}", "{\"page\":\"\\ud800\"}")) {
      Slice slice = Slice.of(json);
      assertThat(
          json, yielding.tokenize(slice.array(), slice.from(), slice.to(), fields), is(false));
    }
  }

  @Test
  void skipsOtherMembersOfAnyKind() {
    assertThat(
        read(
            "{\"x\":{\"url\":[1,{\"url\":2}]},\"y\":[{}],"
                + "\"url\":\"/a\",\"URL\":1,\"x\":\"\\ud800\"}"),
        is(row("-", "-", "/a")));
  }

  @Test
  void whitespaceAroundIsAllowed() {
    assertThat(read(" \t\r\n{ \"url\" : \"/a\" } \r\n"), is(row("-", "-", "/a")));
  }

  @Test
  void doesNotKeepValuesOfTheLastRecord() {
    assertThat(read("{\"user_id\":\"u1\",\"url\":\"/a\"}"), is(row("u1", "-", "/a")));
    assertThat(tokenize("{\"user_id\":\"u2\",\"url\":"), is(false));
    assertThat(read("{\"timestamp\":1}"), is(row("-", "1", "-")));
  }

  @Test
  void valuesHaveSlackAfterThem() {
    for (int length = 0; length < 2_000; length++) {
      read("{\"user_id\":\"" + "x".repeat(length) + "\"}");
      assertThat(fields.bytes.length - fields.to[0], is(greaterThanOrEqualTo(Fields.SLACK)));
    }
  }

  // Lengths

  @Test
  void arrayDoesNotGrowWithTheNumberOfRecords() {
    read("{\"url\":\"/a\"}");
    int bytes = fields.bytes.length;
    for (int i = 0; i < 1_000; i++) {
      read("{\"url\":\"/a\"}");
    }
    assertThat(fields.bytes.length, is(bytes));
  }

  @Test
  void acceptsAStringAsLongAsTheRecord() {
    String url = "/" + "x".repeat(20_000_000) + "é😀";
    assertThat(read("{\"user_id\":\"u1\",\"url\":\"" + url + "\"}"), is(row("u1", "-", url)));
    assertThat(read("{\"x\":\"" + url + "\",\"url\":1}"), is(row("-", "-", "1")));
  }

  @Test
  void acceptsAValueOfOnlyEscapes() {
    assertThat(
        read("{\"url\":\"" + "\\ud83d\\ude00\\u20ac\\\"".repeat(5_000) + "\"}"),
        is(row("-", "-", "😀€\"".repeat(5_000))));
    assertThat(
        read("{\"url\":\"" + "😀€é".repeat(5_000) + "\"}"),
        is(row("-", "-", "😀€é".repeat(5_000))));
  }

  @Test
  void acceptsANumberAsLongAsTheRecord() {
    String id = "1234567890".repeat(10_000);
    assertThat(read("{\"user_id\":" + id + ",\"url\":1}"), is(row(id, "-", "1")));
    assertThat(read("{\"x\":-0." + id + "e-7,\"url\":1}"), is(row("-", "-", "1")));
  }

  @Test
  void acceptsANameAsLongAsTheRecord() {
    for (String name : List.of("x".repeat(100_000), "é\\\"".repeat(100_000))) {
      assertThat(read("{\"" + name + "\":0,\"url\":1}"), is(row("-", "-", "1")));
    }
  }

  // Errors

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                               | 0  | expected a JSON object, found nothing",
        "`  `                             | 2  | expected a JSON object, found nothing",
        "[]                               | 0  | expected a JSON object, found '['",
        "\"url\"                          | 0  | expected a JSON object, found '\"'",
        "u1,2022-03-01,/a                 | 0  | expected a JSON object, found 'u'",
        "null                             | 0  | expected a JSON object, found 'n'",
        "~                                | 0  | expected a JSON object, found '~'",
        "\u007f                           | 0  | expected a JSON object, found byte 0x7F",
        "{\"url\":{}}                     | 7  | member \"url\": expected a string or a number,"
            + " found an object",
        "{\"url\": [1]}                   | 8  | member \"url\": expected a string or a number,"
            + " found an array",
        "{\"url\":1,\"url\":2}            | 15 | member \"url\": its column already has a value",
        "{\"url\":null,\"uri\":2}         | 18 | member \"uri\": its column already has a value",
        "{\"url\":\"\\ud800\"}            | 7  | member \"url\": unpaired surrogate",
        "{\"url\":\"\\ude00\\ud83d\"}     | 7  | member \"url\": unpaired surrogate",
        "{\"url\":1}{\"url\":2}           | 9  | text after the JSON object",
        "{\"url\":1} 2                    | 10 | text after the JSON object",
      })
  void reportsReasonAndPosition(String json, int offset, String error) {
    assertThat(tokenize(json), is(false));
    assertThat(tokenizer.error(), is(error));
    assertThat(errorOffset(), is(offset));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "-Infinity", "+1", "01", ".5"})
  void reasonsDoNotAdviseOnSettingsOfTheParser(String value) {
    assertThat(tokenize("{\"url\":" + value + "}"), is(false));
    assertThat(tokenizer.error(), matchesPattern("not JSON: (?!.*enable|.*Feature).*[^: ]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"url\"",
        "{\"url\":",
        "{\"url\":\"/a",
        "{\"url\":\"/a\"",
        "{\"url\":\"/a\",",
        "{\"url\":\"/a\",}",
        "{\"x\":[}",
        "{\"x\":\"\\x\"}",
        "{url:1}",
        "{'url':1}",
        "{\"url\":01}",
        "{\"url\":1.}",
        "{\"url\":.5}",
        "{\"url\":+1}",
        "{\"url\":NaN}",
        "{\"url\":nul}",
        "{\"url\":1a}",
        "{\"url\":\"a\nb\"}",
        "{\"url\":1}x",
        "{\"url\":1}}",
        "{\"url\":1},",
        "{\"url\":1}/* */",
      })
  void rejectsInvalidJson(String json) {
    assertThat(json, tokenize(json), is(false));
    assertThat(errorOffset(), is(greaterThanOrEqualTo(0)));
  }

  @Test
  void refusesInvalidUtf8() {
    byte[] json = "{\"x\":\"?\"}".getBytes(UTF_8);
    json[6] = (byte) 0xFF;
    assertThat(tokenize(json), is(false));
    assertThat(tokenizer.error(), is("not UTF-8: byte 0xFF"));
    assertThat(errorOffset(), is(6));

    assertThat(tokenize("{\"url\":1}".getBytes(UTF_16LE)), is(false));
    assertThat(tokenizer.error(), containsString("UTF-16"));
    assertThat(errorOffset(), is(1));

    assertThat(tokenize("\uFEFF{\"url\":1}"), is(false));
    assertThat(tokenizer.error(), is("expected a JSON object, found byte 0xEF"));
  }

  @Test
  void rejectsEndlessNesting() {
    assertThat(tokenize("{\"x\":" + "[".repeat(100_000)), is(false));
  }

  @Test
  void refusesAnUnknownColumn() {
    assertThrows(IllegalArgumentException.class, () -> new JsonTokenizer(Map.of("url", 3), 3));
    assertThrows(IllegalArgumentException.class, () -> new JsonTokenizer(Map.of("url", -1), 3));
  }

  // Any object

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  @Property
  void readsTheStringsThatJacksonReads(@ForAll("objects") Map<String, String> members)
      throws IOException {
    ObjectNode tree = MAPPER.createObjectNode();
    members.forEach(tree::put);
    List<Optional<String>> expected = new ArrayList<>();
    for (String column : COLUMNS) {
      expected.add(Optional.ofNullable(tree.get(column)).map(JsonNode::textValue));
    }
    assertThat(read(MAPPER.writeValueAsString(tree)), is(expected));
  }

  @Property(tries = 3_000)
  void refusesSameInputsAsJackson(
      @ForAll("objects") Map<String, String> members,
      @ForAll int anyPlace,
      @ForAll("characters") String inserted)
      throws IOException {
    String json = MAPPER.writeValueAsString(members);
    int place = Math.floorMod(anyPlace, json.length() + 1);
    if (place > 0 && place < json.length() && Character.isLowSurrogate(json.charAt(place))) {
      place--; // Modified text can be valid.
    }
    String changed = json.substring(0, place) + inserted + json.substring(place);

    Optional<ObjectNode> tree = treeOf(changed);
    boolean read = tokenize(changed);
    if (tree.isEmpty()) {
      assertThat(changed, read, is(false));
    } else if (read) {
      List<Optional<String>> expected = new ArrayList<>();
      for (String column : COLUMNS) {
        expected.add(Optional.ofNullable(tree.get().get(column)).map(JsonNode::asText));
      }
      assertThat(changed, texts(), is(expected));
    } else {
      // Additional errors: a tree does not detect repeated members.
      assertThat(
          changed + ": " + tokenizer.error(),
          tokenizer
              .error()
              .matches("(?s)member .*(already has a value|found an .*|surrogate pair)"),
          is(true));
    }
  }

  private static Optional<ObjectNode> treeOf(String json) {
    try {
      return MAPPER.readTree(json) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Provide
  Arbitrary<Map<String, String>> objects() {
    Arbitrary<String> names = Arbitraries.of("user_id", "timestamp", "url", "x", "", "é\"");
    Arbitrary<String> values =
        Arbitraries.of("a", "1", "\"", "\\", "/", "\n", "\u0000", "é", "€", "😀", " ", ",", "}")
            .list()
            .ofMaxSize(12)
            .map(list -> String.join("", list));
    return Combinators.combine(names, values)
        .as(Map::entry)
        .list()
        .ofMaxSize(6)
        .map(
            entries -> {
              Map<String, String> members = new HashMap<>();
              entries.forEach(entry -> members.put(entry.getKey(), entry.getValue()));
              return members;
            });
  }

  @Provide
  Arbitrary<String> characters() {
    return Arbitraries.of(
        "", " ", "\"", "\\", "{", "}", "[", "]", ",", ":", "1", "-", "é", "\n", "\t", "u", "{}");
  }
}
