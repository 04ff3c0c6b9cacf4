package io.footfall.bytes;

/** Validates UTF-8 as defined by table 3-7 of the Unicode standard. */
public final class Utf8 {

  private Utf8() {}

  /**
   * Finds the first error in a slice: overlong forms, surrogates, numbers above U+10FFFF and
   * truncated characters. Needs no slack after the slice.
   *
   * @return the position of the first byte that does not start a well-formed character, or -1
   */
  public static int firstInvalid(byte[] b, int from, int to) {
    int p = from;
    while (p < to) {
      if (b[p] >= 0) {
        p = skipAscii(b, p + 1, to);
        continue;
      }
      int length = characterLength(b, p, to);
      if (length == 0) {
        return p;
      }
      p += length;
    }
    return -1;
  }

  /**
   * Finds the first unpaired surrogate, which UTF-8 cannot represent.
   *
   * @return its index, or -1 if the text can be encoded without loss
   */
  public static int firstLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  private static int skipAscii(byte[] b, int from, int to) {
    int p = from;
    while (p + 8 <= to && ByteSlices.isAsciiWord(ByteSlices.longAt(b, p))) {
      p += 8;
    }
    while (p < to && b[p] >= 0) {
      p++;
    }
    return p;
  }

  /** Returns the length of the non-ASCII character at p, or 0 if it is malformed. */
  private static int characterLength(byte[] b, int p, int to) {
    int first = b[p] & 0xFF;
    int length;
    // Only the second byte has limits that depend on the first.
    int least = 0x80;
    int greatest = 0xBF;
    if (first >= 0xC2 && first <= 0xDF) {
      length = 2;
    } else if (first >= 0xE0 && first <= 0xEF) {
      length = 3;
      if (first == 0xE0) {
        least = 0xA0; // below: overlong
      } else if (first == 0xED) {
        greatest = 0x9F; // above: surrogates
      }
    } else if (first >= 0xF0 && first <= 0xF4) {
      length = 4;
      if (first == 0xF0) {
        least = 0x90; // below: overlong
      } else if (first == 0xF4) {
        greatest = 0x8F; // above: beyond U+10FFFF
      }
    } else {
      return 0;
    }
    if (to - p < length) {
      return 0;
    }
    int second = b[p + 1] & 0xFF;
    if (second < least || second > greatest) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((b[p + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
