package io.footfall.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.luben.zstd.Zstd;
import io.footfall.errors.FootfallException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecompressionTest {

  /** How a test compresses data. */
  enum Made {
    GZIP("a.csv.gz"),
    BZIP2("a.csv.bz2"),
    ZSTD("a.csv.zst"),
    ZLIB("a.csv.zz"),
    RAW_DEFLATE("a.csv.deflate");

    private final String name;

    Made(String name) {
      this.name = name;
    }

    byte[] from(byte[] plain) throws IOException {
      if (this == ZSTD) {
        return Zstd.compress(plain);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (OutputStream out =
          switch (this) {
            case GZIP -> new GZIPOutputStream(bytes);
            case BZIP2 -> new BZip2CompressorOutputStream(bytes);
            default -> new DeflaterOutputStream(bytes, new Deflater(6, this == RAW_DEFLATE));
          }) {
        out.write(plain);
      }
      return bytes.toByteArray();
    }
  }

  /** Larger than any buffer, and not uniform. */
  private static final byte[] LARGE = text(300_000);

  private static byte[] text(int bytes) {
    Random random = new Random(7);
    byte[] text = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      text[i] = (byte) (i % 40 == 39 ? '\n' : 'a' + random.nextInt(20));
    }
    return text;
  }

  private static byte[] plain(String name, byte[] bytes) throws IOException {
    try (InputStream in = Decompression.plain(name, new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @ParameterizedTest
  @EnumSource
  void readsEveryFormatCompletely(Made made) throws IOException {
    assertThat(plain(made.name, made.from(LARGE)), is(LARGE));
    assertThat(plain(made.name, made.from(new byte[0])), is(new byte[0]));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RAW_DEFLATE")
  void detectsFormatsWhateverTheName(Made made) throws IOException {
    for (String name : new String[] {"a.csv", "a", "a.csv.gz", "a.csv.bz2", "a.csv.zst"}) {
      assertThat(name, plain(name, made.from(LARGE)), is(LARGE));
    }
  }

  @ParameterizedTest
  @EnumSource
  void severalStreamsInOneFileAreReadAsOne(Made made) throws IOException {
    byte[] one = "one\n".getBytes(UTF_8);
    byte[] none = new byte[0];
    assertThat(
        plain(made.name, joined(made.from(one), made.from(LARGE), made.from(none), made.from(one))),
        is(joined(one, LARGE, one)));
  }

  @ParameterizedTest
  @EnumSource
  void manyStreamsOfEveryLengthAreReadAsOne(Made made) throws IOException {
    // Their ends fall on every position of the buffers.
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    ByteArrayOutputStream wanted = new ByteArrayOutputStream();
    for (int length = 0; length < 300; length++) {
      byte[] part = Arrays.copyOf(LARGE, length);
      compressed.writeBytes(made.from(part));
      wanted.writeBytes(part);
    }
    assertThat(plain(made.name, compressed.toByteArray()), is(wanted.toByteArray()));
  }

  @ParameterizedTest
  @EnumSource
  void refusesTruncatedData(Made made) throws IOException {
    byte[] whole = made.from(Arrays.copyOf(LARGE, 200));
    for (int length = 8; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(
          Decompression.DamagedDataException.class,
          () -> plain(made.name, cut),
          made + " cut at " + length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesATruncatedLaterStream(Made made) throws IOException {
    byte[] first = made.from(Arrays.copyOf(LARGE, 200));
    byte[] second = made.from(Arrays.copyOf(LARGE, 100));
    for (int length = 1; length < second.length; length++) {
      byte[] cut = joined(first, Arrays.copyOf(second, length));
      assertThrows(
          Decompression.DamagedDataException.class,
          () -> plain(made.name, cut),
          made + " cut at " + length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesOtherBytesAfterTheLastStream(Made made) throws IOException {
    byte[] first = made.from(Arrays.copyOf(LARGE, 200));
    for (String behind : new String[] {"\u0001", "x", "user_id,url\n", "a,b\n".repeat(100)}) {
      byte[] more = joined(first, behind.getBytes(UTF_8));
      assertThrows(
          Decompression.DamagedDataException.class,
          () -> plain(made.name, more),
          made + " followed by " + behind.length() + " bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 26, 27, 511, 8191, 8192, 8193, 200_000})
  void ignoresZerosAfterTheLastStream(int zeros) throws IOException {
    for (Made made : new Made[] {Made.GZIP, Made.ZSTD, Made.BZIP2}) {
      for (int length : new int[] {0, 1, 200, made == Made.BZIP2 ? 2 : LARGE.length}) {
        byte[] wanted = Arrays.copyOf(LARGE, length);
        byte[] one = made.from(wanted);
        byte[] twice = joined(one, one, new byte[zeros]);
        assertThat(plain(made.name, twice), is(joined(wanted, wanted)));
        byte[] more = joined(twice, new byte[] {7});
        assertThrows(Decompression.DamagedDataException.class, () -> plain(made.name, more));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GZIP, the bytes after the last complete member are not gzip data",
    "BZIP2, the bytes after the last complete stream are not bzip2 data",
    "ZSTD, the bytes after the last complete frame are not zstd data"
  })
  void namesBytesAfterTheData(Made made, String wanted) throws IOException {
    byte[] more = joined(made.from(LARGE), "text".getBytes(UTF_8));
    assertThat(reasonOf(more), is(wanted));
  }

  @Test
  void reportsHowALaterFrameOfZstdIsDamaged() throws IOException {
    byte[] frame = Made.ZSTD.from(LARGE);
    byte[] damaged = joined(frame, frame);
    damaged[frame.length + 9] ^= 0x7F;
    assertThat(reasonOf(damaged), is("Data corruption detected"));
    byte[] cut = Arrays.copyOf(damaged, frame.length + 7);
    assertThat(reasonOf(cut), is("it ends too early"));
  }

  @Test
  void reportsGzipThatEndsTooEarly() throws IOException {
    byte[] gzip = Made.GZIP.from(LARGE);
    for (int missing : new int[] {1, 4, 8, gzip.length / 2}) {
      assertThat(reasonOf(Arrays.copyOf(gzip, gzip.length - missing)), is("it ends too early"));
    }
  }

  private static String reasonOf(byte[] damaged) {
    return String.valueOf(
        assertThrows(Decompression.DamagedDataException.class, () -> plain("a.csv", damaged))
            .getMessage());
  }

  @Test
  void readsSkippableFramesAndNamesWhatZstdNeeds() throws IOException {
    byte[] frame = Made.ZSTD.from(LARGE);
    byte[] skippable = {0x5E, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 7, 7};
    assertThat(
        plain("a.zst", joined(skippable, frame, skippable, frame)), is(joined(LARGE, LARGE)));
    byte[] withDictionary = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 1, 0, 7, 1, 0, 0};
    byte[] withWindow = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) 0xA8, 1, 0, 0};
    assertThat(
        assertThrows(FootfallException.class, () -> plain("a.zst", withDictionary)).getMessage(),
        is(
            "a.zst is compressed by zstd with a dictionary, which is not supported. Decompress it"
                + " first, for example with zstd -d -D DICTIONARY."));
    assertThat(
        assertThrows(FootfallException.class, () -> plain("a.zst", withWindow)).getMessage(),
        containsString("a window of more than 128 MiB, which is not supported."));
  }

  @Test
  void refusesAWrongChecksum() throws IOException {
    byte[] gzip = Made.GZIP.from(LARGE);
    gzip[gzip.length - 5] ^= 1;
    assertThrows(Decompression.DamagedDataException.class, () -> plain("a.gz", gzip));
    byte[] zlib = Made.ZLIB.from(LARGE);
    zlib[zlib.length - 1] ^= 1;
    assertThrows(Decompression.DamagedDataException.class, () -> plain("a.zz", zlib));
    byte[] bzip2 = Made.BZIP2.from(LARGE);
    bzip2[bzip2.length / 2] ^= 1;
    assertThrows(Decompression.DamagedDataException.class, () -> plain("a.bz2", bzip2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x^,y\n", "x\u0001,\n", "BZh,\n", "BZ", "x", "", "(\u00b5,\n", "{}\n"})
  void readsTextThatBeginsLikeCompressedData(String text) throws IOException {
    for (String name : new String[] {"a.csv", "a.csv.gz", "a.csv.bz2", "a.csv.zst"}) {
      assertThat(new String(plain(name, text.getBytes(UTF_8)), UTF_8), is(text));
    }
  }

  @Test
  void distinguishesReadFailuresFromDamage() throws IOException {
    byte[] gzip = Made.GZIP.from(LARGE);
    InputStream failing =
        new FilterInputStream(new ByteArrayInputStream(gzip)) {
          private int left = gzip.length / 2;

          @Override
          public int read(byte[] b, int from, int length) throws IOException {
            if (left <= 0) {
              throw new IOException("the disk is broken");
            }
            int n = super.read(b, from, Math.min(left, length));
            left -= n;
            return n;
          }
        };
    IOException failure =
        assertThrows(IOException.class, () -> Decompression.plain("a.gz", failing).readAllBytes());
    assertThat(failure instanceof Decompression.DamagedDataException, is(false));
    assertThat(failure.getMessage(), containsString("the disk is broken"));
  }
}
