package io.footfall.aggregate;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.CorruptDataException;
import io.footfall.values.DecimalParser;
import io.footfall.values.Decimals;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exact sums of decimals, kept in two longs of a table's entry: an unscaled number and its scale.
 * As with {@link BigDecimal#add}, a sum has as many decimals as the addend with the most decimals.
 * A sum that does not fit in a long continues as a {@link BigDecimal} outside the table. Nothing is
 * rounded, and no binary floating point is used.
 */
public final class ExactSums {
  /** Longs per sum in an entry. */
  public static final int LONGS = 2;

  /** More decimals than a product of two values of maximum length can have. */
  private static final int MAX_SCALE = 16 * DecimalParser.MAX_DIGITS;

  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
    }
  }

  // Sums that do not fit in a long. A slot with a negative scale holds the index of its sum.
  private final List<BigDecimal> big = new ArrayList<>();

  /** Creates an instance without sums. A slot of zeros represents the sum 0 without decimals. */
  public ExactSums() {}

  /** Adds {@code unscaled / 10^scale} to the sum at {@code at}. */
  public void add(long[] slots, int at, long unscaled, int scale) {
    long sum = slots[at];
    if (slots[at + 1] == scale) {
      long result = sum + unscaled;
      if (((sum ^ result) & (unscaled ^ result)) >= 0) {
        slots[at] = result;
        return;
      }
    }
    addUnlike(slots, at, unscaled, scale);
  }

  private void addUnlike(long[] slots, int at, long unscaled, int scale) {
    long sumScale = slots[at + 1];
    if (sumScale >= 0) {
      int common = (int) Math.max(sumScale, scale);
      long left = scaled(slots[at], common - (int) sumScale);
      long right = scaled(unscaled, common - scale);
      long result = left + right;
      if (left != Long.MIN_VALUE
          && right != Long.MIN_VALUE
          && ((left ^ result) & (right ^ result)) >= 0) {
        slots[at] = result;
        slots[at + 1] = common;
        return;
      }
    }
    add(slots, at, BigDecimal.valueOf(unscaled, scale));
  }

  /** Returns {@code value * 10^places}, or {@link Long#MIN_VALUE} if it does not fit in a long. */
  private static long scaled(long value, int places) {
    if (places == 0 || value == 0) {
      return value;
    }
    if (places >= POWERS_OF_TEN.length) {
      return Long.MIN_VALUE;
    }
    long factor = POWERS_OF_TEN[places];
    long high = Math.multiplyHigh(value, factor);
    long low = value * factor;
    return high == low >> 63 ? low : Long.MIN_VALUE;
  }

  /** Adds a decimal of any size. */
  public void add(long[] slots, int at, BigDecimal value) {
    BigDecimal sum = get(slots, at).add(value);
    if (slots[at + 1] < 0) {
      big.set((int) slots[at], sum);
    } else if (sum.unscaledValue().bitLength() < 64) {
      slots[at] = sum.unscaledValue().longValueExact();
      slots[at + 1] = sum.scale();
    } else {
      slots[at] = big.size();
      slots[at + 1] = -1;
      big.add(sum);
    }
  }

  /** Returns the sum at {@code at}. */
  public BigDecimal get(long[] slots, int at) {
    return slots[at + 1] < 0
        ? big.get((int) slots[at])
        : BigDecimal.valueOf(slots[at], (int) slots[at + 1]);
  }

  /** Compares the sum at {@code at} with {@code unscaled / 10^scale}, by their values. */
  public int compare(long[] slots, int at, long unscaled, int scale) {
    if (slots[at + 1] == scale) {
      return Long.compare(slots[at], unscaled);
    }
    if (slots[at + 1] >= 0) {
      int common = (int) Math.max(slots[at + 1], scale);
      long left = scaled(slots[at], common - (int) slots[at + 1]);
      long right = scaled(unscaled, common - scale);
      if (left != Long.MIN_VALUE && right != Long.MIN_VALUE) {
        return Long.compare(left, right);
      }
    }
    return get(slots, at).compareTo(BigDecimal.valueOf(unscaled, scale));
  }

  /** Appends the sum as text. */
  public void appendText(long[] slots, int at, int minDecimals, ByteOutput out) {
    if (slots[at + 1] < 0) {
      Decimals.append(out, big.get((int) slots[at]), minDecimals);
    } else {
      Decimals.append(out, slots[at], (int) slots[at + 1], minDecimals);
    }
  }

  /** Appends the sum divided by {@code count}, as text. */
  public void appendAverage(long[] slots, int at, long count, ByteOutput out) {
    if (slots[at + 1] < 0) {
      Decimals.appendAverage(out, big.get((int) slots[at]), count);
    } else {
      Decimals.appendAverage(out, slots[at], (int) slots[at + 1], count);
    }
  }

  /** Packs the sum for {@link #merge}. */
  public void pack(long[] slots, int at, ByteOutput out) {
    pack(slots[at], (int) slots[at + 1], slots[at + 1] < 0 ? big.get((int) slots[at]) : null, out);
  }

  /**
   * Packs one decimal in the format of a sum. The decimal is {@code big} or, if that is null,
   * {@code unscaled / 10^scale}.
   */
  public static void pack(long unscaled, int scale, @Nullable BigDecimal big, ByteOutput out) {
    if (big == null) {
      out.writeVarLong(scale + 1L);
      out.writeZigZag(unscaled);
    } else {
      byte[] digits = big.unscaledValue().toByteArray();
      out.writeVarLong(0);
      out.writeVarLong(big.scale());
      out.writeVarLong(digits.length);
      out.write(digits);
    }
  }

  /** Adds a packed sum to the one at {@code at}. */
  public void merge(long[] slots, int at, ByteInput packed) {
    int scale = unpackScale(packed);
    if (scale >= 0) {
      add(slots, at, packed.readZigZag(), scale);
      return;
    }
    add(slots, at, unpackBig(packed));
  }

  /**
   * Reads the scale of a packed sum. The unscaled number follows ({@link ByteInput#readZigZag}), or
   * if this returns -1, a sum for {@link #unpackBig}.
   */
  public static int unpackScale(ByteInput packed) {
    return checked(packed.readVarInt()) - 1;
  }

  /** Reads a packed sum that does not fit in a long, after its {@link #unpackScale}. */
  public static BigDecimal unpackBig(ByteInput packed) {
    int scale = checked(packed.readVarInt());
    int length = packed.readVarInt();
    int from = packed.readSlice(length);
    if (length == 0) {
      throw new CorruptDataException("a sum without digits");
    }
    return new BigDecimal(new BigInteger(packed.array(), from, length), scale);
  }

  /** Rejects a scale that no sum can have, because adding at such a scale could take days. */
  private static int checked(int scale) {
    if (scale > MAX_SCALE) {
      throw new CorruptDataException("a sum with " + scale + " decimals");
    }
    return scale;
  }

  /**
   * Drops the sums that do not fit in a long. The caller must also clear the slots that refer to
   * them.
   */
  public void clear() {
    big.clear();
  }
}
