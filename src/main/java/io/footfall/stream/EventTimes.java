package io.footfall.stream;

import io.footfall.dataset.Dataset;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.source.MessageReader;
import java.io.Serializable;

/**
 * Finds the event times in the payloads of messages. Use one per reader: not thread-safe.
 *
 * <p>Payloads are parsed both here and downstream, because a source must know event times to
 * compute its watermark. Parsing costs little compared with the runner's overhead per element.
 */
public final class EventTimes<R> {

  /**
   * Describes an instance, which each worker creates.
   *
   * @param dataset the dataset of the records
   * @param settings their format: JSON, or CSV without a header
   */
  public record Spec<R>(Dataset<R> dataset, ReadSettings settings) implements Serializable {
    /** Opens a new instance. */
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
   * Returns the latest event time of a payload's valid records, in milliseconds since the epoch;
   * {@link ShardWatermarks#MIN} if it has none.
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
