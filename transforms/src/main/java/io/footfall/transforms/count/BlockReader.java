package io.footfall.transforms.count;

import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import io.footfall.reading.FieldSource;
import io.footfall.reading.Layout;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.Origin;
import io.footfall.rejects.Reject;
import io.footfall.source.FileSlice;
import io.footfall.source.MessageReader;
import io.footfall.source.ReadProgress;
import io.footfall.source.SliceSource;
import io.footfall.stream.FileSection;
import io.footfall.stream.Message;
import io.footfall.stream.RecordBlock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of blocks, passage by passage: a block of a file has one, a block of a stream
 * one per message. Not thread-safe.
 *
 * @param <R> the row
 */
final class BlockReader<R> {
  private static final int RECORDS_BETWEEN_PROGRESS = 1 << 14;

  private final Dataset<R> dataset;
  private final ReadSettings settings;
  private final boolean forLake;
  private final ReadProgress progress;
  private @Nullable OfMessages messages;

  /**
   * Creates a reader of blocks.
   *
   * @param forLake whether to reject records with a number that the lake cannot store
   * @param progress the progress that it updates as it reads files
   */
  BlockReader(Dataset<R> dataset, ReadSettings settings, boolean forLake, ReadProgress progress) {
    this.dataset = dataset;
    this.settings = settings;
    this.forLake = forLake;
    this.progress = progress;
  }

  /** Passes each passage of a block to a consumer. A passage is valid until the next one. */
  void read(RecordBlock block, Consumer<Passage<R>> to) {
    FileSlice slice = block.slice();
    if (slice != null) {
      try (SliceSource reader = SliceSource.open(slice, dataset, settings)) {
        OfSlice passage = new OfSlice(slice, reader);
        to.accept(passage);
        passage.end();
      }
    } else {
      if (messages == null) {
        messages = new OfMessages(new MessageReader(dataset.schema(), settings));
      }
      for (Message message : block.messages()) {
        messages.open(message);
        to.accept(messages);
      }
    }
  }

  private RecordReader<R> records(FieldSource source) {
    return forLake
        ? RecordReader.forLake(dataset, source, settings)
        : RecordReader.of(dataset, source, settings);
  }

  /** A slice of a file, which reports progress as it is read. */
  private final class OfSlice extends Passage<R> {
    private final SliceSource reader;
    private int untilProgress = RECORDS_BETWEEN_PROGRESS;
    private long bytesBefore;
    private long recordsBefore;

    OfSlice(FileSlice slice, SliceSource reader) {
      super(reader, BlockReader.this.records(reader));
      this.reader = reader;
      name = slice.file();
      from = slice.from();
    }

    @Override
    boolean next() {
      if (--untilProgress == 0) {
        end();
        untilProgress = RECORDS_BETWEEN_PROGRESS;
      }
      return records.next();
    }

    void end() {
      progress.records().add(records.read() - recordsBefore);
      recordsBefore = records.read();
      long bytes = reader.fileBytesRead();
      progress.bytes().add(bytes - bytesBefore);
      bytesBefore = bytes;
    }

    @Override
    Origin origin() {
      return Origin.in(name, reader.recordOffset(), reader.recordLine(), System.currentTimeMillis())
          .inSlice(from);
    }

    @Override
    long lines() {
      return reader.lines();
    }

    @Override
    void countRest(SourceCounts to) {
      to.blankLines += reader.blankLines();
      to.repeatedHeaders += records.repeatedHeaders();
      to.bytes += reader.bytesRead();
    }
  }

  /** Messages of a stream, or parts of watched files, one after the other: most have one record. */
  private final class OfMessages extends Passage<R> {
    private MessageReader reader;
    private String position = "";
    private byte[] payload = {};
    private @Nullable FileSection section;

    OfMessages(MessageReader reader) {
      super(reader, BlockReader.this.records(reader));
      this.reader = reader;
    }

    /** Moves to the start of a message; a part of a file has the layout of the file. */
    void open(Message message) {
      name = message.shard();
      position = message.position();
      payload = message.payload();
      arrivalMillis = message.arrivalMillis();
      watermarkMillis = message.watermarkMillis();
      section = message.section();
      Layout layout = section == null ? null : section.layout();
      if (layout != null && !layout.equals(reader.layout())) {
        reader = new MessageReader(layout, dataset.schema(), settings);
        source = reader;
        records = BlockReader.this.records(reader);
      }
      if (section == null || section.fault() == null) {
        reader.open(payload);
      }
      begin();
    }

    @Override
    Origin origin() {
      return section == null
          ? Origin.at(name, position, reader.recordLine(), arrivalMillis)
          : Origin.in(
              section.file(),
              section.offset() + reader.recordOffset(),
              section.line() + reader.recordLine() - 1,
              arrivalMillis);
    }

    @Override
    @Nullable Reject fault() {
      return section == null || section.fault() == null
          ? null
          : Origin.in(section.file(), section.offset(), section.line(), arrivalMillis)
              .reject(section.fault(), section.faultDetail(), null, null, payload);
    }

    @Override
    void countRest(SourceCounts to) {
      to.blankLines += section == null ? reader.blankLines() : section.blankLines();
      to.repeatedHeaders += section == null ? 0 : section.repeatedHeaders();
      to.bytes += section == null ? payload.length : section.bytes();
    }
  }
}
