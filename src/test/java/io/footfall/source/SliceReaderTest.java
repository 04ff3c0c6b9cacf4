package io.footfall.source;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.records.Fields;
import io.footfall.records.ReadSettings;
import io.footfall.visits.VisitParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

class SliceReaderTest {
  private static final String HEADER = "user_id,timestamp,url,page_view_duration\n";
  private static final ReadSettings SETTINGS = ReadSettings.defaults().withMaxRecordBytes(64);

  /** Lines and pieces of lines in which quotes open, close, double and go astray. */
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
  void anySplitGivesTheSameRecordsAsOnePass(
      @ForAll("nastyText") String text, @ForAll List<Integer> cuts) throws Exception {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Path file = Files.createTempFile("slices", ".csv");
    try {
      Files.write(file, bytes);
      TreeSet<Integer> at = new TreeSet<>(List.of(0, bytes.length));
      cuts.forEach(c -> at.add(Math.floorMod(c, bytes.length)));
      List<String> split = new ArrayList<>();
      Integer from = at.first();
      for (Integer to = at.higher(from); to != null; from = to, to = at.higher(from)) {
        split.addAll(read(new FileSlice(file.toString(), from, to, bytes.length)));
      }
      assertThat(split, is(read(new FileSlice(file.toString(), 0, bytes.length, bytes.length))));
    } finally {
      Files.delete(file);
    }
  }

  private static List<String> read(FileSlice slice) {
    List<String> records = new ArrayList<>();
    Fields fields = new Fields(8);
    try (SliceReader reader = new SliceReader(slice, VisitParser.SCHEMA, SETTINGS)) {
      while (reader.next(fields)) {
        StringBuilder record = new StringBuilder();
        record.append(reader.recordOffset()).append(' ').append(reader.fault()).append(' ');
        record.append(new String(reader.rawRecord(), StandardCharsets.UTF_8));
        if (reader.fault() == null) {
          for (int i = 0; i < fields.count; i++) {
            record
                .append('|')
                .append(
                    new String(
                        fields.bytes,
                        fields.from[i],
                        fields.to[i] - fields.from[i],
                        StandardCharsets.UTF_8));
          }
        }
        records.add(record.toString());
      }
    }
    return records;
  }
}
