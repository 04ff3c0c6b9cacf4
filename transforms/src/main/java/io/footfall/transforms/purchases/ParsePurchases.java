package io.footfall.transforms.purchases;

import io.footfall.dataset.Dataset;
import io.footfall.purchases.Purchase;
import io.footfall.purchases.PurchaseCoder;
import io.footfall.purchases.PurchaseParser;
import io.footfall.purchases.PurchaseRow;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.reading.Layout;
import io.footfall.tokens.Fields;
import io.footfall.transforms.records.ParseRecords;
import java.time.ZoneId;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;

/**
 * Creates transforms that parse purchases (src/docs/formats.md, section 1.2) from lines or
 * messages, which are CSV without a header, or JSON. Amounts are exact. {@link ParseRecords}
 * describes options and results.
 *
 * <pre>{@code
 * ParsedRecords<Purchase> parsed =
 *     messages.apply("ParsePurchases", ParsePurchases.ofMessages().withJson());
 * parsed.getRecords().apply("SumPurchases", SumPurchases.perDayAndCustomer());
 * }</pre>
 */
public final class ParsePurchases implements ParseRecords.RecordForm<PurchaseRow, Purchase> {
  private static final List<String> COLUMNS =
      List.of(
          "transaction_id",
          "customer_id",
          "timestamp",
          "product_name",
          "product_category",
          "product_price",
          "quantity");

  private ParsePurchases() {}

  /** Returns a transform that parses lines of text, such as those of {@code TextIO}. */
  public static ParseRecords<String, PurchaseRow, Purchase> ofLines() {
    return ParseRecords.ofLines(new ParsePurchases(), COLUMNS);
  }

  /** Returns a transform that parses messages of UTF-8 text, such as those of a stream. */
  public static ParseRecords<byte[], PurchaseRow, Purchase> ofMessages() {
    return ParseRecords.ofMessages(new ParsePurchases(), COLUMNS);
  }

  @Override
  public Dataset<PurchaseRow> dataset(ZoneId zone) {
    return new PurchasesDataset(zone);
  }

  @Override
  public Purchase record(PurchaseRow row, Fields fields, Layout layout) {
    return PurchaseParser.record(row, fields, layout);
  }

  @Override
  public long epochMicros(Purchase purchase) {
    return purchase.epochMicros();
  }

  @Override
  public Coder<Purchase> coder() {
    return PurchaseCoder.of();
  }
}
