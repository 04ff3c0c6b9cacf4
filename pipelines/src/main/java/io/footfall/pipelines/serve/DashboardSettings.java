package io.footfall.pipelines.serve;

import io.footfall.pipelines.query.QueryLimits;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a dashboard listens, whom it lets in, and how much they can ask.
 *
 * @param host the name or address of the interface
 * @param port the port; 0: one that is free
 * @param allowedHosts names under which it can be asked, besides addresses and {@code localhost}
 * @param token what somebody must know to be let in; none: nothing, which is right for loopback
 *     alone
 * @param limits how much one question can take
 * @param queriesPerMinute how many questions a client can ask in a minute
 * @param queriesAtOnce how many questions of all clients run at the same time
 * @param pollEvery how often it is looked whether the data has changed
 */
public record DashboardSettings(
    String host,
    int port,
    Set<String> allowedHosts,
    @Nullable Token token,
    QueryLimits limits,
    int queriesPerMinute,
    int queriesAtOnce,
    Duration pollEvery) {

  /** Port 8080 of the loopback interface; 60 questions a minute, 2 at once. */
  public static final DashboardSettings DEFAULT =
      new DashboardSettings(
          "127.0.0.1", 8080, Set.of(), null, QueryLimits.DEFAULT, 60, 2, Duration.ofMillis(500));

  /** Copies the set. */
  public DashboardSettings {
    allowedHosts = Set.copyOf(allowedHosts);
  }

  /** The same on another interface and port. */
  public DashboardSettings withAddress(String otherHost, int otherPort) {
    return new DashboardSettings(
        otherHost,
        otherPort,
        allowedHosts,
        token,
        limits,
        queriesPerMinute,
        queriesAtOnce,
        pollEvery);
  }

  /** The same with these names. */
  public DashboardSettings withAllowedHosts(Set<String> names) {
    return new DashboardSettings(
        host, port, names, token, limits, queriesPerMinute, queriesAtOnce, pollEvery);
  }

  /** The same for those alone who know a token. */
  public DashboardSettings withToken(@Nullable Token needed) {
    return new DashboardSettings(
        host, port, allowedHosts, needed, limits, queriesPerMinute, queriesAtOnce, pollEvery);
  }

  /** The same with other limits of a question. */
  public DashboardSettings withLimits(QueryLimits other) {
    return new DashboardSettings(
        host, port, allowedHosts, token, other, queriesPerMinute, queriesAtOnce, pollEvery);
  }

  /** The same with another number of questions, per client and minute and of all at once. */
  public DashboardSettings withQueries(int perMinute, int atOnce) {
    return new DashboardSettings(
        host, port, allowedHosts, token, limits, perMinute, atOnce, pollEvery);
  }

  /** The same, which looks for changes this often. */
  public DashboardSettings withPollEvery(Duration time) {
    return new DashboardSettings(
        host, port, allowedHosts, token, limits, queriesPerMinute, queriesAtOnce, time);
  }
}
