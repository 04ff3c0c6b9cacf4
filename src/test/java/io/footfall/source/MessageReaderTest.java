package io.footfall.source;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.dataset.Datasets;
import io.footfall.reading.FieldSource;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.visits.VisitParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
  private static final ReadSettings CSV =
      ReadSettings.defaults()
          .withEncoding(ReadSettings.Encoding.CSV)
          .withMaxRecordBytes(64)
          .withDelimiter(',')
          .withoutHeader(List.of("user_id", "timestamp", "url", "page_view_duration"));
  private static final ReadSettings JSON =
      ReadSettings.defaults().withEncoding(ReadSettings.Encoding.JSON).withMaxRecordBytes(100);

  private static Path file;

  @BeforeContainer
  static void makeFile() throws Exception {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    file = Files.createTempFile("message", ".csv");
  }

  @AfterContainer
  static void deleteFile() throws Exception {
    Files.delete(file);
  }

  private record Read(
      long offset,
      long line,
      @Nullable RejectCode fault,
      String detail,
      String raw,
      List<String> fields) {
    static Read of(FieldSource reader, Fields fields) {
      RejectCode fault = reader.fault();
      List<String> values = new ArrayList<>();
      for (int i = 0; fault == null && i < fields.count; i++) {
        values.add(fields.from[i] < 0 ? "(none)" : fields.text(i));
      }
      return new Read(
          reader.recordOffset(),
          reader.recordLine(),
          fault,
          fault == null ? "" : reader.faultDetail(),
          new String(reader.rawRecord(), StandardCharsets.ISO_8859_1),
          values);
    }
  }

  private static List<Read> all(FieldSource reader) {
    List<Read> records = new ArrayList<>();
    Fields fields = new Fields(8);
    while (reader.next(fields)) {
      records.add(Read.of(reader, fields));
    }
    return records;
  }

  private static List<Read> fromMessage(MessageReader reader, byte[] message) {
    reader.open(message);
    return all(reader);
  }

  private static List<Read> fromFile(byte[] content, ReadSettings settings, long[] blankLines)
      throws Exception {
    Files.write(file, content);
    FileSlice slice = new FileSlice(file.toString(), 0, content.length, content.length);
    try (SliceReader reader = new SliceReader(slice, VisitParser.SCHEMA, settings)) {
      List<Read> records = all(reader);
      blankLines[0] = reader.blankLines();
      return records;
    }
  }

  @Provide
  static Arbitrary<byte[]> csv() {
    return Arbitraries.of(
            "a,b,c,d\n",
            "a,\"b\nb\",c,d\r\n",
            "a,\"b\"\"b\",\"\n\n\",d\n",
            "\"",
            "\"\"",
            "\n",
            "\r\n",
            ",",
            "x",
            "a,\"b\n",
            "\",\"",
            "\"a\"x,b,c,d\n",
            "\u00e9,b,c,d\n",
            "\u0080\u00ff",
            "y".repeat(70) + "\n")
        .list()
        .ofMinSize(1)
        .ofMaxSize(30)
        .map(
            pieces ->
                String.join("", pieces)
                    .replace("\u00e9", "\u00c3\u00a9")
                    .getBytes(StandardCharsets.ISO_8859_1));
  }

  @Provide
  static Arbitrary<byte[]> json() {
    return Arbitraries.of(
            "{\"user_id\":1,\"url\":\"\\u00e9\\n\"}\n",
            "{\"user_id\":1",
            "] }",
            "\n",
            "\r\n",
            "[]\n",
            "{\"url\":\"" + "y".repeat(100) + "\"}\n",
            "\u00ff")
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(pieces -> String.join("", pieces).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void assertReadAlike(MessageReader reader, byte[] text, ReadSettings settings)
      throws Exception {
    long[] blankLines = new long[1];
    byte[] before = text.clone();
    List<Read> records = fromMessage(reader, text);
    assertThat(records, is(fromFile(text, settings, blankLines)));
    assertThat(reader.blankLines(), is(blankLines[0]));
    assertThat("the message is left as it was", Arrays.equals(text, before), is(true));
  }

  @Property(tries = 500)
  void csvIsReadAsInAFile(@ForAll("csv") byte[] one, @ForAll("csv") byte[] other) throws Exception {
    MessageReader reader = new MessageReader(VisitParser.SCHEMA, CSV);
    assertReadAlike(reader, one, CSV);
    assertReadAlike(reader, other, CSV);
  }

  @Property(tries = 500)
  void jsonLinesAreReadAsInAFile(@ForAll("json") byte[] text) throws Exception {
    // A file without any record that has all columns is refused, which a message is not.
    byte[] whole =
        "{\"user_id\":1,\"timestamp\":2,\"url\":3,\"page_view_duration\":4}\n"
            .getBytes(StandardCharsets.UTF_8);
    byte[] both = Arrays.copyOf(whole, whole.length + text.length);
    System.arraycopy(text, 0, both, whole.length, text.length);
    assertReadAlike(new MessageReader(VisitParser.SCHEMA, JSON), both, JSON);
  }

  @Test
  void acceptsAnObjectOnSeveralLines() {
    MessageReader reader = new MessageReader(VisitParser.SCHEMA, JSON);
    String text = "{\n  \"user_id\": 1,\n  \"url\": \"/\"\n}\n";
    List<Read> records = fromMessage(reader, text.getBytes(StandardCharsets.UTF_8));
    assertThat(
        records,
        is(
            List.of(
                new Read(
                    0,
                    1,
                    null,
                    "",
                    text.strip(),
                    List.of("1", "(none)", "/", "(none)", "(none)", "(none)")))));
    assertThat(reader.blankLines(), is(0L));
  }

  @Test
  void emptyMessageIsABlankLine() {
    MessageReader reader = new MessageReader(VisitParser.SCHEMA, CSV);
    assertThat(fromMessage(reader, new byte[0]), is(List.of()));
    assertThat(reader.blankLines(), is(1L));
    assertThat(
        fromMessage(reader, "a,b,c,d".getBytes(StandardCharsets.UTF_8)).get(0).fields,
        is(List.of("a", "b", "c", "d")));
    assertThat(reader.blankLines(), is(0L));
  }

  @Test
  void messageOfBlanksIsABlankLine() {
    ReadSettings json = ReadSettings.defaults().withEncoding(ReadSettings.Encoding.JSON);
    for (ReadSettings settings : List.of(CSV, json)) {
      for (String blanks : List.of(" ", " \t\r\n", "\t")) {
        MessageReader reader = new MessageReader(VisitParser.SCHEMA, settings);
        RecordReader<?> records =
            RecordReader.of(Datasets.named("visits", ZoneOffset.UTC), reader, settings);
        reader.open(blanks.getBytes(StandardCharsets.UTF_8));
        assertThat(records.next(), is(false));
        assertThat(reader.blankLines(), is(1L));
      }
    }
  }
}
