package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.VisitStream.Sent;
import io.footfall.testing.process.KinesisServer;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** A stream of Kinesis that takes visits as JSON objects, those of a user in one shard. */
record VisitShards(KinesisServer server, String name) {
  private static final int MOST_AT_ONCE = 500;

  /** Makes it. */
  static VisitShards create(KinesisServer server, String name, int shards) throws Exception {
    server.createStream(name, shards);
    return new VisitShards(server, name);
  }

  /** As {@code --input} has it. */
  String url() {
    return "kinesis://" + name;
  }

  /** Sends records, waits until they are stored, and adds them to the expected stream. */
  void send(List<Sent> records, VisitStream stream) {
    for (int i = 0; i < records.size(); i += MOST_AT_ONCE) {
      List<Sent> some = records.subList(i, Math.min(records.size(), i + MOST_AT_ONCE));
      List<PutRecordsRequestEntry> entries =
          some.stream()
              .map(
                  sent ->
                      PutRecordsRequestEntry.builder()
                          .partitionKey(sent.user())
                          .data(SdkBytes.fromUtf8String(sent.json()))
                          .build())
              .toList();
      PutRecordsResponse response =
          server.client().putRecords(put -> put.streamName(name).records(entries));
      assertThat(response.failedRecordCount(), is(0));
      for (int k = 0; k < some.size(); k++) {
        PutRecordsResultEntry place = response.records().get(k);
        stream.came(place.shardId(), some.get(k));
        stream.isAt(url() + "/" + place.shardId(), place.sequenceNumber(), some.get(k));
      }
    }
  }
}
