package io.footfall.stream;

import java.util.List;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * Messages that were read together. A runner's cost is per element (about 30 microseconds for an
 * element of a source on Flink, mostly for metrics), so the messages of one fetch form one element.
 *
 * @param messages at least one, in reading order
 */
@DefaultCoder(MessageBatchCoder.class)
public record MessageBatch(List<Message> messages) {

  /** Returns a batch of one message. */
  public static MessageBatch of(Message message) {
    return new MessageBatch(List.of(message));
  }
}
