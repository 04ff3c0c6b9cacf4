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

/** A Kinesis in memory (kinesalite, on Node.js). It answers in JSON, over HTTP/1.1. */
public final class KinesisServer implements AutoCloseable {
  /** The region that clients say; the server takes any. */
  public static final String REGION = "us-east-1";

  private static final Duration MOST_TO_BE_ACTIVE = Duration.ofSeconds(30);
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
   * Starts a server. Where there is no node, the test is skipped; the end of {@code mvn verify}
   * then says so.
   *
   * @param folder for its log
   * @throws IOException if it cannot be started
   * @throws InterruptedException if this thread is interrupted
   */
  public static KinesisServer start(Path folder) throws IOException, InterruptedException {
    Path made = Path.of(System.getProperty("footfall.processes", "target"), "kinesis");
    Assumptions.assumeTrue(
        Files.exists(made.resolve("installed.json")),
        "there is no Kinesis to test with: it needs node and npm, and mvn verify installs it then");
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

  /** Where it is. */
  public URI endpoint() {
    return endpoint;
  }

  /** A client of it, which is closed with it. */
  public KinesisClient client() {
    return client;
  }

  /** The environment in which a process finds its region and its credentials, and talks JSON. */
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

  /** Makes a stream, and waits until it can be used. */
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

  /** Ends a shard, and has two in its place; waits until they take records. */
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

  /** Ends two shards that are neighbours, and has one in their place; waits until it is there. */
  public void mergeShards(String stream, int number, int neighbour) throws InterruptedException {
    client.mergeShards(
        request ->
            request
                .streamName(stream)
                .shardToMerge(shardId(number))
                .adjacentShardToMerge(shardId(neighbour)));
    awaitActive(stream);
  }

  private static String shardId(int number) {
    return String.format(Locale.ROOT, "shardId-%012d", number);
  }

  /** All records of a stream that are there now, shard by shard. */
  public List<Record> records(String stream) {
    return recordsByShard(stream).values().stream().flatMap(List::stream).toList();
  }

  /** The records of each shard that are there now, in their order. */
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
