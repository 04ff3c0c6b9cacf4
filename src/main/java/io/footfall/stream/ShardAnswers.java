package io.footfall.stream;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;

/**
 * The answers of Kinesis to a reader of Beam's: knows whether every shard has said that it has no
 * further records. A reader without records does not say so: an answer may still be on its way.
 *
 * <p>Beam's reader has a client of its own, whose answers it does not pass on, so this stands
 * before that client. Thread-safe.
 */
final class ShardAnswers {
  private final Map<String, Shard> shards = new ConcurrentHashMap<>();

  /** The shards by the iterator of their next request. */
  private final Map<String, Shard> byIterator = new ConcurrentHashMap<>();

  /** The last answer of a shard. */
  private static final class Shard {
    private volatile boolean isEmpty;
    private volatile long requested;
  }

  /**
   * Observes a reader of Beam's that has not been started. Without effect for readers with enhanced
   * fan-out, to which Kinesis sends records without requests.
   *
   * @throws IllegalStateException if Beam's reader has changed
   */
  static ShardAnswers to(UnboundedReader<?> reader) {
    ShardAnswers answers = new ShardAnswers();
    if (reader.getClass().getSimpleName().equals("KinesisReader")) {
      try {
        Object lazy = value(value(reader, "kinesis"), "kinesis");
        KinesisClient client = (KinesisClient) ((Supplier<?>) lazy).get();
        field(lazy, "resource").set(lazy, answers.before(client));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Beam's reader has no client", e);
      }
    }
    return answers;
  }

  private static Field field(Object of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private static Object value(Object of, String name) throws ReflectiveOperationException {
    return field(of, name).get(of);
  }

  /** Returns a client that passes every call on and takes note of the answers. */
  KinesisClient before(KinesisClient client) {
    return (KinesisClient)
        Proxy.newProxyInstance(
            KinesisClient.class.getClassLoader(),
            new Class<?>[] {KinesisClient.class},
            (proxy, method, args) -> call(client, method, args));
  }

  private @Nullable Object call(KinesisClient client, Method method, Object @Nullable [] args)
      throws Throwable {
    Object request = args == null || args.length == 0 ? null : args[0];
    if (request instanceof GetShardIteratorRequest iterator) {
      // Known before it is asked for: until it has answered, it is not empty.
      shards.putIfAbsent(iterator.shardId(), new Shard());
    }
    long now = System.nanoTime();
    Object response;
    try {
      response = method.invoke(client, args);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
    if (request instanceof GetShardIteratorRequest of
        && response instanceof GetShardIteratorResponse iterator) {
      byIterator.put(iterator.shardIterator(), shards.get(of.shardId()));
    } else if (request instanceof GetRecordsRequest of
        && response instanceof GetRecordsResponse records) {
      heard(of.shardIterator(), now, records);
    } else if (request instanceof ListShardsRequest of && of.shardFilter() != null) {
      // Asked after a closed shard, whose records have been taken. Its successors are next.
      shards.remove(of.shardFilter().shardId());
    }
    return response;
  }

  private void heard(String iterator, long requested, GetRecordsResponse answer) {
    Shard shard = byIterator.remove(iterator);
    if (shard == null) {
      return;
    }
    if (answer.nextShardIterator() != null) {
      byIterator.put(answer.nextShardIterator(), shard);
    }
    // A part of a shard may be empty, so an empty answer alone does not say that nothing follows.
    shard.isEmpty =
        answer.nextShardIterator() != null
            && answer.records().isEmpty()
            && answer.millisBehindLatest() != null
            && answer.millisBehindLatest() == 0;
    shard.requested = requested;
  }

  /**
   * Returns whether every shard's last answer says that it has no further records, and was asked
   * for after a time.
   *
   * @param nanos as {@link System#nanoTime} returns it
   */
  boolean areEmptySince(long nanos) {
    return shards.values().stream().allMatch(s -> s.isEmpty && s.requested - nanos > 0);
  }
}
