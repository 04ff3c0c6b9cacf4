package io.footfall.pipelines.generate;

import java.io.IOException;
import java.nio.file.Path;

/** The exact purchases report, {@code customer_days.csv}. */
final class ExactPurchases implements ExactResults {

  private static final byte[] HEADER = Text.utf8("date,customer_id,total_spent\n");

  /** Approximate memory per customer and day, in bytes. */
  static final long BYTES_PER_CELL = 9;

  private final Clock clock;
  private final int customers;
  // One element per day and customer. A sum of zero does not mean that there were no purchases.
  private final long[] spent;
  private final boolean[] present;

  ExactPurchases(Clock clock, int customers) {
    this.clock = clock;
    this.customers = customers;
    int cells = Math.multiplyExact(clock.days(), customers);
    this.spent = new long[cells];
    this.present = new boolean[cells];
  }

  @Override
  public void add(Chunk chunk) {
    for (int i = 0; i < chunk.ok; i++) {
      int cell = clock.day(chunk.when[i]) * customers + chunk.person[i];
      spent[cell] += chunk.amount[i];
      present[cell] = true;
    }
  }

  @Override
  public void write(Path directory) throws IOException {
    try (AnswerFile file = new AnswerFile(directory.resolve("customer_days.csv"))) {
      Text out = file.text();
      out.put(HEADER);
      for (int day = 0; day < clock.days(); day++) {
        for (int customer = 0; customer < customers; customer++) {
          int cell = day * customers + customer;
          if (present[cell]) {
            clock.putDay(out, day);
            out.put(',').put(customer + 1L).put(',').decimal(spent[cell], 2).put('\n');
            file.flushIfLarge();
          }
        }
      }
    }
  }
}
