package io.footfall.stream;

import java.util.List;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * Messages that were read one after the other. A runner's price is per element (some 30
 * microseconds for one from a source on Flink, most of it for metrics): what a stream gives at once
 * is one element.
 *
 * @param messages at least one, in the order in which they were read
 */
@DefaultCoder(MessageBatchCoder.class)
public record MessageBatch(List<Message> messages) {

  /** A batch of one. */
  public static MessageBatch of(Message message) {
    return new MessageBatch(List.of(message));
  }
}
