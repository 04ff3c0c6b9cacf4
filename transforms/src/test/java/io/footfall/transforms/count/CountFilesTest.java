package io.footfall.transforms.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.aggregate.RowCount;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Highlights;
import io.footfall.dataset.LakeTable;
import io.footfall.dataset.Partition;
import io.footfall.dataset.SqlRelations;
import io.footfall.dataset.Summary;
import io.footfall.dataset.WarehouseKeys;
import io.footfall.records.ColumnSpec;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordParser;
import io.footfall.records.RecordSchema;
import io.footfall.rejects.RejectCode;
import io.footfall.table.RunWriter;
import io.footfall.table.Table;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.tokens.Fields;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A third dataset is a package of its own, and has as many aggregates as it likes. */
@ExtendWith(TestPipelineExtension.class)
class CountFilesTest {
  @TempDir Path temp;

  /** A record with one column; words that start with an x are invalid. */
  private static final class WordParser extends RecordParser<StringBuilder> {
    private int position;

    WordParser(RecordSchema schema, ReadSettings settings) {
      super(schema, settings);
    }

    @Override
    protected void place(int[] positions) {
      position = positions[0];
    }

    @Override
    protected boolean read(Fields fields, StringBuilder row) {
      row.setLength(0);
      int from = fields.from[position];
      int to = fields.to[position];
      row.append(new String(fields.bytes, from, to - from, StandardCharsets.UTF_8));
      return row.charAt(0) != 'x' || reject(RejectCode.INVALID_NUMBER, 0);
    }
  }

  /**
   * Counts words, several times.
   *
   * @param aggregates how often
   * @param wrong whether it says that the counts contradict each other
   */
  private record WordsDataset(int aggregates, boolean wrong) implements Dataset<StringBuilder> {
    @Override
    public RecordSchema schema() {
      return RecordSchema.of("words", List.of(ColumnSpec.required("word", "a word without x")));
    }

    @Override
    public RecordParser<StringBuilder> parser(ReadSettings settings) {
      return new WordParser(schema(), settings);
    }

    @Override
    public StringBuilder row() {
      return new StringBuilder();
    }

    @Override
    public String identity(StringBuilder row) {
      return row.toString();
    }

    @Override
    public boolean deduplicationKey(StringBuilder row, ByteOutput out) {
      out.write(row.toString().getBytes(StandardCharsets.UTF_8));
      return true;
    }

    @Override
    public void pack(StringBuilder row, ByteOutput out) {
      throw new UnsupportedOperationException("words are not in streams");
    }

    @Override
    public void unpack(ByteInput in, StringBuilder row) {
      throw new UnsupportedOperationException("words are not in streams");
    }

    @Override
    public ZoneId zone() {
      return ZoneOffset.UTC;
    }

    @Override
    public LakeTable<StringBuilder> lake() {
      throw new UnsupportedOperationException("words are not kept");
    }

    @Override
    public long epochMicros(StringBuilder row) {
      throw new UnsupportedOperationException("words have no time");
    }

    @Override
    public List<Aggregate<StringBuilder>> folding(
        IntFunction<PartialWriter> writers, long maxMemory) {
      List<Aggregate<StringBuilder>> folding = new ArrayList<>();
      for (int i = 0; i < aggregates; i++) {
        folding.add(RowCount.foldingTo(writers.apply(i)));
      }
      return folding;
    }

    @Override
    public Partition merging() {
      List<RowCount<StringBuilder>> counts = new ArrayList<>();
      for (int i = 0; i < aggregates; i++) {
        counts.add(RowCount.merging());
      }
      return new Partition() {
        @Override
        public Partition next() {
          return merging();
        }

        @Override
        public void merge(int aggregate, ByteInput entries) {
          counts.get(aggregate).merge(entries);
        }

        @Override
        public void writeRows(IntFunction<RunWriter> tables) {
          for (int i = 0; i < aggregates; i++) {
            RunWriter run = tables.apply(0);
            run.row()
                .write((i + "," + counts.get(i).count() + "\n").getBytes(StandardCharsets.UTF_8));
            run.end(i, 0);
          }
        }

        @Override
        public Map<String, BigDecimal> totals() {
          return Map.of();
        }

        @Override
        public List<byte[]> candidates() {
          return List.of();
        }
      };
    }

    @Override
    public List<Table> tables() {
      return List.of(
          new Table(
              "words",
              List.of(
                  Table.key("aggregate", Table.Type.INTEGER),
                  Table.value("words", Table.Type.INTEGER)),
              0,
              (a, aFrom, aTo, b, bFrom, bTo) -> 0));
    }

    @Override
    public Optional<String> contradiction(Map<String, BigDecimal> totals, SourceCounts counts) {
      return wrong ? Optional.of("two of them differ") : Optional.empty();
    }

    @Override
    public Optional<Summary> summary() {
      return Optional.empty();
    }

    @Override
    public Highlights highlights() {
      return new NoHighlights();
    }

    @Override
    public String description() {
      return "Counts words.";
    }

    @Override
    public SqlRelations relations() {
      throw new UnsupportedOperationException("no lake");
    }

    @Override
    public WarehouseKeys warehouse() {
      throw new UnsupportedOperationException("no warehouse");
    }

    @Override
    public String window() {
      return "day";
    }

    @Override
    public String messageKey() {
      return "word";
    }
  }

  private static final class NoHighlights implements Highlights {
    @Override
    public String title() {
      return "nothing";
    }

    @Override
    public List<Highlights.Column> columns() {
      return List.of();
    }

    @Override
    public List<List<String>> rows(List<byte[]> firstRows, List<byte[]> candidates) {
      return List.of();
    }

    @Override
    public List<String> totals() {
      return List.of();
    }
  }

  private PCollection<String> summarized(TestPipeline pipeline, WordsDataset dataset)
      throws Exception {
    StringBuilder words = new StringBuilder("word\n");
    for (int i = 0; i < 1000; i++) {
      words.append(i % 10 == 0 ? "x" : "w").append(i).append('\n');
    }
    Path file = Files.writeString(temp.resolve("words.csv"), words);
    return new WrittenReport(temp.resolve("report"))
        .count(
            pipeline,
            file.toString(),
            CountRecords.of(dataset, ReadSettings.defaults().withDelimiter(',')));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void datasetMayHaveAnyNumberOfAggregates(int aggregates, TestPipeline pipeline) throws Exception {
    PAssert.thatSingleton(summarized(pipeline, new WordsDataset(aggregates, false)))
        .isEqualTo(temp.resolve("report/run.json").toString());
    pipeline.run();
    WrittenReport report = new WrittenReport(temp.resolve("report"));
    List<List<String>> expected = new ArrayList<>(List.of(List.of("aggregate", "words")));
    for (int i = 0; i < aggregates; i++) {
      expected.add(List.of(Integer.toString(i), "900"));
    }
    assertThat(report.table("words"), is(expected));
    assertThat(report.rejects().size(), is(100));
    assertThat(
        report.rejects().get(0),
        is("INVALID_NUMBER word (column 1) is 'x0'; expected a word without x x0"));
  }

  @Test
  void contradictionFailsTheRunAndLeavesNoReport() throws Exception {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(true);
    summarized(pipeline, new WordsDataset(1, true));
    Throwable failure = assertThrows(RuntimeException.class, pipeline::run);
    assertThat(failure.toString(), containsString("two of them differ"));
    assertThat(Files.exists(temp.resolve("report/run.json")), is(false));
    assertThat(Files.exists(temp.resolve("report/words.csv")), is(false));
  }
}
