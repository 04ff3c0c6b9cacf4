package io.footfall.values;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import java.math.BigDecimal;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PackedDecimalTest {

  private static BigDecimal read(byte[] packed) {
    ByteInput in = new ByteInput(packed);
    int head = in.readVarInt();
    BigDecimal big = PackedDecimal.readBig(head, in);
    return big != null ? big : BigDecimal.valueOf(in.readZigZag(), PackedDecimal.scale(head));
  }

  private static byte[] value(BigDecimal decimal) {
    ByteOutput out = new ByteOutput();
    if (decimal.unscaledValue().bitLength() < Long.SIZE) {
      PackedDecimal.writeValue(decimal.unscaledValue().longValue(), decimal.scale(), null, out);
    } else {
      PackedDecimal.writeValue(0, 0, decimal, out);
    }
    return out.toByteArray();
  }

  @Property
  void readsBackALong(@ForAll long unscaled, @ForAll @IntRange(max = 40) int scale) {
    ByteOutput out = new ByteOutput();
    PackedDecimal.write(unscaled, scale, null, out);
    assertThat(read(out.toByteArray()), is(BigDecimal.valueOf(unscaled, scale)));
  }

  @Property
  void readsBackABigDecimal(
      @ForAll java.math.BigInteger unscaled, @ForAll @IntRange(max = 40) int scale) {
    BigDecimal big = new BigDecimal(unscaled.shiftLeft(70), scale);
    ByteOutput out = new ByteOutput();
    PackedDecimal.write(0, 0, big, out);
    assertThat(read(out.toByteArray()), is(big));
  }

  @Property
  void encodesEqualValuesEqually(
      @ForAll @IntRange(min = -2000, max = 2000) int one,
      @ForAll @IntRange(max = 3) int oneScale,
      @ForAll @IntRange(min = -2000, max = 2000) int other,
      @ForAll @IntRange(max = 3) int otherScale) {
    BigDecimal a = BigDecimal.valueOf(one, oneScale);
    BigDecimal b = BigDecimal.valueOf(other, otherScale);
    assertThat(Arrays.equals(value(a), value(b)), is(a.compareTo(b) == 0));
  }

  @Property
  void zerosAtTheEndDoNotMatterHoweverMany(
      @ForAll long unscaled, @ForAll @IntRange(max = 10) int scale) {
    BigDecimal decimal = BigDecimal.valueOf(unscaled, scale);
    BigDecimal longer = decimal.setScale(scale + 25);
    assertThat(value(longer), is(value(decimal)));
    assertThat(read(value(longer)).compareTo(decimal), is(0));
  }
}
