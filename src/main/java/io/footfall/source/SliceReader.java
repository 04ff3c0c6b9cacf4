package io.footfall.source;

import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.reading.Layout;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.tokens.Tokenizer;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records that start in one {@link FileSlice}, one at a time, as {@link Fields}. The
 * records of all slices of a file, wherever they are cut, equal those of one pass over the file.
 *
 * <p>Invalid records are returned too, with their {@link #fault()}. Memory is bounded by a block,
 * by the maximum record size, or by {@link #RAW_LIMIT} while an overlong record is kept for the
 * rejects.
 *
 * <p>Not thread-safe.
 */
public final class SliceReader extends TextRecords implements SliceSource {

  /** Maximum number of bytes that are kept of an overlong record: 16 MiB. */
  public static final int RAW_LIMIT = 1 << 24;

  private static final int BLOCK_BYTES = 1 << 18;

  /** From this size on, a file that is decompressed or converted is read ahead. */
  private static final int WORTH_A_THREAD = 1 << 20;

  private final FileSlice slice;
  private final boolean stream;
  private final RecordSchema schema;
  private final ReadSettings settings;
  private final long end;
  private final ReadableByteChannel channel;

  /** Offsets of the records to skip, ascending. */
  private final long[] without;

  private @Nullable CountedInput fileBytes;
  private Layout layout;
  private Tokenizer tokenizer;

  /** Offset of the first record of the slice; 0 if the slice includes the header. */
  private long start;

  private long blockOffset;
  private int stop;
  private boolean ended;
  private long skipped;
  private int skippedLineBreak;

  /**
   * Opens the slice at its first record.
   *
   * @throws FootfallException if the file's header is refused, or the file was deleted or has
   *     changed
   */
  public SliceReader(FileSlice slice, RecordSchema schema, ReadSettings settings) {
    super(schema, settings);
    this.slice = slice;
    this.schema = schema;
    this.settings = settings;
    without =
        settings.selection().without().getOrDefault(slice.file(), List.of()).stream()
            .mapToLong(Long::longValue)
            .toArray();
    block = new byte[BLOCK_BYTES + Fields.SLACK];
    try {
      ReadableByteChannel raw = openRaw(slice);
      this.stream = slice.isStream() || isConverted(raw);
      this.channel = stream ? plain(raw) : raw;
      this.layout = findLayout();
      // Only opening the file shows that it must be read from its start, after it was divided. Its
      // first slice returns all records.
      this.end =
          !stream && !layout.sequential() ? slice.to() : slice.from() == 0 ? Long.MAX_VALUE : 0;
      tokenizer = layout.tokenizer(schema, settings, false);
      if (end == 0) {
        limit = 0;
      } else if (slice.from() > 0) {
        start = firstRecord();
        seek(start);
      } else {
        position = Math.min(layout.dataOffset(), limit);
        countHeaderLines();
        stopAtSliceEnd();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Opens a whole file.
   *
   * @throws FootfallException if its header is refused, or the file was deleted or has changed
   */
  public static SliceReader ofFile(
      InputFiles.InputFile file, RecordSchema schema, ReadSettings settings) {
    return new SliceReader(
        file.splittable()
            ? new FileSlice(file.name(), 0, file.size(), file.size())
            : FileSlice.whole(file.name(), file.size()),
        schema,
        settings);
  }

  /**
   * Resumes in the middle of a file: the record at this position is the next. In a compressed file,
   * everything before it is read again and skipped. {@link #blankLines} counts from there.
   *
   * @param offset the end of a record as returned by {@link #offset}; in a compressed file, of its
   *     decompressed bytes
   * @param linesBefore the number of lines before it, as returned by {@link #lines}
   * @throws FootfallException if the file is shorter now
   */
  public void resume(long offset, long linesBefore) {
    try {
      if (stream) {
        while (blockOffset + limit < offset) {
          if (ended) {
            throw new EOFException();
          }
          position = limit;
          fill();
        }
        position = (int) (offset - blockOffset);
        stopAtSliceEnd();
      } else {
        seek(offset);
      }
    } catch (IOException e) {
      throw failed(e);
    }
    lines = linesBefore;
    blankLines = 0;
  }

  /** Counts the lines of the header, and the blank ones before it. */
  private void countHeaderLines() {
    boolean blank = true;
    for (int p = Layout.byteOrderMarkBytes(block, limit); p < position; p++) {
      if (block[p] == '\n') {
        lines++;
        blankLines += blank ? 1 : 0;
      } else if (block[p] != '\r') {
        blank = false;
      }
    }
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  long blockOffset() {
    return blockOffset;
  }

  @Override
  public boolean next(Fields out) {
    for (; ; ) {
      if (position >= stop && !more()) {
        return false;
      }
      recordFrom = position;
      skipped = 0;
      recordTo = tokenizer.next(block, recordFrom, limit, ended, out);
      if (recordTo < 0) {
        if (recordTo == Tokenizer.INCOMPLETE) {
          fill();
          continue;
        }
        recordTo = overlong(recordFrom);
        recordFrom = position;
      }
      if (take(tokenizer, out)
          && (without.length == 0 || Arrays.binarySearch(without, recordOffset()) < 0)) {
        return true;
      }
    }
  }

  /**
   * Returns where the last record starts in the file; in a compressed file, its offset in the
   * decompressed bytes.
   */
  @Override
  public long recordOffset() {
    return blockOffset + recordFrom - skipped;
  }

  /**
   * Returns the last record as read, without its line break; for an overlong record, its first
   * {@link #RAW_LIMIT} bytes.
   */
  @Override
  public byte[] rawRecord() {
    int to = recordTo - (skipped == 0 ? lineBreakBytes() : 0);
    return Arrays.copyOfRange(block, recordFrom, to);
  }

  /** Appends the last record, which must not be overlong, as it was read, with its line break. */
  public void appendRecord(ByteOutput out) {
    out.write(block, cutFrom, recordTo);
  }

  /**
   * Returns the position after everything read so far: where the next record, or a blank line
   * before it, starts.
   */
  public long offset() {
    return blockOffset + position;
  }

  @Override
  public boolean isRepeatedHeader(Fields fields) {
    if (layout.isHeader(block, recordFrom, recordTo)) {
      return true;
    }
    if (fault() != null || !layout.hasLengthOfHeader(fields)) {
      return false;
    }
    Layout after = layout.afterHeader(texts(fields), schema, settings).orElse(null);
    if (after == null) {
      return false;
    }
    if (!after.equals(layout) && !(slice.from() == 0 && end >= slice.fileSize())) {
      throw FootfallException.usage(
          ("%s has a second header with its columns in another order, at byte %s. Compress the"
                  + " file, for example with gzip, so that one worker reads all of it.")
              .formatted(slice.file(), recordOffset()));
    }
    layout = after;
    tokenizer = layout.tokenizer(schema, settings, false);
    return true;
  }

  private static List<String> texts(Fields fields) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < fields.count; i++) {
      texts.add(fields.from[i] < 0 ? "" : fields.text(i));
    }
    return texts;
  }

  @Override
  public long lines() {
    return lines;
  }

  /**
   * Excludes the end of a record that starts before the slice, which belongs to the previous slice.
   */
  @Override
  public long bytesRead() {
    return blockOffset + position - start;
  }

  @Override
  public long fileBytesRead() {
    return fileBytes == null ? bytesRead() : fileBytes.count();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static ReadableByteChannel openRaw(FileSlice slice) throws IOException {
    ReadableByteChannel raw = SourceFile.open(slice.file());
    if (!slice.isStream() && ((SeekableByteChannel) raw).size() < slice.fileSize()) {
      raw.close();
      throw new EOFException();
    }
    return raw;
  }

  private boolean isConverted(ReadableByteChannel raw) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(Decompression.START_BYTES);
    while (start.hasRemaining() && raw.read(start) >= 0) {
      // A channel may return fewer bytes than are available.
    }
    ((SeekableByteChannel) raw).position(0);
    return PlainText.isConverted(slice.file(), start.array(), start.position(), settings);
  }

  private ReadableByteChannel plain(ReadableByteChannel raw) throws IOException {
    CountedInput counted = new CountedInput(Channels.newInputStream(raw));
    fileBytes = counted;
    try {
      InputStream plain = PlainText.open(slice.file(), counted, settings);
      return slice.fileSize() < WORTH_A_THREAD
          ? Channels.newChannel(plain)
          : new ReadAhead(slice.file(), plain);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** Reads the start of the file, with its header, and leaves it in the block. */
  private Layout findLayout() throws IOException {
    fillBlock();
    for (; ; ) {
      boolean enough = ended || limit > maxRecordBytes + 1 || firstLineIsThere();
      if (enough) {
        return Layout.find(slice.file(), block, limit, ended, schema, settings);
      }
      grow();
      fillBlock();
    }
  }

  /**
   * Returns whether the block contains the end of a line that is not blank and has no open quoted
   * field.
   */
  private boolean firstLineIsThere() {
    int p = 0;
    while (p < limit && (block[p] == '\n' || block[p] == '\r')) {
      p++;
    }
    int lineFeed = ByteSlices.indexOf(block, p, limit, (byte) '\n');
    return lineFeed < limit
        && (limit > maxRecordBytes + 1
            || ByteSlices.indexOf(block, p, lineFeed, (byte) '"') == lineFeed);
  }

  private long firstRecord() throws IOException {
    SeekableByteChannel seekable = (SeekableByteChannel) channel;
    if (tokenizer.recordsAreLines()) {
      return LineStart.atOrAfter(seekable, Math.max(slice.from(), layout.dataOffset()));
    }
    return new RecordStart(seekable, tokenizer, maxRecordBytes, layout.dataOffset())
        .atOrAfter(slice.from());
  }

  private void seek(long offset) throws IOException {
    ((SeekableByteChannel) channel).position(offset);
    blockOffset = offset;
    position = 0;
    limit = 0;
    ended = false;
    stopAtSliceEnd();
  }

  /** Ensures that a record is at the position; returns false at the end of the slice. */
  private boolean more() {
    if (blockOffset + position >= end) {
      return false;
    }
    if (position == limit) {
      if (ended) {
        return false;
      }
      fill();
      return position < limit;
    }
    return true;
  }

  /** Moves the rest of the block to its start and reads more. */
  private void fill() {
    if (position > 0) {
      System.arraycopy(block, position, block, 0, limit - position);
      blockOffset += position;
      limit -= position;
      position = 0;
    } else if (limit == block.length - Fields.SLACK) {
      grow();
    }
    try {
      fillBlock();
    } catch (IOException e) {
      throw failed(e);
    }
    stopAtSliceEnd();
  }

  private void grow() {
    block = Arrays.copyOf(block, (block.length - Fields.SLACK) * 2 + Fields.SLACK);
  }

  private void fillBlock() throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(block, limit, block.length - Fields.SLACK - limit);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        ended = true;
        break;
      }
    }
    limit = buffer.position();
    if (ended && !stream && blockOffset + limit < slice.fileSize()) {
      throw new EOFException();
    }
  }

  private void stopAtSliceEnd() {
    stop = (int) Math.min(limit, Math.max(0, end - blockOffset));
  }

  /** Skips to the end of an overlong line. The bytes that the reject keeps stay in the block. */
  private int overlong(int start) {
    int searched = start;
    skipped = 0;
    for (; ; ) {
      int lineFeed = ByteSlices.indexOf(block, searched, limit, (byte) '\n');
      if (lineFeed < limit) {
        return lineFeed + 1;
      }
      if (ended) {
        return limit;
      }
      if (limit - position >= RAW_LIMIT) {
        return skipToLineFeed();
      }
      searched = limit - position;
      fill();
    }
  }

  /**
   * Skips the rest of a line after its kept part. The kept bytes are moved so that they end where
   * the line ends: the block then looks as if the line were that short.
   */
  private int skipToLineFeed() {
    byte[] kept = Arrays.copyOfRange(block, position, position + RAW_LIMIT);
    long length = (long) limit - position;
    position = limit;
    int lineFeed;
    byte before;
    for (; ; ) {
      before = block[limit - 1];
      fill();
      lineFeed = ByteSlices.indexOf(block, 0, limit, (byte) '\n');
      if (lineFeed < limit || ended) {
        break;
      }
      length += limit;
      position = limit;
    }
    int next = Math.min(lineFeed + 1, limit);
    length += next;
    before = lineFeed > 0 ? block[lineFeed - 1] : before;
    skippedLineBreak = lineFeed == limit ? 0 : before == '\r' ? 2 : 1;
    byte[] tail = Arrays.copyOfRange(block, next, limit);
    block = new byte[RAW_LIMIT + Math.max(BLOCK_BYTES, tail.length) + Fields.SLACK];
    System.arraycopy(kept, 0, block, 0, RAW_LIMIT);
    System.arraycopy(tail, 0, block, RAW_LIMIT, tail.length);
    blockOffset += next - RAW_LIMIT;
    skipped = length - RAW_LIMIT;
    position = 0;
    limit = RAW_LIMIT + tail.length;
    stopAtSliceEnd();
    return RAW_LIMIT;
  }

  @Override
  long recordLength() {
    return skipped == 0 ? super.recordLength() : recordTo - recordFrom + skipped - skippedLineBreak;
  }

  @Override
  String describe(RejectCode code, Tokenizer from) {
    return super.describe(code, from)
        + (skipped > 0
            ? "; only the first " + RAW_LIMIT + " are kept here, the rest is in the source"
            : "");
  }

  /**
   * Returns whether a failure is permanent: the file is invalid or missing. Other failures, such as
   * those of the network, may be temporary.
   */
  public static boolean isPermanent(FootfallException e) {
    return e.kind() == Kind.USAGE
        || e.kind() == Kind.DATA
        || e.getCause() instanceof FileNotFoundException
        || e.getCause() instanceof NoSuchFileException
        || e.getCause() instanceof EOFException
        || e.getCause() instanceof Decompression.DamagedDataException;
  }

  private FootfallException failed(IOException e) {
    String file = slice.file();
    if (e instanceof FileNotFoundException || e instanceof NoSuchFileException) {
      // Beam's local file system throws the same exception for a file without read permission.
      return new FootfallException(
          Kind.IO,
          InputFiles.isLocalFile(file)
              ? "The input cannot be opened: " + e.getMessage() + ". Check its permissions."
              : file + " was there when the run began and is gone now.",
          e);
    }
    if (e instanceof EOFException) {
      return new FootfallException(
          Kind.IO,
          "%s had %s bytes when the run began and is shorter now. Run again once it no longer changes."
              .formatted(file, slice.fileSize()),
          e);
    }
    if (e instanceof Decompression.DamagedDataException) {
      return new FootfallException(
          Kind.IO,
          file
              + ": its compressed data is truncated or damaged ("
              + e.getMessage()
              + ")"
              // In the first block, the position is unknown.
              + (blockOffset + limit > 0
                  ? ", after " + (blockOffset + limit) + " decompressed bytes"
                  : "")
              + ". Use a complete copy of the file.",
          e);
    }
    return new FootfallException(
        Kind.IO,
        "Reading " + file + " failed at byte " + (blockOffset + limit) + ": " + e.getMessage(),
        e);
  }
}
