package io.footfall.testing.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** A Kafka broker that is its own controller (KRaft). */
public final class KafkaBroker implements AutoCloseable {
  private static final int MILLIS_FOR_AN_ANSWER = 10_000;
  private static final int MILLIS_FOR_A_TOPIC = 120_000;

  private static final List<String> FLAGS =
      List.of("-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");

  private final Path jars;
  private final Path settings;
  private final int port;
  private int starts;
  private ServerProcess process;

  private KafkaBroker(Path jars, Path settings, int port) throws IOException, InterruptedException {
    this.jars = jars;
    this.settings = settings;
    this.port = port;
    process = startProcess();
  }

  private ServerProcess startProcess() throws IOException, InterruptedException {
    ServerProcess started =
        ServerProcess.start(
            "Kafka",
            ServerProcess.java(jars, FLAGS, "kafka.Kafka", List.of(settings.toString())),
            Map.of(),
            settings.resolveSibling("kafka-" + ++starts + ".log"));
    started.awaitStarted(this::answers);
    return started;
  }

  /**
   * Starts a broker and waits until it responds.
   *
   * @param folder an empty directory for data and log
   * @throws IOException if it cannot be started
   * @throws InterruptedException if this thread is interrupted
   */
  public static KafkaBroker start(Path folder) throws IOException, InterruptedException {
    Path jars = ServerProcess.made("kafka");
    Path home = Files.createDirectories(folder.resolve("kafka"));
    int port = ReservedPort.take();
    Path settings = home.resolve("server.properties");
    Files.writeString(
        settings,
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
        inter.broker.listener.name=PLAINTEXT
        log.dirs=%3$s
        # Tests send records of other times, which the broker would delete 30 seconds after its start.
        log.retention.ms=-1
        auto.create.topics.enable=false
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=1
        group.initial.rebalance.delay.ms=0
        """
            .formatted(port, ReservedPort.take(), home.resolve("data")));
    Process format =
        new ProcessBuilder(
                ServerProcess.java(
                    jars,
                    FLAGS,
                    "kafka.tools.StorageTool",
                    List.of(
                        "format", "-t", Uuid.randomUuid().toString(), "-c", settings.toString())))
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("format.log").toFile())
            .start();
    if (format.waitFor() != 0) {
      throw new IOException(
          "the folder of the broker cannot be made: "
              + Files.readString(home.resolve("format.log")));
    }
    return new KafkaBroker(jars, settings, port);
  }

  private boolean answers() throws InterruptedException {
    try (Admin admin = admin(MILLIS_FOR_AN_ANSWER)) {
      return admin.describeCluster().nodes().get(MILLIS_FOR_AN_ANSWER, TimeUnit.MILLISECONDS).size()
          == 1;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  /**
   * Returns a client that sends a request again, or gives up, after a time. What a request creates
   * may exist by the time it is sent again, which the broker refuses.
   */
  private Admin admin(int millis) {
    return Admin.create(
        Map.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
            millis,
            CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
            millis));
  }

  /** Returns the bootstrap address: {@code 127.0.0.1:PORT}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Returns a topic in the form of Footfall's options: {@code kafka://HOST:PORT/TOPIC}. */
  public String uri(String topic) {
    return "kafka://" + bootstrapServers() + "/" + topic;
  }

  /**
   * Creates a topic; topics are not created automatically.
   *
   * @throws IOException if the broker refuses
   * @throws InterruptedException if this thread is interrupted
   */
  public void createTopic(String name, int partitions) throws IOException, InterruptedException {
    try (Admin admin = admin(MILLIS_FOR_A_TOPIC)) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    } catch (ExecutionException e) {
      throw new IOException("the topic " + name + " could not be made", e);
    }
  }

  /**
   * Adds partitions to a topic.
   *
   * @param partitions the new number of partitions
   */
  public void addPartitions(String topic, int partitions) throws IOException, InterruptedException {
    try (Admin admin = admin(MILLIS_FOR_A_TOPIC)) {
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all().get();
    } catch (ExecutionException e) {
      throw new IOException("the topic " + topic + " could not be given more partitions", e);
    }
  }

  /** Kills the broker like {@code kill -9}. */
  public void kill() {
    process.kill();
  }

  /** Pauses the broker: it keeps its connections, and does not answer. */
  public void pause() throws IOException, InterruptedException {
    process.signal("STOP");
  }

  /** Resumes a paused broker. */
  public void resume() throws IOException, InterruptedException {
    process.signal("CONT");
  }

  /** Restarts the broker with the same address and data, and waits until it responds. */
  public void restart() throws IOException, InterruptedException {
    process = startProcess();
  }

  @Override
  public void close() {
    process.close();
  }
}
