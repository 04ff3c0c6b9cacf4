package io.footfall.dataset;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.purchases.PurchaseRow;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.table.RunWriter;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitRow;
import io.footfall.visits.VisitsDataset;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PartitionTest {
  private static final int MANY = 100_000;

  static Stream<Arguments> datasets() {
    return Stream.of(
        Arguments.of(
            new VisitsDataset(ZoneOffset.UTC), (BiConsumer<VisitRow, Random>) PartitionTest::visit),
        Arguments.of(
            new PurchasesDataset(ZoneOffset.UTC),
            (BiConsumer<PurchaseRow, Random>) PartitionTest::purchase));
  }

  private static void visit(VisitRow row, Random random) {
    row.set(
        Visit.of(
            random.nextInt(5) == 0 ? "a long id of a user " + random.nextInt(99) : id(random),
            Instant.ofEpochSecond(random.nextInt(9_999)),
            "/page/" + random.nextInt(MANY),
            amount(random)));
  }

  private static void purchase(PurchaseRow row, Random random) {
    byte[] id = id(random).getBytes(StandardCharsets.UTF_8);
    row.bytes = Arrays.copyOf(id, id.length + 16);
    row.customerFrom = 0;
    row.customerTo = id.length;
    row.epochDay = random.nextInt(9);
    BigDecimal amount = amount(random);
    boolean isLong = amount.unscaledValue().bitLength() < Long.SIZE;
    row.bigAmount = isLong ? null : amount;
    row.amount = isLong ? amount.unscaledValue().longValueExact() : 0;
    row.amountScale = isLong ? amount.scale() : 0;
  }

  private static String id(Random random) {
    return "u" + random.nextInt(MANY);
  }

  /** Returns decimals, some of them too large for a long. */
  private static BigDecimal amount(Random random) {
    BigDecimal small = BigDecimal.valueOf(random.nextInt(99_999), random.nextInt(4));
    return random.nextInt(50) == 0
        ? small.multiply(new BigDecimal("100000000000000000000"))
        : small;
  }

  @ParameterizedTest
  @MethodSource("datasets")
  <R> void nextPartitionHasNothingOfTheOneBefore(Dataset<R> dataset, BiConsumer<R, Random> rows) {
    List<Object> expected = merged(dataset.merging(), dataset, rows, 1, 5_000);
    for (int before : new int[] {0, 1, 3_000, 60_000, MANY}) {
      Partition partition = dataset.merging();
      List<Object> others = merged(partition, dataset, rows, 2, before);
      assertThat(others, is(not(expected)));
      Partition next = partition.next();
      assertThat(merged(next, dataset, rows, 1, 5_000), is(expected));
      assertThat(merged(next.next(), dataset, rows, 2, before), is(others));
    }
  }

  /** Merges a number of rows into a partition. Returns its rows, totals and candidates. */
  private static <R> List<Object> merged(
      Partition partition, Dataset<R> dataset, BiConsumer<R, Random> rows, int seed, int count) {
    List<PartialWriter> writers = new ArrayList<>();
    List<Aggregate<R>> aggregates =
        dataset.folding(
            aggregate -> {
              PartialWriter writer =
                  new PartialWriter(
                      aggregate,
                      1,
                      Long.MAX_VALUE,
                      (p, chunk) -> partition.merge(aggregate, PartialWriter.entriesOf(chunk)));
              writers.add(writer);
              return writer;
            },
            1L << 30);
    Random random = new Random(seed);
    R row = dataset.row();
    for (int i = 0; i < count; i++) {
      rows.accept(row, random);
      aggregates.forEach(aggregate -> aggregate.add(row));
    }
    aggregates.forEach(Aggregate::drain);
    writers.forEach(PartialWriter::finish);
    List<RunWriter> runs = new ArrayList<>();
    partition.writeRows(
        table -> {
          runs.add(new RunWriter(table, Integer.MAX_VALUE));
          return runs.get(runs.size() - 1);
        });
    List<Object> all = new ArrayList<>();
    runs.forEach(run -> all.add(new String(run.finish().bytes(), StandardCharsets.ISO_8859_1)));
    all.add(partition.totals());
    partition
        .candidates()
        .forEach(candidate -> all.add(new String(candidate, StandardCharsets.UTF_8)));
    return all;
  }
}
