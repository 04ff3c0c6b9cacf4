package io.footfall.searches;

import io.footfall.dataset.Highlights;
import io.footfall.table.CsvRow;
import java.util.Comparator;
import java.util.List;

/** The queries with the most searches on a day. */
final class FrequentQueries implements Highlights {
  private static final long serialVersionUID = 1L;
  private static final int ROWS = 10;
  private static final int SEARCHES = 2;

  @Override
  public String title() {
    return "most frequent queries of a day";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        new Column("date", false),
        new Column("query", false),
        new Column("searches", true),
        new Column("results", true));
  }

  @Override
  public List<List<String>> rows(List<byte[]> firstRows, List<byte[]> candidates) {
    return candidates.stream()
        .map(row -> CsvRow.texts(row, columns().size()))
        .sorted(
            Comparator.comparing((List<String> row) -> -Long.parseLong(row.get(SEARCHES)))
                .thenComparing(List::toString))
        .limit(ROWS)
        .toList();
  }

  @Override
  public List<String> totals() {
    return List.of(SearchesDataset.SEARCHES);
  }
}
