package io.footfall.pipelines.check;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.footfall.pipelines.query.QueryDatabase;
import io.footfall.pipelines.query.QuerySource;
import io.footfall.warehouse.ShopLake;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  @TempDir Path temp;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void writeLake() throws Exception {
    // Four visits of three users on March 1, one on March 2; revenue 10 and 30.
    ShopLake lake = new ShopLake(temp.resolve("lake"));
    lake.visits("first", "run", "1 /a 1 2", "2 /a 1 4", "3 /b 1 3", "1 /b 1 3", "1 /b 2 1");
    lake.purchases("one", "run", "t1 c 1 10", "t2 d 2 30");
  }

  private int check(String rules, String... more) throws Exception {
    Path file = Files.writeString(temp.resolve("rules.txt"), rules);
    List<String> args =
        new ArrayList<>(List.of("--lake=" + temp.resolve("lake"), "--rules=" + file));
    args.addAll(List.of(more));
    out.reset();
    return new CheckCommand().run(args, new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void succeedsIfNothingIsOutOfBounds() throws Exception {
    assertThat(check("visits last-day below 1\nrevenue all above 40\n"), is(0));
    assertThat(said(), is("2 rules, none is out of bounds\n"));
  }

  @Test
  void printsWhatIsOutOfBoundsAndEndsWithStatus3() throws Exception {
    int status =
        check(
            """
            visits    all       above 5
            visits    last-day  below 2
            visits    last-day  change below -50%
            visitors  all       below 4
            pages     all       below 3
            revenue   last-day  change above 100%
            customers all       below 3
            order-lines last-7-days below 3
            time-on-page all    below 3
            visits-age all      above 24h
            """);
    assertThat(status, is(3));
    assertThat(said(), not(containsString("above 5")));
    for (String value : List.of(" 1\n", "-75.00%", " 3\n", "+200.00%", " 2\n", "2.6\n", " h\n")) {
      assertThat(said(), containsString(value));
    }
    assertThat(said(), containsString("10 rules, 9 out of bounds"));
  }

  @Test
  void reportsRulesWithoutData() throws Exception {
    assertThat(check("visits yesterday below 1"), is(3));
    assertThat(said(), containsString("no data"));
  }

  @Test
  void measuresTheAgeOfTheData() throws Exception {
    Clock clock = Clock.fixed(Instant.parse("2024-03-03T12:00:00Z"), ZoneOffset.UTC);
    QuerySource source = QuerySource.of(temp.resolve("lake").toString(), List.of(), List.of());
    try (QueryDatabase database = QueryDatabase.open(source)) {
      Instant newest =
          Instant.parse(
              database
                  .query("SELECT strftime(max(\"timestamp\"), '%Y-%m-%dT%H:%M:%S.%fZ') FROM visits")
                  .rows()
                  .get(0)
                  .get(0)
                  .toString());
      List<Finding> findings =
          RuleCheck.of(List.of(Rule.parse("visits-age all above 6h")), database, clock);
      assertThat(
          findings.get(0).value().get().longValue(),
          is(Duration.between(newest, clock.instant()).toHours()));
    }
  }

  @Test
  void postsToAWebhook() throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/hook/secret",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort();
      Path file = Files.writeString(temp.resolve("webhook"), address + "/hook/secret\n");
      assertThat(check("visits last-day below 2", "--webhookFile=" + file), is(3));
      JsonNode body = new ObjectMapper().readTree(received.poll(30, TimeUnit.SECONDS));
      assertThat(body.path("text").asText(), containsString("visits last-day below 2: 1"));
      JsonNode finding = body.path("findings").get(0);
      assertThat(
          List.of("metric", "period", "comparison", "threshold", "value").stream()
              .map(name -> finding.path(name).asText())
              .toList(),
          contains("visits", "last-day", "below", "2", "1"));
      assertThat(check("visits last-day above 2", "--webhookFile=" + file), is(0));
      assertThat(received.isEmpty(), is(true));

      Files.writeString(file, address + "/nowhere/secret\n");
      assertThat(
          refusal(() -> check("visits last-day below 2", "--webhookFile=" + file)),
          is("The webhook on 127.0.0.1 answered with status 404."));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void doesNotRepeatAnInvalidAddress() throws Exception {
    Path file = Files.writeString(temp.resolve("webhook"), "hooks.example/secret\n");
    assertThat(
        refusal(() -> check("visits all below 1", "--webhookFile=" + file)),
        not(containsString("secret")));
  }
}
