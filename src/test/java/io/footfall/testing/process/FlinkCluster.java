package io.footfall.testing.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A standalone Flink cluster: a JobManager and TaskManagers as processes that a test can kill, and
 * the {@code flink} command line. Uses RocksDB and a shared checkpoint directory. Failed jobs
 * restart as often as a test kills their workers.
 */
public final class FlinkCluster implements AutoCloseable {
  private static final String JOB_MANAGER =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  private static final String APPLICATION_JOB_MANAGER =
      "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint";
  private static final String TASK_MANAGER =
      "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
  private static final String COMMAND_LINE = "org.apache.flink.client.cli.CliFrontend";
  private static final Duration MOST_TO_START = Duration.ofMinutes(5);
  private static final int MINUTES_TO_RUN = 10;
  private static final int OK = 200;
  private static final int FIRST_ERROR = 300;

  /** The packages that Flink itself opens and exports on Java 17. */
  private static final List<String> OPENED =
      List.of(
          "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
          "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.net=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/java.text=ALL-UNNAMED",
          "--add-opens=java.base/java.time=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Path jars = ServerProcess.made("flink-cluster");
  private final Path folder;
  private final int restPort;
  private final Map<String, String> environment;
  private final String metaspace;
  private final List<ServerProcess> taskManagers = new ArrayList<>();
  private ServerProcess jobManager;
  private int processesStarted;

  /** The exit status and output of a {@code flink} command. */
  public record Ended(int status, String output) {}

  private FlinkCluster(Path folder, Map<String, String> settings, Map<String, String> environment)
      throws IOException {
    this.folder = folder.toAbsolutePath();
    this.environment = new TreeMap<>(environment);
    restPort = ReservedPort.take();
    for (String part : List.of("conf", "log", "plugins", "tmp", "checkpoints", "savepoints")) {
      Files.createDirectories(folder.resolve(part));
    }
    this.environment.put("FLINK_CONF_DIR", this.folder.resolve("conf").toString());
    this.environment.put("FLINK_LOG_DIR", this.folder.resolve("log").toString());
    this.environment.put("FLINK_PLUGINS_DIR", this.folder.resolve("plugins").toString());
    this.environment.put("FLINK_LIB_DIR", jars.toString());
    Map<String, String> all = defaults();
    all.putAll(settings);
    // Flink's own scripts make a flag of this setting, with this default.
    metaspace = all.getOrDefault("jobmanager.memory.jvm-metaspace.size", "256m");
    StringBuilder yaml = new StringBuilder();
    all.forEach((key, value) -> yaml.append(key).append(": \"").append(value).append("\"\n"));
    Files.writeString(folder.resolve("conf/config.yaml"), yaml);
    Files.writeString(
        folder.resolve("conf/log4j.properties"),
        """
        rootLogger.level=INFO
        rootLogger.appenderRef.out.ref=Out
        appender.out.name=Out
        appender.out.type=Console
        appender.out.layout.type=PatternLayout
        appender.out.layout.pattern=%d{HH:mm:ss,SSS} %-5p %c{1} - %m%n
        logger.pekko.name=org.apache.pekko
        logger.pekko.level=WARN
        """);
    Files.writeString(
        folder.resolve("conf/log4j-cli.properties"),
        """
        rootLogger.level=WARN
        rootLogger.appenderRef.out.ref=Out
        appender.out.name=Out
        appender.out.type=Console
        appender.out.target=SYSTEM_ERR
        appender.out.layout.type=PatternLayout
        appender.out.layout.pattern=%-5p %c{1} - %m%n
        """);
  }

  /** Sets each size explicitly, because only Flink's own scripts would compute them. */
  private Map<String, String> defaults() throws IOException {
    Map<String, String> all = new TreeMap<>();
    all.put("jobmanager.bind-host", "127.0.0.1");
    all.put("jobmanager.rpc.address", "127.0.0.1");
    all.put("jobmanager.rpc.port", Integer.toString(ReservedPort.take()));
    all.put("jobmanager.memory.process.size", "1280m");
    all.put("rest.address", "127.0.0.1");
    all.put("rest.bind-address", "127.0.0.1");
    all.put("rest.port", Integer.toString(restPort));
    // The age of the REST interface's answers, in milliseconds: 3 s by default.
    all.put("web.refresh-interval", "100");
    all.put("web.upload.dir", folder.resolve("tmp").toString());
    all.put("web.tmpdir", folder.resolve("tmp").toString());
    all.put("io.tmp.dirs", folder.resolve("tmp").toString());
    all.put("taskmanager.host", "127.0.0.1");
    all.put("taskmanager.bind-host", "127.0.0.1");
    all.put("taskmanager.numberOfTaskSlots", "2");
    all.put("taskmanager.cpu.cores", "2.0");
    all.put("taskmanager.memory.framework.heap.size", "128m");
    all.put("taskmanager.memory.framework.off-heap.size", "128m");
    all.put("taskmanager.memory.task.heap.size", "640m");
    all.put("taskmanager.memory.task.off-heap.size", "128m");
    all.put("taskmanager.memory.network.min", "64m");
    all.put("taskmanager.memory.network.max", "64m");
    all.put("taskmanager.memory.managed.size", "192m");
    all.put("taskmanager.memory.jvm-metaspace.size", "256m");
    all.put("taskmanager.memory.jvm-overhead.min", "192m");
    all.put("taskmanager.memory.jvm-overhead.max", "192m");
    all.put("classloader.check-leaked-classloader", "false");
    all.put("state.backend.type", "rocksdb");
    all.put("state.backend.incremental", "true");
    all.put("state.checkpoints.dir", checkpoints().toUri().toString());
    all.put("state.checkpoints.num-retained", "2");
    all.put("state.savepoints.dir", savepoints().toUri().toString());
    all.put("restart-strategy.type", "fixed-delay");
    all.put("restart-strategy.fixed-delay.attempts", "1000");
    all.put("restart-strategy.fixed-delay.delay", "500 ms");
    all.put("heartbeat.interval", "1000");
    // Only for processes that hang, and for workers whose JobManager was killed: the port of a
    // killed
    // worker refuses connections at once. One that did not get to run for some seconds is no
    // failure.
    all.put("heartbeat.timeout", "20000");
    // Of messages between processes, and of the command line; 10 and 60 seconds by default.
    all.put("pekko.ask.timeout", "60 s");
    all.put("client.timeout", "10 min");
    return all;
  }

  /**
   * Starts a cluster and waits for its TaskManagers.
   *
   * @param folder an empty directory for configuration, logs and checkpoints
   * @param taskManagers number of TaskManagers, with 2 slots each
   * @throws IOException if a process cannot be started
   * @throws InterruptedException if this thread is interrupted
   */
  public static FlinkCluster start(Path folder, int taskManagers)
      throws IOException, InterruptedException {
    return start(folder, taskManagers, Map.of(), Map.of());
  }

  /**
   * Starts a cluster and waits for its TaskManagers.
   *
   * @param settings Flink settings, which override the defaults here
   * @param environment additional environment variables, such as credentials
   */
  public static FlinkCluster start(
      Path folder, int taskManagers, Map<String, String> settings, Map<String, String> environment)
      throws IOException, InterruptedException {
    FlinkCluster cluster = new FlinkCluster(folder, settings, environment);
    try {
      cluster.startJobManager(JOB_MANAGER, List.of());
      for (int i = 0; i < taskManagers; i++) {
        cluster.addTaskManager();
      }
      cluster.awaitTaskManagers(taskManagers);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  /**
   * Starts a cluster for one program, whose main method runs in the JobManager (application mode).
   *
   * @param jar the program
   * @param mainClass its main class
   * @param args its arguments
   */
  public static FlinkCluster startApplication(
      Path folder, int taskManagers, Path jar, String mainClass, List<String> args)
      throws IOException, InterruptedException {
    FlinkCluster cluster = new FlinkCluster(folder, Map.of(), Map.of());
    // Flink expects the program beside the directory of its own jars.
    Path lib = Files.createSymbolicLink(cluster.folder.resolve("lib"), cluster.jars);
    cluster.environment.put("FLINK_LIB_DIR", lib.toString());
    Files.createSymbolicLink(
        Files.createDirectories(cluster.folder.resolve("usrlib")).resolve("program.jar"),
        jar.toAbsolutePath());
    List<String> all = new ArrayList<>(List.of("--job-classname", mainClass));
    all.addAll(args);
    try {
      cluster.startJobManager(APPLICATION_JOB_MANAGER, all);
      for (int i = 0; i < taskManagers; i++) {
        cluster.addTaskManager();
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private void startJobManager(String mainClass, List<String> args)
      throws IOException, InterruptedException {
    jobManager = startProcess("jobmanager", "640m", metaspace, mainClass, args);
    jobManager.awaitStarted(() -> get("/config").path("flink-version").isTextual());
  }

  private ServerProcess startProcess(
      String name, String heap, String metaspace, String mainClass, List<String> more)
      throws IOException {
    String log = name + "-" + ++processesStarted + ".log";
    List<String> flags = new ArrayList<>(OPENED);
    flags.addAll(
        List.of(
            "-Xms" + heap,
            "-Xmx" + heap,
            "-XX:MaxMetaspaceSize=" + metaspace,
            "-Djava.io.tmpdir=" + folder.resolve("tmp"),
            "-Dlog4j.configurationFile=" + folder.resolve("conf/log4j.properties").toUri()));
    List<String> args = new ArrayList<>();
    args.add("--configDir");
    args.add(folder.resolve("conf").toString());
    args.addAll(more);
    return ServerProcess.start(
        name,
        ServerProcess.java(jars, flags, mainClass, args),
        environment,
        folder.resolve("log").resolve(log));
  }

  /**
   * Starts another TaskManager without waiting for it.
   *
   * @return its number, starting from 0
   */
  public int addTaskManager() throws IOException {
    int number = taskManagers.size();
    taskManagers.add(
        startProcess(
            "taskmanager",
            "768m",
            "256m",
            TASK_MANAGER,
            List.of("-D", "taskmanager.resource-id=tm-" + number)));
    return number;
  }

  /** Waits until exactly this many TaskManagers are registered. */
  public void awaitTaskManagers(int number) throws InterruptedException {
    Await.until(
        number + " TaskManagers are there",
        MOST_TO_START,
        () -> get("/taskmanagers").path("taskmanagers").size() == number,
        this::logs);
  }

  /** Kills a TaskManager like {@code kill -9}. */
  public void killTaskManager(int number) {
    taskManagers.get(number).kill();
  }

  /** Kills the JobManager like {@code kill -9}; it loses all jobs. */
  public void killJobManager() {
    jobManager.kill();
  }

  /** Starts a JobManager with the same address; the TaskManagers find it. */
  public void restartJobManager() throws IOException, InterruptedException {
    startJobManager(JOB_MANAGER, List.of());
  }

  /** Waits until the JobManager has ended by itself, like that of an application. */
  public void awaitJobManagerEnded(Duration most) throws InterruptedException {
    Await.until("the JobManager has ended", most, () -> !jobManager.isAlive(), this::logs);
  }

  /** Returns the value for {@code --flinkMaster}: {@code 127.0.0.1:PORT}. */
  public String address() {
    return "127.0.0.1:" + restPort;
  }

  /** Returns the directory of checkpoints, which has a directory per job. */
  public Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  /** Returns the directory of savepoints. */
  public Path savepoints() {
    return folder.resolve("savepoints");
  }

  /** Returns the newest completed checkpoint of a job, for {@code flink run -s}. */
  public Path newestCheckpoint(String job) throws IOException {
    try (Stream<Path> all = Files.list(checkpoints().resolve(job))) {
      return all.filter(path -> Files.exists(path.resolve("_metadata")))
          .max(
              Comparator.comparingLong(
                  path -> Long.parseLong(path.getFileName().toString().replace("chk-", ""))))
          .orElseThrow(() -> new IOException("the job " + job + " has no checkpoint yet"));
    }
  }

  /**
   * Runs the command line: {@code flink("run", "-d", "program.jar", ...)}.
   *
   * @throws IOException if it cannot be started
   * @throws InterruptedException if this thread is interrupted
   */
  public Ended flink(String... args) throws IOException, InterruptedException {
    List<String> flags = new ArrayList<>(OPENED);
    flags.add("-Xmx512m");
    flags.add("-Dlog4j.configurationFile=" + folder.resolve("conf/log4j-cli.properties").toUri());
    Path output = folder.resolve("log/flink-" + ++processesStarted + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(ServerProcess.java(jars, flags, COMMAND_LINE, List.of(args)))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(MINUTES_TO_RUN, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("flink does not end:\n" + Files.readString(output));
    }
    return new Ended(process.exitValue(), Files.readString(output));
  }

  /** Sends a GET request to the REST interface, for example {@code get("/jobs/overview")}. */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(rest(path)).GET().build());
  }

  /** Sends a POST request to the REST interface, for example {@code post("/jars/ID/run", body)}. */
  public JsonNode post(String path, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(rest(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  /** Cancels a job, and waits until its tasks have ended. */
  public void cancel(String job) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(rest("/jobs/" + job + "?mode=cancel"))
            .method("PATCH", BodyPublishers.noBody())
            .build());
    Await.until(
        "the job is canceled", MOST_TO_START, () -> state(job).equals("CANCELED"), this::logs);
  }

  /**
   * Stops a job with a savepoint, like {@code flink stop}.
   *
   * @param drain whether to close all windows
   * @return the path of the savepoint
   */
  public String stop(String job, boolean drain) throws IOException, InterruptedException {
    String request =
        post("/jobs/" + job + "/stop", "{\"drain\": " + drain + "}").path("request-id").asText();
    String[] savepoint = new String[1];
    Await.until(
        "the job is stopped with a savepoint",
        MOST_TO_START,
        () -> {
          JsonNode answer = get("/jobs/" + job + "/savepoints/" + request);
          if (answer.path("operation").has("failure-cause")) {
            throw new AssertionError(
                answer.at("/operation/failure-cause/stack-trace").asText() + "\n" + logs());
          }
          savepoint[0] = answer.path("operation").path("location").asText();
          return answer.path("status").path("id").asText().equals("COMPLETED");
        },
        this::logs);
    return savepoint[0];
  }

  /**
   * Uploads a program through the REST interface.
   *
   * @return its id for {@code /jars/ID/run}
   */
  public String upload(Path jar) throws IOException, InterruptedException {
    String boundary = UUID.randomUUID().toString();
    BodyPublisher body =
        BodyPublishers.concat(
            BodyPublishers.ofString(
                "--"
                    + boundary
                    + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                    + jar.getFileName()
                    + "\"\r\nContent-Type: application/java-archive\r\n\r\n"),
            BodyPublishers.ofFile(jar),
            BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
    JsonNode answer =
        send(
            HttpRequest.newBuilder(rest("/jars/upload"))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(body)
                .build());
    return Path.of(answer.path("filename").asText()).getFileName().toString();
  }

  /** Returns the state of a job, such as {@code RUNNING}. */
  public String state(String job) throws IOException, InterruptedException {
    return get("/jobs/" + job).path("state").asText();
  }

  private URI rest(String path) {
    return URI.create("http://" + address() + path);
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() < OK || response.statusCode() >= FIRST_ERROR) {
      throw new IOException(
          request.method()
              + " "
              + request.uri().getPath()
              + ": "
              + response.statusCode()
              + " "
              + response.body());
    }
    return json.readTree(response.body().isEmpty() ? "{}" : response.body());
  }

  /** Returns the ends of all logs, for failure messages. */
  public String logs() {
    StringBuilder all = new StringBuilder();
    List<ServerProcess> processes = new ArrayList<>(taskManagers);
    processes.add(jobManager);
    for (ServerProcess process : processes) {
      all.append(process.describe()).append('\n');
    }
    return all.toString();
  }

  @Override
  public void close() throws IOException {
    taskManagers.forEach(ServerProcess::close);
    if (jobManager != null) {
      jobManager.close();
    }
    // Keeps the targets of the links.
    Files.deleteIfExists(folder.resolve("usrlib/program.jar"));
    Files.deleteIfExists(folder.resolve("lib"));
    // Each job and process has a copy of the program.
    try (Stream<Path> temporary = Files.walk(folder.resolve("tmp"))) {
      for (Path path : temporary.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
