package io.footfall.pipelines.publish;

/**
 * Where messages are sent to. What was sent is there once {@link #flush} has returned: a message
 * that could not be stored is sent again until it is, so that it may be there twice, but is not
 * lost.
 *
 * <p>For one thread.
 */
public interface MessageStream extends AutoCloseable {

  /** Its name, as {@code --output} has it. */
  String name();

  /** The longest message that it takes, in bytes, its key included. */
  int maxMessageBytes();

  /**
   * Sends a message, now or later. Waits if too many are on their way.
   *
   * @param key messages with the same key go to the same shard or partition
   * @throws io.footfall.errors.FootfallException if a message, this one or one before it, cannot be
   *     stored
   */
  void send(String key, byte[] message);

  /**
   * Waits until every message that was sent is stored.
   *
   * @throws io.footfall.errors.FootfallException if one cannot be
   */
  void flush();

  /** How many messages are stored so far, as the stream has said. May be asked by any thread. */
  long acknowledged();

  /** How many times a message had to be sent again. May be asked by any thread. */
  long repeated();

  /** Ends it, without waiting for messages that are on their way. */
  @Override
  void close();
}
