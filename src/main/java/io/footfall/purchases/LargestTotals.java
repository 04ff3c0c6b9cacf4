package io.footfall.purchases;

import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Highlights;
import io.footfall.table.CsvRow;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The highest totals of a customer and day. Equal totals are ordered by day, then by {@link
 * CustomerOrder}.
 */
final class LargestTotals implements Highlights {
  private static final long serialVersionUID = 1L;
  private static final int ROWS = 10;
  private static final int DIGITS_IN_A_LONG = 18;
  private static final int DATE = 0;
  private static final int CUSTOMER = 1;
  private static final int TOTAL = 2;

  private static final Comparator<List<String>> ORDER =
      Comparator.comparing((List<String> row) -> new BigDecimal(row.get(TOTAL)))
          .reversed()
          .thenComparing(row -> row.get(DATE))
          .thenComparing(row -> row.get(CUSTOMER), LargestTotals::compareCustomers);

  @Override
  public String title() {
    return "highest totals of a customer and day";
  }

  @Override
  public List<Highlights.Column> columns() {
    return List.of(
        new Highlights.Column("date", false),
        new Highlights.Column("customer", false),
        new Highlights.Column("spent", true));
  }

  @Override
  public List<List<String>> rows(List<byte[]> firstRows, List<byte[]> candidates) {
    return candidates.stream()
        .map(row -> CsvRow.texts(row, columns().size()))
        .sorted(ORDER)
        .limit(ROWS)
        .toList();
  }

  @Override
  public List<String> totals() {
    return List.of(PurchasesDataset.SPENT, PurchasesDataset.CUSTOMER_DAYS);
  }

  private static int compareCustomers(String a, String b) {
    byte[] x = a.getBytes(StandardCharsets.UTF_8);
    byte[] y = b.getBytes(StandardCharsets.UTF_8);
    return CustomerOrder.compare(slack(x), 0, x.length, slack(y), 0, y.length);
  }

  /** Slices are read eight bytes at a time. */
  private static byte[] slack(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length + Long.BYTES);
  }

  /** Finds the largest totals of one partition, whose rows come in the order of the report. */
  static final class Search {
    // In descending order.
    private final List<BigDecimal> totals = new ArrayList<>(ROWS + 1);
    private final List<byte[]> rows = new ArrayList<>(ROWS + 1);
    // The smallest total that is kept, set once there are enough totals and if it fits in a long;
    // totals that do not exceed it are skipped.
    private boolean bounded;
    private long bound;
    private int boundScale;

    /** Adds the entry at {@code place} if it is among the largest. */
    void offer(CustomerDayTotals days, int place, ByteOutput row) {
      if (bounded && !days.isMoreThan(place, bound, boundScale)) {
        return;
      }
      BigDecimal total = days.total(place);
      int at = totals.size();
      while (at > 0 && totals.get(at - 1).compareTo(total) < 0) {
        at--;
      }
      totals.add(at, total);
      rows.add(at, row.toByteArray());
      if (rows.size() > ROWS) {
        totals.remove(ROWS);
        rows.remove(ROWS);
      }
      BigDecimal smallest = totals.get(totals.size() - 1);
      bounded = rows.size() == ROWS && smallest.precision() <= DIGITS_IN_A_LONG;
      if (bounded) {
        bound = smallest.unscaledValue().longValueExact();
        boundScale = smallest.scale();
      }
    }

    List<byte[]> rows() {
      return List.copyOf(rows);
    }
  }
}
