package io.footfall.searches;

import io.footfall.dataset.DailySums;
import io.footfall.dataset.LakeTable;
import io.footfall.parquet.ParquetColumn;
import io.footfall.parquet.ParquetColumn.Kind;
import io.footfall.parquet.ParquetRows;
import io.footfall.parquet.ParquetSchema;
import io.footfall.parquet.RowGroupWriter;
import io.footfall.records.ValueFault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Searches in the lake. */
final class SearchesLake implements LakeTable<SearchRow> {
  private static final long serialVersionUID = 1L;
  static final int USER = 0;
  static final int TIME = 1;
  static final int QUERY = 2;
  static final int RESULTS = 3;
  static final int DAY = 4;
  private static final int BATCH_ID = 5;

  @Override
  public ParquetSchema schema() {
    return new ParquetSchema(
        "search",
        List.of(
            ParquetColumn.required("user_id", Kind.TEXT),
            ParquetColumn.required(TIMESTAMP, Kind.TIMESTAMP),
            ParquetColumn.required("query", Kind.TEXT),
            ParquetColumn.required("result_count", Kind.INTEGER),
            ParquetColumn.required(DailySums.DAY, Kind.DATE),
            ParquetColumn.required(BATCH, Kind.TEXT)));
  }

  @Override
  public int epochDay(SearchRow row) {
    return row.epochDay;
  }

  @Override
  public long epochMicros(SearchRow row) {
    return row.epochMicros;
  }

  @Override
  public @Nullable ValueFault fault(SearchRow row) {
    return null;
  }

  @Override
  public void write(SearchRow row, String batch, RowGroupWriter to) {
    to.text(USER, row.bytes, row.userFrom, row.userTo);
    to.number(TIME, row.epochMicros);
    to.text(QUERY, row.bytes, row.queryFrom, row.queryTo);
    to.number(RESULTS, row.results);
    to.day(DAY, row.epochDay);
    to.text(BATCH_ID, batch);
    to.endRow();
  }

  @Override
  public void read(ParquetRows from, SearchRow row) {
    row.read(from);
  }
}
