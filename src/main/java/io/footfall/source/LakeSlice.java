package io.footfall.source;

import io.footfall.bytes.ByteOutput;
import io.footfall.csv.CsvField;
import io.footfall.csv.Dialect;
import io.footfall.dataset.DailySums;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.LakeTable;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.parquet.ParquetColumn;
import io.footfall.parquet.ParquetRows;
import io.footfall.parquet.ParquetSchema;
import io.footfall.reading.Layout;
import io.footfall.reading.StoredRows;
import io.footfall.records.ColumnSpec;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.records.Selection;
import io.footfall.tokens.Fields;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads the records of a lake file from the row groups that start in a slice. Days are computed in
 * the dataset's time zone, whatever zone the lake was written in. One row group is in memory at a
 * time.
 */
final class LakeSlice implements StoredRows, SliceSource {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final FileSlice slice;
  private final LakePart part;
  private final ParquetRows rows;
  private final List<ParquetColumn> columns;
  private final Layout layout;
  private final boolean needsFields;
  private final byte[][] batches;
  private final int timestamp;
  private final int batch;
  private final int day;
  private final ZoneId zone;
  private final ByteOutput text = new ByteOutput();
  // The day of the last record, and its limits in microseconds.
  private long epochDay;
  private long dayFrom = Long.MAX_VALUE;
  private long dayTo = Long.MIN_VALUE;
  private boolean ended;

  LakeSlice(FileSlice slice, Dataset<?> dataset, ReadSettings settings) {
    this.slice = slice;
    part = LakePart.named(slice.file());
    zone = dataset.zone();
    ParquetSchema schema = dataset.lake().schema();
    columns = schema.columns();
    timestamp = schema.indexOf(LakeTable.TIMESTAMP);
    batch = schema.indexOf(LakeTable.BATCH);
    day = schema.indexOf(DailySums.DAY);
    batches =
        part.batches().stream()
            .map(id -> id.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    Selection selection = settings.selection();
    needsFields = !selection.conditions().isEmpty() || !selection.key().isEmpty();
    layout =
        new Layout(
            false,
            (byte) ',',
            columns.size(),
            positions(dataset, dataset.schema().with(settings)),
            new byte[0],
            0,
            Dialect.STANDARD,
            false);
    try {
      rows = open(schema);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private int[] positions(Dataset<?> of, RecordSchema schema) {
    int[] positions = schema.columns().stream().mapToInt(this::position).toArray();
    for (int i = of.schema().columns().size(); i < positions.length; i++) {
      ColumnSpec column = schema.columns().get(i);
      if (positions[i] < 0 && column.required()) {
        throw FootfallException.usage(
            "The lake has no column "
                + column.name()
                + "; it has "
                + columns.stream().map(ParquetColumn::name).collect(Collectors.joining(", "))
                + ". Check --where and --deduplicateBy.");
      }
    }
    return positions;
  }

  private int position(ColumnSpec column) {
    return IntStream.range(0, columns.size())
        .filter(i -> column.answersTo(columns.get(i).name()))
        .findFirst()
        .orElse(-1);
  }

  private ParquetRows open(ParquetSchema schema) throws IOException {
    ReadableByteChannel channel = SourceFile.open(part.path());
    if (!(channel instanceof SeekableByteChannel seekable)) {
      channel.close();
      throw new IOException("its file system cannot read from the middle of a file");
    }
    try {
      return new ParquetRows(part.path(), schema, seekable, slice.from(), slice.to());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public boolean next(Fields out) {
    try {
      do {
        if (!rows.next()) {
          ended = true;
          return false;
        }
      } while (!isOfBatches());
    } catch (IOException e) {
      throw failed(e);
    }
    rows.set(day, dayOf(rows.number(timestamp)));
    if (needsFields) {
      write(out);
    }
    return true;
  }

  private boolean isOfBatches() {
    for (byte[] id : batches) {
      if (rows.isText(batch, id)) {
        return !part.excluding();
      }
    }
    return part.excluding();
  }

  private long dayOf(long micros) {
    if (micros < dayFrom || micros >= dayTo) {
      LocalDate date = LocalDate.ofInstant(instant(micros), zone);
      epochDay = date.toEpochDay();
      dayFrom = startOf(date);
      dayTo = startOf(date.plusDays(1));
    }
    return epochDay;
  }

  private long startOf(LocalDate date) {
    return date.atStartOfDay(zone).toEpochSecond() * MICROS_PER_SECOND;
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private void write(Fields out) {
    text.reset();
    for (int i = 0; i < columns.size(); i++) {
      out.from[i] = -1;
      out.to[i] = -1;
      if (!rows.isAbsent(i)) {
        out.from[i] = text.size();
        write(i);
        out.to[i] = text.size();
      }
    }
    text.ensure(Fields.SLACK);
    out.bytes = text.array();
    out.count = columns.size();
  }

  private void write(int column) {
    if (columns.get(column).kind() == ParquetColumn.Kind.TEXT) {
      rows.appendText(column, text);
    } else {
      text.write(text(column).getBytes(StandardCharsets.UTF_8));
    }
  }

  private String text(int column) {
    return switch (columns.get(column).kind()) {
      case TEXT -> rows.text(column);
      case DECIMAL -> LakeTable.withoutZeros(rows.decimal(column)).toPlainString();
      case INTEGER -> Long.toString(rows.number(column));
      case DATE -> LocalDate.ofEpochDay(rows.number(column)).toString();
      case TIMESTAMP -> instant(rows.number(column)).toString();
    };
  }

  @Override
  public <R> void read(LakeTable<R> table, R row) {
    table.read(rows, row);
  }

  @Override
  public Layout layout() {
    return layout;
  }

  /** Returns the record as a line of CSV. */
  @Override
  public byte[] rawRecord() {
    return IntStream.range(0, columns.size())
        .mapToObj(i -> rows.isAbsent(i) ? "" : CsvField.of(text(i)))
        .collect(Collectors.joining(","))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the number of the row in its file. */
  @Override
  public long recordOffset() {
    return rows.rowNumber();
  }

  @Override
  public long lines() {
    return 0;
  }

  @Override
  public long bytesRead() {
    return ended ? slice.length() : 0;
  }

  @Override
  public long fileBytesRead() {
    return bytesRead();
  }

  @Override
  public void close() {
    try {
      rows.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private FootfallException failed(IOException e) {
    return new FootfallException(
        Kind.IO,
        e instanceof FileNotFoundException || e instanceof NoSuchFileException
            ? part.path()
                + " was in the lake when the run began and is gone now. Run again: a compaction may"
                + " have replaced it. If it was deleted, restore it, or write its batch again with"
                + " --overwrite."
            : "Reading " + part.path() + " failed: " + FootfallException.reason(e),
        e);
  }
}
