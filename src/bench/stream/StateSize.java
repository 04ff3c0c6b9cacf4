import com.fasterxml.jackson.databind.JsonNode;
import io.footfall.report.WindowFiles;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.FlinkCluster;
import io.footfall.testing.process.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Measures the size and duration of checkpoints for growing numbers of keys per window, on a Flink
 * cluster with one TaskManager, with state on the heap and in RocksDB. Each record has a URL and a
 * user of its own. Also measures the time from the first record to a report of all records.
 */
public final class StateSize {
  private static final Duration MOST = Duration.ofMinutes(5);
  private static final Pattern JOB = Pattern.compile("JobID ([0-9a-f]{32})");

  private StateSize() {}

  /** Arguments: numbers of keys, optionally after {@code deduplicate}, which adds that option. */
  public static void main(String[] args) throws Exception {
    List<String> more = new ArrayList<>();
    for (String arg : args) {
      if (arg.equals("deduplicate")) {
        more.add("--deduplicate");
      } else {
        measure(Integer.parseInt(arg), "hashmap", more);
        measure(Integer.parseInt(arg), "rocksdb", more);
      }
    }
  }

  private static void measure(int keys, String backend, List<String> more) throws Exception {
    Path work = Files.createTempDirectory(Path.of("target/bench").toAbsolutePath(), "state");
    try (KafkaBroker broker = KafkaBroker.start(work.resolve("kafka"));
        FlinkCluster cluster =
            FlinkCluster.start(
                work.resolve("flink"),
                1,
                Map.of("state.backend.type", backend, "taskmanager.memory.task.heap.size", "2g"),
                Map.of())) {
      broker.createTopic("visits", 2);
      send(broker, keys);
      Path output = work.resolve("out");
      List<String> command =
          new ArrayList<>(
              List.of(
                  "run",
                  "-d",
                  Path.of("target/footfall-flink.jar").toAbsolutePath().toString(),
                  "visits",
                  "--runner=FlinkRunner",
                  "--parallelism=2",
                  "--checkpointingInterval=3000",
                  "--columns=user_id,timestamp,url,page_view_duration",
                  "--window=day",
                  "--idleAfter=1h",
                  "--updateEvery=5s",
                  "--input=" + broker.uri("visits"),
                  "--output=" + output));
      command.addAll(more);
      FlinkCluster.Ended ended = cluster.flink(command.toArray(new String[0]));
      Matcher job = JOB.matcher(ended.output());
      if (!job.find()) {
        throw new IllegalStateException(ended.output());
      }
      String checkpoints = "/jobs/" + job.group(1) + "/checkpoints";
      long start = System.nanoTime();
      Await.until(
          "all is read",
          MOST,
          () -> Files.exists(output) && WindowFiles.total(output.toString()).read >= keys,
          cluster::logs);
      double seconds = (System.nanoTime() - start) / 1e9;
      // Waits for the next checkpoint to start, then for one without other work.
      long before = completed(cluster, checkpoints);
      Await.until(
          "checkpoints", MOST, () -> completed(cluster, checkpoints) >= before + 3, cluster::logs);
      JsonNode latest = cluster.get(checkpoints).path("latest").path("completed");
      System.out.printf(
          Locale.ROOT,
          "%,d URLs and users, %s%s: state %.1f MB, checkpoint %d ms; all read and reported after %.0f s%n",
          keys,
          backend,
          more.isEmpty() ? "" : " " + more,
          latest.path("state_size").asLong() / 1e6,
          latest.path("end_to_end_duration").asLong(),
          seconds);
      cluster.cancel(job.group(1));
    }
  }

  private static long completed(FlinkCluster cluster, String checkpoints) throws Exception {
    return cluster.get(checkpoints).path("counts").path("completed").asLong();
  }

  private static void send(KafkaBroker broker, int keys) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < keys; i++) {
        String line =
            String.format(
                Locale.ROOT,
                "u%07d,2024-03-01 %02d:%02d:%02d,https://www.example.com/products/item-%07d,1",
                i,
                (int) (i * 23L / keys),
                i / 60 % 60,
                i % 60,
                i);
        producer.send(
            new ProducerRecord<>("visits", i % 2, null, line.getBytes(StandardCharsets.UTF_8)));
      }
    }
  }
}
