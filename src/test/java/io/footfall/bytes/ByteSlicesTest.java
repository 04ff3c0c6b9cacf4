package io.footfall.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Compares the word-wise operations with those of Arrays and String. */
class ByteSlicesTest {

  private static final int AROUND_ONE = 0xAA;
  private static final int AROUND_OTHER = 0x55;

  private static boolean equal(byte[] x, byte[] y) {
    Slice a = Slice.of(x, AROUND_ONE);
    Slice b = Slice.of(y, AROUND_OTHER);
    return a.length() == b.length()
        && ByteSlices.equal(a.array(), a.from(), b.array(), b.from(), a.length());
  }

  private static long hash(byte[] x, int around) {
    Slice a = Slice.of(x, around);
    return ByteSlices.hash(a.array(), a.from(), a.to());
  }

  private static int compare(byte[] x, byte[] y) {
    Slice a = Slice.of(x, AROUND_ONE);
    Slice b = Slice.of(y, AROUND_OTHER);
    return ByteSlices.compareUnsigned(a.array(), a.from(), a.to(), b.array(), b.from(), b.to());
  }

  // Equality and hash

  @Property
  void equalBytesAreEqualAtAnyOffset(@ForAll("texts") byte[] x) {
    assertThat(equal(x, x.clone()), is(true));
    assertThat(hash(x, AROUND_ONE), is(hash(x, AROUND_OTHER)));
  }

  @Property
  void equalAsArraysAre(@ForAll("texts") byte[] x, @ForAll("texts") byte[] y) {
    assertThat(equal(x, y), is(Arrays.equals(x, y)));
  }

  @Property
  void detectsOneChangedBit(@ForAll("nonEmptyTexts") byte[] x, @ForAll int anyBit) {
    byte[] y = x.clone();
    int bit = Math.floorMod(anyBit, 8 * y.length);
    y[bit / 8] ^= (byte) (1 << (bit % 8));
    assertThat(equal(x, y), is(false));
    assertThat(hash(x, AROUND_ONE), is(not(hash(y, AROUND_ONE))));
  }

  @Property
  void changedBitChangesAboutHalfOfTheHash(@ForAll @Size(24) byte[] x) {
    // Summed over all input bits, because single bits may vary.
    int changed = 0;
    for (int bit = 0; bit < 8 * x.length; bit++) {
      byte[] y = x.clone();
      y[bit / 8] ^= (byte) (1 << (bit % 8));
      changed += Long.bitCount(hash(x, 0) ^ hash(y, 0));
    }
    assertThat(changed / (8.0 * x.length), is(both(greaterThan(30.0)).and(lessThan(34.0))));
  }

  @Test
  void hashesOfLikeKeysFillSlotsAndPartitionsEvenly() {
    int keys = 1 << 16;
    int[] byLowBits = new int[256];
    int[] byHighBits = new int[256];
    Set<Long> hashes = new HashSet<>();
    for (int i = 0; i < keys; i++) {
      long hash = hash(("/shop/product-" + i).getBytes(UTF_8), 0);
      hashes.add(hash);
      byLowBits[(int) (hash & 0xFF)]++;
      byHighBits[(int) (hash >>> 56)]++;
    }
    assertThat(hashes.size(), is(keys));
    // 256 on average with a standard deviation of 16.
    for (int[] counts : new int[][] {byLowBits, byHighBits}) {
      assertThat(Arrays.stream(counts).max().orElseThrow(), is(lessThan(256 + 6 * 16)));
      assertThat(Arrays.stream(counts).min().orElseThrow(), is(greaterThan(256 - 6 * 16)));
    }
  }

  @Test
  void distinguishesZerosAndLengths() {
    Set<Long> hashes = new HashSet<>();
    for (int length = 0; length <= 40; length++) {
      hashes.add(hash(new byte[length], 0));
    }
    assertThat(hashes.size(), is(41));
  }

  @Test
  void hashesAreTheSameInEveryProcess() {
    // Partials of different versions are merged by hash, so it must not change.
    assertThat(hash("".getBytes(UTF_8), 0), is(EMPTY_HASH));
    assertThat(hash("/products/1".getBytes(UTF_8), 0), is(PRODUCT_HASH));
  }

  @Property
  void mixIsOneToOne(@ForAll long x, @ForAll long y) {
    assertThat(ByteSlices.mix(x) == ByteSlices.mix(y), is(x == y));
  }

  // Order

  @Property
  void comparesAsArraysDo(@ForAll("texts") byte[] x, @ForAll("texts") byte[] y) {
    assertThat(Integer.signum(compare(x, y)), is(Integer.signum(Arrays.compareUnsigned(x, y))));
  }

  @Property
  void comparesBytesAfterACommonBeginning(
      @ForAll("texts") byte[] beginning, @ForAll("texts") byte[] x, @ForAll("texts") byte[] y) {
    byte[] a = concatenate(beginning, x);
    byte[] b = concatenate(beginning, y);
    assertThat(Integer.signum(compare(a, b)), is(Integer.signum(Arrays.compareUnsigned(a, b))));
  }

  private static byte[] concatenate(byte[] x, byte[] y) {
    byte[] both = Arrays.copyOf(x, x.length + y.length);
    System.arraycopy(y, 0, both, x.length, y.length);
    return both;
  }

  // Search

  @Property
  void findsTheFirstByteOrTheLimit(
      @ForAll("texts") byte[] x,
      @ForAll("wanted") byte wanted,
      @ForAll @IntRange(max = 8) int gap) {
    int expected = 0;
    while (expected < x.length && x[expected] != wanted) {
      expected++;
    }
    // The byte also occurs right before the slice and somewhere after it.
    Slice a = Slice.of(x, wanted);
    Arrays.fill(a.array(), a.to(), a.to() + gap, (byte) ~wanted);
    assertThat(ByteSlices.indexOf(a.array(), a.from(), a.to(), wanted), is(a.from() + expected));
  }

  // Words

  @Property
  void wordHasTheFirstByteInTheLowestBits(@ForAll @Size(max = 8) byte[] x) {
    Slice a = Slice.of(x, 0xFF);
    ByteBuffer padded = ByteBuffer.wrap(Arrays.copyOf(x, 8)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(ByteSlices.word(a.array(), a.from(), x.length), is(padded.getLong(0)));
  }

  @Property
  void numbersAreReadAsTheyWereWritten(@ForAll long number, @ForAll int other) {
    byte[] b = new byte[12];
    ByteSlices.putLong(b, 1, number);
    assertThat(ByteSlices.longAt(b, 1), is(number));
    ByteSlices.putInt(b, 7, other);
    assertThat(ByteSlices.intAt(b, 7), is(other));
  }

  @Property
  void wordIsAsciiIfAllOfItsBytesAre(@ForAll long word) {
    boolean ascii = true;
    for (int i = 0; i < 8; i++) {
      ascii &= (byte) (word >>> (8 * i)) >= 0;
    }
    assertThat(ByteSlices.isAsciiWord(word), is(ascii));
    assertThat(ByteSlices.isAsciiWord(word & 0x7F7F7F7F7F7F7F7FL), is(true));
  }

  // Few different bytes, so that common prefixes and matches are frequent; among them bytes whose
  // signed and unsigned order differ.
  private static final byte[] BYTES = {'a', 'b', '`', ',', '-', '\n', 0, 1, -1, -128, 127};

  @Provide
  Arbitrary<byte[]> texts() {
    return bytes().array(byte[].class).ofMaxSize(40);
  }

  @Provide
  Arbitrary<byte[]> nonEmptyTexts() {
    return bytes().array(byte[].class).ofMinSize(1).ofMaxSize(40);
  }

  @Provide
  Arbitrary<Byte> wanted() {
    return bytes();
  }

  private static Arbitrary<Byte> bytes() {
    return Arbitraries.integers().between(0, BYTES.length - 1).map(i -> BYTES[i]);
  }

  private static final long EMPTY_HASH = -8485639011872738903L;
  private static final long PRODUCT_HASH = 9017577439893192317L;
}
