package io.footfall.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Variants of valid inputs: a few bytes are changed, removed, repeated or inserted. The same seed
 * makes the same variants.
 */
final class Mutations {
  private static final int MOST_CHANGES = 4;
  private static final int MOST_BYTES = 1 << 12;
  private static final List<byte[]> PIECES =
      List.of(
              "\n",
              "\r",
              "\r\n",
              ",",
              ";",
              "\t",
              "|",
              "\"",
              "\"\"",
              "'",
              "\\",
              "\\u0000",
              "{",
              "}",
              "[",
              "]",
              ":",
              "null",
              "-",
              "+",
              ".",
              "e",
              "E9",
              "0",
              "9",
              "99999999999999999999",
              " ",
              "Z",
              "T",
              "/",
              "%",
              "1e999",
              "\u2212",
              "\u00e9",
              "\ud83d\ude00",
              "NaN",
              "true")
          .stream()
          .map(text -> text.getBytes(StandardCharsets.UTF_8))
          .toList();

  private final SplittableRandom random;
  private final List<byte[]> valid;

  Mutations(long seed, List<byte[]> valid) {
    random = new SplittableRandom(seed);
    this.valid = valid;
  }

  /** Returns the next variant. */
  byte[] next() {
    byte[] input = any(valid).clone();
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes; i++) {
      input = change(input);
    }
    return input.length > MOST_BYTES ? java.util.Arrays.copyOf(input, MOST_BYTES) : input;
  }

  /** Returns a number from 0 to below {@code bound}. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  private byte[] any(List<byte[]> from) {
    return from.get(random.nextInt(from.size()));
  }

  private byte[] change(byte[] input) {
    if (input.length == 0) {
      return any(PIECES);
    }
    int at = random.nextInt(input.length);
    int end = Math.min(input.length, at + 1 + random.nextInt(16));
    switch (random.nextInt(6)) {
      case 0 -> {
        input[at] ^= (byte) (1 << random.nextInt(8));
        return input;
      }
      case 1 -> {
        input[at] = (byte) random.nextInt(256);
        return input;
      }
      case 2 -> {
        return joined(input, 0, at, new byte[0], input, end);
      }
      case 3 -> {
        return joined(input, 0, end, new byte[0], input, at);
      }
      case 4 -> {
        return joined(input, 0, at, any(PIECES), input, at);
      }
      default -> {
        byte[] other = any(valid);
        return joined(input, 0, at, new byte[0], other, random.nextInt(other.length + 1));
      }
    }
  }

  private static byte[] joined(byte[] a, int from, int to, byte[] piece, byte[] b, int rest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(a.length + b.length);
    out.write(a, from, to - from);
    out.writeBytes(piece);
    out.write(b, rest, b.length - rest);
    return out.toByteArray();
  }
}
