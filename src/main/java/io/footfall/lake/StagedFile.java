package io.footfall.lake;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import java.nio.charset.StandardCharsets;

/**
 * A complete file whose batch is not sealed yet.
 *
 * @param temporary its path until it is sealed
 * @param epochDay the day of its records
 * @param rows the number of records
 * @param bytes the size in bytes
 * @param firstMicros the earliest event time, in microseconds since the epoch
 * @param lastMicros the latest event time
 */
public record StagedFile(
    String temporary, int epochDay, long rows, long bytes, long firstMicros, long lastMicros) {

  /** Packs this description. */
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
