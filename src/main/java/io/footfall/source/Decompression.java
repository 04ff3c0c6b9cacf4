package io.footfall.source;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/**
 * How a file is compressed: found from the ending of its name, and if that says nothing, from its
 * first bytes. Several compressed streams one after the other in one file (as {@code cat a.gz b.gz}
 * makes) are read as one.
 */
enum Decompression {
  /** Not compressed. */
  NONE {
    @Override
    InputStream open(InputStream in) {
      return in;
    }
  },
  /** RFC 1952. */
  GZIP {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new GZIPInputStream(new NeverKnowsTheEnd(in), BUFFER_BYTES);
    }
  },
  /** bzip2. */
  BZIP2 {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new BZip2CompressorInputStream(in, true);
    }
  },
  /** RFC 8878. */
  ZSTD {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new ZstdInputStreamNoFinalizer(in);
    }
  },
  /** RFC 1951, with or without the frame of RFC 1950 around it. */
  DEFLATE {
    @Override
    InputStream open(InputStream in) throws IOException {
      in.mark(2);
      int first = in.read();
      int second = in.read();
      in.reset();
      boolean framed = (first & 0x0F) == 8 && ((first << 8) + second) % 31 == 0;
      return new InflaterInputStream(in, new Inflater(!framed), BUFFER_BYTES);
    }
  };

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MAGIC_BYTES = 4;

  /** The plain bytes of {@code in}, which supports mark and reset. */
  abstract InputStream open(InputStream in) throws IOException;

  /** What the name says. */
  static Decompression ofName(String file) {
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
   * What the first bytes say: for files whose name says nothing, or promises what they do not hold.
   */
  static Decompression ofMagic(byte[] start, int length) {
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
    if (length >= 4
        && (start[0] & 0xFF) == 0x28
        && (start[1] & 0xFF) == 0xB5
        && start[2] == 0x2F
        && (start[3] & 0xFF) == 0xFD) {
      return ZSTD;
    }
    return NONE;
  }

  /**
   * The plain bytes of a file: a name that promises a compression which the bytes do not have is
   * not believed.
   */
  static InputStream plain(String file, InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, BUFFER_BYTES);
    in.mark(MAGIC_BYTES);
    byte[] magic = in.readNBytes(MAGIC_BYTES);
    in.reset();
    if (magic.length == 0) {
      return in;
    }
    Decompression named = ofName(file);
    return (named == DEFLATE ? DEFLATE : ofMagic(magic, magic.length)).open(in);
  }

  /**
   * Says that there may be more. {@link GZIPInputStream} looks for another member only if {@code
   * available()} is not 0, which a channel's stream says at any moment: the rest of a file of many
   * members would be lost without a word.
   */
  private static final class NeverKnowsTheEnd extends FilterInputStream {
    NeverKnowsTheEnd(InputStream in) {
      super(in);
    }

    @Override
    public int available() {
      return 1;
    }
  }
}
