package io.footfall.pipelines.serve;

import io.footfall.pipelines.insight.InsightSettings;
import io.footfall.pipelines.query.QueryLimits;
import io.footfall.pipelines.query.SavedQuery;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The address, access rules and limits of a dashboard.
 *
 * @param host name or address of the interface
 * @param port the port, or 0 for a free one
 * @param allowedHosts host names to accept in addition to addresses and {@code localhost}
 * @param token the token that access requires; null for none, which is safe only on loopback
 * @param limits limits of a query
 * @param queriesPerMinute queries per client and minute
 * @param queriesAtOnce simultaneous queries of all clients
 * @param pollEvery interval between polls for changes
 * @param look how the report labels its numbers
 * @param savedQueries the queries that the query page lists, in this order
 */
public record DashboardSettings(
    String host,
    int port,
    Set<String> allowedHosts,
    @Nullable Token token,
    QueryLimits limits,
    int queriesPerMinute,
    int queriesAtOnce,
    Duration pollEvery,
    InsightSettings.Look look,
    List<SavedQuery> savedQueries) {

  /** Port 8080 of the loopback interface; 60 queries per minute, 2 at once. */
  public static final DashboardSettings DEFAULT =
      new DashboardSettings(
          "127.0.0.1",
          8080,
          Set.of(),
          null,
          QueryLimits.DEFAULT,
          60,
          2,
          Duration.ofMillis(500),
          InsightSettings.Look.defaults(),
          SavedQuery.all());

  public DashboardSettings {
    allowedHosts = Set.copyOf(allowedHosts);
    savedQueries = List.copyOf(savedQueries);
  }

  public DashboardSettings withAddress(String otherHost, int otherPort) {
    return new DashboardSettings(
        otherHost,
        otherPort,
        allowedHosts,
        token,
        limits,
        queriesPerMinute,
        queriesAtOnce,
        pollEvery,
        look,
        savedQueries);
  }

  public DashboardSettings withAllowedHosts(Set<String> names) {
    return new DashboardSettings(
        host,
        port,
        names,
        token,
        limits,
        queriesPerMinute,
        queriesAtOnce,
        pollEvery,
        look,
        savedQueries);
  }

  public DashboardSettings withToken(@Nullable Token needed) {
    return new DashboardSettings(
        host,
        port,
        allowedHosts,
        needed,
        limits,
        queriesPerMinute,
        queriesAtOnce,
        pollEvery,
        look,
        savedQueries);
  }

  public DashboardSettings withLimits(QueryLimits other) {
    return new DashboardSettings(
        host,
        port,
        allowedHosts,
        token,
        other,
        queriesPerMinute,
        queriesAtOnce,
        pollEvery,
        look,
        savedQueries);
  }

  public DashboardSettings withQueries(int perMinute, int atOnce) {
    return new DashboardSettings(
        host, port, allowedHosts, token, limits, perMinute, atOnce, pollEvery, look, savedQueries);
  }

  public DashboardSettings withPollEvery(Duration time) {
    return new DashboardSettings(
        host,
        port,
        allowedHosts,
        token,
        limits,
        queriesPerMinute,
        queriesAtOnce,
        time,
        look,
        savedQueries);
  }

  public DashboardSettings withLook(InsightSettings.Look other) {
    return new DashboardSettings(
        host,
        port,
        allowedHosts,
        token,
        limits,
        queriesPerMinute,
        queriesAtOnce,
        pollEvery,
        other,
        savedQueries);
  }

  public DashboardSettings withSavedQueries(List<SavedQuery> all) {
    return new DashboardSettings(
        host,
        port,
        allowedHosts,
        token,
        limits,
        queriesPerMinute,
        queriesAtOnce,
        pollEvery,
        look,
        all);
  }
}
