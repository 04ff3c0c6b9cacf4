package io.footfall.pipelines.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A Kinesis client that refuses requests as instructed, with real error responses. */
final class MoodyKinesis implements AutoCloseable {
  private static final int MOST_RECORDS = 500;
  private static final int MOST_BYTES = 5 << 20;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Random random;
  private final double refusedRecords;
  private final double refusedRequests;
  private final ConcurrentLinkedQueue<String> stored = new ConcurrentLinkedQueue<>();

  /**
   * @param refusedRecords which part of the records of a request is refused
   * @param refusedRequests which part of the requests is refused as a whole
   */
  MoodyKinesis(long seed, double refusedRecords, double refusedRequests) throws IOException {
    random = new Random(seed);
    this.refusedRecords = refusedRecords;
    this.refusedRequests = refusedRequests;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The messages that it has, each behind its key; the same one twice if it was sent twice. */
  List<String> stored() {
    return List.copyOf(stored);
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode request = json.readTree(exchange.getRequestBody());
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (!request.path("StreamName").asText().equals("visits")) {
      refuse(exchange, 400, "ResourceNotFoundException");
    } else if (target.endsWith(".DescribeStreamSummary")) {
      send(exchange, 200, "{\"StreamDescriptionSummary\":{\"StreamName\":\"visits\"}}");
    } else if (chance(refusedRequests)) {
      if (chance(0.5)) {
        refuse(exchange, 400, "ProvisionedThroughputExceededException");
      } else {
        refuse(exchange, 500, "InternalFailure");
      }
    } else {
      put(exchange, request.path("Records"));
    }
  }

  private void put(HttpExchange exchange, JsonNode records) throws IOException {
    if (records.size() > MOST_RECORDS || requestBytes(records) > MOST_BYTES) {
      refuse(exchange, 400, "InvalidArgumentException");
      return;
    }
    ObjectNode answer = json.createObjectNode();
    ArrayNode results = answer.putArray("Records");
    int failed = 0;
    for (JsonNode record : records) {
      if (chance(refusedRecords)) {
        failed++;
        results
            .addObject()
            .put("ErrorCode", "ProvisionedThroughputExceededException")
            .put("ErrorMessage", "Rate exceeded for shard shardId-000000000001");
      } else {
        String data = new String(Base64.getDecoder().decode(record.path("Data").asText()), UTF_8);
        stored.add(record.path("PartitionKey").asText() + "=" + data);
        results.addObject().put("SequenceNumber", "1").put("ShardId", "shardId-000000000000");
      }
    }
    answer.put("FailedRecordCount", failed);
    send(exchange, 200, answer.toString());
  }

  private static int requestBytes(JsonNode records) {
    int bytes = 0;
    for (JsonNode record : records) {
      bytes += Base64.getDecoder().decode(record.path("Data").asText()).length;
      bytes += record.path("PartitionKey").asText().getBytes(UTF_8).length;
    }
    return bytes;
  }

  private boolean chance(double probability) {
    synchronized (random) {
      return random.nextDouble() < probability;
    }
  }

  private static void refuse(HttpExchange exchange, int status, String type) throws IOException {
    send(exchange, status, "{\"__type\":\"" + type + "\",\"message\":\"no\"}");
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
