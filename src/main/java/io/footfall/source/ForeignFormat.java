package io.footfall.source;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A binary format that Footfall does not read, found from the first bytes of a file. */
@SuppressWarnings("ImmutableEnumChecker") // The arrays are never changed.
enum ForeignFormat {
  /** xz. */
  XZ(hex("fd377a585a00"), "is compressed with xz", "Decompress it first, for example with xz -dk"),
  /** 7-Zip. */
  SEVEN_ZIP(hex("377abcaf271c"), "is a 7-Zip archive", "Extract it first, for example with 7z x"),
  /** RAR. */
  RAR(hex("526172211a07"), "is a RAR archive", "Extract it first, for example with unrar x"),
  /** LZ4 frames. */
  LZ4(hex("04224d18"), "is compressed with LZ4", "Decompress it first, for example with lz4 -dk"),
  /** LZ4 before 2013. */
  OLD_LZ4(
      hex("02214c18"), "is compressed with LZ4", "Decompress it first, for example with lz4 -dk"),
  /** lzip. */
  LZIP(hex("4c5a495001"), "is compressed with lzip", "Decompress it first, with lzip -dk"),
  /** LZMA without a container. */
  LZMA(hex("5d0000"), "is compressed with LZMA", "Decompress it first, for example with unlzma -k"),
  /** lzop. */
  LZOP(hex("894c5a4f000d0a1a0a"), "is compressed with lzop", "Decompress it first, with lzop -d"),
  /** Unix compress. */
  COMPRESS(
      hex("1f9d"),
      "is compressed with Unix compress",
      "Decompress it first, for example with gzip -d"),
  /** Snappy frames. */
  SNAPPY(hex("ff060000734e61507059"), "is compressed with Snappy", "Decompress it first"),
  /** SQLite. */
  SQLITE(
      ascii("SQLite format 3\0"),
      "is a SQLite database",
      "Export the table as CSV first, for example with sqlite3 -header -csv FILE 'SELECT * FROM"
          + " TABLE'"),
  /** DuckDB; a checksum precedes its magic number. */
  DUCKDB(
      ascii("DUCK"),
      8,
      "is a DuckDB database",
      "Export the table first, for example with COPY TABLE TO 'FILE.parquet'"),
  /** Excel before 2007, and other formats of that time. */
  OLE(
      hex("d0cf11e0a1b11ae1"),
      "is an Excel workbook in the old xls format",
      "Save it as xlsx or CSV first"),
  /** Avro. */
  AVRO(hex("4f626a01"), "is an Avro file", "Convert it to Parquet, CSV or JSON first"),
  /** ORC. */
  ORC(ascii("ORC"), "is an ORC file", "Convert it to Parquet, CSV or JSON first"),
  /** Arrow. */
  ARROW(ascii("ARROW1\0"), "is an Arrow file", "Convert it to Parquet, CSV or JSON first"),
  /** PDF. */
  PDF(ascii("%PDF-"), "is a PDF document", "Export the data as CSV or xlsx instead");

  private static final Pattern MARKUP =
      Pattern.compile(
          "(?is)(\u00ef\u00bb\u00bf)?\\s*<(\\?xml|!doctype html|html|head|body|table)\\b.*");

  private final byte[] mark;
  private final int offset;
  private final String found;
  private final String fix;

  ForeignFormat(byte[] mark, String found, String fix) {
    this(mark, 0, found, fix);
  }

  ForeignFormat(byte[] mark, int offset, String found, String fix) {
    this.mark = mark;
    this.offset = offset;
    this.found = found;
    this.fix = fix;
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean isZero(byte[] start, int length) {
    for (int i = 0; i < length; i++) {
      if (start[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * A CSV header may begin like ORC's magic number, but only binary files have control characters
   * after it.
   */
  private boolean begins(byte[] start, int length) {
    if (length < offset + mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if (start[offset + i] != mark[i]) {
        return false;
      }
    }
    if (this != ORC && this != DUCKDB) {
      return true;
    }
    for (int i = 0; i < length; i++) {
      if (start[i] >= 0 && start[i] < '\t') {
        return true;
      }
    }
    return false;
  }

  /**
   * Refuses a file in such a format, an HTML page, an XML document, and a file of zero bytes.
   *
   * @param file its name
   * @param start its first bytes
   * @param length the number of bytes
   * @throws FootfallException that names the format, and how to convert it to a supported one
   */
  static void refuse(String file, byte[] start, int length) {
    if (length > 0 && isZero(start, length)) {
      throw new FootfallException(
          Kind.DATA,
          file
              + (length < Decompression.START_BYTES
                  ? " has only zero bytes: " + length
                  : " begins with " + length + " zero bytes")
              + ". It was probably not written completely. Use a complete copy of the file.");
    }
    for (ForeignFormat format : values()) {
      if (format.begins(start, length)) {
        throw FootfallException.usage(
            file + " " + format.found + ", which is not supported. " + format.fix + ".");
      }
    }
    Matcher markup = MARKUP.matcher(new String(start, 0, length, StandardCharsets.ISO_8859_1));
    if (length > 0 && markup.matches()) {
      boolean isXml = markup.group(2).startsWith("?");
      throw FootfallException.usage(
          file
              + (isXml ? " is an XML document" : " is an HTML page")
              + ", which is not supported. If a server sent it as an error message, download the"
              + " file again; otherwise save its data as CSV or xlsx.");
    }
  }
}
