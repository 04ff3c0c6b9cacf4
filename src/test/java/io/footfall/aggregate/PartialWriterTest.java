package io.footfall.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.footfall.bytes.ByteInput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Entries cross the shuffle in chunks of bounded size, compressed once there are many. */
class PartialWriterTest {
  private final List<List<byte[]>> chunks = List.of(new ArrayList<>(), new ArrayList<>());

  private PartialWriter writer(long plainBytes) {
    return new PartialWriter(
        5, 2, plainBytes, (partition, chunk) -> chunks.get(partition).add(chunk));
  }

  private static void write(PartialWriter writer, int partition, long number) {
    writer.to(partition).writeLong(number);
    writer.wrote(partition);
  }

  private List<Long> numbers(int partition) {
    List<Long> numbers = new ArrayList<>();
    for (byte[] chunk : chunks.get(partition)) {
      assertThat(PartialWriter.aggregateOf(chunk), is(5));
      ByteInput entries = PartialWriter.entriesOf(chunk);
      while (entries.hasRemaining()) {
        numbers.add(entries.readLong());
      }
    }
    return numbers;
  }

  @Test
  void entriesComeOutInOrderInThePartitionThatTheyWentTo() {
    PartialWriter writer = writer(Long.MAX_VALUE);
    assertThat(writer.partitions(), is(2));
    write(writer, 0, 1);
    write(writer, 1, 2);
    write(writer, 0, 3);
    assertThat(chunks, is(List.of(List.of(), List.of())));
    writer.finish();
    assertThat(numbers(0), is(List.of(1L, 3L)));
    assertThat(numbers(1), is(List.of(2L)));
  }

  @Test
  void sendsEachChunkOnceAndNoEmptyOne() {
    PartialWriter writer = writer(Long.MAX_VALUE);
    writer.finish();
    writer.to(1);
    writer.finish();
    assertThat(chunks, is(List.of(List.of(), List.of())));
    write(writer, 0, 1);
    writer.finish();
    writer.finish();
    assertThat(numbers(0), is(List.of(1L)));
  }

  @Test
  void chunkIsSentOnceItIsLarge() {
    PartialWriter writer = writer(Long.MAX_VALUE);
    int entries = 2 * PartialWriter.CHUNK_BYTES / Long.BYTES;
    for (int i = 0; i < entries; i++) {
      write(writer, 0, i);
    }
    assertThat(chunks.get(0).size(), is(2));
    for (byte[] chunk : chunks.get(0)) {
      assertThat(chunk.length, is(lessThan(PartialWriter.CHUNK_BYTES + Long.BYTES)));
    }
    writer.finish();
    assertThat(numbers(0).size(), is(entries));
  }

  @Test
  void compressesAfterThePlainBytes() {
    PartialWriter writer = writer(PartialWriter.CHUNK_BYTES + Long.BYTES);
    int entries = 3 * PartialWriter.CHUNK_BYTES / Long.BYTES;
    for (int i = 0; i < entries; i++) {
      write(writer, i % 2, i / 1_000);
    }
    writer.finish();
    List<byte[]> all = new ArrayList<>(chunks.get(0));
    all.addAll(chunks.get(1));
    long plain = all.stream().filter(chunk -> chunk.length >= PartialWriter.CHUNK_BYTES).count();
    assertThat(plain, is(1L));
    assertThat(all.size(), is(greaterThan(2)));
    List<Long> numbers = numbers(1);
    assertThat(numbers.size(), is(entries / 2));
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i), is((long) (2 * i + 1) / 1_000));
    }
  }

  @Test
  void emptyChunkHasNoEntries() {
    byte[] empty = PartialWriter.empty(3);
    assertThat(PartialWriter.aggregateOf(empty), is(3));
    assertThat(PartialWriter.entriesOf(empty).hasRemaining(), is(false));
  }
}
