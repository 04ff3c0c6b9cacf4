package io.footfall.stream;

import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.reading.Layout;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.records.Selection;
import io.footfall.rejects.RejectCode;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.SliceReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that is being read, a few hundred KiB at a time. It is split into records as in a report
 * of files ({@link SliceReader}). Reading can resume at its position.
 *
 * <p>A file that is permanently unreadable, entirely or from some position on, produces one message
 * that reports it; the records before that position are counted.
 *
 * <p>Not thread-safe.
 */
final class OpenFile<R> implements AutoCloseable {
  private final InputFile file;
  private final Dataset<R> dataset;
  private final ReadSettings settings;
  private final long arrivalMillis;

  private @Nullable SliceReader reader;
  private @Nullable RecordReader<R> records;
  private boolean done;
  private long offset;
  private long lines;
  private long latestEvent;

  // The section under construction.
  private final ByteOutput payload = new ByteOutput(1 << 16);
  private long sectionOffset;
  private long sectionLine;
  private long reportedBytes;
  private long reportedBlankLines;
  private long reportedRepeatedHeaders;

  /**
   * The position up to which a file has been read.
   *
   * @param file the file, as it was when it was taken
   * @param arrivalMillis the time of arrival, in milliseconds since the epoch
   * @param offset where the next record starts, or a blank line before it; 0: nothing was read
   * @param lines the number of lines before that position
   * @param latestEvent the latest event time so far, in milliseconds since the epoch; {@link
   *     ShardWatermarks#MIN} if there was none
   */
  record Place(InputFile file, long arrivalMillis, long offset, long lines, long latestEvent) {
    /**
     * Returns the start of a file. Bounds the modification time, because it can be set to any
     * value.
     */
    static Place startOf(InputFile file, Lateness lateness, long now) {
      long modified = file.lastModifiedMillis();
      long arrival = modified > 0 ? Math.min(lateness.arrivalMillis(modified, now), now) : now;
      return new Place(file, arrival, 0, 0, ShardWatermarks.MIN);
    }
  }

  /** Receives messages with their section of the file. */
  interface Messages {
    /** Receives a message. */
    void add(byte[] payload, FileSection section, long arrivalMillis);
  }

  /** Opens a file at a position. */
  OpenFile(Place place, Dataset<R> dataset, ReadSettings settings) {
    this.file = place.file();
    this.dataset = dataset;
    this.settings = settings;
    arrivalMillis = place.arrivalMillis();
    offset = place.offset();
    lines = place.lines();
    latestEvent = place.latestEvent();
  }

  /** Returns the position up to which the file was read. */
  Place place() {
    return new Place(file, arrivalMillis, offset, lines, latestEvent);
  }

  /** Returns whether the file was read completely. */
  boolean isDone() {
    return done;
  }

  /** Returns the number of unread bytes; 0 if unknown, as in some compressed files. */
  long bytesLeft() {
    return done ? 0 : Math.max(0, file.size() - offset);
  }

  /**
   * Continues reading.
   *
   * @param most stops after this many bytes
   * @param to receives the messages
   * @param ahead event times further than this after the file's arrival are ignored for the latest
   *     event time
   * @throws FootfallException if reading fails for a reason that may be temporary; discard what
   *     {@code to} received
   */
  void read(int most, Messages to, long ahead) {
    List<Piece> pieces = new ArrayList<>();
    try {
      SliceReader open = reader();
      long enough = open.offset() + most;
      while (open.offset() < enough && !done) {
        done = !take(open, pieces, ahead);
      }
      finishSection(open, pieces);
      addRest(open, pieces);
      offset = open.offset();
      lines = open.lines();
    } catch (FootfallException e) {
      if (!SliceReader.isPermanent(e)) {
        throw e;
      }
      if (reader != null) {
        finishSection(reader, pieces);
        offset = reader.offset();
        lines = reader.lines();
      }
      pieces.add(refused(String.valueOf(e.getMessage())));
      done = true;
    }
    pieces.forEach(piece -> to.add(piece.payload, piece.section, arrivalMillis));
    if (done) {
      close();
    }
  }

  /** A message under construction. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Piece(byte[] payload, FileSection section) {}

  private SliceReader reader() {
    if (reader == null) {
      if (offset > 0) {
        checkUnchanged();
      }
      reader = SliceReader.ofFile(file, dataset.schema(), settings);
      if (offset > 0) {
        reader.resume(offset, lines);
      }
      reportedBytes = offset;
      // Passes on all records, because the fold counts those that do not meet a condition.
      records = RecordReader.of(dataset, reader, settings.withSelection(Selection.ALL));
    }
    return reader;
  }

  /** Refuses to resume a file that was deleted or has changed. */
  private void checkUnchanged() {
    List<InputFile> now = InputFiles.present(List.of(file.name()));
    if (!now.equals(List.of(file))) {
      throw FootfallException.usage(
          file.name()
              + (now.isEmpty() ? " is gone" : " was changed")
              + " before reading could resume at byte "
              + offset
              + ", after a failure or a stop. Add the remaining records as a file with another name.");
    }
  }

  /** Reads one record; returns false at the end. */
  private boolean take(SliceReader from, List<Piece> pieces, long ahead) {
    RecordReader<R> rows = Objects.requireNonNull(records);
    if (!rows.next()) {
      return false;
    }
    if (rows.fault() == null) {
      long event = Math.floorDiv(dataset.epochMicros(rows.row()), 1000);
      if (event > latestEvent && event - arrivalMillis <= ahead) {
        latestEvent = event;
      }
    }
    long at = from.recordOffset();
    RejectCode fault = from.fault();
    if (fault != null) {
      finishSection(from, pieces);
      pieces.add(
          new Piece(
              from.rawRecord(),
              section(from, at, from.recordLine(), from.offset(), fault, from.faultDetail())));
      return true;
    }
    if (at != sectionOffset + payload.size()) {
      finishSection(from, pieces);
    }
    if (payload.size() == 0) {
      sectionOffset = at;
      sectionLine = from.recordLine();
    }
    from.appendRecord(payload);
    return true;
  }

  private void finishSection(SliceReader from, List<Piece> pieces) {
    if (payload.size() > 0) {
      pieces.add(
          new Piece(
              payload.toByteArray(),
              section(from, sectionOffset, sectionLine, sectionOffset + payload.size(), null, "")));
      payload.reset();
    }
  }

  private FileSection section(
      SliceReader from, long at, long line, long end, @Nullable RejectCode fault, String detail) {
    FileSection section =
        new FileSection(
            file.name(),
            at,
            line,
            end - reportedBytes,
            from.blankLines() - reportedBlankLines,
            newRepeatedHeaders(),
            from.layout(),
            fault,
            detail);
    reportedBytes = end;
    reportedBlankLines = from.blankLines();
    reportedRepeatedHeaders += section.repeatedHeaders();
    return section;
  }

  /** Adds the bytes skipped since the last record to the last piece. */
  private void addRest(SliceReader from, List<Piece> pieces) {
    long bytes = from.offset() - reportedBytes;
    long blankLines = from.blankLines() - reportedBlankLines;
    long repeatedHeaders = newRepeatedHeaders();
    if (!pieces.isEmpty()) {
      Piece last = pieces.remove(pieces.size() - 1);
      pieces.add(
          new Piece(last.payload, last.section.withMore(bytes, blankLines, repeatedHeaders)));
    } else if (blankLines + repeatedHeaders > 0) {
      pieces.add(
          new Piece(
              new byte[0],
              new FileSection(
                  file.name(),
                  from.offset(),
                  from.lines(),
                  bytes,
                  blankLines,
                  repeatedHeaders,
                  from.layout(),
                  null,
                  "")));
    }
    reportedBytes = from.offset();
    reportedBlankLines = from.blankLines();
    reportedRepeatedHeaders += repeatedHeaders;
  }

  private long newRepeatedHeaders() {
    return records == null ? 0 : records.repeatedHeaders() - reportedRepeatedHeaders;
  }

  private Piece refused(String why) {
    @Nullable Layout layout = reader == null ? null : reader.layout();
    return new Piece(
        new byte[0],
        new FileSection(
            file.name(), offset, lines + 1, 0, 0, 0, layout, RejectCode.UNREADABLE_FILE, why));
  }

  /** Returns the message that reports a file that changed after it was read. */
  static FileSection changed(InputFile file) {
    return new FileSection(
        file.name(),
        0,
        0,
        0,
        0,
        0,
        null,
        RejectCode.CHANGED_FILE,
        ("%s was changed after it was read: it now has %s bytes and was last modified at %s. The"
                + " changes are not read. Write files under a hidden name, rename them when they are"
                + " complete, and never change them after that.")
            .formatted(file.name(), file.size(), Instant.ofEpochMilli(file.lastModifiedMillis())));
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
