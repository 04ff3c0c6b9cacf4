package io.footfall.report;

import io.footfall.backup.BackedUpFile;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.table.SortedRun;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Encodes the parts of a report for the step that commits them: bytes that start with the kind of
 * the part.
 */
public final class ReportPart {
  /** The kind of a part. */
  public enum Kind {
    /** A {@link SortedRun}. */
    RUN,
    /** Sums by name. */
    TOTALS,
    /** The counts of a slice, as {@link io.footfall.accounting.Accounting#pack} produces them. */
    COUNTS,
    /** Packed rejects, as a chunk of a {@link io.footfall.aggregate.PartialWriter}. */
    REJECTS,
    /** A finished file of a table: its temporary name and its final name. */
    SHARD,
    /** Rows that may be among the highlights. */
    CANDIDATES,
    /** A finished file of the lake, as {@link io.footfall.lake.StagedFile#pack} produces it. */
    LAKE_FILE,
    /** A copy of a source file: its temporary name and its final name. */
    BACKUP,
    /** A part of one window: where it starts and ends, and a run, totals or counts. */
    WINDOW
  }

  private static final Kind[] KINDS = Kind.values();

  private ReportPart() {}

  /** Returns a part with this content. */
  public static byte[] of(Kind kind, byte[] content) {
    byte[] part = new byte[content.length + 1];
    part[0] = (byte) kind.ordinal();
    System.arraycopy(content, 0, part, 1, content.length);
    return part;
  }

  /** Returns the kind of a part. */
  public static Kind kind(byte[] part) {
    return KINDS[part[0]];
  }

  /** Returns a copy of the bytes after the first one, which is the kind. */
  public static byte[] content(byte[] part) {
    return Arrays.copyOfRange(part, 1, part.length);
  }

  /** Returns a part with a run. */
  public static byte[] ofRun(SortedRun run) {
    ByteOutput out = new ByteOutput(run.bytes().length + 64);
    run.pack(out);
    return of(Kind.RUN, out.toByteArray());
  }

  /** Returns a part with totals. */
  public static byte[] ofTotals(Map<String, BigDecimal> totals) {
    ByteOutput out = new ByteOutput(64);
    for (Map.Entry<String, BigDecimal> total : totals.entrySet()) {
      out.writeText(total.getKey());
      out.writeText(total.getValue().toPlainString());
    }
    return of(Kind.TOTALS, out.toByteArray());
  }

  /** Adds the totals of a part to {@code to}. */
  public static void addTotals(byte[] part, Map<String, BigDecimal> to) {
    ByteInput in = new ByteInput(content(part));
    while (in.hasRemaining()) {
      String name = in.readText();
      to.merge(name, new BigDecimal(in.readText()), BigDecimal::add);
    }
  }

  /**
   * Returns a part of one window.
   *
   * @param part a run, totals, counts, or a chunk of partials
   */
  public static byte[] ofWindow(long startMillis, long endMillis, byte[] part) {
    ByteOutput out = new ByteOutput(part.length + 24);
    out.writeZigZag(startMillis);
    out.writeZigZag(endMillis);
    out.write(part);
    return of(Kind.WINDOW, out.toByteArray());
  }

  /**
   * The content of a part of one window.
   *
   * @param startMillis the window's start, in milliseconds since the epoch
   * @param endMillis its end, exclusive
   * @param part the part without the window
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record OfWindow(long startMillis, long endMillis, byte[] part) {}

  /** Returns the content of a part that {@link #ofWindow} returned. */
  public static OfWindow window(byte[] part) {
    ByteInput in = new ByteInput(part, 1, part.length);
    return new OfWindow(
        in.readZigZag(),
        in.readZigZag(),
        Arrays.copyOfRange(part, part.length - in.remaining(), part.length));
  }

  /** Returns a part with rows. */
  public static byte[] ofCandidates(List<byte[]> rows) {
    ByteOutput out = new ByteOutput(256);
    for (byte[] row : rows) {
      out.writeBytes(row);
    }
    return of(Kind.CANDIDATES, out.toByteArray());
  }

  /** Returns a part that describes the copy of a source file. */
  public static byte[] ofBackup(BackedUpFile file) {
    ByteOutput out = new ByteOutput(256);
    out.writeText(file.source());
    out.writeText(file.temporary());
    out.writeText(file.file());
    out.writeVarLong(file.bytes());
    return of(Kind.BACKUP, out.toByteArray());
  }

  /** Returns the copy of a source file that a part describes. */
  static BackedUpFile backup(byte[] content) {
    ByteInput in = new ByteInput(content);
    return new BackedUpFile(in.readText(), in.readText(), in.readText(), in.readVarLong());
  }

  /** Adds the rows of a part to those collected so far. */
  static void addCandidates(byte[] part, List<byte[]> to) {
    ByteInput in = new ByteInput(content(part));
    while (in.hasRemaining()) {
      to.add(in.readBytes());
    }
  }
}
