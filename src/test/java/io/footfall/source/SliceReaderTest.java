package io.footfall.source;

import static io.footfall.testing.Gzip.gzip;
import static io.footfall.testing.Thrown.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.visits.VisitParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SliceReaderTest {
  private static final String HEADER = "user_id,timestamp,url,page_view_duration\n";
  private static final ReadSettings SETTINGS = ReadSettings.defaults().withMaxRecordBytes(64);

  /** Lines and fragments with opened, closed, doubled and stray quotes. */
  @Provide
  Arbitrary<String> nastyText() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "a,b,c,d\n",
            "a,\"b\nb\",c,d\r\n",
            "a,\"b\"\"b\",\"\n\n\",d\n",
            "\"",
            "\"\"",
            "\n",
            ",",
            "x",
            "a,\"b\n",
            "\",\"",
            "\"a\"x,b,c,d\n",
            "y".repeat(70) + "\n",
            "\"q,q\",\"r\",s,t\n",
            "\r\n");
    return piece.list().ofMinSize(0).ofMaxSize(60).map(p -> HEADER + String.join("", p));
  }

  @Property(tries = 500)
  void anySplitProducesTheRecordsOfOnePass(
      @ForAll("nastyText") String text, @ForAll List<Integer> cuts) throws Exception {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Path file = Files.createTempFile("slices", ".csv");
    try {
      Files.write(file, bytes);
      TreeSet<Integer> at = new TreeSet<>(List.of(0, bytes.length));
      cuts.forEach(c -> at.add(Math.floorMod(c, bytes.length)));
      List<String> split = new ArrayList<>();
      AtomicLong counted = new AtomicLong();
      Integer from = at.first();
      for (Integer to = at.higher(from); to != null; from = to, to = at.higher(from)) {
        split.addAll(read(new FileSlice(file.toString(), from, to, bytes.length), counted));
      }
      assertThat("each byte is counted once", counted.get(), is((long) bytes.length));
      assertThat(split, is(read(new FileSlice(file.toString(), 0, bytes.length, bytes.length))));
    } finally {
      Files.delete(file);
    }
  }

  /** Valid, invalid and truncated lines of JSON. */
  @Provide
  Arbitrary<String> nastyJson() {
    return Arbitraries.of(
            "{\"user_id\":1}\n",
            "{\"user_id\":\"a\\n\"}\r\n",
            "{}",
            "\n",
            "\r\n",
            "{",
            "x",
            "\"",
            "{\"url\":\"" + "y".repeat(70) + "\"}\n")
        .list()
        .ofMaxSize(60)
        .map(pieces -> "{}\n" + String.join("", pieces));
  }

  @Property(tries = 300)
  void anySplitOfJsonLinesProducesTheRecordsOfOnePass(
      @ForAll("nastyJson") String text, @ForAll List<Integer> cuts) throws Exception {
    // A file without any record that has all columns is refused.
    String whole = "{\"user_id\":1,\"timestamp\":2,\"url\":3,\"page_view_duration\":4}\n";
    anySplitProducesTheRecordsOfOnePass(whole + text, cuts);
  }

  // ---- single file
  // ---------------------------------------------------------------------------------

  @TempDir Path temp;

  private Path file(String name, byte[] content) throws IOException {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    return Files.write(temp.resolve(name), content);
  }

  private Path file(String content) throws IOException {
    return file("visits.csv", content.getBytes(StandardCharsets.UTF_8));
  }

  private static FileSlice whole(Path file) throws IOException {
    return new FileSlice(file.toString(), 0, Files.size(file), Files.size(file));
  }

  private static SliceReader reader(FileSlice slice, ReadSettings settings) {
    return new SliceReader(slice, VisitParser.SCHEMA, settings);
  }

  @Test
  void rawRecordHasNoLineBreak() throws IOException {
    List<String> raw = new ArrayList<>();
    Path file = file(HEADER + "a\r\nb,c\n\"d\ne\"\r\nf\r\rg\n\"h\"i\r");
    try (SliceReader reader = reader(whole(file), ReadSettings.defaults())) {
      while (reader.next(new Fields(8))) {
        raw.add(new String(reader.rawRecord(), StandardCharsets.UTF_8));
      }
    }
    // A quoted field over two lines is one record; with too few fields it is two bad lines. The
    // last CR has no LF and belongs to the record.
    assertThat(raw, is(List.of("a", "b,c", "\"d", "e\"", "f\r\rg", "\"h\"i\r")));
  }

  @Test
  void linesAreCountedFromTheStartOfTheFileWithHeaderAndBlankLines() throws IOException {
    Path file = file("\ufeff\n\r\n" + HEADER + "\n1,\"\n\n\",/a,5\n\n\r\n2,t,/b,6\n3,t,/b,7\n");
    List<Long> lines = new ArrayList<>();
    try (SliceReader reader = reader(whole(file), ReadSettings.defaults())) {
      while (reader.next(new Fields(8))) {
        lines.add(reader.recordLine());
      }
      assertThat(lines, is(List.of(5L, 10L, 11L)));
      assertThat(reader.lines(), is(11L));
      assertThat(reader.blankLines(), is(5L));
    }
  }

  @Test
  void countsTheBlankLinesOfAFileWithoutRecords() throws IOException {
    Path file = file("\n\n\r\n\n");
    try (SliceReader reader = reader(whole(file), ReadSettings.defaults())) {
      assertThat(reader.next(new Fields(8)), is(false));
      assertThat(reader.blankLines(), is(4L));
      assertThat(reader.lines(), is(4L));
    }
  }

  @Test
  void refusesAFileThatBeginsWithMoreBlankLinesThanABlock() throws IOException {
    Path file = file("\n".repeat(300_000) + HEADER + "1,2022-03-01,/a,5\n");
    FootfallException refused =
        assertThrows(FootfallException.class, () -> reader(whole(file), SETTINGS));
    assertThat(refused.kind(), is(Kind.USAGE));
    assertThat(refused.getMessage(), containsString("no header in its first 262144 bytes"));
  }

  // ---- very long lines
  // ------------------------------------------------------------------------------

  @Test
  void keepsTheStartOfAnOverlongLine() throws IOException {
    int length = SliceReader.RAW_LIMIT + 5_000_000;
    byte[] first = (HEADER + "1,2022-03-01,/a,5\n2,2022-03-01,/").getBytes(StandardCharsets.UTF_8);
    byte[] rest = ",6\r\n3,2022-03-01,/c,7\n".getBytes(StandardCharsets.UTF_8);
    for (String name : List.of("long.csv", "long.jsonl")) {
      byte[] content = new byte[first.length + length + rest.length];
      System.arraycopy(first, 0, content, 0, first.length);
      Arrays.fill(content, first.length, first.length + length, (byte) 'x');
      content[first.length] = '1';
      System.arraycopy(rest, 0, content, first.length + length, rest.length);
      Path file = file(name, content);
      int lineStart = first.length - "2,2022-03-01,/".length();
      int lineLength = "2,2022-03-01,/".length() + length + ",6".length();
      Fields fields = new Fields(8);
      try (SliceReader reader = reader(whole(file), ReadSettings.defaults())) {
        if (name.endsWith("jsonl")) {
          reader.next(fields);
        }
        reader.next(fields);
        assertThat(reader.next(fields), is(true));
        assertThat(reader.fault(), is(RejectCode.RECORD_TOO_LARGE));
        assertThat(reader.recordOffset(), is((long) lineStart));
        assertThat(reader.recordLine(), is(3L));
        assertThat(
            Arrays.mismatch(
                reader.rawRecord(),
                Arrays.copyOfRange(content, lineStart, lineStart + SliceReader.RAW_LIMIT)),
            is(-1));
        assertThat(reader.faultDetail(), containsString(lineLength + " bytes"));
        assertThat(reader.faultDetail(), containsString("--maxRecordBytes"));
        assertThat(reader.next(fields), is(true));
        assertThat(reader.recordOffset(), is((long) lineStart + lineLength + 2));
        assertThat(reader.recordLine(), is(4L));
        assertThat(new String(reader.rawRecord(), StandardCharsets.UTF_8), is("3,2022-03-01,/c,7"));
        assertThat(reader.next(fields), is(false));
      }
    }
  }

  // ---- compressed files with other names
  // ------------------------------------------------------------

  @Test
  void readsACompressedFileOnceDespiteSlices() throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 0; i < 2000; i++) {
      text.append(i).append(",2022-03-01,/").append(i * 7919L % 1000).append(",5\n");
    }
    Path file = file("no-name-of-a-gzip.csv", gzip(text.toString()));
    Path plain = file(text.toString());
    long size = Files.size(file);
    List<String> records = new ArrayList<>();
    for (long[] cut : new long[][] {{0, 100}, {100, 1000}, {1000, size}}) {
      records.addAll(read(new FileSlice(file.toString(), cut[0], cut[1], size)));
    }
    assertThat(records, is(read(whole(plain))));
  }

  // ---- files that change during a run
  // ---------------------------------------------------------------

  /** Larger than one block, so that it is not completely in memory. */
  private Path largeFile() throws IOException {
    return file(HEADER + "1,2022-03-01 10:00:00,/a,5\n".repeat(50_000));
  }

  private static void cut(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  private static void isRefusedForBeingShorter(Path file, FootfallException refused) {
    assertThat(refused.kind(), is(Kind.IO));
    assertThat(refused.getMessage(), containsString(file + " had "));
    assertThat(refused.getMessage(), containsString("is shorter now"));
  }

  @Test
  void refusesAFileThatShrinksWhileRead() throws IOException {
    for (long left : new long[] {0, 40, 600_000}) {
      Path file = largeFile();
      try (SliceReader reader = reader(whole(file), ReadSettings.defaults())) {
        assertThat(reader.next(new Fields(8)), is(true));
        cut(file, left);
        isRefusedForBeingShorter(
            file,
            assertThrows(
                FootfallException.class,
                () -> {
                  while (reader.next(new Fields(8))) {
                    // to the end
                  }
                }));
      }
    }
  }

  @Test
  void refusesAFileThatShrankSincePlanning() throws IOException {
    Path file = largeFile();
    long size = Files.size(file);
    cut(file, size - 1);
    for (long[] slice : new long[][] {{0, 1000}, {1000, size / 2}, {size / 2, size}}) {
      isRefusedForBeingShorter(
          file,
          assertThrows(
              FootfallException.class,
              () ->
                  reader(
                      new FileSlice(file.toString(), slice[0], slice[1], size),
                      ReadSettings.defaults())));
    }
  }

  @Test
  void ignoresDataAppendedAfterPlanning() throws IOException {
    Path file = largeFile();
    FileSlice slice = whole(file);
    try (SliceReader reader = reader(slice, ReadSettings.defaults())) {
      assertThat(reader.next(new Fields(8)), is(true));
      Files.writeString(file, "2,2022-03-01,/new,5\n".repeat(50_000), StandardOpenOption.APPEND);
      long records = 1;
      while (reader.next(new Fields(8))) {
        records++;
      }
      assertThat(records, is(50_000L));
    }
  }

  @Test
  void refusesAMissingOrUnreadableFile() throws IOException {
    Path file = largeFile();
    FileSlice slice = whole(file);
    Files.delete(file);
    FootfallException gone =
        assertThrows(FootfallException.class, () -> reader(slice, ReadSettings.defaults()));
    assertThat(gone.kind(), is(Kind.IO));
    assertThat(gone.getMessage(), containsString("is gone now"));
    Files.createDirectory(file);
    FootfallException folder =
        assertThrows(FootfallException.class, () -> reader(slice, ReadSettings.defaults()));
    assertThat(folder.kind(), is(Kind.IO));
    assertThat(folder.getMessage(), containsString("cannot be opened: " + file));
  }

  private static List<String> read(FileSlice slice) {
    return read(slice, new AtomicLong());
  }

  /** Reads a slice and adds the bytes that it has passed. */
  private static List<String> read(FileSlice slice, AtomicLong bytes) {
    List<String> records = new ArrayList<>();
    Fields fields = new Fields(8);
    try (SliceReader reader = new SliceReader(slice, VisitParser.SCHEMA, SETTINGS)) {
      while (reader.next(fields)) {
        StringBuilder record = new StringBuilder();
        record.append(reader.recordOffset()).append(' ').append(reader.fault()).append(' ');
        record.append(new String(reader.rawRecord(), StandardCharsets.UTF_8));
        if (reader.fault() == null) {
          for (int i = 0; i < fields.count; i++) {
            record.append('|');
            if (fields.from[i] >= 0) {
              record.append(fields.text(i));
            }
          }
        }
        records.add(record.toString());
      }
      bytes.addAndGet(reader.bytesRead());
    }
    return records;
  }

  @Test
  void doesNotCountTheBytesOfAFileThatIsDamagedAtItsStart(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("visits.csv.gz");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(gzip(HEADER + "1,2024-03-01,/a,2\n"));
    bytes.writeBytes("no gzip".getBytes(UTF_8));
    Files.write(file, bytes.toByteArray());
    FileSlice slice = FileSlice.whole(file.toString(), Files.size(file));
    assertThat(
        refusal(() -> SliceSource.open(slice, Datasets.named("visits", ZoneOffset.UTC), SETTINGS)),
        endsWith("are not gzip data). Use a complete copy of the file."));
  }
}
