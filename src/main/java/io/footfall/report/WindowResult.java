package io.footfall.report;

import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Summary;
import io.footfall.table.MergedRuns;
import io.footfall.table.SortedRun;
import io.footfall.table.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * The result of one window as of one pane, with everything so far. A later pane replaces it.
 *
 * @param startMillis the window's start, in milliseconds since the epoch
 * @param endMillis its end, exclusive
 * @param pane counts the panes of the window, from 0
 * @param isFinal whether this is the last pane
 * @param counts the outcomes of the records, by shard
 * @param totals sums over the window, by name
 * @param tables the rows of each table of the dataset, sorted, as CSV without a header
 * @param summary the content of the dataset's summary file, or empty
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
@DefaultCoder(WindowResultCoder.class)
public record WindowResult(
    long startMillis,
    long endMillis,
    long pane,
    boolean isFinal,
    NavigableMap<String, SourceCounts> counts,
    NavigableMap<String, BigDecimal> totals,
    List<byte[]> tables,
    byte[] summary) {

  /** Returns the start of the window. */
  public Instant start() {
    return Instant.ofEpochMilli(startMillis);
  }

  /** Returns the end of the window. */
  public Instant end() {
    return Instant.ofEpochMilli(endMillis);
  }

  /** Returns the counts of all shards together. */
  public SourceCounts total() {
    SourceCounts total = new SourceCounts();
    counts.values().forEach(total::add);
    return total;
  }

  /**
   * Puts the report together.
   *
   * @param parts the runs and totals of the partitions, as {@link ReportPart} makes them
   */
  public static WindowResult of(
      Dataset<?> dataset,
      long startMillis,
      long endMillis,
      long pane,
      boolean isFinal,
      NavigableMap<String, SourceCounts> counts,
      List<byte[]> parts) {
    NavigableMap<String, BigDecimal> totals = new TreeMap<>();
    List<SortedRun> runs = new ArrayList<>();
    for (byte[] part : parts) {
      switch (ReportPart.kind(part)) {
        case RUN -> runs.add(SortedRun.unpack(new ByteInput(ReportPart.content(part))));
        case TOTALS -> ReportPart.addTotals(part, totals);
        default -> throw new IllegalArgumentException("a part of " + ReportPart.kind(part));
      }
    }
    int keep = dataset.summary().map(Summary::rows).orElse(0);
    List<byte[]> firstRows = new ArrayList<>();
    List<byte[]> tables = new ArrayList<>();
    for (int t = 0; t < dataset.tables().size(); t++) {
      int table = t;
      List<SortedRun> ofTable = runs.stream().filter(r -> r.table() == table).toList();
      tables.add(merged(dataset.tables().get(t), ofTable, t == 0 ? keep : 0, firstRows));
    }
    ByteOutput summary = new ByteOutput();
    dataset.summary().ifPresent(s -> s.write(totals, firstRows, summary));
    return new WindowResult(
        startMillis, endMillis, pane, isFinal, counts, totals, tables, summary.toByteArray());
  }

  private static byte[] merged(Table table, List<SortedRun> runs, int keep, List<byte[]> first) {
    ByteOutput rows = new ByteOutput(1 << 12);
    try (MergedRuns merged = MergedRuns.all(table, runs)) {
      while (merged.hasRow()) {
        merged.appendRow(rows);
        if (first.size() < keep) {
          first.add(merged.copyOfRow());
        }
        merged.advance();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The runs are in memory", e);
    }
    return rows.toByteArray();
  }

  /** Packs it. */
  void pack(ByteOutput out) {
    out.writeZigZag(startMillis);
    out.writeZigZag(endMillis);
    out.writeVarLong(pane);
    out.writeByte(isFinal ? 1 : 0);
    out.writeVarLong(counts.size());
    for (Map.Entry<String, SourceCounts> shard : counts.entrySet()) {
      ReportPart.text(shard.getKey(), out);
      shard.getValue().pack(out);
    }
    out.writeVarLong(totals.size());
    for (Map.Entry<String, BigDecimal> total : totals.entrySet()) {
      ReportPart.text(total.getKey(), out);
      ReportPart.text(total.getValue().toPlainString(), out);
    }
    out.writeVarLong(tables.size());
    for (byte[] table : tables) {
      out.writeVarLong(table.length);
      out.write(table);
    }
    out.writeVarLong(summary.length);
    out.write(summary);
  }

  /** Reads what {@link #pack} wrote. */
  static WindowResult unpack(ByteInput in) {
    long startMillis = in.readZigZag();
    long endMillis = in.readZigZag();
    long pane = in.readVarLong();
    boolean isFinal = in.readByte() == 1;
    NavigableMap<String, SourceCounts> counts = new TreeMap<>();
    for (int n = in.readVarInt(); n > 0; n--) {
      counts.put(ReportPart.text(in), SourceCounts.unpack(in));
    }
    NavigableMap<String, BigDecimal> totals = new TreeMap<>();
    for (int n = in.readVarInt(); n > 0; n--) {
      totals.put(ReportPart.text(in), new BigDecimal(ReportPart.text(in)));
    }
    List<byte[]> tables = new ArrayList<>();
    for (int n = in.readVarInt(); n > 0; n--) {
      tables.add(bytes(in));
    }
    return new WindowResult(
        startMillis, endMillis, pane, isFinal, counts, totals, tables, bytes(in));
  }

  private static byte[] bytes(ByteInput in) {
    int length = in.readVarInt();
    int at = in.readSlice(length);
    return Arrays.copyOfRange(in.array(), at, at + length);
  }
}
