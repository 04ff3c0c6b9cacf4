package io.footfall.stream;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * Observes the responses of Kinesis to a Beam reader, and knows whether every shard has reported
 * that no records follow. The reader's silence does not prove this, because a response may still be
 * on its way.
 *
 * <p>Beam's reader does not expose the responses, so this class wraps its client. Thread-safe.
 */
final class ShardAnswers {
  private final Map<String, Shard> shards = new ConcurrentHashMap<>();

  /** The shards by the iterator of their next request. */
  private final Map<String, Shard> byIterator = new ConcurrentHashMap<>();

  /** The last response of a shard. */
  private static final class Shard {
    private volatile boolean isEmpty;
    private volatile long requested;
  }

  /**
   * Observes a Beam reader that has not been started.
   *
   * @throws IllegalStateException if this version of Beam's reader has no such client
   */
  static ShardAnswers to(UnboundedReader<?> reader) {
    ShardAnswers answers = new ShardAnswers();
    try {
      switch (reader.getClass().getSimpleName()) {
        case "KinesisReader" -> {
          Object lazy = value(value(reader, "kinesis"), "kinesis");
          KinesisClient client = (KinesisClient) ((Supplier<?>) lazy).get();
          field(lazy, "resource").set(lazy, answers.observed(client));
        }
        case "EFOKinesisReader" -> {
          // Enhanced fan-out.
          KinesisAsyncClient client = (KinesisAsyncClient) value(reader, "kinesis");
          field(reader, "kinesis").set(reader, answers.observed(client));
        }
        default -> {}
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Beam's reader has no client", e);
    }
    return answers;
  }

  private static Field field(Object owner, String name) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private static Object value(Object owner, String name) throws ReflectiveOperationException {
    return field(owner, name).get(owner);
  }

  /** Returns a client that forwards every call and records the responses. */
  KinesisClient observed(KinesisClient client) {
    return observed(KinesisClient.class, client);
  }

  /** Returns a client that forwards every call and records the events of its subscriptions. */
  KinesisAsyncClient observed(KinesisAsyncClient client) {
    return observed(KinesisAsyncClient.class, client);
  }

  private <T> T observed(Class<T> type, T client) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> call(client, method, args)));
  }

  private @Nullable Object call(Object client, Method method, Object @Nullable [] args)
      throws Throwable {
    Object request = args == null || args.length == 0 ? null : args[0];
    if (request instanceof GetShardIteratorRequest iterator) {
      // A shard is considered not empty from before its first request until it responds.
      shards.putIfAbsent(iterator.shardId(), new Shard());
    }
    if (args != null
        && request instanceof SubscribeToShardRequest subscription
        && args[1] instanceof SubscribeToShardResponseHandler handler) {
      shards.putIfAbsent(subscription.shardId(), new Shard());
      args[1] = new ObservedEvents(handler, event -> update(subscription.shardId(), event));
    }
    long now = System.nanoTime();
    Object response;
    try {
      response = method.invoke(client, args);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
    if (request instanceof GetShardIteratorRequest start
        && response instanceof GetShardIteratorResponse iterator) {
      byIterator.put(iterator.shardIterator(), shards.get(start.shardId()));
    } else if (request instanceof GetRecordsRequest fetch
        && response instanceof GetRecordsResponse records) {
      update(fetch.shardIterator(), now, records);
    } else if (request instanceof ListShardsRequest list
        && list.shardFilter() != null
        && list.shardFilter().shardId() != null) {
      // The reader has all records of a closed shard, and looks for the shards that continue it.
      shards.remove(list.shardFilter().shardId());
    }
    return response;
  }

  private void update(String iterator, long requested, GetRecordsResponse response) {
    Shard shard = byIterator.remove(iterator);
    if (shard == null) {
      return;
    }
    if (response.nextShardIterator() != null) {
      byIterator.put(response.nextShardIterator(), shard);
    }
    // A response can be empty although records follow.
    shard.isEmpty =
        response.nextShardIterator() != null
            && response.records().isEmpty()
            && response.millisBehindLatest() != null
            && response.millisBehindLatest() == 0;
    shard.requested = requested;
  }

  private void update(String shardId, SubscribeToShardEventStream received) {
    if (received instanceof SubscribeToShardEvent event) {
      if (event.continuationSequenceNumber() == null) {
        // The shard is closed. Subscriptions to those that continue it follow.
        shards.remove(shardId);
        event.childShards().forEach(child -> shards.putIfAbsent(child.shardId(), new Shard()));
        return;
      }
      Shard shard = shards.computeIfAbsent(shardId, id -> new Shard());
      shard.isEmpty =
          event.records().isEmpty()
              && event.millisBehindLatest() != null
              && event.millisBehindLatest() == 0;
      shard.requested = System.nanoTime();
    }
  }

  /**
   * Forwards a subscription, and passes each event to an observer before its subscriber receives
   * it.
   */
  private record ObservedEvents(
      SubscribeToShardResponseHandler handler, Consumer<SubscribeToShardEventStream> seen)
      implements SubscribeToShardResponseHandler {
    @Override
    public void responseReceived(SubscribeToShardResponse response) {
      handler.responseReceived(response);
    }

    @Override
    public void onEventStream(SdkPublisher<SubscribeToShardEventStream> events) {
      handler.onEventStream(
          events.map(
              event -> {
                seen.accept(event);
                return event;
              }));
    }

    @Override
    public void exceptionOccurred(Throwable failure) {
      handler.exceptionOccurred(failure);
    }

    @Override
    public void complete() {
      handler.complete();
    }
  }

  /**
   * Returns whether the last response of every shard was requested after a time and reports that no
   * records follow; or, with enhanced fan-out, the last event was received after it.
   *
   * @param nanos the time, as {@link System#nanoTime} returns it
   */
  boolean areEmptySince(long nanos) {
    return shards.values().stream().allMatch(s -> s.isEmpty && s.requested - nanos > 0);
  }
}
