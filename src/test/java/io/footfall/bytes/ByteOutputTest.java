package io.footfall.bytes;

import static io.footfall.testing.Thrown.messageOf;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteOutputTest {

  /** A value to write and the expected result of reading it. */
  private record Item(
      String text, Consumer<ByteOutput> write, Function<ByteInput, Object> read, Object value) {
    @Override
    public String toString() {
      return text + " " + value;
    }
  }

  private static byte[] written(Consumer<ByteOutput> write) {
    ByteOutput out = new ByteOutput(0);
    write.accept(out);
    return out.toByteArray();
  }

  // Round trips

  @Property
  void readsBackWhatWasWritten(@ForAll("items") List<Item> items) {
    ByteOutput out = new ByteOutput(0);
    items.forEach(item -> item.write.accept(out));

    ByteInput in = new ByteInput(out.array(), 0, out.size());
    for (Item item : items) {
      assertThat(item.toString(), item.read.apply(in), is(item.value));
    }
    assertThat(in.hasRemaining(), is(false));
    assertThat(in.remaining(), is(0));
  }

  @Property
  void refusesTruncatedInputCompletely(@ForAll("item") Item item, @ForAll int anyCut) {
    byte[] whole = written(item.write);
    int cut = Math.floorMod(anyCut, whole.length);
    // The rest is in the array but outside the slice.
    ByteInput in = new ByteInput(whole, 0, cut);
    assertThrows(CorruptDataException.class, () -> item.read.apply(in));
    assertThat(in.remaining(), is(cut));
  }

  @Provide
  Arbitrary<Item> item() {
    Arbitrary<Long> longs = Arbitraries.longs();
    return Arbitraries.oneOf(
        longs.map(v -> new Item("long", out -> out.writeLong(v), ByteInput::readLong, v)),
        longs.map(v -> new Item("varLong", out -> out.writeVarLong(v), ByteInput::readVarLong, v)),
        longs.map(v -> new Item("zigZag", out -> out.writeZigZag(v), ByteInput::readZigZag, v)),
        Arbitraries.integers()
            .map(v -> new Item("int", out -> out.writeInt(v), ByteInput::readInt, v)),
        Arbitraries.integers()
            .greaterOrEqual(0)
            .map(v -> new Item("varInt", out -> out.writeVarLong(v), ByteInput::readVarInt, v)),
        Arbitraries.integers()
            .between(0, 255)
            .map(v -> new Item("byte", out -> out.writeByte(v), ByteInput::readByte, v)),
        Arbitraries.strings()
            .ascii()
            .ofMinLength(1)
            .ofMaxLength(100)
            .map(v -> new Item("slice", out -> writeText(out, v), in -> readText(in, v), v)));
  }

  @Provide
  Arbitrary<List<Item>> items() {
    return item().list().ofMaxSize(100);
  }

  @SuppressWarnings("deprecation") // Encodes ASCII at an offset.
  private static void writeText(ByteOutput out, String text) {
    byte[] b = new byte[text.length() + 2];
    text.getBytes(0, text.length(), b, 1);
    out.write(b, 1, 1 + text.length());
  }

  private static String readText(ByteInput in, String expected) {
    int from = in.readSlice(expected.length());
    return new String(in.array(), from, expected.length(), US_ASCII);
  }

  // Lengths

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "127, 1",
    "128, 2",
    "16383, 2",
    "16384, 3",
    "9223372036854775807, 9",
    "-1, 10"
  })
  void encodesSmallNumbersInFewBytes(long value, int length) {
    assertThat(written(out -> out.writeVarLong(value)).length, is(length));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "-1, 1", "63, 1", "-64, 1", "64, 2", "-65, 2", "-9223372036854775808, 10"})
  void encodesNumbersNearZeroInFewBytes(long value, int length) {
    assertThat(written(out -> out.writeZigZag(value)).length, is(length));
  }

  @Test
  void numbersOfFixedLengthHaveTheLowestBitsFirst() {
    assertThat(written(out -> out.writeInt(0x04030201)), is(new byte[] {1, 2, 3, 4}));
    assertThat(
        written(out -> out.writeLong(0x0807060504030201L)),
        is(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
  }

  // Corrupt data

  @Test
  void refusesANumberOfMoreThan64Bits() {
    byte[] elevenBytes = new byte[11];
    Arrays.fill(elevenBytes, (byte) 0x80);
    byte[] bit64 = written(out -> out.writeVarLong(-1));
    bit64[9] = 2;
    for (byte[] b : List.of(elevenBytes, bit64)) {
      assertThat(
          messageOf(CorruptDataException.class, () -> new ByteInput(b).readVarLong()),
          containsString("more than 64 bits"));
    }
  }

  @Test
  void refusesInvalidLength() {
    for (long value : new long[] {Integer.MAX_VALUE + 1L, -1}) {
      ByteInput in = new ByteInput(written(out -> out.writeVarLong(value)));
      assertThrows(CorruptDataException.class, in::readVarInt);
      assertThat(in.position(), is(0));
    }
    ByteInput in = new ByteInput(new byte[4]);
    assertThrows(CorruptDataException.class, () -> in.readSlice(-1));
    assertThrows(CorruptDataException.class, () -> in.readSlice(Integer.MAX_VALUE));
  }

  @Test
  void returnsTheEndOfTheData() {
    assertThat(
        messageOf(CorruptDataException.class, () -> new ByteInput(new byte[10], 2, 7).readLong()),
        is("8 bytes wanted at position 2, but the data ends at 7"));
  }

  @Test
  void refusesASliceThatTheArrayDoesNotHave() {
    byte[] b = new byte[4];
    assertThrows(IndexOutOfBoundsException.class, () -> new ByteInput(b, 0, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> new ByteInput(b, 3, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> new ByteInput(b, -1, 2));
  }

  // The array

  @Test
  void resetKeepsTheArray() {
    ByteOutput out = new ByteOutput();
    out.writeLong(1);
    byte[] array = out.array();
    out.reset();
    assertThat(out.size(), is(0));
    assertThat(out.toByteArray().length, is(0));
    out.writeByte(7);
    assertThat(out.array(), is(sameInstance(array)));
    assertThat(out.toByteArray(), is(new byte[] {7}));
  }

  @Test
  void bytesMayBePutDirectlyIntoTheArray() {
    ByteOutput out = new ByteOutput(0);
    out.ensure(2);
    out.array()[out.size()] = 5;
    out.advance(1);
    assertThat(out.toByteArray(), is(new byte[] {5}));
    assertThrows(
        IndexOutOfBoundsException.class, () -> out.advance(out.array().length - out.size() + 1));
    assertThrows(IndexOutOfBoundsException.class, () -> out.advance(-1));
  }

  @Test
  void refusesToGrowBeyondAnArray() {
    ByteOutput out = new ByteOutput(0);
    out.writeByte(1);
    assertThrows(IllegalStateException.class, () -> out.ensure(Integer.MAX_VALUE));
    assertThat(out.size(), is(1));
  }
}
