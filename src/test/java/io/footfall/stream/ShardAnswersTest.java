package io.footfall.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;

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
  void everyShardMustHaveAnsweredThatNothingFollows() {
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
}
