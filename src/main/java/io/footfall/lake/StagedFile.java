package io.footfall.lake;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import java.nio.charset.StandardCharsets;

/**
 * A whole file that waits for its batch to be sealed.
 *
 * @param temporary where it is
 * @param epochDay the day of its records
 * @param rows how many there are
 * @param bytes how long it is
 * @param firstMicros when the earliest is, in microseconds since the epoch
 * @param lastMicros when the latest is
 */
public record StagedFile(
    String temporary, int epochDay, long rows, long bytes, long firstMicros, long lastMicros) {

  /** Packs it. */
  public byte[] pack() {
    ByteOutput out = new ByteOutput(temporary.length() + 48);
    out.writeZigZag(epochDay);
    out.writeVarLong(rows);
    out.writeVarLong(bytes);
    out.writeZigZag(firstMicros);
    out.writeZigZag(lastMicros);
    out.write(temporary.getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /** Reads what {@link #pack} wrote. */
  public static StagedFile unpack(byte[] packed) {
    ByteInput in = new ByteInput(packed);
    int epochDay = (int) in.readZigZag();
    long rows = in.readVarLong();
    long bytes = in.readVarLong();
    long first = in.readZigZag();
    long last = in.readZigZag();
    return new StagedFile(
        new String(packed, in.position(), in.remaining(), StandardCharsets.UTF_8),
        epochDay,
        rows,
        bytes,
        first,
        last);
  }
}
