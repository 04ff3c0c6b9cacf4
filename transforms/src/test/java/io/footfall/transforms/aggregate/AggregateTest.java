package io.footfall.transforms.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.aggregate.RowCount;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.testing.TestPipelineExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The shared composite, with the smallest aggregates that there are. */
@ExtendWith(TestPipelineExtension.class)
class AggregateTest {
  private static final Instant START = Instant.parse("2024-03-01T00:00:00Z");

  /** Two counts, to see that partials of several aggregates do not get mixed up. */
  private static final class CountTwice implements Aggregation<String, StringBuilder, String> {
    @Override
    public StringBuilder row() {
      return new StringBuilder();
    }

    @Override
    public void fill(StringBuilder row, String element) {
      row.setLength(0);
      row.append(element);
    }

    @Override
    public List<Aggregate<StringBuilder>> folding(
        IntFunction<PartialWriter> writers, long maxMemory) {
      return List.of(
          RowCount.foldingTo(writers.apply(0)), new CountOfA(RowCount.foldingTo(writers.apply(1))));
    }

    @Override
    public Merging<String> merging() {
      RowCount<StringBuilder> all = RowCount.merging();
      RowCount<StringBuilder> a = RowCount.merging();
      return new Merging<>() {
        @Override
        public void merge(int aggregate, ByteInput entries) {
          (aggregate == 0 ? all : a).merge(entries);
        }

        @Override
        public void results(Consumer<String> to) {
          to.accept(all.count() + " of them " + a.count() + " with a");
        }
      };
    }
  }

  private record CountOfA(RowCount<StringBuilder> count) implements Aggregate<StringBuilder> {
    @Override
    public void add(StringBuilder row) {
      if (row.indexOf("a") >= 0) {
        count.add(row);
      }
    }

    @Override
    public void merge(ByteInput entries) {
      count.merge(entries);
    }

    @Override
    public void drain() {
      count.drain();
    }

    @Override
    public long memory() {
      return count.memory();
    }
  }

  @Test
  void foldsSeveralAggregatesInOnePass(TestPipeline pipeline) {
    PCollection<String> counts =
        pipeline
            .apply("Words", Create.of("a", "b", "ab", "c"))
            .apply("Count", AggregateByPartition.of(new CountTwice(), StringUtf8Coder.of()));
    PAssert.that(counts).containsInAnyOrder("4 of them 2 with a");
    pipeline.run();
  }

  /** Writes the window's start before each result. */
  private static final class NameWindow extends DoFn<String, String> {
    @ProcessElement
    public void processElement(
        @Element String result, BoundedWindow window, OutputReceiver<String> out) {
      out.output(window.maxTimestamp() + " " + result);
    }
  }

  @Test
  void aggregatesMoreWindowsThanMemoryHolds(TestPipeline pipeline) {
    Random random = new Random(1);
    List<TimestampedValue<String>> words = new ArrayList<>();
    Map<Instant, int[]> expected = new TreeMap<>();
    FixedWindows minutes = FixedWindows.of(Duration.standardMinutes(1));
    for (int i = 0; i < 3000; i++) {
      Instant at = START.plus(Duration.standardSeconds(random.nextInt(60 * 500)));
      String word = random.nextBoolean() ? "a" : "b";
      words.add(TimestampedValue.of(word, at));
      int[] counts =
          expected.computeIfAbsent(minutes.assignWindow(at).maxTimestamp(), w -> new int[2]);
      counts[0]++;
      counts[1] += word.equals("a") ? 1 : 0;
    }
    PCollection<String> counts =
        pipeline
            .apply("Words", Create.timestamped(words))
            .apply("Minutes", Window.into(minutes))
            .apply(
                "Count",
                AggregateByPartition.of(new CountTwice(), StringUtf8Coder.of()).withMaxMemory(1))
            .apply("NameWindow", ParDo.of(new NameWindow()));
    List<String> results = new ArrayList<>();
    expected.forEach(
        (window, n) -> results.add(window + " " + n[0] + " of them " + n[1] + " with a"));
    PAssert.that(counts).containsInAnyOrder(results);
    pipeline.run();
  }

  @Test
  void emptyCollectionHasAResultOnlyIfRequested(TestPipeline pipeline) {
    PCollection<String> none = pipeline.apply("None", Create.empty(StringUtf8Coder.of()));
    AggregateByPartition<String, String> count =
        AggregateByPartition.of(new CountTwice(), StringUtf8Coder.of());
    PAssert.that(none.apply("Count", count)).empty();
    PAssert.that(none.apply("CountEvenIfEmpty", count.evenIfEmpty()))
        .containsInAnyOrder("0 of them 0 with a");
    pipeline.run();
  }

  /** A summary per partition that only says that the partition was there. */
  private static final class One implements Aggregation<String, StringBuilder, byte[]> {
    private final CountTwice counts = new CountTwice();

    @Override
    public StringBuilder row() {
      return counts.row();
    }

    @Override
    public void fill(StringBuilder row, String element) {
      counts.fill(row, element);
    }

    @Override
    public List<Aggregate<StringBuilder>> folding(
        IntFunction<PartialWriter> writers, long maxMemory) {
      return List.of(RowCount.foldingTo(writers.apply(0)));
    }

    @Override
    public Merging<byte[]> merging() {
      RowCount<StringBuilder> count = RowCount.merging();
      return new Merging<>() {
        @Override
        public void merge(int aggregate, ByteInput entries) {
          count.merge(entries);
        }

        @Override
        public void results(Consumer<byte[]> to) {
          ByteOutput summary = new ByteOutput();
          summary.writeVarLong(count.count());
          to.accept(summary.toByteArray());
        }
      };
    }
  }

  private static final class Summed implements Aggregation.Merging<String> {
    private final RowCount<StringBuilder> sum = RowCount.merging();

    @Override
    public void merge(int aggregate, ByteInput entries) {
      sum.merge(entries);
    }

    @Override
    public void results(Consumer<String> to) {
      to.accept("sum " + sum.count());
    }
  }

  @Test
  void summariesOfPartitionsBecomeOneValue(TestPipeline pipeline) {
    AggregateGlobally<String, String> sum =
        AggregateGlobally.of(new One(), Summed::new, StringUtf8Coder.of())
            .withPartitions(3)
            .withMaxMemory(1 << 20);
    PAssert.that(pipeline.apply("Words", Create.of("a", "b", "c")).apply("Sum", sum))
        .containsInAnyOrder("sum 3");
    PCollection<String> none = pipeline.apply("None", Create.empty(StringUtf8Coder.of()));
    PAssert.that(none.apply("SumOfNone", sum)).empty();
    PAssert.that(none.apply("SumEvenIfEmpty", sum.evenIfEmpty())).containsInAnyOrder("sum 0");
    pipeline.run();
  }

  @Test
  void refusesZeroMemory() {
    AggregateByPartition<String, String> count =
        AggregateByPartition.of(new CountTwice(), StringUtf8Coder.of());
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> count.withMaxMemory(0)).getMessage(),
        is("maxMemory: 0; expected at least 1"));
  }
}
