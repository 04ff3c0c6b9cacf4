package io.footfall.lake;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.aggregate.NastyValues;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.LakeTable;
import io.footfall.parquet.ParquetFileWriter;
import io.footfall.parquet.ParquetRows;
import io.footfall.parquet.RowGroupWriter;
import io.footfall.purchases.Purchase;
import io.footfall.purchases.PurchaseRow;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.records.ValueFault;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitRow;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LakeTableTest {
  private static final Dataset<VisitRow> VISITS = new VisitsDataset(ZoneOffset.UTC);
  private static final Dataset<PurchaseRow> PURCHASES = new PurchasesDataset(ZoneOffset.UTC);

  /** The maximum number of integer digits in the lake. */
  private static final BigInteger MOST = BigInteger.TEN.pow(29).subtract(BigInteger.ONE);

  /** The first duration that the lake rejects, in seconds. */
  private static final BigDecimal TOO_LONG = BigDecimal.TEN.pow(18);

  @Property(tries = 200)
  void readsBackVisits(@ForAll("visit") Visit visit) throws IOException {
    VisitRow row = new VisitRow();
    // Without trailing zeros, which the lake drops.
    row.set(
        new Visit(
            visit.userId(),
            visit.epochMicros(),
            visit.url(),
            LakeTable.withoutZeros(visit.duration())));
    VisitRow written = new VisitRow();
    written.set(visit);
    assertThat(packed(VISITS, again(VISITS, written)), is(packed(VISITS, row)));
  }

  @Property(tries = 200)
  void readsBackPurchasesWithAnAmount(@ForAll("purchase") Purchase purchase) throws IOException {
    assertThat(
        packed(PURCHASES, again(PURCHASES, row(purchase, purchase.amount()))),
        is(packed(PURCHASES, row(purchase, LakeTable.withoutZeros(purchase.amount())))));
  }

  @Property(tries = 200)
  void readsBackPurchasesWithPriceAndQuantity(
      @ForAll("purchase") Purchase purchase,
      @ForAll("decimal") BigDecimal price,
      @ForAll long quantity)
      throws IOException {
    PurchaseRow written = row(purchase, purchase.amount());
    setPrice(written, price, quantity);
    PurchaseRow expected = row(purchase, LakeTable.withoutZeros(purchase.amount()));
    setPrice(expected, LakeTable.withoutZeros(price), quantity);
    assertThat(packed(PURCHASES, again(PURCHASES, written)), is(packed(PURCHASES, expected)));
  }

  @Example
  void rejectsADurationThatMakesSumsOverflow() {
    assertThat(fault("999999999999999999.999999999"), is(nullValue()));
    for (String duration :
        List.of("1000000000000000000", "9999999999999999999999999999", "0.0000000001")) {
      ValueFault fault = fault(duration);
      assertThat(duration, fault, is(notNullValue()));
      assertThat(fault.column(), is("page_view_duration"));
    }
  }

  private static ValueFault fault(String duration) {
    VisitRow row = new VisitRow();
    row.set(new Visit("u", 0, "/", new BigDecimal(duration)));
    return VISITS.lake().fault(row);
  }

  private static PurchaseRow row(Purchase purchase, BigDecimal amount) {
    PurchaseRow row = new PurchaseRow();
    row.set(
        new Purchase(
            purchase.transactionId(),
            purchase.customerId(),
            purchase.epochMicros(),
            purchase.date(),
            purchase.productName(),
            purchase.productCategory(),
            amount));
    return row;
  }

  private static void setPrice(PurchaseRow row, BigDecimal price, long quantity) {
    row.hasPrice = true;
    row.quantity = quantity;
    if (price.unscaledValue().bitLength() < Long.SIZE) {
      row.price = price.unscaledValue().longValue();
      row.priceScale = price.scale();
    } else {
      row.bigPrice = price;
    }
  }

  @Provide
  Arbitrary<BigDecimal> decimal() {
    return Combinators.combine(
            Arbitraries.bigIntegers().between(MOST.negate(), MOST),
            Arbitraries.integers().between(0, 9))
        .as(BigDecimal::new);
  }

  @Provide
  Arbitrary<Visit> visit() {
    return Combinators.combine(NastyValues.keys(), micros(), NastyValues.keys(), decimal())
        .as(
            (user, time, url, duration) ->
                new Visit(user, time, url, duration.abs().remainder(TOO_LONG)));
  }

  @Provide
  Arbitrary<Purchase> purchase() {
    Arbitrary<String> empty = Arbitraries.just("");
    return Combinators.combine(
            NastyValues.keys(),
            NastyValues.keys(),
            micros(),
            Arbitraries.integers().between(-1000, 20_000),
            Arbitraries.oneOf(empty, NastyValues.keys()),
            Arbitraries.oneOf(empty, NastyValues.keys()),
            decimal())
        .as(
            (transaction, customer, time, day, name, category, amount) ->
                new Purchase(
                    transaction,
                    customer,
                    time,
                    LocalDate.ofEpochDay(day),
                    name,
                    category,
                    amount));
  }

  private static Arbitrary<Long> micros() {
    return Arbitraries.longs().between(-100_000_000_000_000L, 4_000_000_000_000_000L);
  }

  /** Writes a row between two others and reads it. */
  private static <R> R again(Dataset<R> dataset, R row) throws IOException {
    Path file = Files.createTempFile("lake", ".parquet");
    LakeTable<R> table = dataset.lake();
    assertThat("it can be kept", table.fault(row) == null, is(true));
    try {
      try (OutputStream out = Files.newOutputStream(file);
          ZstdCompressCtx compressor = new ZstdCompressCtx();
          ParquetFileWriter writer = new ParquetFileWriter(table.schema(), out)) {
        RowGroupWriter rows = new RowGroupWriter(table.schema(), compressor);
        table.write(row, "a", rows);
        table.write(row, "batch", rows);
        table.write(row, "a", rows);
        ByteOutput group = new ByteOutput();
        rows.finish(group);
        writer.append(new ByteInput(group.array(), 0, group.size()));
      }
      R read = dataset.row();
      try (ParquetRows rows =
          new ParquetRows(file.toString(), table.schema(), Files.newByteChannel(file))) {
        rows.next();
        rows.next();
        table.read(rows, read);
        assertThat(rows.text(table.schema().indexOf(LakeTable.BATCH)), is("batch"));
        assertThat(
            rows.number(table.schema().indexOf(LakeTable.TIMESTAMP)), is(table.epochMicros(row)));
        assertThat(table.epochDay(read), is(table.epochDay(row)));
      }
      return read;
    } finally {
      Files.delete(file);
    }
  }

  private static <R> String packed(Dataset<R> dataset, R row) {
    ByteOutput out = new ByteOutput();
    dataset.pack(row, out);
    return HexFormat.of().formatHex(out.toByteArray());
  }
}
