package io.footfall.report;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A sorted run: its bytes, or the temporary file that holds them.
 *
 * @param table the index of its table
 * @param file the file, or null
 * @param bytes the run itself, if there is no file
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record SortedRun(int table, @Nullable String file, byte[] bytes) {

  /** Packs it. */
  public void pack(ByteOutput out) {
    out.writeVarLong(table);
    byte[] name = file == null ? new byte[0] : file.getBytes(StandardCharsets.UTF_8);
    out.writeVarLong(name.length);
    out.write(name);
    out.write(bytes);
  }

  /** Reads what {@link #pack} wrote, to the end of the input. */
  public static SortedRun unpack(ByteInput in) {
    int table = in.readVarInt();
    int length = in.readVarInt();
    int at = in.readSlice(length);
    String file = length == 0 ? null : new String(in.array(), at, length, StandardCharsets.UTF_8);
    byte[] bytes = Arrays.copyOfRange(in.array(), in.position(), in.position() + in.remaining());
    return new SortedRun(table, file, bytes);
  }
}
