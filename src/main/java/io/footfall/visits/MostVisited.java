package io.footfall.visits;

import io.footfall.dataset.Highlights;
import io.footfall.table.CsvRow;
import java.util.List;

/** The most visited URLs: the first rows of {@code urls.csv}. */
final class MostVisited implements Highlights {
  private static final long serialVersionUID = 1L;
  private static final int ROWS = 10;

  @Override
  public String title() {
    return "most visited URLs";
  }

  @Override
  public List<Highlights.Column> columns() {
    return List.of(
        new Highlights.Column("url", false),
        new Highlights.Column("visits", true),
        new Highlights.Column("seconds spent", true),
        new Highlights.Column("average", true));
  }

  @Override
  public List<List<String>> rows(List<byte[]> firstRows, List<byte[]> candidates) {
    return firstRows.stream().limit(ROWS).map(row -> CsvRow.texts(row, columns().size())).toList();
  }

  @Override
  public List<String> totals() {
    return List.of(
        VisitsDataset.VISITS,
        VisitsDataset.USERS,
        VisitsDataset.URLS,
        VisitsDataset.WITHOUT_DURATION);
  }
}
