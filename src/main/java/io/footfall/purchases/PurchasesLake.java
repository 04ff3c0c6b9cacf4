package io.footfall.purchases;

import io.footfall.dataset.LakeTable;
import io.footfall.parquet.ParquetColumn;
import io.footfall.parquet.ParquetColumn.Kind;
import io.footfall.parquet.ParquetRows;
import io.footfall.parquet.ParquetSchema;
import io.footfall.parquet.RowGroupWriter;
import io.footfall.records.ValueFault;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Purchases in the lake. A purchase that has only an amount has neither price nor quantity. A
 * quantity with decimals is omitted, because the amount contains it.
 */
final class PurchasesLake implements LakeTable<PurchaseRow> {
  private static final long serialVersionUID = 1L;
  private static final ParquetSchema SCHEMA =
      new ParquetSchema(
          "purchase",
          List.of(
              ParquetColumn.required("transaction_id", Kind.TEXT),
              ParquetColumn.required("customer_id", Kind.TEXT),
              ParquetColumn.required(TIMESTAMP, Kind.TIMESTAMP),
              ParquetColumn.required("product_name", Kind.TEXT),
              ParquetColumn.required("product_category", Kind.TEXT),
              ParquetColumn.nullable("product_price", Kind.DECIMAL),
              ParquetColumn.nullable("quantity", Kind.INTEGER),
              ParquetColumn.required("amount", Kind.DECIMAL),
              ParquetColumn.required("event_date", Kind.DATE),
              ParquetColumn.required(BATCH, Kind.TEXT)));

  @Override
  public ParquetSchema schema() {
    return SCHEMA;
  }

  @Override
  public int epochDay(PurchaseRow row) {
    return row.epochDay;
  }

  @Override
  public long epochMicros(PurchaseRow row) {
    return row.epochMicros;
  }

  @Override
  public @Nullable ValueFault fault(PurchaseRow row) {
    if (row.hasPrice) {
      if (!RowGroupWriter.fits(row.price, row.priceScale, row.bigPrice)) {
        return LakeTable.decimalFault(
            "product_price",
            row.bigPrice != null ? row.bigPrice : BigDecimal.valueOf(row.price, row.priceScale));
      }
      if (row.bigQuantity != null && row.bigQuantity.scale() == 0) {
        String expected = "an integer of at most 64 bits";
        return new ValueFault(
            "quantity",
            expected,
            "quantity is " + row.bigQuantity + "; the lake accepts " + expected);
      }
    }
    return RowGroupWriter.fits(row.amount, row.amountScale, row.bigAmount)
        ? null
        : LakeTable.decimalFault(
            "amount",
            row.bigAmount != null
                ? row.bigAmount
                : BigDecimal.valueOf(row.amount, row.amountScale));
  }

  @Override
  public void write(PurchaseRow row, String batch, RowGroupWriter to) {
    to.text(0, row.bytes, row.transactionFrom, row.transactionTo);
    to.text(1, row.bytes, row.customerFrom, row.customerTo);
    to.number(2, row.epochMicros);
    to.text(3, row.bytes, row.nameFrom, row.nameTo);
    to.text(4, row.bytes, row.categoryFrom, row.categoryTo);
    if (row.hasPrice) {
      to.decimal(5, row.price, row.priceScale, row.bigPrice);
      if (row.bigQuantity != null || row.isQuantityUnknown) {
        to.absent(6);
      } else {
        to.number(6, row.quantity);
      }
    } else {
      to.absent(5);
      to.absent(6);
    }
    to.decimal(7, row.amount, row.amountScale, row.bigAmount);
    to.day(8, row.epochDay);
    to.text(9, batch);
    to.endRow();
  }

  @Override
  public void read(ParquetRows from, PurchaseRow row) {
    row.read(from);
  }
}
