package io.footfall.values;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Decimals in a few bytes: a head byte, which is twice the scale, plus one if the unscaled value
 * does not fit in a long; then the unscaled value.
 */
public final class PackedDecimal {
  private PackedDecimal() {}

  /**
   * Writes a decimal with its scale: 2.5 and 2.50 differ.
   *
   * @param big the decimal, or null if it is {@code unscaled / 10^scale}
   */
  public static void write(long unscaled, int scale, @Nullable BigDecimal big, ByteOutput out) {
    if (big == null) {
      out.writeVarLong(2L * scale);
      out.writeZigZag(unscaled);
      return;
    }
    out.writeVarLong(2L * big.scale() + 1);
    out.writeBytes(big.unscaledValue().toByteArray());
  }

  /** Writes a decimal by its value: 2.5 and 2.50 are written in the same way. */
  public static void writeValue(
      long unscaled, int scale, @Nullable BigDecimal big, ByteOutput out) {
    if (big == null) {
      long plain = unscaled;
      int decimals = scale;
      while (decimals > 0 && plain % 10 == 0) {
        plain /= 10;
        decimals--;
      }
      write(plain, decimals, null, out);
      return;
    }
    BigDecimal plain = big.stripTrailingZeros();
    if (plain.scale() < 0) {
      plain = plain.setScale(0);
    }
    boolean isLong = plain.unscaledValue().bitLength() < Long.SIZE;
    write(
        isLong ? plain.unscaledValue().longValue() : 0, plain.scale(), isLong ? null : plain, out);
  }

  /** Returns the scale in a head byte. */
  public static int scale(int head) {
    return head >>> 1;
  }

  /**
   * Reads the rest after a head byte if the number does not fit in a long; otherwise reads nothing
   * and returns null.
   */
  public static @Nullable BigDecimal readBig(int head, ByteInput in) {
    if ((head & 1) == 0) {
      return null;
    }
    int length = in.readVarInt();
    int at = in.readSlice(length);
    return new BigDecimal(new BigInteger(in.array(), at, length), scale(head));
  }
}
