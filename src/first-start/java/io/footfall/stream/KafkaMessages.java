package io.footfall.stream;

import io.footfall.errors.FirstStart;
import java.io.Serializable;
import org.apache.beam.sdk.io.UnboundedSource;
import org.jspecify.annotations.Nullable;

/** Stands in for the class that needs the client of Kafka. */
public final class KafkaMessages implements Serializable {
  private static final long serialVersionUID = 1L;

  private KafkaMessages() {}

  public static KafkaMessages of(
      String url, InitialPosition position, @Nullable String configFile) {
    throw FirstStart.lacks("Kafka");
  }

  public UnboundedSource<byte[], ?> source() {
    throw FirstStart.lacks("Kafka");
  }

  public MessageForm<byte[]> form() {
    throw FirstStart.lacks("Kafka");
  }
}
