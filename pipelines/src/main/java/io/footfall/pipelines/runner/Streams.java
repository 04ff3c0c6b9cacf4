package io.footfall.pipelines.runner;

import io.footfall.stream.KafkaAddress;
import io.footfall.stream.KinesisAddress;
import org.jspecify.annotations.Nullable;

/** Distinguishes streams from files. */
public final class Streams {
  private Streams() {}

  /**
   * Returns whether an input is a stream: Kinesis, Kafka or watched files.
   *
   * @param watch interval between polls for new files, if set
   */
  public static boolean isStream(@Nullable String input, @Nullable String watch) {
    return watch != null
        || (input != null && (KinesisAddress.isOne(input) || KafkaAddress.isOne(input)));
  }
}
