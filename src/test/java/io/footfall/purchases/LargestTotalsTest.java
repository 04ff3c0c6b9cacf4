package io.footfall.purchases;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.aggregate.PartialWriter;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Partition;
import io.footfall.table.RunWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LargestTotalsTest {

  private record Bought(LocalDate day, int customer, BigDecimal amount) {}

  private static List<List<String>> largest(List<List<Bought>> partitions) {
    PurchasesDataset dataset = new PurchasesDataset(ZoneOffset.UTC);
    List<byte[]> candidates = new ArrayList<>();
    for (List<Bought> bought : partitions) {
      Partition partition = dataset.merging();
      PartialWriter writer =
          new PartialWriter(
              0, 1, 0, (p, chunk) -> partition.merge(0, PartialWriter.entriesOf(chunk)));
      CustomerDayTotals folding = CustomerDayTotals.foldingTo(writer, 1 << 20);
      for (Bought b : bought) {
        folding.add(row(b));
      }
      folding.drain();
      writer.finish();
      partition.writeRows(table -> new RunWriter(table, "not needed"));
      candidates.addAll(partition.candidates());
    }
    return dataset.highlights().rows(List.of(), candidates);
  }

  private static PurchaseRow row(Bought bought) {
    PurchaseRow row = new PurchaseRow();
    byte[] id = Integer.toString(bought.customer()).getBytes(StandardCharsets.UTF_8);
    row.bytes = java.util.Arrays.copyOf(id, id.length + 16);
    row.customerFrom = 0;
    row.customerTo = id.length;
    row.epochDay = (int) bought.day().toEpochDay();
    row.amount = bought.amount().unscaledValue().longValueExact();
    row.amountScale = bought.amount().scale();
    row.bigAmount = null;
    return row;
  }

  @Test
  void equalTotalsComeByDateThenByCustomerAsANumber() {
    LocalDate day = LocalDate.of(2024, 3, 1);
    BigDecimal five = new BigDecimal("5.00");

    assertThat(
        largest(
            List.of(
                List.of(new Bought(day.plusDays(1), 1, five), new Bought(day, 10, five)),
                List.of(
                    new Bought(day, 9, new BigDecimal("5")), new Bought(day, 8, five.negate())))),
        is(
            List.of(
                List.of("2024-03-01", "9", "5.00"),
                List.of("2024-03-01", "10", "5.00"),
                List.of("2024-03-02", "1", "5.00"),
                List.of("2024-03-01", "8", "-5.00"))));
  }

  @Property(tries = 200)
  void findsTheTenLargestOfAllPartitions(@ForAll("partitions") List<List<Bought>> partitions) {
    List<Bought> all = new ArrayList<>();
    int customer = 0;
    List<List<Bought>> distinct = new ArrayList<>();
    for (List<Bought> partition : partitions) {
      List<Bought> renamed = new ArrayList<>();
      for (Bought b : partition) {
        renamed.add(new Bought(b.day(), customer++, b.amount()));
      }
      distinct.add(renamed);
      all.addAll(renamed);
    }
    all.sort(
        Comparator.comparing(Bought::amount)
            .reversed()
            .thenComparing(Bought::day)
            .thenComparing(Bought::customer));

    List<List<String>> found = largest(distinct);

    assertThat(
        found.stream().map(row -> row.get(1)).toList(),
        is(all.stream().limit(10).map(b -> Integer.toString(b.customer())).toList()));
  }

  @Provide
  Arbitrary<List<List<Bought>>> partitions() {
    Arbitrary<Bought> bought =
        Combinators.combine(
                Arbitraries.integers().between(0, 3),
                Arbitraries.longs().between(-50, 50),
                Arbitraries.of(0, 1, 2, 5, 18))
            .as(
                (day, unscaled, scale) ->
                    new Bought(
                        LocalDate.of(2024, 3, 1).plusDays(day),
                        0,
                        BigDecimal.valueOf(unscaled, scale)));
    return bought.list().ofMaxSize(30).list().ofMaxSize(4);
  }

  @Test
  void rowsAreThoseOfTheTable() {
    ByteOutput row = new ByteOutput();
    row.write("2024-03-01,\"a,\"\"b\"\"\",1.5\n".getBytes(StandardCharsets.UTF_8));

    assertThat(
        new LargestTotals().rows(List.of(), List.of(row.toByteArray())),
        is(List.of(List.of("2024-03-01", "a,\"b\"", "1.5"))));
  }
}
