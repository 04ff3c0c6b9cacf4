package io.footfall.pipelines.generate;

import java.io.IOException;
import java.nio.file.Path;

/** The exact purchases report, {@code customer_days.csv}. */
final class ExactPurchases implements ExactResults {

  private static final byte[] HEADER = Text.utf8("date,customer_id,total_spent\n");

  /** Approximate memory per customer and day, in bytes. */
  static final long BYTES_PER_CELL = 9;

  private final Clock clock;
  private final Names.Ids customers;
  // One element per day and customer. A sum of zero does not mean that there were no purchases.
  private final long[] spent;
  private final boolean[] present;

  ExactPurchases(Clock clock, Names.Ids customers) {
    this.clock = clock;
    this.customers = customers;
    int cells = Math.multiplyExact(clock.days(), customers.count());
    this.spent = new long[cells];
    this.present = new boolean[cells];
  }

  @Override
  public void add(Chunk chunk) {
    for (int i = 0; i < chunk.ok; i++) {
      int cell = clock.day(chunk.when[i]) * customers.count() + chunk.person[i];
      spent[cell] += chunk.amount[i];
      present[cell] = true;
    }
  }

  @Override
  public void write(Path directory) throws IOException {
    int[] order = order();
    try (AnswerFile file = new AnswerFile(directory.resolve("customer_days.csv"))) {
      Text out = file.text();
      out.put(HEADER);
      for (int day = 0; day < clock.days(); day++) {
        for (int customer : order) {
          int cell = day * order.length + customer;
          if (present[cell]) {
            clock.putDay(out, day);
            out.put(',');
            customers.putField(out, customer);
            out.put(',').decimal(spent[cell], 2).put('\n');
            file.flushIfLarge();
          }
        }
      }
    }
  }

  /**
   * Returns the customers in report order: plain integers by value, then all others by unsigned
   * bytes.
   */
  private int[] order() {
    int[] order = new int[customers.count()];
    for (int customer = 0; customer < order.length; customer++) {
      order[customer] = customer;
    }
    // Integer ids are in the order of their keys; special ids are never integers.
    int firstText = customers.integers() ? customers.plain() : 0;
    ExactVisits.sortByBytes(customers, order, firstText, order.length);
    return order;
  }
}
