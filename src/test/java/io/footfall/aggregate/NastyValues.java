package io.footfall.aggregate;

import io.footfall.bytes.ByteSlices;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Keys and decimals that tables and sums are likely to get wrong. */
public final class NastyValues {
  private static final int LAST_SLOT = 1023;

  // The primes of ByteSlices.
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;

  private NastyValues() {}

  /** Two different keys of 16 bytes with the same 64-bit hash. */
  public static final List<String> SAME_HASH = sameHash();

  /** Different keys that all map to the last slot of a table with 1,024 slots. */
  public static final List<String> SAME_SLOT = sameSlot();

  /**
   * Keys: short and long, with zero bytes, common prefixes and suffixes, equal hashes, and outside
   * ASCII.
   */
  public static Arbitrary<String> keys() {
    List<String> fixed =
        new ArrayList<>(
            List.of(
                "a",
                "b",
                "1",
                "01",
                "12345678",
                "123456789",
                "1234567",
                "12345678\0",
                "\0",
                "\0\0",
                "a\0",
                "\0a",
                "\0\0\0\0\0\0\0\0",
                "a\0\0\0\0\0\0b",
                "https://shop.example/a",
                "https://shop.example/b",
                "https://shop.example/a/",
                "https://shop.example/A",
                "https://shop.example/aa",
                "x".repeat(300),
                "x".repeat(299) + "y",
                "y" + "x".repeat(299),
                "\u00e9",
                "e\u0301",
                "\ud83d\udc5f",
                "\uffff"));
    fixed.addAll(SAME_HASH);
    fixed.addAll(SAME_SLOT);
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(5, Arbitraries.of(fixed)),
        net.jqwik.api.Tuple.of(1, Arbitraries.strings().ofMinLength(1).ofMaxLength(12)),
        net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(0, 30).map(String::valueOf)));
  }

  /** Non-negative decimals: with few or many digits, and at the limits of a long. */
  public static Arbitrary<BigDecimal> decimals() {
    return Arbitraries.of(
            "0",
            "0.000",
            "0.1",
            "12.50",
            "3",
            "0.3333333333",
            "0.0000000000000000000001",
            "9223372036854775807",
            "922337203685477580.7",
            "9223372036854775808",
            "0.9223372036854775807",
            "99999999999999999999999999999999999999.99",
            "1" + "0".repeat(200) + ".5",
            "0." + "0".repeat(200) + "1",
            "1844674407370955161.6")
        .map(BigDecimal::new);
  }

  /** The same, and negative ones. */
  public static Arbitrary<BigDecimal> signedDecimals() {
    return Arbitraries.oneOf(
        decimals(),
        decimals().map(BigDecimal::negate),
        Arbitraries.just(new BigDecimal("-9223372036854775808")),
        Arbitraries.just(new BigDecimal("-922337203685477580.8")));
  }

  /** Returns the hash of a key. */
  public static long hash(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return KeyTable.hash(Arrays.copyOf(bytes, bytes.length + ByteSlices.SLACK), 0, bytes.length, 0);
  }

  /**
   * {@link ByteSlices#hash} processes 8 bytes at a time bijectively: for any first 8 bytes there
   * are second ones with the same hash, which are ASCII in one of 256 cases.
   */
  private static List<String> sameHash() {
    long firstWord = word("shop/one");
    long spread = spread(word("/basket1"));
    for (int i = 0; ; i++) {
      long otherFirst = word(String.format("shop%04d", i));
      long otherSpread = state(firstWord) ^ spread ^ state(otherFirst);
      long otherSecond = Long.rotateRight(otherSpread * inverse(PRIME_1), 31) * inverse(PRIME_2);
      if (ByteSlices.isAsciiWord(otherSecond)) {
        return List.of("shop/one/basket1", text(otherFirst) + text(otherSecond));
      }
    }
  }

  /** Returns the state of the hash after the first 8 of 16 bytes. */
  private static long state(long firstWord) {
    return Long.rotateLeft((PRIME_4 + 16) ^ spread(firstWord), 27) * PRIME_1 + PRIME_4;
  }

  private static long spread(long word) {
    return Long.rotateLeft(word * PRIME_2, 31) * PRIME_1;
  }

  /** Returns the inverse of an odd number, by Newton's method. */
  private static long inverse(long odd) {
    long x = odd;
    for (int i = 0; i < 6; i++) {
      x *= 2 - odd * x;
    }
    return x;
  }

  private static long word(String text) {
    return ByteSlices.longAt(text.getBytes(StandardCharsets.US_ASCII), 0);
  }

  private static String text(long word) {
    byte[] bytes = new byte[8];
    ByteSlices.putLong(bytes, 0, word);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static List<String> sameSlot() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; keys.size() < 12; i++) {
      String key = (i % 2 == 0 ? "k" : "a-longer-key-") + i;
      if ((int) (hash(key) >>> 32 & LAST_SLOT) == LAST_SLOT) {
        keys.add(key);
      }
    }
    return keys;
  }
}
