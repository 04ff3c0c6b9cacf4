package io.footfall.table;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.files.ScratchFile;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sorted run: its bytes, or the temporary file that holds them, in blocks that can be read on
 * their own.
 *
 * @param table the index of its table
 * @param file the file, which every worker can read, or null
 * @param scratch the file of this process, or null; a packed run has its bytes instead
 * @param bytes the run itself, if there is no file
 * @param blocks start and first numbers of each block; empty without rows
 * @param length its size in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record SortedRun(
    int table,
    @Nullable String file,
    @Nullable ScratchFile scratch,
    byte[] bytes,
    List<Block> blocks,
    long length) {

  /**
   * The start of a block.
   *
   * @param first the first number of its first row
   * @param second the second number of its first row
   * @param offset its first byte
   */
  public record Block(long first, long second, long offset) {}

  public void pack(ByteOutput out) {
    out.writeVarLong(table);
    out.writeText(file == null ? "" : file);
    out.writeVarLong(length);
    out.writeVarLong(blocks.size());
    for (Block block : blocks) {
      out.writeVarLong(block.first);
      out.writeVarLong(block.second);
      out.writeVarLong(block.offset);
    }
    out.write(scratch == null ? bytes : scratch.read(0, Math.toIntExact(length)));
  }

  /** Reads what {@link #pack} wrote, to the end of the input. */
  public static SortedRun unpack(ByteInput in) {
    int table = in.readVarInt();
    String name = in.readText();
    String file = name.isEmpty() ? null : name;
    long length = in.readVarLong();
    Block[] blocks = new Block[in.readVarInt()];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = new Block(in.readVarLong(), in.readVarLong(), in.readVarLong());
    }
    byte[] bytes = Arrays.copyOfRange(in.array(), in.position(), in.position() + in.remaining());
    return new SortedRun(table, file, null, bytes, List.of(blocks), length);
  }
}
