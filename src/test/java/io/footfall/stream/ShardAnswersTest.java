package io.footfall.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

class ShardAnswersTest {
  private final Queue<GetRecordsResponse> coming = new ArrayDeque<>();
  private final ShardAnswers answers = new ShardAnswers();
  private final KinesisClient client =
      answers.observed(
          new KinesisClient() {
            @Override
            public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
              return GetShardIteratorResponse.builder().shardIterator(request.shardId()).build();
            }

            @Override
            public GetRecordsResponse getRecords(GetRecordsRequest request) {
              if (coming.isEmpty()) {
                throw ProvisionedThroughputExceededException.builder().build();
              }
              return coming.remove();
            }

            @Override
            public ListShardsResponse listShards(ListShardsRequest request) {
              return ListShardsResponse.builder().build();
            }

            @Override
            public String serviceName() {
              return "kinesis";
            }

            @Override
            public void close() {}
          });

  private void open(String shard) {
    client.getShardIterator(GetShardIteratorRequest.builder().shardId(shard).build());
  }

  /** Asks for records; the next iterator is called like the one before. */
  private void ask(String iterator, @Nullable String next, long behind, Record... records) {
    coming.add(
        GetRecordsResponse.builder()
            .nextShardIterator(next)
            .millisBehindLatest(behind)
            .records(records)
            .build());
    client.getRecords(GetRecordsRequest.builder().shardIterator(iterator).build());
  }

  @Test
  void endsOnceEveryShardHasReportedItsEnd() {
    long start = System.nanoTime();
    open("a");
    open("b");
    assertThat("none has answered", answers.areEmptySince(start), is(false));
    ask("a", "a", 0);
    assertThat("one has answered", answers.areEmptySince(start), is(false));
    ask("b", "b", 5);
    assertThat("a part of one is empty", answers.areEmptySince(start), is(false));
    ask("b", "b", 0, Record.builder().sequenceNumber("1").build());
    assertThat("records came", answers.areEmptySince(start), is(false));
    ask("b", "b", 0);
    assertThat("all have answered", answers.areEmptySince(start), is(true));
    assertThat("not since then", answers.areEmptySince(System.nanoTime()), is(false));
  }

  @Test
  void failedRequestIsNoAnswer() {
    open("a");
    ask("a", "a", 0);
    long asked = System.nanoTime();
    assertThrows(
        ProvisionedThroughputExceededException.class,
        () -> client.getRecords(GetRecordsRequest.builder().shardIterator("a").build()));
    assertThat(answers.areEmptySince(asked), is(false));
    ask("a", "a", 0);
    assertThat(answers.areEmptySince(asked), is(true));
  }

  @Test
  void closedShardIsReplacedByItsSuccessors() {
    long start = System.nanoTime();
    open("a");
    ask("a", null, 0);
    assertThat("its successors are unknown", answers.areEmptySince(start), is(false));
    client.listShards(
        ListShardsRequest.builder()
            .shardFilter(filter -> filter.type(ShardFilterType.AFTER_SHARD_ID).shardId("a"))
            .build());
    open("b");
    assertThat("the successor has not answered", answers.areEmptySince(start), is(false));
    ask("b", "b", 0);
    assertThat(answers.areEmptySince(start), is(true));
  }

  @Test
  void listingShardsOfAPositionChangesNothing() {
    long start = System.nanoTime();
    open("a");
    client.listShards(
        ListShardsRequest.builder()
            .shardFilter(filter -> filter.type(ShardFilterType.AT_LATEST))
            .build());
    assertThat("it has not answered", answers.areEmptySince(start), is(false));
    ask("a", "a", 0);
    assertThat(answers.areEmptySince(start), is(true));
  }

  /** What a subscriber with enhanced fan-out receives, as a publisher of the test pushes it. */
  private static final class Subscription
      implements KinesisAsyncClient, Subscriber<SubscribeToShardEventStream> {
    private final List<SubscribeToShardEventStream> received = new ArrayList<>();
    private final Map<String, Subscriber<? super SubscribeToShardEventStream>> shards =
        new HashMap<>();

    @Override
    public CompletableFuture<Void> subscribeToShard(
        SubscribeToShardRequest request, SubscribeToShardResponseHandler handler) {
      handler.onEventStream(
          SdkPublisher.adapt(subscriber -> shards.put(request.shardId(), subscriber)));
      return new CompletableFuture<>();
    }

    void subscribe(KinesisAsyncClient client, String shard) {
      assertThat(
          client
              .subscribeToShard(
                  SubscribeToShardRequest.builder().shardId(shard).build(),
                  SubscribeToShardResponseHandler.builder().subscriber(() -> this).build())
              .isDone(),
          is(false));
    }

    void push(String shard, @Nullable String next, long behind, Record... records) {
      shards
          .get(shard)
          .onNext(
              SubscribeToShardEvent.builder()
                  .continuationSequenceNumber(next)
                  .millisBehindLatest(behind)
                  .records(records)
                  .childShards(next == null ? List.of(child(shard + "-child")) : List.of())
                  .build());
    }

    private static ChildShard child(String id) {
      return ChildShard.builder().shardId(id).build();
    }

    @Override
    public void onSubscribe(org.reactivestreams.Subscription subscription) {}

    @Override
    public void onNext(SubscribeToShardEventStream event) {
      received.add(event);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}

    @Override
    public String serviceName() {
      return "kinesis";
    }

    @Override
    public void close() {}
  }

  @Test
  void enhancedFanOutReportsTheEndOfAShard() {
    Subscription pushed = new Subscription();
    KinesisAsyncClient fanOut = answers.observed(pushed);
    for (String shard : List.of("a", "b")) {
      pushed.subscribe(fanOut, shard);
    }
    long start = System.nanoTime();
    pushed.push("a", "1", 0);
    assertThat("nothing came from one", answers.areEmptySince(start), is(false));
    pushed.push("b", "1", 5);
    assertThat("one is behind", answers.areEmptySince(start), is(false));
    pushed.push("b", "1", 0, Record.builder().sequenceNumber("1").build());
    assertThat("records came", answers.areEmptySince(start), is(false));
    pushed.push("b", "1", 0);
    assertThat(answers.areEmptySince(start), is(true));
    assertThat("not since then", answers.areEmptySince(System.nanoTime()), is(false));
    pushed.push("b", null, 0);
    assertThat("the successor is unknown", answers.areEmptySince(start), is(false));
    pushed.subscribe(fanOut, "b-child");
    pushed.push("b-child", "1", 0);
    assertThat(answers.areEmptySince(start), is(true));
    assertThat(pushed.received.size(), is(6));
  }
}
