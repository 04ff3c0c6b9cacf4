package io.footfall.pipelines.publish;

/**
 * A destination for messages. Messages are stored once {@link #flush} returns. A message that could
 * not be stored is resent, so it can be stored twice but is never lost.
 *
 * <p>Not thread-safe.
 */
public interface MessageStream extends AutoCloseable {

  /** Returns the name as given in {@code --output}. */
  String name();

  /** Returns the maximum size of a message including its key, in bytes. */
  int maxMessageBytes();

  /**
   * Sends a message, possibly later. Waits while too many messages are in flight.
   *
   * @param key messages with the same key go to the same shard or partition
   * @throws io.footfall.errors.FootfallException if this or an earlier message cannot be stored
   */
  void send(String key, byte[] message);

  /**
   * Waits until all messages are stored.
   *
   * @throws io.footfall.errors.FootfallException if one cannot be stored
   */
  void flush();

  /** Returns the number of messages that the stream has acknowledged. Thread-safe. */
  long acknowledged();

  /** Returns the number of resent messages. Thread-safe. */
  long repeated();

  /** Closes the stream without waiting for messages in flight. */
  @Override
  void close();
}
