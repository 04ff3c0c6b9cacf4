package io.footfall.transforms.count;

import io.footfall.deduplication.IdTable;
import io.footfall.deduplication.RecordId;
import java.util.Arrays;

/**
 * Ids of records, each with the fingerprint of the record that counts. Needs about 40 bytes per id.
 * Not thread-safe.
 */
final class SeenIds {
  /** The fingerprint of a record that is not known. */
  static final long UNKNOWN = 0;

  private final IdTable ids = new IdTable();
  private long[] fingerprints = new long[64];

  /** Adds an id, as {@link IdTable#add} does. */
  int add(RecordId id, long fingerprint) {
    int number = ids.add(id.high, id.low);
    if (number >= fingerprints.length) {
      fingerprints = Arrays.copyOf(fingerprints, 2 * number);
    }
    if (number >= 0) {
      fingerprints[number] = fingerprint;
    }
    return number;
  }

  /** Makes another record the one that counts. */
  void replace(int number, long fingerprint) {
    fingerprints[number] = fingerprint;
  }

  /** Returns whether a record differs from the one that counts. */
  boolean differs(int number, long fingerprint) {
    return fingerprints[number] != UNKNOWN && fingerprints[number] != fingerprint;
  }

  /** Returns the number of ids. */
  int size() {
    return ids.size();
  }
}
