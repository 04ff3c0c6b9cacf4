package io.footfall.pipelines.doctor;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.runtime.util.EnvironmentInformation;

/** Answers as the REST interface of a Flink cluster does that a test describes. */
final class FlinkRest implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, String> answers = new HashMap<>();

  FlinkRest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String answer = answers.get(exchange.getRequestURI().getPath());
          byte[] body = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    version(EnvironmentInformation.getVersion());
    workers("127.0.0.1");
  }

  FlinkRest answering(String path, String json) {
    answers.put(path, json.replace('\'', '"'));
    return this;
  }

  FlinkRest version(String version) {
    return answering("/config", "{'flink-version': '" + version + "'}");
  }

  FlinkRest setting(String key, String value) {
    return answering("/jobmanager/config", "[{'key': '" + key + "', 'value': '" + value + "'}]");
  }

  FlinkRest workers(String... hosts) {
    StringBuilder workers = new StringBuilder();
    for (String host : hosts) {
      workers
          .append(workers.isEmpty() ? "" : ", ")
          .append("{'path': 'pekko.tcp://flink@" + host + ":6122/user/rpc/taskmanager_0'}");
    }
    return answering("/taskmanagers", "{'taskmanagers': [" + workers + "]}");
  }

  FlinkRest job(String id, String name, String state, int parallelism) {
    answering(
        "/jobs/overview",
        ("{'jobs': [{'jid': '%s', 'name': '%s', 'state': '%s', 'start-time': 2},"
                + " {'jid': 'old', 'name': '%2$s', 'state': 'FINISHED', 'start-time': 1}]}")
            .formatted(id, name, state));
    return answering(
        "/jobs/" + id, "{'vertices': [{'parallelism': 1}, {'parallelism': " + parallelism + "}]}");
  }

  ClusterView view(String... settings) {
    Map<String, String> own = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      own.put(settings[i], settings[i + 1]);
    }
    return ClusterView.at("127.0.0.1:" + server.getAddress().getPort(), own);
  }

  /** As Flink tells a program that it has started itself. */
  ClusterView viewOfClient() {
    return ClusterView.ofClient(
        Map.of(
            "rest.address",
            "127.0.0.1",
            "rest.port",
            Integer.toString(server.getAddress().getPort())));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
