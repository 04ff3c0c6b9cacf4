package io.footfall.pipelines.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.bytes.ByteOutput;
import io.footfall.records.ReadSettings;
import io.footfall.source.MessageReader;
import io.footfall.tokens.Fields;
import io.footfall.visits.VisitParser;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MessageWriterTest {
  private static final ReadSettings CSV =
      ReadSettings.defaults()
          .withoutHeader(List.of("page_view_duration", "other", "url", "user_id", "timestamp"))
          .withDelimiter(',');

  /** A message of one record, written from a CSV line with the columns of {@link #CSV}. */
  private static String written(MessageWriter.Format format, String line) {
    MessageReader reader = new MessageReader(VisitParser.SCHEMA, CSV);
    Fields fields = new Fields(8);
    reader.open(line.getBytes(UTF_8));
    assertThat(reader.next(fields), is(true));
    return new String(writer(reader, format).write(fields, new ByteOutput()), UTF_8);
  }

  private static MessageWriter writer(MessageReader reader, MessageWriter.Format format) {
    return new MessageWriter(
        VisitParser.SCHEMA, CSV, reader.layout(), format, "user_id", Set.of("page_view_duration"));
  }

  @Test
  void writesTheColumnsOfTheDatasetInOrder() {
    String line = "2.50,x,/a,u1,2024-03-01 10:00:00";
    assertThat(
        written(MessageWriter.Format.JSON, line),
        is(
            "{\"user_id\":\"u1\",\"timestamp\":\"2024-03-01 10:00:00\",\"url\":\"/a\",\"page_view_duration\":2.50}"));
    assertThat(written(MessageWriter.Format.CSV, line), is("u1,2024-03-01 10:00:00,/a,2.50"));
  }

  @Test
  void emptyValuesAreNoMembers() {
    assertThat(
        written(MessageWriter.Format.JSON, "2,,,u1,2024-03-01"),
        is("{\"user_id\":\"u1\",\"timestamp\":\"2024-03-01\",\"page_view_duration\":2}"));
    assertThat(written(MessageWriter.Format.CSV, "2,,,u1,2024-03-01"), is("u1,2024-03-01,,2"));
  }

  /** The messages of both formats for a record with these columns. */
  private static List<String> messages(String columns, byte[] line) {
    ReadSettings settings =
        ReadSettings.defaults().withoutHeader(List.of(columns.split(","))).withDelimiter(',');
    MessageReader reader = new MessageReader(VisitParser.SCHEMA, settings);
    Fields fields = new Fields(8);
    reader.open(line);
    assertThat(reader.next(fields), is(true));
    return Arrays.stream(MessageWriter.Format.values())
        .map(
            format ->
                new MessageWriter(
                    VisitParser.SCHEMA, settings, reader.layout(), format, "user_id", Set.of()))
        .map(writer -> new String(writer.write(fields, new ByteOutput()), UTF_8))
        .toList();
  }

  @Test
  void textsForTheLakeArePartOfAMessage() {
    assertThat(
        messages(
            "user_id,timestamp,url,status,referrer,other",
            "u,2024-03-01,/a,404,https://a.example/?q=\"x\",y".getBytes(UTF_8)),
        is(
            List.of(
                "{\"user_id\":\"u\",\"timestamp\":\"2024-03-01\",\"url\":\"/a\","
                    + "\"referrer\":\"https://a.example/?q=\\\"x\\\"\",\"status\":\"404\"}",
                "u,2024-03-01,/a,\"https://a.example/?q=\"\"x\"\"\",404")));
  }

  @Test
  void textsThatALakeWouldNotHoldAreOmitted() {
    byte[] invalid = "u,2024-03-01,/a,x".getBytes(UTF_8);
    invalid[invalid.length - 1] = (byte) 0xE9;
    byte[] tooLong = ("u,2024-03-01,/a," + "x".repeat(16_385)).getBytes(UTF_8);
    for (byte[] line : List.of(invalid, tooLong, "u,2024-03-01,/a,".getBytes(UTF_8))) {
      assertThat(
          messages("user_id,timestamp,url,referrer", line),
          is(
              List.of(
                  "{\"user_id\":\"u\",\"timestamp\":\"2024-03-01\",\"url\":\"/a\"}",
                  "u,2024-03-01,/a,")));
    }
  }

  @Test
  void dateAndTimeInTwoColumnsAreOneTimestamp() {
    assertThat(
        messages("user_id,timestamp,time_of_day,url", "u,2024-03-01,10:05,/a".getBytes(UTF_8)),
        is(
            List.of(
                "{\"user_id\":\"u\",\"timestamp\":\"2024-03-01 10:05\",\"url\":\"/a\"}",
                "u,2024-03-01 10:05,/a")));
  }

  @Test
  void numbersThatJsonWouldNotTakeAreTexts() {
    for (String number : List.of("0", "-1", "10", "0.50", "123.4")) {
      assertThat(number, isJsonNumber(number), is(true));
    }
    for (String text : List.of("", "-", "+1", "01", ".5", "1.", "1e3", "1.2.3", "NaN", "1 ")) {
      assertThat(text, isJsonNumber(text), is(false));
    }
  }

  private static boolean isJsonNumber(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return MessageWriter.isJsonNumber(bytes, 0, bytes.length);
  }

  @Property(tries = 300)
  void readsBackWhatItWrites(
      @ForAll @NotEmpty @Size(max = 30) List<Character> user, @ForAll String url) throws Exception {
    StringBuilder text = new StringBuilder();
    user.forEach(text::append);
    String plainUser = plain(text.toString());
    String plainUrl = plain(url);
    String line = "1,x," + quoted(plainUrl) + "," + quoted(plainUser) + ",2024-03-01 10:00:00";

    JsonNode json = new ObjectMapper().readTree(written(MessageWriter.Format.JSON, line));
    assertThat(json.path("user_id").asText(), is(plainUser));
    assertThat(json.path("url").asText(), is(plainUrl));

    MessageReader back =
        new MessageReader(
            VisitParser.SCHEMA,
            ReadSettings.defaults()
                .withoutHeader(List.of("user_id", "timestamp", "url", "page_view_duration"))
                .withDelimiter(','));
    Fields fields = new Fields(8);
    back.open(written(MessageWriter.Format.CSV, line).getBytes(UTF_8));
    assertThat(back.next(fields), is(true));
    assertThat(fields.text(0), is(plainUser));
    assertThat(fields.text(2), is(plainUrl));
    assertThat(writer(back, MessageWriter.Format.CSV).key(fields), is(plainUser));
  }

  /** Without the halves of surrogate pairs, which no UTF-8 can have. */
  private static String plain(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\"\"") + "\"";
  }
}
