package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.pipelines.FootfallProcess.Ended;
import io.footfall.pipelines.FootfallProcess.Started;
import io.footfall.pipelines.SteppedCommand.Action;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.KafkaBroker;
import io.footfall.testing.process.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code publish}, {@code load} and the sinks of a stream, stopped and killed as real processes at
 * the steps of their commits. The runs that repeat them, or compete with them, are executed in the
 * JVM of the test.
 */
class CommandStepsIT {
  private static final Duration MOST = Duration.ofMinutes(2);
  private static final int ROWS = 300;
  private static final int KILLED = 137;
  private static final int TERMINATED = 143;
  private static final List<Action> ACTIONS = List.of(Action.KILL, Action.TERM);

  @TempDir Path temp;

  private int processes;

  /** Starts the program, which acts at a step; 0 for none. */
  private Started start(Path folder, int step, Action action, String... command)
      throws IOException {
    int number = ++processes;
    return FootfallProcess.launcher(temp)
        .withJavaOptions("-Xmx512m " + SteppedCommand.options(folder, step, action, labels(number)))
        .through(
            "env",
            "FOOTFALL_CLASSPATH=" + Path.of("target/test-classes").toAbsolutePath(),
            "PGPASSWORD=" + PostgresServer.PASSWORD)
        .start(command);
  }

  private static int status(Action action) {
    return action == Action.KILL ? KILLED : TERMINATED;
  }

  private static String signal(Action action) {
    return action == Action.KILL ? "SIGKILL" : "SIGTERM";
  }

  private Path labels(int process) {
    return temp.resolve("labels-" + process);
  }

  private Ended run(Path folder, int step, Action action, String... command) throws Exception {
    return start(folder, step, action, command).ended();
  }

  // ---- publish

  private static final String[] ORDERS = {
    "create table orders (customer_id text, timestamp timestamptz, product_price int, quantity int)",
    "insert into orders select 'c' || i, '2024-03-01'::timestamptz + i * interval '1 second', i, 1"
        + " from generate_series(1, "
        + ROWS
        + ") i"
  };

  @Test
  void publishLosesNoRowAndWarnsOfRepeats() throws Exception {
    try (KafkaBroker kafka = KafkaBroker.start(temp.resolve("kafka"));
        PostgresServer postgres = PostgresServer.start(temp.resolve("postgres"))) {
      postgres.execute(ORDERS);
      Path undisturbed = cursorFolder(0);
      run(undisturbed, 0, Action.KILL, publish(kafka, postgres, undisturbed, "t0")).assertStatus(0);
      List<String> labels = Files.readAllLines(labels(processes));
      assertThat(
          labels,
          is(
              List.of(
                  "create `..orders.cursor.lock`".replace("..", "."),
                  "create `.orders.cursor.new`",
                  "rename `orders.cursor`",
                  "create `.orders.cursor.new`",
                  "rename `orders.cursor`")));

      GuaranteeRows rows = new GuaranteeRows("Publish");
      for (int step = 1; step <= labels.size(); step++) {
        String label = labels.get(step - 1) + (step < 4 ? ", before sending" : ", after sending");
        for (Action action : ACTIONS) {
          String topic = "t-" + step + "-" + action;
          Path folder = cursorFolder(processes + 1);
          String[] command = publish(kafka, postgres, folder, topic);
          Ended first = run(folder, step, action, command);
          String at = action + " at " + label + ": " + first.said();
          assertThat(at, first.status(), is(status(action)));
          int sent = kafka(kafka, topic).size();
          assertThat(at, sent, is(step < 4 ? 0 : ROWS));
          Ended second =
              action == Action.KILL
                  ? FootfallCall.runWithPassword(command)
                  : besideAnother(folder, step, command);
          assertThat(at + second.said(), second.status(), is(0));
          Map<String, Integer> times = kafka(kafka, topic);
          assertThat(at, times.size(), is(ROWS));
          assertThat(at, times.values().stream().allMatch(n -> n == (sent == 0 ? 1 : 2)), is(true));
          assertThat(
              at + second.said(),
              second.err().contains("ended before it stored its position"),
              is(step > 3));
          rows.add(
              label,
              signal(action),
              sent == 0 ? "no rows were sent" : "all rows were sent",
              sent == 0
                  ? "sends each row once"
                  : "warns about duplicates, and sends all rows again");
        }
      }
      for (int step = 1; step <= labels.size(); step++) {
        rows.add(
            labels.get(step - 1) + (step < 4 ? ", before sending" : ", after sending"),
            "a second process",
            step == 1
                ? "the second sends each row once, the first finds no new rows"
                : "the second is refused (locked), the first succeeds",
            "");
      }
      Path folder = cursorFolder(processes + 1);
      String[] command = publish(kafka, postgres, folder, "t-twice");
      FootfallCall.runWithPassword(command).assertStatus(0);
      FootfallCall.runWithPassword(command)
          .assertOut("read 0 = ok 0")
          .assertErr(not(containsString("sent again")));
      rows.compare();
    }
  }

  /**
   * Runs a command that waits at a step until a second process has ended.
   *
   * @return the outcome of the one that had the lock
   */
  private Ended besideAnother(Path folder, int step, String... command) throws Exception {
    Started first = start(folder, step, Action.PAUSE, command);
    awaitPaused(first);
    Ended second = FootfallCall.runWithPassword(command);
    first.process().getOutputStream().close();
    if (step == 1) {
      assertThat(first.ended().said(), first.ended().out(), containsString("read 0 = ok 0"));
      return second;
    }
    second.assertStatus(74).assertErr("it is locked");
    return first.ended();
  }

  private static void awaitPaused(Started process) throws Exception {
    Await.until("it waits", MOST, () -> Files.readString(process.out()).contains("paused"));
  }

  private Path cursorFolder(int number) throws IOException {
    return Files.createDirectory(temp.resolve("cursor-" + number)).toRealPath();
  }

  private static String[] publish(
      KafkaBroker kafka, PostgresServer postgres, Path folder, String topic) throws Exception {
    kafka.createTopic(topic, 1);
    return new String[] {
      "publish",
      "--input=" + postgres.url() + "?user=" + PostgresServer.USER,
      "--table=orders",
      "--dataset=purchases",
      "--cursorColumn=timestamp",
      "--cursorFile=" + folder.resolve("orders.cursor"),
      "--rejects=" + folder.resolve("rejects"),
      "--output=" + kafka.uri(topic)
    };
  }

  /** Returns how often each message is in a topic, by its key. */
  private static Map<String, Integer> kafka(KafkaBroker broker, String topic) {
    Map<String, Integer> times = new TreeMap<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> all = List.of(new TopicPartition(topic, 0));
      consumer.assign(all);
      consumer.seekToBeginning(all);
      long end = consumer.endOffsets(all).get(all.get(0));
      while (consumer.position(all.get(0)) < end) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(message -> times.merge(message.key(), 1, Integer::sum));
      }
    }
    return times;
  }

  // ---- load and the database of a stream: a lock of a table stops a process at its statement

  private Path visits(int files) throws IOException {
    Path input = Files.createDirectories(temp.resolve("in"));
    for (int i = 0; i < files; i++) {
      String lines =
          String.join(
              "",
              IntStream.range(0, 20)
                  .mapToObj(n -> "u" + n % 7 + ",2024-03-01 1%d:00:00,/p" + n % 5 + ",1.5\n")
                  .toList());
      Files.writeString(
          input.resolve("visits-" + i + ".csv"),
          "user_id,timestamp,url,page_view_duration\n" + lines.replace("%d", "" + i));
    }
    return input;
  }

  /** Holds a lock of a table. */
  private static Connection lock(PostgresServer postgres, String table) throws SQLException {
    Connection connection = postgres.connect();
    connection.setAutoCommit(false);
    connection.createStatement().execute("lock table " + table + " in access exclusive mode");
    return connection;
  }

  private static void awaitWaiting(PostgresServer postgres, int number) throws Exception {
    Await.until(
        number + " processes wait for the lock",
        MOST,
        () ->
            postgres
                    .rows(
                        "select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                            + " and pid <> pg_backend_pid()")
                    .size()
                >= number);
  }

  private static String waiting(String table) {
    return "a statement waits for a lock on `" + table + "`";
  }

  /** Runs a command until one of its statements waits for a table, and ends it there. */
  private Ended endedWhileWaiting(
      PostgresServer postgres, String table, Action action, String... command) throws Exception {
    try (Connection held = lock(postgres, table)) {
      Started process = start(temp, 0, Action.KILL, command);
      awaitWaiting(postgres, 1);
      if (action == Action.KILL) {
        process.process().destroyForcibly();
      } else {
        process.process().destroy();
      }
      Ended ended = process.ended().assertStatus(status(action));
      held.rollback();
      return ended;
    }
  }

  private static List<String> loaded(PostgresServer postgres) throws SQLException {
    List<String> all = new ArrayList<>();
    all.addAll(postgres.rows("select url, count(*) from visits group by 1 order by 1"));
    all.addAll(postgres.rows("select batch, row_count from load_ledger order by 1"));
    return all;
  }

  @Test
  void loadIsCompleteOrHasNotHappened() throws Exception {
    Path input = visits(3);
    try (PostgresServer postgres = PostgresServer.start(temp.resolve("postgres"))) {
      String lake = "--lake=" + temp.resolve("lake");
      String[] load = {
        "load",
        lake,
        "--warehouse=" + postgres.url() + "?user=" + PostgresServer.USER,
        "--createTables"
      };
      GuaranteeRows rows = new GuaranteeRows("Load");
      for (int batch = 1; batch <= 3; batch++) {
        String report = "--output=" + temp.resolve("report-" + batch);
        FootfallCall.runWell(
            "visits",
            "--input=" + input.resolve("visits-" + (batch - 1) + ".csv"),
            report,
            lake,
            "--batch=b" + batch);
        if (batch == 1) {
          FootfallCall.runWithPassword(load).assertStatus(0);
          continue;
        }
        List<String> before = loaded(postgres);
        for (String table : batch == 2 ? List.of("load_ledger", "visits") : List.<String>of()) {
          for (Action action : ACTIONS) {
            endedWhileWaiting(postgres, table, action, load)
                .assertOut(not(containsString("1 batch loaded")));
            assertThat(action + " at " + table, loaded(postgres), is(before));
            rows.add(
                waiting(table),
                signal(action),
                "all tables are as before",
                "loads each batch once");
          }
        }
        Started first;
        CompletableFuture<Ended> second;
        try (Connection held = lock(postgres, batch == 2 ? "load_ledger" : "visits")) {
          first = start(temp, 0, Action.KILL, load);
          awaitWaiting(postgres, 1);
          second = CompletableFuture.supplyAsync(() -> FootfallCall.runWithPassword(load));
          awaitWaiting(postgres, 2);
          held.rollback();
        }
        assertThat(first.ended().said(), first.ended().status(), is(0));
        second.get().assertStatus(0);
        assertThat(
            postgres.rows("select sum(row_count), count(*) from load_ledger"),
            is(List.of(20 * batch + "|" + batch)));
        assertThat(postgres.rows("select count(*) from visits"), is(List.of("" + 20 * batch)));
        rows.add(
            waiting(batch == 2 ? "load_ledger" : "visits"),
            "a second process",
            "both succeed, each batch is loaded once",
            "");
      }
      rows.compare();
    }
  }

  // ---- the sinks of a stream

  private static String[] stream(Path input, Path output, String... more) {
    return Stream.concat(
            Stream.of(
                "visits",
                "--runner=DirectRunner",
                "--input=" + input,
                "--watch=200ms",
                "--window=1h",
                "--idleAfter=1s",
                "--updateEvery=10s",
                "--stopAfterIdle=2s",
                "--allowedLateness=0s",
                "--output=" + output),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /** Returns the tables of the windows, and the files that should not be there. */
  private static Map<String, String> windows(Path output) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(output)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = output.relativize(file).toString();
        if (name.endsWith(".csv")) {
          // The number of panes depends on the time.
          files.put(name, Files.readString(file).replaceAll("(?m),\\d+,(true|false)$", ",$1"));
        }
      }
    }
    return files;
  }

  @Test
  void windowFolderIsCompleteAfterAKillAndAnotherRun() throws Exception {
    Path input = visits(2);
    Path output = Files.createDirectories(temp.resolve("out")).toRealPath();
    run(output, 0, Action.KILL, stream(input, output)).assertStatus(0);
    Map<String, String> expected = windows(output);
    assertThat(expected.size(), is(4));
    List<String> labels = Files.readAllLines(labels(processes));
    List<String> ofFirstWindow =
        labels.stream().filter(label -> label.contains("window=")).distinct().toList();
    assertThat(labels.toString(), ofFirstWindow.size(), greaterThan(5));

    List<Integer> steps =
        Stream.of("rename `_stream.json`", "window.json`").map(end -> first(labels, end)).toList();
    GuaranteeRows rows = new GuaranteeRows("A stream with `--output`");
    for (int step : steps) {
      Path folder = Files.createDirectories(temp.resolve("out-at-" + step)).toRealPath();
      // The windows come in any order.
      String label = labels.get(step - 1).replaceFirst("window=[^/]*", "window=TIME");
      for (Action action : ACTIONS) {
        Ended ended = run(folder, step, action, stream(input, folder));
        assertThat(label + ended.said(), ended.status(), is(status(action)));
        rows.add(label, signal(action), "windows may be missing", "writes all of them");
      }
      Started first = start(folder, step, Action.PAUSE, stream(input, folder));
      awaitPaused(first);
      assertRefused(FootfallCall.run(stream(input, folder)));
      first.process().getOutputStream().close();
      assertThat(first.ended().said(), first.ended().status(), is(0));
      assertThat(label + first.ended().said(), windows(folder), is(expected));
    }
    for (int step : steps) {
      rows.add(
          labels.get(step - 1).replaceFirst("window=[^/]*", "window=TIME"),
          "a second process",
          "the second is refused, the first writes all windows",
          "");
    }
    rows.compare();
  }

  private static void assertRefused(Ended second) {
    second
        .assertStatus(2)
        .assertErr(
            anyOf(
                containsString("Another run was using"), containsString("is locked by the start")));
  }

  private static int first(List<String> labels, String end) {
    for (int i = 0; i < labels.size(); i++) {
      if (labels.get(i).endsWith(end) || labels.get(i).startsWith(end)) {
        return i + 1;
      }
    }
    throw new AssertionError(end + " is not in " + labels);
  }

  @Test
  void windowsInADatabaseAreCompleteAfterAnEndInTheirTransaction() throws Exception {
    Path input = visits(2);
    try (PostgresServer postgres = PostgresServer.start(temp.resolve("postgres"))) {
      String sink = "--sink=" + postgres.url() + "?user=" + PostgresServer.USER;
      Path output = temp.resolve("out");
      FootfallCall.runWithPassword(stream(input, output, sink)).assertStatus(0);
      String rows = "select window_start, url, visits, final from visits_urls order by 1, 2";
      List<String> expected = postgres.rows(rows);
      assertThat(expected.size(), is(10));
      GuaranteeRows seen = new GuaranteeRows("A stream with `--sink`");
      for (String table : List.of("visits_urls", "visits_windows")) {
        for (Action action : ACTIONS) {
          Ended ended = endedWhileWaiting(postgres, table, action, stream(input, output, sink));
          assertThat(
              ended.err().contains("stopped. There is no checkpoint to continue from."),
              is(action == Action.TERM));
          assertThat("rolled back at " + table, postgres.rows(rows), is(expected));
          seen.add(
              waiting(table),
              signal(action),
              "the rows are as before",
              "writes the rows of an undisturbed run");
        }
        Started first;
        try (Connection held = lock(postgres, table)) {
          first = start(output, 0, Action.KILL, stream(input, output, sink));
          awaitWaiting(postgres, 1);
          Path other = temp.resolve("other");
          assertRefused(FootfallCall.runWithPassword(stream(input, other, sink)));
          held.rollback();
        }
        assertThat(first.ended().said(), first.ended().status(), is(0));
        assertThat(postgres.rows(rows), is(expected));
      }
      for (String table : List.of("visits_urls", "visits_windows")) {
        seen.add(
            waiting(table),
            "a second process",
            "the second is refused, the first writes all rows",
            "");
      }
      seen.compare();
    }
  }
}
