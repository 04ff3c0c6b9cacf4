package io.footfall.pipelines.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Flink cluster as its REST interface and its client's configuration show it. Nothing is asked
 * for before somebody wants to know it, and nothing twice.
 */
public final class ClusterView {
  private static final Duration MOST_TO_ANSWER = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final Pattern HOST = Pattern.compile("@([^:/]+|\\[[^]]*])[:/]");

  private final String address;
  private final boolean isClient;
  private final Map<String, String> ofClient;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(MOST_TO_ANSWER).build();
  private final Map<String, JsonNode> answers = new HashMap<>();
  private @Nullable Map<String, String> settings;
  private @Nullable String silence;

  private ClusterView(String address, boolean isClient, Map<String, String> ofClient) {
    this.address = address;
    this.isClient = isClient;
    this.ofClient = ofClient;
  }

  /**
   * A cluster that this program sends its job to.
   *
   * @param address of its REST interface, {@code HOST:PORT}
   * @param settings of the job itself, which win over those of the cluster
   */
  public static ClusterView at(String address, Map<String, String> settings) {
    return new ClusterView(address, false, settings);
  }

  /**
   * The cluster of the Flink that has started this program.
   *
   * @param settings of the client, as Flink tells them
   */
  public static ClusterView ofClient(Map<String, String> settings) {
    String host = settings.getOrDefault("rest.address", settings.get("jobmanager.rpc.address"));
    return new ClusterView(
        host == null ? "" : host + ":" + settings.getOrDefault("rest.port", "8081"),
        true,
        settings);
  }

  /** Where its REST interface is. */
  String address() {
    return address;
  }

  /** Whether Flink itself has started this program, so that the cluster is known to be there. */
  boolean isClient() {
    return isClient;
  }

  /** Why it does not answer; empty if it does. */
  Optional<String> silence() {
    get("/config");
    return Optional.ofNullable(silence);
  }

  /**
   * Asks the REST interface, such as {@code get("/overview")}.
   *
   * @return empty if there is no answer
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
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + address + path))
              .timeout(MOST_TO_ANSWER)
              .build();
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != OK) {
        return Optional.empty();
      }
      JsonNode answer = new ObjectMapper().readTree(response.body());
      answers.put(path, answer);
      return Optional.of(answer);
    } catch (IOException | IllegalArgumentException e) {
      silence = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** A setting of Flink that holds for the job: its own, or else the cluster's. */
  Optional<String> setting(String key) {
    String own = ofClient.get(key);
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

  /** The hosts of its TaskManagers; those that are this machine are all {@code localhost}. */
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
