package io.footfall.testing.process;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.HashKeyRange;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** An in-memory Kinesis (kinesalite on Node.js). Uses JSON over HTTP/1.1. */
public final class KinesisServer implements AutoCloseable {
  /** The region for clients; the server accepts any. */
  public static final String REGION = "us-east-1";

  private static final Duration MOST_TO_BE_ACTIVE = Duration.ofMinutes(2);
  private static final int RECORDS_AT_ONCE = 10_000;

  private final ServerProcess process;
  private final URI endpoint;
  private final KinesisClient client;

  private KinesisServer(ServerProcess process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
    client =
        KinesisClient.builder()
            .endpointOverride(endpoint)
            .region(Region.of(REGION))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .httpClientBuilder(ApacheHttpClient.builder())
            .build();
  }

  /**
   * Starts a server. Without node the test is skipped, which the end of {@code mvn verify} reports.
   *
   * @param folder directory for its log
   * @throws IOException if it cannot be started
   * @throws InterruptedException if this thread is interrupted
   */
  public static KinesisServer start(Path folder) throws IOException, InterruptedException {
    Path made = Path.of(System.getProperty("footfall.processes", "target"), "kinesis");
    Assumptions.assumeTrue(
        Files.exists(made.resolve("installed.json")),
        "no Kinesis: install node and npm, and mvn verify installs the server");
    ServerProcess process =
        ServerProcess.start(
            "Kinesis",
            List.of("node", made.toAbsolutePath().resolve("server.js").toString()),
            Map.of(),
            folder.resolve("kinesis.log"));
    process.awaitStarted(() -> process.printed("PORT").isPresent());
    return new KinesisServer(
        process, URI.create("http://127.0.0.1:" + process.printed("PORT").orElseThrow()));
  }

  /** Returns the address of the server. */
  public URI endpoint() {
    return endpoint;
  }

  /** Returns a client, which is closed with the server. */
  public KinesisClient client() {
    return client;
  }

  /** Returns environment variables with region, credentials and the JSON protocol. */
  public Map<String, String> environment() {
    return Map.of(
        "AWS_REGION",
        REGION,
        "AWS_ACCESS_KEY_ID",
        "test",
        "AWS_SECRET_ACCESS_KEY",
        "test",
        "CBOR_ENABLED",
        "false");
  }

  /** Creates a stream and waits until it is active. */
  public void createStream(String name, int shards) throws InterruptedException {
    client.createStream(request -> request.streamName(name).shardCount(shards));
    awaitActive(name);
  }

  private void awaitActive(String name) throws InterruptedException {
    Await.until(
        "the stream " + name + " is active",
        MOST_TO_BE_ACTIVE,
        () ->
            client
                    .describeStreamSummary(request -> request.streamName(name))
                    .streamDescriptionSummary()
                    .streamStatus()
                == StreamStatus.ACTIVE);
  }

  /** Splits a shard and waits until the new shards accept records. */
  public void splitShard(String stream, int number) throws InterruptedException {
    HashKeyRange keys =
        client.listShards(request -> request.streamName(stream)).shards().stream()
            .filter(shard -> shard.shardId().equals(shardId(number)))
            .findFirst()
            .orElseThrow()
            .hashKeyRange();
    BigInteger middle =
        new BigInteger(keys.startingHashKey())
            .add(new BigInteger(keys.endingHashKey()))
            .shiftRight(1);
    client.splitShard(
        request ->
            request
                .streamName(stream)
                .shardToSplit(shardId(number))
                .newStartingHashKey(middle.toString()));
    awaitActive(stream);
  }

  /** Merges two adjacent shards and waits for the new one. */
  public void mergeShards(String stream, int number, int neighbour) throws InterruptedException {
    client.mergeShards(
        request ->
            request
                .streamName(stream)
                .shardToMerge(shardId(number))
                .adjacentShardToMerge(shardId(neighbour)));
    awaitActive(stream);
  }

  /** Deletes the records of a stream up to a sequence number, as its retention does. */
  public void expire(String stream, String number) throws IOException, InterruptedException {
    process.send("expire " + stream + " " + number);
    Await.until(
        number + " has expired",
        MOST_TO_BE_ACTIVE,
        () -> process.output().lines().anyMatch(("EXPIRED=" + number)::equals));
  }

  private static String shardId(int number) {
    return String.format(Locale.ROOT, "shardId-%012d", number);
  }

  /** Returns all current records of a stream, shard by shard. */
  public List<Record> records(String stream) {
    return recordsByShard(stream).values().stream().flatMap(List::stream).toList();
  }

  /** Returns the current records of each shard in order. */
  public Map<String, List<Record>> recordsByShard(String stream) {
    Map<String, List<Record>> shards = new TreeMap<>();
    for (Shard shard : client.listShards(request -> request.streamName(stream)).shards()) {
      List<Record> all = new ArrayList<>();
      String iterator =
          client
              .getShardIterator(
                  request ->
                      request
                          .streamName(stream)
                          .shardId(shard.shardId())
                          .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
              .shardIterator();
      while (true) {
        String from = iterator;
        GetRecordsResponse response =
            client.getRecords(request -> request.shardIterator(from).limit(RECORDS_AT_ONCE));
        if (response.records().isEmpty()) {
          break;
        }
        all.addAll(response.records());
        iterator = response.nextShardIterator();
      }
      shards.put(shard.shardId(), all);
    }
    return shards;
  }

  @Override
  public void close() {
    client.close();
    process.close();
  }
}
