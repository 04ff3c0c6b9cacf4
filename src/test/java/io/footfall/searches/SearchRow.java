package io.footfall.searches;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.parquet.ParquetRows;
import io.footfall.tokens.Fields;

/** One search as slices of {@link #bytes} and primitives, reused for every record. */
final class SearchRow {
  byte[] bytes = new byte[0];
  int userFrom;
  int userTo;
  int queryFrom;
  int queryTo;
  long epochMicros;
  int epochDay;
  long results;

  private final ByteOutput scratch = new ByteOutput();

  void pack(ByteOutput out) {
    out.writeZigZag(epochDay);
    writeKey(out);
  }

  /** Writes everything that is counted. */
  void writeKey(ByteOutput out) {
    out.writeZigZag(epochMicros);
    out.writeVarLong(userTo - userFrom);
    out.write(bytes, userFrom, userTo);
    out.writeVarLong(queryTo - queryFrom);
    out.write(bytes, queryFrom, queryTo);
    out.writeVarLong(results);
  }

  void unpack(ByteInput in) {
    bytes = in.array();
    epochDay = (int) in.readZigZag();
    epochMicros = in.readZigZag();
    int length = in.readVarInt();
    userFrom = in.readSlice(length);
    userTo = userFrom + length;
    length = in.readVarInt();
    queryFrom = in.readSlice(length);
    queryTo = queryFrom + length;
    results = in.readVarLong();
  }

  void read(ParquetRows from) {
    scratch.reset();
    from.appendText(SearchesLake.USER, scratch);
    userFrom = 0;
    userTo = scratch.size();
    from.appendText(SearchesLake.QUERY, scratch);
    queryFrom = userTo;
    queryTo = scratch.size();
    scratch.ensure(Fields.SLACK);
    bytes = scratch.array();
    epochMicros = from.number(SearchesLake.TIME);
    results = from.number(SearchesLake.RESULTS);
    epochDay = (int) from.number(SearchesLake.DAY);
  }
}
