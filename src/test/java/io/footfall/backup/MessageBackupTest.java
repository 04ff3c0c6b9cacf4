package io.footfall.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.footfall.records.ColumnSpec;
import io.footfall.records.ReadSettings;
import io.footfall.records.ReadSettings.Encoding;
import io.footfall.records.RecordSchema;
import io.footfall.source.FileSlice;
import io.footfall.source.MessageReader;
import io.footfall.source.SliceReader;
import io.footfall.stream.Message;
import io.footfall.tokens.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageBackupTest {
  private static final RecordSchema SCHEMA =
      RecordSchema.of(
          "words",
          List.of(
              ColumnSpec.required("word", "non-empty text"),
              ColumnSpec.required("number", "a number")));
  private static final ReadSettings CSV =
      ReadSettings.defaults()
          .withEncoding(Encoding.CSV)
          .withoutHeader(List.of("word", "number"))
          .withMaxRecordBytes(1_000);
  private static final ReadSettings JSON =
      ReadSettings.defaults().withEncoding(Encoding.JSON).withMaxRecordBytes(1_000);
  private static final Instant ARRIVED = Instant.parse("2024-03-01T10:59:58Z");

  @TempDir Path temp;

  private static List<Message> messages(String... texts) {
    List<Message> messages = new ArrayList<>();
    for (String text : texts) {
      messages.add(
          new Message(
              text.getBytes(UTF_8),
              "kafka://host:9092/words/0",
              Integer.toString(messages.size()),
              ARRIVED.plusSeconds(messages.size()).toEpochMilli(),
              0));
    }
    return messages;
  }

  private List<String> write(ReadSettings settings, List<Message> messages) throws IOException {
    return new MessageBackup(BackupFolder.of(temp + "/b", "words"), SCHEMA, settings)
        .write(messages);
  }

  private static String plain(String file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(Path.of(file)))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** Returns the records of the messages, each with its fault. */
  private static List<String> ofMessages(ReadSettings settings, List<Message> messages) {
    MessageReader reader = new MessageReader(SCHEMA, settings);
    Fields fields = new Fields(16);
    List<String> records = new ArrayList<>();
    for (Message message : messages) {
      reader.open(message.payload());
      while (reader.next(fields)) {
        records.add(reader.fault() + " " + flat(reader.rawRecord()));
      }
    }
    return records.stream().sorted().toList();
  }

  private static List<String> ofFiles(ReadSettings settings, List<String> files)
      throws IOException {
    Fields fields = new Fields(16);
    List<String> records = new ArrayList<>();
    // An invalid first line must not be used to detect the delimiter.
    ReadSettings said = settings.withDelimiter(',');
    for (String file : files) {
      FileSlice whole = FileSlice.whole(file, Files.size(Path.of(file)));
      try (SliceReader reader = new SliceReader(whole, SCHEMA, said)) {
        while (reader.next(fields)) {
          records.add(reader.fault() + " " + flat(reader.rawRecord()));
        }
      }
    }
    return records.stream().sorted().toList();
  }

  /** Removes the line breaks between the members of a JSON object. */
  private static String flat(byte[] record) {
    return new String(record, UTF_8).replaceAll("\\s+", " ").strip();
  }

  private List<String> backedUp(ReadSettings settings, String... texts) throws IOException {
    List<Message> messages = messages(texts);
    List<String> files = write(settings, messages);
    assertThat(ofFiles(settings, files), is(ofMessages(settings, messages)));
    return files;
  }

  @Test
  void messagesAreLinesInOneFileUnderTheHourOfTheFirstArrival() throws Exception {
    List<String> files = backedUp(CSV, "a,1", "b,2\n", "c,3\r\n", "", "d,4\ne,5");

    assertThat(files, hasSize(1));
    assertThat(
        files.get(0).substring(temp.toString().length()),
        matchesPattern(
            "/b/source/2024/03/01/10/words-1-2024-03-01-10-59-58-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.gz"));
    assertThat(plain(files.get(0)), is("a,1\nb,2\nc,3\r\n\nd,4\ne,5\n"));
  }

  @Test
  void keepsLineBreaksInQuotedFields() throws Exception {
    assertThat(backedUp(CSV, "\"a\nb\",1", "\"say \"\"x\"\"\",2", "c,3"), hasSize(1));
  }

  @Test
  void keepsMessagesAfterAnUnclosedQuote() throws Exception {
    assertThat(backedUp(CSV, "a,1", "\"b,2", "c,3", "d,\"4", "e,5"), hasSize(3));
  }

  @Test
  void keepsMessagesBesideInvalidOnes() throws Exception {
    String longText = "x".repeat(2_000);
    backedUp(CSV, "a,1", "\"" + longText, "b,2", longText + ",3", "\"c\"d,4", "e,5,6,7", "f");
    backedUp(
        JSON, "{\"word\":\"" + longText + "\"}", "[1]", "nothing", "{\"word\":\"a\",\"number\":1}");
  }

  @Test
  void writesAnObjectOverSeveralLinesOnOne() throws Exception {
    List<String> files =
        backedUp(
            JSON,
            "{\n  \"word\": \"a\",\r\n  \"number\": 1\n}\n",
            "{\"word\":\"b\",\"number\":2}\n{\"word\":\"c\",\"number\":3}",
            "{\"word\":\"broken\n\"}");
    assertThat(files, hasSize(1));
    assertThat(
        plain(files.get(0)).lines().toList().get(0).replace(" ", ""),
        is("{\"word\":\"a\",\"number\":1}"));
  }

  @Test
  void arraysAreALinePerElement() throws Exception {
    List<String> files =
        backedUp(
            JSON,
            "[{\"word\":\"a\",\"number\":1},\n {\"word\":\"b\",\n\"number\":2}]",
            "{\"word\":\"c\",\"number\":3}");
    assertThat(plain(files.get(0)).lines().count(), is(3L));
  }

  @Test
  void writesTheSameMessagesToTheSameFile() throws Exception {
    List<Message> messages = messages("a,1", "b,2");
    List<String> first = write(CSV, messages);
    assertThat(write(CSV, messages), is(first));
    try (Stream<Path> there = Files.list(Path.of(first.get(0)).getParent())) {
      assertThat(there.toList(), hasSize(1));
    }
  }

  @Test
  void writesMessagesOfAnotherOffsetToAnotherFile() throws Exception {
    List<Message> twice = messages("a,1", "a,1");
    assertThat(
        write(CSV, List.of(twice.get(0))), not(contains(write(CSV, List.of(twice.get(1))).get(0))));
  }
}
