package io.footfall.stream;

import io.footfall.dataset.Dataset;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.source.MessageReader;
import java.io.Serializable;

/**
 * Finds the event times in the payloads of messages. One per reader, not thread-safe.
 *
 * <p>It parses them as they are parsed again downstream: a source that knew the times only
 * downstream could not tell its watermark, and parsing costs little beside a runner's element.
 */
public final class EventTimes<R> {

  /**
   * Makes one where it is needed.
   *
   * @param dataset whose records they are
   * @param settings how they are written: JSON, or CSV without a header
   */
  public record Spec<R>(Dataset<R> dataset, ReadSettings settings) implements Serializable {
    /** A new one. */
    public EventTimes<R> open() {
      return new EventTimes<>(dataset, settings);
    }
  }

  private final Dataset<R> dataset;
  private final MessageReader reader;
  private final RecordReader<R> records;

  private EventTimes(Dataset<R> dataset, ReadSettings settings) {
    this.dataset = dataset;
    reader = new MessageReader(dataset.schema(), settings);
    records = RecordReader.of(dataset, reader, settings);
  }

  /**
   * The latest event time of a payload's good records, in milliseconds since the epoch; {@link
   * ShardWatermarks#MIN} if it has none.
   */
  public long latestMillis(byte[] payload) {
    long latest = ShardWatermarks.MIN;
    reader.open(payload);
    while (records.next()) {
      if (records.fault() == null) {
        latest = Math.max(latest, Math.floorDiv(dataset.epochMicros(records.row()), 1000));
      }
    }
    return latest;
  }
}
