package io.footfall.source;

import io.footfall.reading.Layout;
import io.footfall.reading.TextEncoding;
import io.footfall.records.ReadSettings;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file as UTF-8 text: decompressed, converted from another character set, or as CSV if it
 * is a spreadsheet or Parquet. UTF-8 stays unchanged, byte for byte.
 */
final class PlainText {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final byte[] PARQUET_MAGIC = {'P', 'A', 'R', '1'};

  private PlainText() {}

  /**
   * Returns whether a file must be read as a stream from its start, because its bytes are not the
   * text itself.
   *
   * @param start the first bytes of the file
   * @param length the number of bytes: {@link Decompression#START_BYTES}, or the whole file
   * @throws io.footfall.errors.FootfallException if the bytes are in a {@link ForeignFormat}
   */
  static boolean isConverted(String file, byte[] start, int length, ReadSettings settings) {
    ForeignFormat.refuse(file, start, length);
    return Decompression.of(file, start, length) != Decompression.NONE
        || isTable(start, length)
        || charset(start, length, settings) != null;
  }

  /**
   * Opens the text of a file.
   *
   * @param raw the file's bytes
   * @throws io.footfall.errors.FootfallException if the workbook has no such sheet
   * @throws IOException if the bytes cannot be read or are damaged
   */
  static InputStream open(String file, InputStream raw, ReadSettings settings) throws IOException {
    BufferedInputStream plain =
        new BufferedInputStream(Decompression.plain(file, raw), BUFFER_BYTES);
    plain.mark(Decompression.START_BYTES);
    byte[] start = plain.readNBytes(Decompression.START_BYTES);
    plain.reset();
    ForeignFormat.refuse(file, start, start.length);
    if (isTable(start, start.length)) {
      Path path = Path.of(SpooledInput.pathOf(file));
      boolean local = InputFiles.isLocalFile(file) && isTable(path);
      File table = local ? path.toFile() : copied(plain);
      if (local) {
        plain.close();
      }
      try {
        return Archive.isZip(start, start.length)
            ? new SpreadsheetText(file, table, !local, settings.form().sheet())
            : new ParquetText(file, table, !local);
      } catch (IOException | RuntimeException e) {
        if (!local) {
          Files.deleteIfExists(table.toPath());
        }
        throw e;
      }
    }
    Charset charset = charset(start, start.length, settings);
    if (charset == null) {
      return plain;
    }
    if (charset.equals(TextEncoding.marked(start, start.length))) {
      plain.skipNBytes(charset.name().startsWith("UTF-32") ? 4 : 2);
    }
    return new TranscodedInput(plain, charset);
  }

  /**
   * Returns whether a file is a workbook, by its first bytes.
   *
   * @throws IOException if it cannot be read
   */
  static boolean isWorkbook(String file) throws IOException {
    try (InputStream plain =
        Decompression.plain(file, Channels.newInputStream(SourceFile.open(file)))) {
      byte[] start = plain.readNBytes(PARQUET_MAGIC.length);
      return Archive.isZip(start, start.length);
    }
  }

  private static boolean isTable(byte[] start, int length) {
    return Archive.isZip(start, length)
        || (length >= PARQUET_MAGIC.length
            && java.util.Arrays.equals(start, 0, 4, PARQUET_MAGIC, 0, 4));
  }

  private static boolean isTable(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(PARQUET_MAGIC.length);
      return isTable(start, start.length);
    }
  }

  private static File copied(InputStream in) throws IOException {
    Path copy = Files.createTempFile("footfall-input-", ".tmp");
    try (in) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy.toFile();
  }

  /** Returns the character set to convert from; null if the text is UTF-8. */
  private static @Nullable Charset charset(byte[] start, int length, ReadSettings settings) {
    Charset marked = TextEncoding.marked(start, length);
    if (marked != null) {
      return marked;
    }
    String given = settings.form().charset();
    return given == null
            || Layout.byteOrderMarkBytes(start, length) > 0
            || given.equalsIgnoreCase("UTF-8")
        ? null
        : Charset.forName(given);
  }
}
