package io.footfall.source;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.footfall.errors.FootfallException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The compression of a file, detected from its first bytes; for raw deflate, which has no magic
 * number, from its name. Concatenated streams in one file ({@code cat a.gz b.gz}) are read as one.
 * Other bytes after the last stream, and a stream that ends too early, are errors, so that no data
 * is lost silently.
 *
 * <p>Memory is bounded by a few buffers, for bzip2 by 8 MB, and for zstd by the frame's window of
 * at most 128 MiB.
 */
enum Decompression {
  /** Not compressed. */
  NONE {
    @Override
    InputStream open(Source in) {
      return in;
    }
  },
  /** RFC 1952. */
  GZIP {
    @Override
    InputStream open(Source in) throws IOException {
      return new GzipToItsEnd(in);
    }
  },
  /** bzip2. */
  BZIP2 {
    @Override
    InputStream open(Source in) throws IOException {
      return new Bzip2Streams(in);
    }
  },
  /** RFC 8878. */
  ZSTD {
    @Override
    InputStream open(Source in) throws IOException {
      return new ZstdFrames(in);
    }
  },
  /** RFC 1951, with or without the frame of RFC 1950 around it. */
  DEFLATE {
    @Override
    InputStream open(Source in) throws IOException {
      in.mark(2);
      boolean framed = isZlibHeader(in.read(), in.read());
      in.reset();
      return new InflatedStreams(in, !framed);
    }
  };

  /** The number of bytes at the start of a file that {@link #of} needs. */
  static final int START_BYTES = 512;

  private static final int BUFFER_BYTES = 1 << 16;

  /** Returns the decompressed bytes of {@code in}. */
  abstract InputStream open(Source in) throws IOException;

  /** Returns whether a file with this name is expected to be compressed or binary. */
  static boolean isPromisedBy(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    return ofName(file) != NONE || isWorkbook(file) || name.endsWith(".parquet");
  }

  /** Returns whether a file has the name of a spreadsheet. */
  static boolean isWorkbook(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    return name.endsWith(".xlsx") || name.endsWith(".xlsm");
  }

  private static Decompression ofName(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    if (name.endsWith(".gz") || name.endsWith(".gzip")) {
      return GZIP;
    }
    if (name.endsWith(".bz2")) {
      return BZIP2;
    }
    if (name.endsWith(".zst") || name.endsWith(".zstd")) {
      return ZSTD;
    }
    return name.endsWith(".deflate") || name.endsWith(".zz") ? DEFLATE : NONE;
  }

  /**
   * Detects the compression of a file. Raw deflate is detected from the name, all other formats
   * from the bytes.
   *
   * @param start the first bytes of the file
   * @param length the number of bytes: {@link #START_BYTES}, or the whole file
   */
  static Decompression of(String file, byte[] start, int length) {
    if (length >= 2 && (start[0] & 0xFF) == 0x1F && (start[1] & 0xFF) == 0x8B) {
      return GZIP;
    }
    if (length >= 4
        && start[0] == 'B'
        && start[1] == 'Z'
        && start[2] == 'h'
        && start[3] >= '1'
        && start[3] <= '9') {
      return BZIP2;
    }
    if (length >= 4 && isZstd(start)) {
      return ZSTD;
    }
    return length > 0 && (ofName(file) == DEFLATE || isZlib(start, length)) ? DEFLATE : NONE;
  }

  /**
   * Returns whether the bytes start a frame, or a skippable frame, with which pzstd starts its
   * files.
   */
  private static boolean isZstd(byte[] start) {
    int magic = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt();
    return magic == 0xFD2FB528 || (magic & ~0xF) == 0x184D2A50;
  }

  private static boolean isZlibHeader(int first, int second) {
    return (first & 0x0F) == 8 && ((first << 8) + second) % 31 == 0;
  }

  /**
   * Returns whether the bytes are zlib. A text can begin with the same two bytes ("x^"), so this
   * tries to inflate them.
   */
  private static boolean isZlib(byte[] start, int length) {
    if (length < 2 || start[0] != 'x' || !isZlibHeader(start[0], start[1] & 0xFF)) {
      return false;
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(start, 0, length);
      byte[] plain = new byte[BUFFER_BYTES];
      while (inflater.inflate(plain) > 0) {
        // Only success matters.
      }
      return inflater.finished() || (length == START_BYTES && inflater.getBytesWritten() > 0);
    } catch (DataFormatException e) {
      return false;
    } finally {
      inflater.end();
    }
  }

  /**
   * Returns the decompressed bytes of a file. Damaged data throws a {@link DamagedDataException};
   * other failures are unchanged.
   *
   * @throws FootfallException if the data needs an unsupported feature; reading may throw this too
   */
  static InputStream plain(String file, InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, BUFFER_BYTES);
    in.mark(START_BYTES);
    byte[] start = in.readNBytes(START_BYTES);
    in.reset();
    Decompression how = of(file, start, start.length);
    if (how == NONE) {
      return in;
    }
    Source source = new Source(file, in);
    try {
      return new Plain(how.open(source), source);
    } catch (IOException | RuntimeException e) {
      throw source.damaged(e);
    }
  }

  /** Thrown if compressed data is truncated or damaged. */
  static final class DamagedDataException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedDataException(Exception cause) {
      super(
          cause instanceof EOFException
              ? "it ends too early"
              : cause.getMessage() == null ? cause.toString() : cause.getMessage(),
          cause);
    }
  }

  /** Counts the compressed bytes that were read, and remembers whether reading them failed. */
  static final class Source extends FilterInputStream {
    private final String file;
    private long taken;
    private long zerosAtEnd;
    private boolean failed;

    Source(String file, InputStream in) {
      super(in);
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      try {
        int b = in.read();
        taken += b >= 0 ? 1 : 0;
        zerosAtEnd = b > 0 ? 0 : b == 0 ? zerosAtEnd + 1 : zerosAtEnd;
        return b;
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public int read(byte[] b, int from, int length) throws IOException {
      try {
        int n = in.read(b, from, length);
        taken += Math.max(0, n);
        int zeros = 0;
        while (zeros < n && b[from + n - 1 - zeros] == 0) {
          zeros++;
        }
        zerosAtEnd = zeros == n ? zerosAtEnd + zeros : n < 0 ? zerosAtEnd : zeros;
        return n;
      } catch (IOException e) {
        failed = true;
        throw e;
      }
    }

    /** Reads the rest, and returns whether it and the {@code last} bytes before it are all zero. */
    private boolean isZeroToTheEnd(long last) throws IOException {
      byte[] rest = new byte[BUFFER_BYTES];
      long before = taken;
      long zerosBefore = zerosAtEnd;
      while (zerosAtEnd == zerosBefore + taken - before) {
        if (read(rest, 0, rest.length) < 0) {
          return zerosBefore >= last;
        }
      }
      return false;
    }

    /**
     * Throws a refusal, returns a read failure unchanged, and returns any other exception as
     * damaged data.
     */
    private IOException damaged(Exception e) {
      if (e instanceof FootfallException refusal) {
        throw refusal;
      }
      return failed && e instanceof IOException io ? io : new DamagedDataException(e);
    }

    /**
     * Returns at least 1 before the end. {@link GZIPInputStream} looks for another member only if
     * this is not 0, which a channel's stream can return at any moment: the remaining members would
     * be lost silently.
     */
    @Override
    public int available() {
      return 1;
    }
  }

  /** Distinguishes damaged data from failures to read it. */
  private static final class Plain extends InputStream {
    private final InputStream in;
    private final Source source;

    Plain(InputStream in, Source source) {
      this.in = in;
      this.source = source;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] b, int from, int length) throws IOException {
      try {
        return in.read(b, from, length);
      } catch (IOException | RuntimeException e) {
        // Damaged bzip2 data may lead to an index out of bounds as well.
        throw source.damaged(e);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /**
   * Refuses an incomplete header of a member. The superclass treats it as the end, so the following
   * members would be lost. Zeros at the end are padding, which gzip(1) ignores too.
   */
  private static final class GzipToItsEnd extends GZIPInputStream {
    private static final int TRAILER_BYTES = 8;

    private final Source source;
    private long readByInflater;

    GzipToItsEnd(Source in) throws IOException {
      super(in, BUFFER_BYTES);
      this.source = in;
    }

    @Override
    protected void fill() throws IOException {
      super.fill();
      readByInflater = source.taken;
    }

    @Override
    public int read(byte[] b, int from, int length) throws IOException {
      int n = super.read(b, from, length);
      if (n < 0) {
        long bytesAfterData = inf.getRemaining() + (source.taken - readByInflater);
        if (bytesAfterData > TRAILER_BYTES
            && !source.isZeroToTheEnd(bytesAfterData - TRAILER_BYTES)) {
          throw new ZipException("the bytes after the last complete member are not gzip data");
        }
      }
      return n;
    }
  }

  /** Decompresses one stream after the other. Zeros at the end are padding. */
  private static final class Bzip2Streams extends FilterInputStream {
    private final Source source;
    private @Nullable InputStream stream;

    Bzip2Streams(Source in) throws IOException {
      super(in);
      source = in;
      stream = new BZip2CompressorInputStream(in);
    }

    @Override
    public int read(byte[] b, int from, int length) throws IOException {
      while (stream != null) {
        int n = stream.read(b, from, length);
        if (n >= 0) {
          return n;
        }
        stream = next();
      }
      return -1;
    }

    private @Nullable InputStream next() throws IOException {
      source.mark(1);
      int first = source.read();
      if (first < 0 || (first == 0 && source.isZeroToTheEnd(1))) {
        return null;
      }
      try {
        if (first == 'B') {
          source.reset();
          return new BZip2CompressorInputStream(source);
        }
      } catch (IOException e) {
        if (source.failed) {
          throw e;
        }
      }
      throw new ZipException("the bytes after the last complete stream are not bzip2 data");
    }
  }

  /**
   * Inflates one stream after the other; an {@code InflaterInputStream} would end after the first.
   */
  private static final class InflatedStreams extends FilterInputStream {
    private final Inflater inflater;
    private final byte[] compressed = new byte[BUFFER_BYTES];
    private int filled;
    private boolean ended;

    InflatedStreams(Source in, boolean raw) {
      super(in);
      inflater = new Inflater(raw);
    }

    @Override
    public int read(byte[] b, int from, int length) throws IOException {
      if (ended || length == 0) {
        return ended ? -1 : 0;
      }
      try {
        for (; ; ) {
          int n = inflater.inflate(b, from, length);
          if (n > 0) {
            return n;
          }
          if (inflater.needsDictionary()) {
            throw new ZipException("it needs a dictionary that is not available");
          }
          int left = inflater.getRemaining();
          boolean whole = inflater.finished();
          if (whole && left > 0) {
            int used = filled - left;
            inflater.reset();
            inflater.setInput(compressed, used, left);
            continue;
          }
          filled = in.read(compressed, 0, compressed.length);
          if (filled < 0) {
            if (!whole) {
              throw new EOFException();
            }
            ended = true;
            return -1;
          }
          if (whole) {
            inflater.reset();
          }
          inflater.setInput(compressed, 0, filled);
        }
      } catch (DataFormatException e) {
        throw new ZipException(e.getMessage() == null ? "no deflated data" : e.getMessage());
      }
    }

    @Override
    public void close() throws IOException {
      inflater.end();
      ended = true;
      super.close();
    }
  }

  /**
   * Decompresses one frame after the other, because zstd's own stream does not report a file that
   * ends inside a frame's header.
   */
  private static final class ZstdFrames extends FilterInputStream {
    private static final String NO_FRAME =
        "the bytes after the last complete frame are not zstd data";

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final byte[] read = new byte[BUFFER_BYTES];
    private final ByteBuffer compressed = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
    private final ByteBuffer plain = ByteBuffer.allocateDirect(2 * BUFFER_BYTES).limit(0);
    private final Source source;
    private boolean betweenFrames = true;
    private boolean moreToFlush;

    ZstdFrames(Source in) {
      super(in);
      source = in;
    }

    /** Returns whether only zeros follow the last frame; no frame begins with a zero. */
    private boolean isPadding() throws IOException {
      if (compressed.get(compressed.position()) != 0) {
        return false;
      }
      if (source.isZeroToTheEnd(compressed.remaining())) {
        return true;
      }
      throw new IOException(NO_FRAME);
    }

    /** Explains an error of zstd, whose exceptions all have the message "No error detected". */
    private IOException refused(long error) {
      if (error == Zstd.errDictionaryWrong() || error == Zstd.errFrameParameterWindowTooLarge()) {
        boolean dictionary = error == Zstd.errDictionaryWrong();
        throw FootfallException.usage(
            source.file
                + " is compressed by zstd with a "
                + (dictionary ? "dictionary" : "window of more than 128 MiB")
                + ", which is not supported. Decompress it first, for example with zstd -d "
                + (dictionary ? "-D DICTIONARY." : "--long=31."));
      }
      return new IOException(
          error == Zstd.errPrefixUnknown() ? NO_FRAME : Zstd.getErrorName(-error));
    }

    @Override
    public int read(byte[] b, int from, int length) throws IOException {
      while (!plain.hasRemaining()) {
        if (!compressed.hasRemaining() && !moreToFlush) {
          int n = in.read(read, 0, read.length);
          if (n < 0) {
            if (!betweenFrames) {
              throw new EOFException();
            }
            return -1;
          }
          compressed.clear().put(read, 0, n).flip();
        }
        if (betweenFrames && compressed.hasRemaining() && isPadding()) {
          return -1;
        }
        plain.clear();
        try {
          betweenFrames = zstd.decompressDirectByteBufferStream(plain, compressed);
        } catch (ZstdException e) {
          throw refused(e.getErrorCode());
        }
        moreToFlush = !betweenFrames && !plain.hasRemaining();
        plain.flip();
      }
      int n = Math.min(length, plain.remaining());
      plain.get(b, from, n);
      return n;
    }

    @Override
    public void close() throws IOException {
      zstd.close();
      super.close();
    }
  }
}
