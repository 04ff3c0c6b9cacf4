import io.footfall.testing.process.KafkaBroker;
import io.footfall.testing.process.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Measures the latency from sending a record to Kafka to its row in PostgreSQL, with real
 * processes: the packaged program with embedded Flink, and one partition, so that records are
 * counted in order and the n-th record is visible once the count is n.
 *
 * <p>A record in a new window can become visible before one in the old window. Records in the last
 * second of a window are therefore interchangeable.
 */
public final class Latency {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int URLS = 1_000;
  private static final int USERS = 100_000;

  private Latency() {}

  /** Arguments: records per second, seconds to warm up, seconds to measure. */
  public static void main(String[] args) throws Exception {
    int rate = Integer.parseInt(args[0]);
    int warmUp = rate * Integer.parseInt(args[1]);
    int records = warmUp + rate * Integer.parseInt(args[2]);
    Path work = Files.createTempDirectory(Path.of("target/bench").toAbsolutePath(), "latency");
    try (KafkaBroker broker = KafkaBroker.start(work.resolve("kafka"));
        PostgresServer postgres = PostgresServer.start(work.resolve("postgres"))) {
      broker.createTopic("clicks", 1);
      Process footfall = start(work, broker, postgres);
      try {
        long[] sent = new long[records];
        Thread sender = new Thread(() -> send(broker, rate, sent), "sender");
        sender.start();
        long[] seen = watch(postgres, footfall, records);
        print(rate, warmUp, sent, seen);
      } finally {
        footfall.destroy();
        footfall.waitFor(20, TimeUnit.SECONDS);
      }
    }
  }

  private static Process start(Path work, KafkaBroker broker, PostgresServer postgres)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of("bin/footfall").toAbsolutePath().toString(),
                "visits",
                "--input=" + broker.uri("clicks"),
                "--columns=user_id,timestamp,url,page_view_duration",
                "--window=1m",
                "--allowedLateness=1m",
                "--updateEvery=1s",
                "--rejects=" + work.resolve("rejects"),
                "--sink=" + postgres.url() + "?user=" + PostgresServer.USER)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("footfall.txt").toFile());
    builder.environment().put("PGPASSWORD", PostgresServer.PASSWORD);
    return builder.start();
  }

  private static void send(KafkaBroker broker, int rate, long[] sent) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrapServers());
    settings.put("linger.ms", 5);
    Random random = new Random(1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      long start = System.nanoTime();
      for (int i = 0; i < sent.length; i++) {
        long due = start + (long) (i * 1e9 / rate);
        long ahead = due - System.nanoTime();
        if (ahead > 1_000_000) {
          TimeUnit.NANOSECONDS.sleep(ahead);
        }
        String line =
            "u"
                + random.nextInt(USERS)
                + ","
                + TIME.format(Instant.now())
                + ",/item/"
                + (int) Math.pow(URLS, random.nextDouble())
                + ","
                + random.nextInt(300);
        sent[i] = System.nanoTime();
        producer.send(new ProducerRecord<>("clicks", line.getBytes(StandardCharsets.UTF_8)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long[] watch(PostgresServer postgres, Process footfall, int records)
      throws Exception {
    long[] seen = new long[records];
    int there = 0;
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      while (there < records) {
        if (!footfall.isAlive()) {
          throw new IllegalStateException("footfall ended with " + footfall.exitValue());
        }
        int now = Math.min(records, counted(statement));
        long at = System.nanoTime();
        for (; there < now; there++) {
          seen[there] = at;
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    return seen;
  }

  private static int counted(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT coalesce(sum(read), 0) FROM visits_windows")) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      if ("42P01".equals(e.getSQLState())) {
        return 0; // The table does not exist yet.
      }
      throw e;
    }
  }

  private static void print(int rate, int warmUp, long[] sent, long[] seen) {
    double[] millis = new double[sent.length - warmUp];
    for (int i = 0; i < millis.length; i++) {
      millis[i] = (seen[warmUp + i] - sent[warmUp + i]) / 1e6;
    }
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "%,d records/s, %,d records: p50 %.0f ms, p95 %.0f ms, p99 %.0f ms, most %.0f ms%n",
        rate,
        millis.length,
        millis[millis.length / 2],
        millis[millis.length * 95 / 100],
        millis[millis.length * 99 / 100],
        millis[millis.length - 1]);
  }
}
