import io.footfall.source.SourceName;
import io.footfall.stream.MessageForm;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** A bounded stream of {@link Clicks} whose reading costs almost nothing. */
final class GeneratedMessages extends UnboundedSource<byte[], GeneratedMessages.Mark> {
  private static final long serialVersionUID = 1L;

  private final Clicks clicks;
  private final long records;
  private final int part;
  private final int parts;

  GeneratedMessages(Clicks clicks, long records, int part, int parts) {
    this.clicks = clicks;
    this.records = records;
    this.part = part;
    this.parts = parts;
  }

  record Mark(long next) implements UnboundedSource.CheckpointMark, Serializable {
    @Override
    public void finalizeCheckpoint() {}
  }

  /** The message format for Footfall. */
  record Form(int maxPerElement) implements MessageForm<byte[]> {
    @Override
    public SourceName source(byte[] record) {
      return new SourceName("generated", List.of("messages"));
    }

    @Override
    public String shard(byte[] record) {
      return "generated";
    }

    @Override
    public String position(byte[] record) {
      return "0";
    }

    @Override
    public byte[] payload(byte[] record) {
      return record;
    }

    @Override
    public long arrivalMillis(byte[] record, long now) {
      return now;
    }
  }

  @Override
  public List<GeneratedMessages> split(int desired, PipelineOptions options) {
    List<GeneratedMessages> split = new ArrayList<>();
    for (int i = 0; i < desired; i++) {
      split.add(new GeneratedMessages(clicks, records, i, desired));
    }
    return split;
  }

  @Override
  public UnboundedReader<byte[]> createReader(PipelineOptions options, Mark mark) {
    return new Reader(mark == null ? part : mark.next());
  }

  @Override
  public Coder<Mark> getCheckpointMarkCoder() {
    return SerializableCoder.of(Mark.class);
  }

  @Override
  public Coder<byte[]> getOutputCoder() {
    return ByteArrayCoder.of();
  }

  private final class Reader extends UnboundedReader<byte[]> {
    private long next;
    private byte[] current;

    Reader(long next) {
      this.next = next;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      if (next >= records) {
        return false;
      }
      current = clicks.line(next);
      next += parts;
      return true;
    }

    @Override
    public byte[] getCurrent() {
      if (current == null) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return BoundedWindow.TIMESTAMP_MIN_VALUE;
    }

    @Override
    public Instant getWatermark() {
      return BoundedWindow.TIMESTAMP_MIN_VALUE;
    }

    @Override
    public Mark getCheckpointMark() {
      return new Mark(next);
    }

    @Override
    public GeneratedMessages getCurrentSource() {
      return GeneratedMessages.this;
    }

    @Override
    public void close() {}
  }
}
