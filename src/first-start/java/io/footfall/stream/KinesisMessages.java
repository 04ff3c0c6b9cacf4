package io.footfall.stream;

import io.footfall.errors.FirstStart;
import java.io.Serializable;
import org.apache.beam.sdk.io.UnboundedSource;
import org.jspecify.annotations.Nullable;

/** Stands in for the class that needs the client of Kinesis. */
public final class KinesisMessages implements Serializable {
  private static final long serialVersionUID = 1L;

  private KinesisMessages() {}

  public static KinesisMessages of(
      String url, InitialPosition position, @Nullable String consumerArn) {
    throw FirstStart.lacks("Kinesis");
  }

  public UnboundedSource<byte[], ?> source() {
    throw FirstStart.lacks("Kinesis");
  }

  public MessageForm<byte[]> form() {
    throw FirstStart.lacks("Kinesis");
  }
}
