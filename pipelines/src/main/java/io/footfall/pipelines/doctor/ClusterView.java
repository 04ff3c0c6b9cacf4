package io.footfall.pipelines.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the state of a Flink cluster from its REST interface and its client's configuration.
 * Answers are requested on demand and cached.
 */
public final class ClusterView {
  private static final int MILLIS_TO_ANSWER = 10_000;
  private static final int OK = 200;
  private static final Pattern HOST = Pattern.compile("@([^:/]+|\\[[^]]*])[:/]");

  private final String address;
  private final boolean isClient;
  private final Map<String, String> clientSettings;
  private final Map<String, JsonNode> answers = new HashMap<>();
  private @Nullable Map<String, String> settings;
  private @Nullable String silence;

  private ClusterView(String address, boolean isClient, Map<String, String> clientSettings) {
    this.address = address;
    this.isClient = isClient;
    this.clientSettings = clientSettings;
  }

  /**
   * Returns a view of the cluster that this program submits its job to.
   *
   * @param address address of the REST interface, {@code HOST:PORT}
   * @param settings settings of the job, which override those of the cluster
   */
  public static ClusterView at(String address, Map<String, String> settings) {
    return new ClusterView(address, false, settings);
  }

  /**
   * Returns a view of the cluster whose Flink client started this program.
   *
   * @param settings settings of the client
   */
  public static ClusterView ofClient(Map<String, String> settings) {
    String host = settings.getOrDefault("rest.address", settings.get("jobmanager.rpc.address"));
    return new ClusterView(
        host == null ? "" : host + ":" + settings.getOrDefault("rest.port", "8081"),
        true,
        settings);
  }

  /** Returns the address of the REST interface. */
  String address() {
    return address;
  }

  /** Returns whether Flink started this program, so that a cluster is known to exist. */
  boolean isClient() {
    return isClient;
  }

  /** Returns why the cluster does not respond, or empty if it does. */
  Optional<String> silence() {
    get("/config");
    return Optional.ofNullable(silence);
  }

  /**
   * Requests a path of the REST interface, for example {@code get("/overview")}.
   *
   * @return the answer, or empty
   */
  Optional<JsonNode> get(String path) {
    if (silence != null) {
      return Optional.empty();
    }
    JsonNode known = answers.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      // The threads of java.net.http.HttpClient keep the class loader of a job submitted over REST
      // for a while. After several submissions, the JobManager would run out of metaspace.
      HttpURLConnection request =
          (HttpURLConnection) URI.create("http://" + address + path).toURL().openConnection();
      request.setConnectTimeout(MILLIS_TO_ANSWER);
      request.setReadTimeout(MILLIS_TO_ANSWER);
      if (request.getResponseCode() != OK) {
        return Optional.empty();
      }
      JsonNode answer;
      try (InputStream body = request.getInputStream()) {
        answer = new ObjectMapper().readTree(body);
      }
      answers.put(path, answer);
      return Optional.of(answer);
    } catch (IOException | IllegalArgumentException e) {
      silence = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return Optional.empty();
    }
  }

  /** Returns a Flink setting of the job, or else of the cluster. */
  Optional<String> setting(String key) {
    String own = clientSettings.get(key);
    if (own != null) {
      return Optional.of(own);
    }
    if (settings == null) {
      Map<String, String> all = new HashMap<>();
      get("/jobmanager/config")
          .ifPresent(
              config ->
                  config.forEach(
                      entry -> all.put(entry.path("key").asText(), entry.path("value").asText())));
      settings = all;
    }
    return Optional.ofNullable(settings.get(key));
  }

  /** Returns the hosts of the TaskManagers. Addresses of this machine become {@code localhost}. */
  Set<String> workerHosts() {
    Set<String> hosts = new TreeSet<>();
    get("/taskmanagers")
        .ifPresent(
            answer ->
                answer
                    .path("taskmanagers")
                    .forEach(
                        worker -> {
                          Matcher host = HOST.matcher(worker.path("path").asText());
                          if (host.find()) {
                            hosts.add(isHere(host.group(1)) ? "localhost" : host.group(1));
                          }
                        }));
    return hosts;
  }

  private static boolean isHere(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (UnknownHostException | SocketException e) {
      return false;
    }
  }
}
