package io.footfall.lake;

import io.footfall.purchases.Purchase;
import io.footfall.purchases.PurchaseRow;
import io.footfall.purchases.PurchasesDataset;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * A batch of purchases that differ in their transaction only.
 *
 * @param day the day of all
 * @param transactions the ids of their transactions
 */
public record SealedPurchases(LocalDate day, List<String> transactions) {
  private static final PurchasesDataset PURCHASES = new PurchasesDataset(ZoneOffset.UTC);

  /** Returns purchases on a day. */
  public static SealedPurchases of(LocalDate day, String... transactions) {
    return new SealedPurchases(day, List.of(transactions));
  }

  /** Writes and seals the batch. */
  public void writeTo(LakeTarget target) throws IOException {
    try (BatchWriter<PurchaseRow> writer = new BatchWriter<>(PURCHASES, target)) {
      for (String transaction : transactions) {
        PurchaseRow row = new PurchaseRow();
        row.set(
            new Purchase(
                transaction,
                "c",
                day.atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000_000,
                day,
                "n",
                "k",
                new BigDecimal("1.5")));
        writer.add(row);
      }
      writer.commit();
    }
  }
}
