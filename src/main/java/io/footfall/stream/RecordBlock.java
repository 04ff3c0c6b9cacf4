package io.footfall.stream;

import io.footfall.source.FileSlice;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.DefaultCoder;
import org.jspecify.annotations.Nullable;

/**
 * Complete records of one source, with their origin: the only element that enters a pipeline. For a
 * file, it is a range of bytes that is opened where it is read; for a stream, it holds the messages
 * of one fetch.
 *
 * <p>A runner's cost is per element (some 30 microseconds for one from a source on Flink), so
 * records are never elements.
 *
 * @param slice the range of a file; null for messages
 * @param messages in the order in which they were read; empty for a file
 */
@DefaultCoder(RecordBlockCoder.class)
public record RecordBlock(@Nullable FileSlice slice, List<Message> messages) {

  /** Returns a range of a file. */
  public static RecordBlock of(FileSlice slice) {
    return new RecordBlock(slice, List.of());
  }

  /** Returns a block without records, for a worker that waits for the others. */
  public static RecordBlock ofNothing() {
    return new RecordBlock(null, List.of());
  }

  /** Returns a block of messages that were read in this order, at least one. */
  public static RecordBlock of(List<Message> messages) {
    return new RecordBlock(null, messages);
  }

  /** Returns a block of one message. */
  public static RecordBlock of(Message message) {
    return of(List.of(message));
  }

  /** Returns whether the block has no records. */
  public boolean isNothing() {
    return slice == null && messages.isEmpty();
  }

  /**
   * Returns the range of a file.
   *
   * @throws NullPointerException if the block holds messages
   */
  public FileSlice file() {
    return Objects.requireNonNull(slice, "a block of messages, not of a file");
  }
}
