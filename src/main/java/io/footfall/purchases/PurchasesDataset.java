package io.footfall.purchases;

import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.DailySums;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Highlights;
import io.footfall.dataset.LakeTable;
import io.footfall.dataset.Partition;
import io.footfall.dataset.SqlRelations;
import io.footfall.dataset.Summary;
import io.footfall.dataset.WarehouseKeys;
import io.footfall.parquet.ParquetColumn.Kind;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordParser;
import io.footfall.records.RecordSchema;
import io.footfall.table.Table;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The purchases dataset, from its columns to its report (src/docs/formats.md, section 2.2).
 *
 * @param zone time zone of days and of timestamps without an offset
 */
public record PurchasesDataset(ZoneId zone) implements Dataset<PurchaseRow> {
  /** The total of all customer-days. */
  public static final String SPENT = "spent";

  /** The total of all purchases, added up while they were read. */
  public static final String SPENT_AS_READ = "spent_as_read";

  /** The number of customer-days. */
  public static final String CUSTOMER_DAYS = "customer_days";

  static final int CUSTOMER_DAY_TOTALS = 0;
  static final int AMOUNT_TOTAL = 1;

  /** {@code customer_days.csv}. */
  public static final Table CUSTOMER_DAYS_TABLE =
      new Table(
          "customer_days",
          List.of(
              Table.key("date", Table.Type.DATE),
              Table.key("customer_id", Table.Type.TEXT),
              Table.value("total_spent", Table.Type.DECIMAL)),
          1,
          CustomerOrder::compareTies);

  @Override
  public RecordSchema schema() {
    return PurchaseParser.SCHEMA;
  }

  @Override
  public RecordParser<PurchaseRow> parser(ReadSettings settings) {
    return new PurchaseParser(zone, settings);
  }

  @Override
  public PurchaseRow row() {
    return new PurchaseRow();
  }

  @Override
  public long epochMicros(PurchaseRow row) {
    return row.epochMicros;
  }

  @Override
  public String identity(PurchaseRow row) {
    BigDecimal amount =
        row.bigAmount != null ? row.bigAmount : BigDecimal.valueOf(row.amount, row.amountScale);
    return row.epochMicros
        + "|"
        + amount.stripTrailingZeros().toPlainString()
        + "|"
        + new String(
            row.bytes, row.customerFrom, row.customerTo - row.customerFrom, StandardCharsets.UTF_8);
  }

  @Override
  public boolean deduplicationKey(PurchaseRow row, ByteOutput out) {
    out.write(row.bytes, row.transactionFrom, row.transactionTo);
    return row.transactionFrom < row.transactionTo;
  }

  @Override
  public void pack(PurchaseRow row, ByteOutput out) {
    row.pack(out);
  }

  @Override
  public void unpack(ByteInput in, PurchaseRow row) {
    row.unpack(in);
  }

  @Override
  public LakeTable<PurchaseRow> lake() {
    return new PurchasesLake();
  }

  @Override
  public List<Aggregate<PurchaseRow>> folding(IntFunction<PartialWriter> writers, long maxMemory) {
    return List.of(
        CustomerDayTotals.foldingTo(writers.apply(CUSTOMER_DAY_TOTALS), maxMemory),
        AmountTotal.foldingTo(writers.apply(AMOUNT_TOTAL)));
  }

  @Override
  public Partition merging() {
    return new PurchasesPartition();
  }

  @Override
  public List<Table> tables() {
    return List.of(CUSTOMER_DAYS_TABLE);
  }

  @Override
  public Optional<String> contradiction(Map<String, BigDecimal> totals, SourceCounts counts) {
    BigDecimal spent = totals.getOrDefault(SPENT, BigDecimal.ZERO);
    BigDecimal read = totals.getOrDefault(SPENT_AS_READ, BigDecimal.ZERO);
    return spent.compareTo(read) == 0
        ? Optional.empty()
        : Optional.of(
            "the customer-days add up to "
                + spent
                + ", but the purchases that were read to "
                + read);
  }

  @Override
  public Optional<Summary> summary() {
    return Optional.empty();
  }

  @Override
  public Highlights highlights() {
    return new LargestTotals();
  }

  /** Purchases have neither durations nor URLs, and are not in access logs. */
  @Override
  public Set<String> unusedOptions() {
    return Set.of(
        "durationUnit",
        "ignoreBots",
        "logFormat",
        "lowercaseHost",
        "status",
        "stripFragment",
        "stripQuery",
        "trailingSlash",
        "user");
  }

  @Override
  public String description() {
    return "Sum what each customer spends per day.";
  }

  @Override
  public SqlRelations relations() {
    return new SqlRelations(
        "one row per order line",
        new DailySums(
            "customer_days",
            "one row per day and customer",
            List.of(DailySums.key("customer_id", Kind.TEXT)),
            List.of(DailySums.sum("total_spent", Kind.DECIMAL, "sum(amount)"))));
  }

  @Override
  public WarehouseKeys warehouse() {
    return new WarehouseKeys(
        Optional.of("transaction_id"),
        "customer_id",
        Map.of(
            "transaction_id", 1024,
            "customer_id", 1024,
            "product_name", 4096,
            "product_category", 4096));
  }

  @Override
  public String window() {
    return "day";
  }

  @Override
  public String messageKey() {
    return "customer_id";
  }
}
