package io.footfall.report;

import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Summary;
import io.footfall.table.MergedRuns;
import io.footfall.table.RunWriter;
import io.footfall.table.SortedRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
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
 * @param pane the number of the pane, counted from 0
 * @param isFinal whether this is the last pane
 * @param counts the outcomes of the records, by shard
 * @param totals sums over the window, by name
 * @param runs the rows of the dataset's tables, as any number of sorted runs per table
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
    List<SortedRun> runs,
    byte[] summary) {

  /** Returns the start of the window, inclusive. */
  public Instant start() {
    return Instant.ofEpochMilli(startMillis);
  }

  /** Returns the end of the window, exclusive. */
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
   * Returns the result with the summary that the dataset computes from its totals and first rows.
   */
  public WindowResult withSummary(Dataset<?> dataset) {
    if (dataset.summary().isEmpty()) {
      return this;
    }
    Summary of = dataset.summary().get();
    List<byte[]> first = new ArrayList<>();
    try (MergedRuns rows = rows(dataset, 0)) {
      for (; rows.hasRow() && first.size() < of.rows(); rows.advance()) {
        first.add(rows.copyOfRow());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteOutput file = new ByteOutput();
    of.write(totals, first, file);
    return new WindowResult(
        startMillis, endMillis, pane, isFinal, counts, totals, runs, file.toByteArray());
  }

  /**
   * Opens the rows of a table. They are merged while they are read, so memory does not grow with
   * the table.
   *
   * @param table its index in the dataset
   * @throws IOException if a run cannot be read
   */
  public MergedRuns rows(Dataset<?> dataset, int table) throws IOException {
    return MergedRuns.all(
        dataset.tables().get(table), runs.stream().filter(run -> run.table() == table).toList());
  }

  /**
   * Returns the rows of a table that fits in memory, as CSV without line breaks.
   *
   * @param table its index in the dataset
   */
  public List<String> lines(Dataset<?> dataset, int table) {
    List<String> lines = new ArrayList<>();
    try (MergedRuns rows = rows(dataset, table)) {
      for (; rows.hasRow(); rows.advance()) {
        byte[] row = rows.copyOfRow();
        lines.add(new String(row, 0, row.length - 1, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  /** Returns rows as a run of a table, in this order. */
  public static SortedRun run(int table, List<String> lines) {
    RunWriter run = new RunWriter(table, Integer.MAX_VALUE);
    for (int i = 0; i < lines.size(); i++) {
      ByteOutput row = run.row();
      row.write(lines.get(i).getBytes(StandardCharsets.UTF_8));
      row.writeByte('\n');
      run.end(0, i);
    }
    return run.finish();
  }

  void pack(ByteOutput out) {
    out.writeZigZag(startMillis);
    out.writeZigZag(endMillis);
    out.writeVarLong(pane);
    out.writeByte(isFinal ? 1 : 0);
    out.writeVarLong(counts.size());
    for (Map.Entry<String, SourceCounts> shard : counts.entrySet()) {
      out.writeText(shard.getKey());
      shard.getValue().pack(out);
    }
    out.writeVarLong(totals.size());
    for (Map.Entry<String, BigDecimal> total : totals.entrySet()) {
      out.writeText(total.getKey());
      out.writeText(total.getValue().toPlainString());
    }
    out.writeVarLong(runs.size());
    for (SortedRun run : runs) {
      ByteOutput packed = new ByteOutput();
      run.pack(packed);
      write(packed.array(), packed.size(), out);
    }
    write(summary, summary.length, out);
  }

  /** Reads what {@link #pack} wrote. */
  static WindowResult unpack(ByteInput in) {
    long startMillis = in.readZigZag();
    long endMillis = in.readZigZag();
    long pane = in.readVarLong();
    boolean isFinal = in.readByte() == 1;
    NavigableMap<String, SourceCounts> counts = new TreeMap<>();
    for (int n = in.readVarInt(); n > 0; n--) {
      counts.put(in.readText(), SourceCounts.unpack(in));
    }
    NavigableMap<String, BigDecimal> totals = new TreeMap<>();
    for (int n = in.readVarInt(); n > 0; n--) {
      totals.put(in.readText(), new BigDecimal(in.readText()));
    }
    List<SortedRun> runs = new ArrayList<>();
    for (int n = in.readVarInt(); n > 0; n--) {
      runs.add(SortedRun.unpack(new ByteInput(in.readBytes())));
    }
    return new WindowResult(
        startMillis, endMillis, pane, isFinal, counts, totals, runs, in.readBytes());
  }

  private static void write(byte[] bytes, int length, ByteOutput out) {
    out.writeVarLong(length);
    out.write(bytes, 0, length);
  }
}
