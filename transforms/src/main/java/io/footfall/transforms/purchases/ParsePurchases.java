package io.footfall.transforms.purchases;

import io.footfall.purchases.Purchase;
import io.footfall.purchases.PurchaseCoder;
import io.footfall.purchases.PurchaseParser;
import io.footfall.purchases.PurchaseRow;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.reading.Layout;
import io.footfall.records.ReadSettings;
import io.footfall.source.MessageReader;
import io.footfall.tokens.Fields;
import io.footfall.transforms.records.ParseRecords;
import io.footfall.transforms.records.ParsedRecords;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;

/**
 * Parses purchases (src/docs/formats.md, section 1.2) from lines or messages: CSV without a header,
 * or JSON. Uses the tokenizer and the rules of reports of files.
 *
 * <p>Guarantees: every record is a {@link Purchase} or a reject with the reason, never an
 * exception; amounts are exact; a purchase's timestamp is its own time, to the millisecond. A line
 * or message may have several records, one per line, and blank lines; a header line is a record
 * that is invalid.
 *
 * <pre>{@code
 * ParsedRecords<Purchase> parsed =
 *     messages.apply("ParsePurchases", ParsePurchases.ofMessages().withJson());
 * parsed.getRecords().apply("SumPurchases", SumPurchases.perDayAndCustomer());
 * }</pre>
 *
 * @param <InT> the message: a {@link String} or an array of bytes
 */
public final class ParsePurchases<InT>
    extends PTransform<PCollection<InT>, ParsedRecords<Purchase>> {
  private static final List<String> COLUMNS =
      List.of(
          "transaction_id",
          "customer_id",
          "timestamp",
          "product_name",
          "product_category",
          "product_price",
          "quantity");

  private final ZoneId zone;
  private final ReadSettings settings;
  private final String source;

  private ParsePurchases(ZoneId zone, ReadSettings settings, String source) {
    this.zone = zone;
    this.settings = settings;
    this.source = source;
  }

  /** Returns a transform that parses lines of text, such as those of {@code TextIO}. */
  public static ParsePurchases<String> ofLines() {
    return new ParsePurchases<>(ZoneOffset.UTC, csv(COLUMNS), "lines");
  }

  /** Returns a transform that parses messages of UTF-8 text, such as those of a stream. */
  public static ParsePurchases<byte[]> ofMessages() {
    return new ParsePurchases<>(ZoneOffset.UTC, csv(COLUMNS), "messages");
  }

  private static ReadSettings csv(List<String> columns) {
    return ReadSettings.defaults().withEncoding(ReadSettings.Encoding.CSV).withoutHeader(columns);
  }

  /**
   * Returns a copy with another time zone for the day of a purchase and for timestamps without an
   * offset. Default: UTC.
   */
  public ParsePurchases<InT> withZone(ZoneId value) {
    return new ParsePurchases<>(value, settings, source);
  }

  /**
   * Returns a copy for CSV with these columns in order, by the column names of src/docs/formats.md
   * (section 1.2) or their synonyms, or with {@code amount} for price and quantity; columns with
   * other names are skipped. By default the seven columns of section 1.2 of src/docs/formats.md.
   *
   * @throws io.footfall.errors.FootfallException if a required column is missing
   */
  public ParsePurchases<InT> withColumns(String... names) {
    ReadSettings with = settings.withoutHeader(List.of(names));
    MessageReader.layout(PurchaseParser.SCHEMA, with);
    return new ParsePurchases<>(zone, with, source);
  }

  /** Returns a copy with another CSV delimiter. Default: a comma. */
  public ParsePurchases<InT> withDelimiter(char value) {
    return new ParsePurchases<>(zone, settings.withDelimiter(value), source);
  }

  /**
   * Returns a copy that reads JSON objects with the column names of src/docs/formats.md (section
   * 1.2) or their synonyms, not CSV.
   */
  public ParsePurchases<InT> withJson() {
    return new ParsePurchases<>(zone, settings.withEncoding(ReadSettings.Encoding.JSON), source);
  }

  /** Returns a copy with another maximum record size, from 64 bytes to 512 MiB. Default: 1 MiB. */
  public ParsePurchases<InT> withMaxRecordBytes(int value) {
    return new ParsePurchases<>(zone, settings.withMaxRecordBytes(value), source);
  }

  /** Names where the records come from, in rejects and counts. */
  public ParsePurchases<InT> withSource(String name) {
    return new ParsePurchases<>(zone, settings, name);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(
        DisplayData.item("zone", zone.getId()).withLabel("Zone of timestamps without an offset"));
    builder.add(DisplayData.item("source", source).withLabel("Name of the source"));
  }

  @Override
  public ParsedRecords<Purchase> expand(PCollection<InT> messages) {
    return messages.apply(
        "ParseRecords",
        ParseRecords.of(new PurchasesDataset(zone), settings, source, new PurchaseForm()));
  }

  private static final class PurchaseForm
      implements ParseRecords.RecordForm<PurchaseRow, Purchase> {
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
}
