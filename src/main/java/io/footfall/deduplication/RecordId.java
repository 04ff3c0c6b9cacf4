package io.footfall.deduplication;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import io.footfall.bytes.Sha256;
import io.footfall.dataset.Dataset;
import io.footfall.reading.RecordReader;
import io.footfall.records.Excerpt;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The identity of a record in 128 bits. Reusable.
 *
 * <p>A key of up to 15 bytes is stored directly. A longer one is represented by 120 bits of
 * SHA-256: collisions cannot be constructed, and occur by chance with a probability of 10^-12 among
 * 10^12 records. The same key has the same ID in every process.
 */
public final class RecordId {
  /** The number of bytes that {@link #pack} writes. */
  public static final int BYTES = 16;

  private static final int LONGEST_PLAIN = 15;
  private static final int LONGEST_TEXT = 100;
  // The top byte of the low word is the length of a plain key, which is never that large.
  private static final long HASHED = 0xFFL << 56;

  private final MessageDigest digest = Sha256.digest();
  private final byte[] hash = new byte[32];
  private final ByteOutput key = new ByteOutput();

  /** The first 64 bits. */
  public long high;

  /** The last 64 bits; zero only if the key is empty. */
  public long low;

  /**
   * Sets the ID of a reader's last record in a window. The same record in another window has
   * another ID.
   *
   * @param windowMillis the start of the window, in milliseconds since 1970
   * @return false, without a change, if the record has no ID
   */
  public <R> boolean setInWindow(Dataset<R> dataset, RecordReader<R> records, long windowMillis) {
    key.reset();
    if (!records.appendKey(dataset, key)) {
      return false;
    }
    key.writeLong(windowMillis);
    setToKey();
    return true;
  }

  private void setToKey() {
    int length = key.size();
    key.ensure(ByteSlices.SLACK);
    set(key.array(), 0, length);
  }

  /**
   * Sets the ID of the last record of a reader, which must be valid, by {@link
   * RecordReader#appendKey}.
   *
   * @return false, without a change, if the record has no ID
   */
  public <R> boolean set(Dataset<R> dataset, RecordReader<R> records) {
    key.reset();
    if (!records.appendKey(dataset, key)) {
      return false;
    }
    setToKey();
    return true;
  }

  /**
   * Returns a 64-bit fingerprint of a row. Two different rows have the same one with a probability
   * of 10^-19.
   */
  public <R> long fingerprint(Dataset<R> dataset, R row) {
    key.reset();
    dataset.pack(row, key);
    int length = key.size();
    key.ensure(ByteSlices.SLACK);
    long hash = length;
    for (int i = 0; i < length; i += Long.BYTES) {
      hash =
          ByteSlices.mix(hash ^ ByteSlices.word(key.array(), i, Math.min(Long.BYTES, length - i)));
    }
    return hash;
  }

  /** Returns a short key as readable text; empty if only its hash is known. */
  public String toText() {
    int length = (int) (low >>> 56);
    if (length > LONGEST_PLAIN) {
      return "";
    }
    byte[] words =
        ByteBuffer.allocate(2 * Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(high)
            .putLong(low)
            .array();
    return new String(words, 0, length, StandardCharsets.UTF_8);
  }

  /** Returns the key of the last record of a reader as readable text. */
  public <R> String keyText(Dataset<R> dataset, RecordReader<R> records) {
    key.reset();
    records.appendKey(dataset, key);
    String text = new String(key.toByteArray(), StandardCharsets.UTF_8);
    return Excerpt.of(text.replaceAll("\\p{Cntrl}", " ").strip(), LONGEST_TEXT);
  }

  /**
   * Sets the ID of a key, a slice with slack.
   *
   * @throws IllegalArgumentException if the key is empty
   */
  public void set(byte[] b, int from, int to) {
    int length = to - from;
    if (length == 0) {
      throw new IllegalArgumentException("a key of no bytes");
    }
    if (length <= LONGEST_PLAIN) {
      high = ByteSlices.word(b, from, Math.min(Long.BYTES, length));
      low =
          ByteSlices.word(b, from + Long.BYTES, Math.max(0, length - Long.BYTES))
              | (long) length << 56;
      return;
    }
    digest.update(b, from, length);
    try {
      digest.digest(hash, 0, hash.length);
    } catch (java.security.DigestException e) {
      throw new IllegalStateException(e);
    }
    ByteBuffer words = ByteBuffer.wrap(hash).order(ByteOrder.LITTLE_ENDIAN);
    high = words.getLong();
    low = words.getLong() | HASHED;
  }

  /** Returns the partition of the ID. */
  public int partition(int partitions) {
    return (int) Long.remainderUnsigned(ByteSlices.mix(high ^ ByteSlices.mix(low)), partitions);
  }

  /** Writes the ID. */
  public void pack(ByteOutput out) {
    out.writeLong(high);
    out.writeLong(low);
  }

  /** Reads an ID written by {@link #pack}. */
  public void unpack(ByteInput in) {
    high = in.readLong();
    low = in.readLong();
  }
}
