package io.footfall.reading;

import io.footfall.bytes.Utf8;
import io.footfall.errors.FootfallException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Recognizes bytes that are not UTF-8: UTF-16, UTF-32, EBCDIC and binary data. */
public final class TextEncoding {
  private static final int BYTES_LOOKED_AT = 1024;

  /**
   * The bytes of digits, letters and common symbols in EBCDIC, in addition to those from 0x81 on.
   */
  private static final String SIGNS_OF_EBCDIC = "\u0005\r\u0015%@KMO]^`akmnoz|}\u007f";

  private TextEncoding() {}

  /** Returns the character set of a UTF-16 or UTF-32 byte order mark; null for other bytes. */
  public static @Nullable Charset marked(byte[] start, int length) {
    int first = length < 2 ? 0 : ((start[0] & 0xFF) << 8) | (start[1] & 0xFF);
    int second = length < 4 ? -1 : ((start[2] & 0xFF) << 8) | (start[3] & 0xFF);
    if (first == 0xFFFE) {
      return second == 0 ? Charset.forName("UTF-32LE") : StandardCharsets.UTF_16LE;
    }
    if (first == 0xFEFF) {
      return StandardCharsets.UTF_16BE;
    }
    return first == 0 && second == 0xFEFF ? Charset.forName("UTF-32BE") : null;
  }

  /**
   * Returns the name of UTF-16 or UTF-32 if text has the pattern of NUL bytes of its ASCII
   * characters; otherwise empty.
   */
  public static Optional<String> withoutMark(byte[] text, int length) {
    int[] zeros = new int[4];
    for (int i = 0; i < length; i++) {
      zeros[i % 4] += text[i] == 0 ? 1 : 0;
    }
    int even = zeros[0] + zeros[2];
    int odd = zeros[1] + zeros[3];
    int wide = length / 4;
    if (zeros[1] > wide / 2 && zeros[2] > wide / 2) {
      return Math.abs(zeros[0] - zeros[3]) < wide / 2
          ? Optional.empty()
          : Optional.of(zeros[3] > zeros[0] ? "UTF-32LE" : "UTF-32BE");
    }
    int most = Math.max(even, odd);
    return most == 0 || most < length / 4 || most < 10 * Math.min(even, odd)
        ? Optional.empty()
        : Optional.of(odd == most ? "UTF-16LE" : "UTF-16BE");
  }

  /**
   * Returns the exception for bytes that are EBCDIC or not text; empty for other bytes.
   *
   * @param source the name of the source
   * @param start its first bytes
   */
  public static Optional<FootfallException> refusal(String source, byte[] start, int length) {
    int end = Math.min(BYTES_LOOKED_AT, length);
    int controls = 0;
    int ebcdic = 0;
    for (int i = 0; i < end; i++) {
      int b = start[i] & 0xFF;
      // Delimited text can have the separators 0x01 and 0x1C to 0x1F.
      controls += b != 1 && (b < '\t' || (b > '\r' && b < 0x1B)) ? 1 : 0;
      ebcdic += b > 0x80 ? ((b & 0xF) < 10 ? 1 : 0) : SIGNS_OF_EBCDIC.indexOf(b) >= 0 ? 1 : 0;
    }
    int invalid = Utf8.firstInvalid(start, 0, end);
    if (invalid < 0 || invalid >= end - 3) {
      return Optional.empty();
    }
    if (ebcdic * 20 >= end * 19) {
      return Optional.of(
          FootfallException.usage(
              source
                  + " is in EBCDIC. Convert it first, for example with iconv -f IBM037 -t UTF-8."));
    }
    return controls < Math.max(2, end / 50)
        ? Optional.empty()
        : Optional.of(
            FootfallException.usage(
                ("%s is a binary file of an unknown format: %s of its first %s bytes are control"
                        + " characters. Convert it to CSV, JSON, Parquet or xlsx first.")
                    .formatted(source, controls, end)));
  }
}
