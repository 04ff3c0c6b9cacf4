package io.footfall.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.bytes.ByteOutput;
import java.util.Arrays;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;

/**
 * Encodes the values of a column of one row group
 * (https://parquet.apache.org/docs/file-format/data-pages/encodings/): with a dictionary as long as
 * values repeat, otherwise in plain encoding; timestamps are delta-encoded.
 *
 * <p>With the encoders of parquet-mr (1.15), writing a lake of visits took five times as long.
 */
abstract class ColumnEncoder {
  private static final int PAGE_ROWS = 1 << 16;
  private static final int PAGE_BYTES = 1 << 20;

  /** Number of values that predict whether the following ones repeat. */
  private static final int MANY_VALUES = 1 << 14;

  /**
   * A shop has 20,000 URLs of 50 bytes on a day, which fit. The limit bounds readers, which hold
   * one dictionary per column. Numbers exceed it by those of one page.
   */
  private static final int DICTIONARY_BYTES = 1 << 22;

  private static final int WORD_BITS = 8;

  private final boolean nullable;

  /**
   * Whether values are delta-encoded: timestamps rarely repeat, and their differences are small.
   */
  private final boolean isPacked;

  private boolean startsWithDictionary;
  private final ColumnPages pages;

  /** Buffer in which the pages of all columns are assembled. */
  private final ByteOutput page;

  /** The plain values of the page, if there is no dictionary. */
  private final ByteOutput plain = new ByteOutput(1 << 8);

  /** The plain values of the dictionary. */
  final ByteOutput dictionary = new ByteOutput(1 << 8);

  private int[] ids = new int[1 << 6];

  /** Whether each row of the page has a value; not maintained while all rows have one, or none. */
  private boolean[] levels = new boolean[0];

  /** Whether rows that are filled in bulk have a value. */
  private boolean isFilled;

  private boolean hasDictionary;
  private boolean usedDictionary;
  private int distinct;
  private long earlierRows;
  private int rows;
  private int present;
  private long absent;

  ColumnEncoder(ParquetColumn column, ZstdCompressCtx compressor, ByteOutput page) {
    this.page = page;
    nullable = column.nullable();
    isPacked = column.kind() == ParquetColumn.Kind.TIMESTAMP;
    startsWithDictionary = !isPacked;
    hasDictionary = startsWithDictionary;
    pages = new ColumnPages(column, compressor);
  }

  final boolean isFilled() {
    return isFilled;
  }

  final boolean hasDictionary() {
    return hasDictionary;
  }

  /** Returns the number of values of the page. */
  final int present() {
    return present;
  }

  /** Returns the ID of a value that was just added to the dictionary. */
  final int added() {
    return distinct++;
  }

  /** Returns the output for a value in plain encoding. */
  final ByteOutput plain() {
    return plain;
  }

  /** Returns the array for the dictionary IDs of the page, with space for {@code count}. */
  final int[] ids(int count) {
    if (count > ids.length) {
      ids = Arrays.copyOf(ids, Math.min(PAGE_ROWS, Math.max(count, 2 * ids.length)));
    }
    return ids;
  }

  /** Records that a value has the dictionary ID {@code id}, or was written in plain encoding. */
  final void wrote(int id) {
    if (hasDictionary) {
      ids(present + 1)[present] = id;
    }
    wrote();
  }

  /** Records that a value was written. */
  final void wrote() {
    if (present != rows) {
      markAbsent();
      levels[rows] = true;
    }
    present++;
    if (++rows == PAGE_ROWS || plain.size() > PAGE_BYTES || dictionary.size() > DICTIONARY_BYTES) {
      endPage();
    }
  }

  /** Writes an absent value. */
  final void absent() {
    absent(1);
  }

  private void absent(int count) {
    if (present > 0) {
      reserveLevels(count);
      if (present == rows) {
        Arrays.fill(levels, 0, rows, true);
      }
      Arrays.fill(levels, rows, rows + count, false);
    }
    absent += count;
    rows += count;
    if (rows == PAGE_ROWS) {
      endPage();
    }
  }

  /** Makes room for the level of another row, whose value follows absent ones. */
  private void markAbsent() {
    reserveLevels(1);
    if (present == 0) {
      Arrays.fill(levels, 0, rows, false);
    }
  }

  private void reserveLevels(int more) {
    if (rows + more > levels.length) {
      levels = Arrays.copyOf(levels, Math.min(PAGE_ROWS, Math.max(64, 2 * (rows + more))));
    }
  }

  /** Fills the rows up to {@code row}, and begins to fill later ones with a value. */
  final void fillFrom(long row) {
    fillUpTo(row);
    isFilled = true;
  }

  /** Writes the filling value, or absent values, until the column has this many values. */
  final void fillUpTo(long count) {
    while (earlierRows + rows < count) {
      if (!isFilled) {
        absent((int) Math.min(count - earlierRows - rows, PAGE_ROWS - rows));
        continue;
      }
      addFilling();
      int more = (int) Math.min(count - earlierRows - rows, PAGE_ROWS - rows);
      if (hasDictionary && present > 0 && present == rows) {
        repeatLast(more);
        present += more;
        rows += more;
        if (rows == PAGE_ROWS) {
          endPage();
        }
      }
    }
  }

  /** Adds the filling value. */
  abstract void addFilling();

  /** Repeats the last value of the page; the caller counts the new ones. */
  abstract void repeatLast(int count);

  /** Determines the dictionary IDs of the page's values, except those given to {@link #wrote}. */
  abstract void assignIds(int[] ids, int count);

  /** Writes the page's values in plain encoding, except those already in {@link #plain}. */
  abstract void writeValues(int count, ByteOutput to);

  /** Writes the page's values as differences. */
  abstract void writeDeltas(int count, ByteOutput to);

  /** Writes the values with these dictionary IDs in plain encoding. */
  abstract void writePlain(int[] numbers, int count, ByteOutput to);

  /** Clears the dictionary, but keeps its bytes. */
  abstract void clearDictionary(int values);

  /** Returns whether a table is worth clearing: for a few values, a new one takes less time. */
  static boolean wereMany(int values, int places) {
    return places >> 6 <= values;
  }

  /** Clears the bounds. */
  abstract void clearBounds();

  abstract ColumnPages.Bounds bounds(long absentValues);

  private void endPage() {
    if (rows == 0) {
      return;
    }
    page.reset();
    if (nullable) {
      writeLevels();
    }
    if (hasDictionary) {
      assignIds(ids(present), present);
    } else if (!isPacked) {
      writeValues(present, plain);
    }
    if (hasDictionary && !usedDictionary && distinct > present / 2 + 1) {
      // Values hardly repeat, and probably those of the next row group do not either.
      startsWithDictionary = present < MANY_VALUES;
      plain.reset();
      writePlain(ids, present, plain);
      hasDictionary = false;
      dictionary.reset();
      clearDictionary(distinct);
    }
    if (hasDictionary) {
      usedDictionary = true;
      writeNumbers();
      pages.addData(page, rows, Encoding.RLE_DICTIONARY);
      if (dictionary.size() > DICTIONARY_BYTES) {
        pages.setDictionary(dictionary, distinct);
        hasDictionary = false;
        dictionary.reset();
        clearDictionary(distinct);
      }
    } else if (isPacked) {
      writeDeltas(present, page);
      pages.addData(page, rows, Encoding.DELTA_BINARY_PACKED);
    } else if (nullable) {
      page.write(plain.array(), 0, plain.size());
      pages.addData(page, rows, Encoding.PLAIN);
    } else {
      pages.addData(plain, rows, Encoding.PLAIN);
    }
    plain.reset();
    earlierRows += rows;
    rows = 0;
    present = 0;
  }

  /** Writes the levels, 0 and 1, after their length. */
  private void writeLevels() {
    int at = page.size();
    page.writeInt(0);
    if (present == rows || present == 0) {
      page.writeVarLong((long) rows << 1);
      page.writeByte(present == 0 ? 0 : 1);
    } else {
      int groups = (rows + WORD_BITS - 1) / WORD_BITS;
      page.writeVarLong((long) groups << 1 | 1);
      for (int group = 0; group < groups; group++) {
        int bits = 0;
        int to = Math.min(rows, WORD_BITS * (group + 1));
        for (int i = WORD_BITS * group; i < to; i++) {
          bits |= (levels[i] ? 1 : 0) << (i - WORD_BITS * group);
        }
        page.writeByte(bits);
      }
    }
    io.footfall.bytes.ByteSlices.putInt(page.array(), at, page.size() - at - Integer.BYTES);
  }

  /** Writes the bit width, then one run of IDs. */
  private void writeNumbers() {
    int width = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, distinct - 1));
    page.writeByte(width);
    if (present == 0) {
      return;
    }
    if (width == 0) {
      page.writeVarLong((long) present << 1);
      return;
    }
    int groups = (present + WORD_BITS - 1) / WORD_BITS;
    page.writeVarLong((long) groups << 1 | 1);
    page.ensure(groups * width + Long.BYTES);
    long bits = 0;
    int filled = 0;
    for (int i = 0; i < groups * WORD_BITS; i++) {
      long id = i < present ? ids[i] : 0;
      bits |= id << filled;
      filled += width;
      if (filled >= Integer.SIZE) {
        page.writeInt((int) bits);
        bits >>>= Integer.SIZE;
        filled -= Integer.SIZE;
      }
    }
    for (; filled > 0; filled -= WORD_BITS) {
      page.writeByte((int) bits);
      bits >>>= WORD_BITS;
    }
  }

  /** Returns the approximate number of bytes held. */
  long memory() {
    return pages.memory()
        + (long) plain.array().length
        + dictionary.array().length
        + (long) Integer.BYTES * ids.length;
  }

  /**
   * Completes the pages, and returns their description for the footer.
   *
   * @param start the offset at which they begin
   */
  final ColumnMetaData finish(long start) {
    endPage();
    if (hasDictionary && usedDictionary) {
      pages.setDictionary(dictionary, distinct);
    }
    return pages.describe(start, bounds(absent));
  }

  /** Appends the pages. The encoder is empty afterwards. */
  final void moveTo(ByteOutput to) {
    pages.moveTo(to);
    dictionary.reset();
    clearDictionary(distinct);
    clearBounds();
    hasDictionary = startsWithDictionary;
    usedDictionary = false;
    isFilled = false;
    distinct = 0;
    earlierRows = 0;
    absent = 0;
  }
}
