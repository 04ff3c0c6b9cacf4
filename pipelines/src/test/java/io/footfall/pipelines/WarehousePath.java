package io.footfall.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.pipelines.VisitStream.Sent;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.FlinkCluster;
import io.footfall.testing.process.KinesisServer;
import io.footfall.testing.process.PostgresServer;
import io.footfall.testing.process.S3Server;
import io.footfall.testing.redshift.Buckets;
import io.footfall.testing.redshift.RedshiftServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * The whole architecture with real processes: a shop's database, Kinesis, a Flink cluster, S3, and
 * a Redshift that is a facade before PostgreSQL. Each step is a command as a user gives it.
 */
final class WarehousePath implements AutoCloseable {
  private static final Duration MOST = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROLE = "--iamRole=arn:aws:iam::123456789012:role/load";

  private final Path folder;
  private final PostgresServer shop;
  private final KinesisServer kinesis;
  private final S3Server s3;
  private final PostgresServer warehouse;
  private final RedshiftServer redshift;
  private final FlinkCluster cluster;
  private final FlinkJobs jobs;
  private String job = "";

  WarehousePath(Path folder) throws Exception {
    this.folder = folder;
    shop = PostgresServer.start(folder.resolve("shop"));
    kinesis = KinesisServer.start(folder.resolve("kinesis"));
    s3 = S3Server.start(folder.resolve("s3"));
    s3.createBucket("lake");
    kinesis.createStream("visits", 3);
    warehouse = PostgresServer.start(folder.resolve("warehouse"), "md5");
    redshift =
        RedshiftServer.start(
            warehouse,
            new Buckets(Map.of("lake", s3.file("lake", ""))),
            Files.createDirectories(folder.resolve("redshift")));
    // The warehouse's password is where a job in a cluster looks for it: with its workers.
    Map<String, String> environment = new TreeMap<>(kinesis.environment());
    environment.put("REDSHIFT_PASSWORD", PostgresServer.PASSWORD);
    cluster = FlinkCluster.start(folder.resolve("flink"), 1, Map.of(), environment);
    jobs = new FlinkJobs(cluster);
    shop.execute(
        "CREATE TABLE page_views (id bigserial PRIMARY KEY, user_id text, viewed_at timestamptz,"
            + " url text, seconds text)");
  }

  S3Server s3() {
    return s3;
  }

  /** Puts visits into the shop's own table; durations are text there, some of them invalid. */
  void fill(List<Sent> records) throws Exception {
    try (Connection connection = shop.connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO page_views (user_id, viewed_at, url, seconds) VALUES (?, ?, ?, ?)")) {
      connection.setAutoCommit(false);
      for (Sent sent : records) {
        insert.setString(1, sent.user());
        insert.setTimestamp(2, Timestamp.from(sent.time()));
        insert.setString(3, sent.url());
        insert.setString(4, sent.seconds());
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
    }
  }

  /** Sends what is new in the table. */
  FootfallProcess.Ended publish() throws Exception {
    return program("PGPASSWORD=" + PostgresServer.PASSWORD)
        .runWell(
            "publish",
            "--input=" + shop.url(),
            "--user=" + PostgresServer.USER,
            "--query=SELECT id, user_id, viewed_at AS timestamp, url, seconds AS"
                + " page_view_duration FROM page_views",
            "--dataset=visits",
            "--cursorColumn=id",
            "--cursorFile=" + folder.resolve("cursor"),
            "--output=kinesis://visits",
            "--endpoint=" + kinesis.endpoint(),
            "--rejects=" + folder.resolve("not-sent"));
  }

  /** Sends invalid messages directly, because {@code publish} would reject them. */
  void sendGarbage(int messages) {
    for (int i = 0; i < messages; i++) {
      Sent bad =
          new Sent("user-" + i, Instant.parse("2024-03-01T05:00:00Z"), "/bad", "long", false);
      kinesis
          .client()
          .putRecord(
              put ->
                  put.streamName("visits")
                      .partitionKey(bad.user())
                      .data(SdkBytes.fromUtf8String(bad.json())));
    }
  }

  /**
   * Starts the job in the cluster.
   *
   * @param more further options
   */
  void startJob(String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "visits",
                "--runner=FlinkRunner",
                "--parallelism=2",
                "--checkpointingInterval=1000",
                "--input=kinesis://visits",
                "--endpoint=" + kinesis.endpoint(),
                "--deduplicate",
                "--allowedLateness=1h",
                "--outOfOrderness=10m",
                "--idleAfter=30m",
                "--updateEvery=1s",
                "--output=s3://lake/windows",
                "--rejects=s3://lake/rejects",
                "--backup=s3://lake/backup",
                "--lake=s3://lake/lake",
                "--lakeEvery=3s",
                "--s3Endpoint=" + s3.endpoint()));
    arguments.addAll(List.of(more));
    job = jobs.submit("", arguments);
    jobs.awaitCheckpoint(job);
  }

  /** Options by which the job loads the warehouse itself, whose tables must be there. */
  String[] loading() {
    return new String[] {"--warehouse=" + redshift.url() + "&user=" + PostgresServer.USER, ROLE};
  }

  /**
   * What everybody sees who may look at the cluster: what its REST interface says, and its logs.
   */
  String shown() throws Exception {
    StringBuilder all = new StringBuilder();
    for (String path :
        List.of(
            "/jobs/" + job,
            "/jobs/" + job + "/config",
            "/jobs/" + job + "/plan",
            "/jobs/" + job + "/exceptions",
            "/config",
            "/jobmanager/config",
            "/jobmanager/environment",
            "/taskmanagers")) {
      all.append(cluster.get(path)).append('\n');
    }
    try (Stream<Path> logs = Files.list(folder.resolve("flink/log"))) {
      for (Path log : logs.toList()) {
        all.append(Files.readString(log)).append('\n');
      }
    }
    return all.toString();
  }

  void killTaskManager() {
    cluster.killTaskManager(0);
  }

  void addTaskManager() throws Exception {
    cluster.addTaskManager();
  }

  /** Stops the job, with all output written, once its windows have this many records. */
  void stopJob() throws Exception {
    jobs.stopAfterAllWindows(job);
  }

  /** Returns the number of records in the windows. */
  long counted() throws Exception {
    Path windows = s3.file("lake", "windows");
    return Files.isDirectory(windows) ? new WindowFolder(windows).read() : 0;
  }

  void awaitCounted(long atLeast) throws Exception {
    Await.until(atLeast + " are counted", MOST, () -> counted() >= atLeast, cluster::logs);
  }

  /** Waits until the job has put a batch into the warehouse. */
  void awaitLoaded() throws Exception {
    Await.until(
        "a batch is loaded",
        MOST,
        () -> !ask("SELECT batch FROM load_ledger").isEmpty(),
        cluster::logs);
  }

  /** Passes the records of the stream, shard by shard in order, to the expected results. */
  long tell(VisitStream stream) throws Exception {
    long came = 0;
    for (Map.Entry<String, List<Record>> shard : kinesis.recordsByShard("visits").entrySet()) {
      for (Record record : shard.getValue()) {
        JsonNode visit = JSON.readTree(record.data().asByteArray());
        String duration = visit.path("page_view_duration").asText();
        stream.came(
            shard.getKey(),
            new Sent(
                visit.path("user_id").asText(),
                instant(visit.path("timestamp").asText()),
                visit.path("url").asText(),
                duration,
                !duration.equals("long")));
        came++;
      }
    }
    return came;
  }

  private static Instant instant(String timestamp) {
    String iso = timestamp.replace(' ', 'T');
    return Instant.parse(iso.endsWith("Z") ? iso : iso.replaceFirst("\\+00(:00)?$", "") + "Z");
  }

  /** Loads what is new in the lake. */
  FootfallProcess.Ended load() throws Exception {
    return program("REDSHIFT_PASSWORD=" + PostgresServer.PASSWORD)
        .runWell(
            "load",
            "--lake=s3://lake/lake",
            "--dataset=visits",
            "--warehouse=" + redshift.url(),
            "--user=" + PostgresServer.USER,
            "--createTables",
            ROLE,
            "--s3Endpoint=" + s3.endpoint());
  }

  /** Tries again what was rejected. */
  FootfallProcess.Ended replay() throws Exception {
    return onS3()
        .runWell(
            "replay", "--rejects=s3://lake/rejects", "--dataset=visits", "--lake=s3://lake/lake");
  }

  FootfallProcess.Ended compact() throws Exception {
    return onS3().runWell("compact", "--lake=s3://lake/lake");
  }

  /** Recomputes a report from the backup, in this directory. */
  FootfallProcess.Ended countBackup(Path report) throws Exception {
    return onS3()
        .runWell(
            "visits", "--input=s3://lake/backup/source/**", "--format=json", "--output=" + report);
  }

  /** The rows of a query in the warehouse. */
  List<String> ask(String sql) throws Exception {
    return warehouse.rows(sql);
  }

  private S3Footfall onS3() {
    return new S3Footfall(folder, s3, s3.endpoint());
  }

  private FootfallProcess program(String secret) {
    List<String> environment = new ArrayList<>(List.of("env", secret));
    kinesis.environment().forEach((name, value) -> environment.add(name + "=" + value));
    return FootfallProcess.launcher(folder).through(environment.toArray(new String[0]));
  }

  @Override
  public void close() throws IOException {
    try (shop;
        warehouse;
        redshift) {
      cluster.close();
      s3.close();
      kinesis.close();
    }
  }
}
