package io.footfall.pipelines.serve;

import io.footfall.pipelines.insight.InsightSettings;
import io.footfall.pipelines.insight.PageOptions;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.query.QueryLimits;
import io.footfall.pipelines.query.SavedQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a dashboard.
 *
 * @param access the address, and who has access
 * @param limits limits of queries
 * @param labels how the report labels its numbers
 * @param savedQueries the queries that the query page lists, in this order
 */
public record DashboardSettings(
    Access access, Limits limits, InsightSettings.Labels labels, List<SavedQuery> savedQueries) {
  private static final String TOKEN_VARIABLE = "FOOTFALL_TOKEN";
  private static final int MOST_PORT = 65_535;
  private static final int MEBIBYTE = 20;
  private static final int QUERIES_AT_ONCE = 2;

  /**
   * The address of a dashboard, and who has access.
   *
   * @param host name or address of the interface
   * @param port the port, or 0 for a free one
   * @param allowedHosts host names to accept in addition to addresses and {@code localhost}
   * @param token the token that access requires; null for none, which is safe only on loopback
   */
  public record Access(String host, int port, Set<String> allowedHosts, @Nullable Token token) {
    public Access {
      allowedHosts = Set.copyOf(allowedHosts);
    }

    Access withToken(Token required) {
      return new Access(host, port, allowedHosts, required);
    }
  }

  /**
   * The limits of queries.
   *
   * @param query limits of each query
   * @param perMinute queries per client and minute
   * @param atOnce simultaneous queries of all clients
   */
  public record Limits(QueryLimits query, int perMinute, int atOnce) {}

  public DashboardSettings {
    savedQueries = List.copyOf(savedQueries);
  }

  DashboardSettings withAccess(Access other) {
    return new DashboardSettings(other, limits, labels, savedQueries);
  }

  /** Returns the settings that the options describe. */
  static DashboardSettings of(ServeOptions options, Problems problems) {
    int port = options.getPort();
    if (port < 0 || port > MOST_PORT) {
      problems.add("--port=" + port + " is not a port. Use 0 to " + MOST_PORT + ".");
    }
    String names = options.getAllowedHost();
    Optional<Token> token =
        problems.check(() -> Optional.ofNullable(token(options)), Optional.empty());
    return new DashboardSettings(
        new Access(
            options.getHost(),
            port,
            names == null
                ? Set.of()
                : Arrays.stream(names.split(",")).map(String::strip).collect(Collectors.toSet()),
            token.orElse(null)),
        new Limits(
            new QueryLimits(
                positive("--queryRows", options.getQueryRows(), problems),
                (long) positive("--queryMemory", options.getQueryMemory(), problems) << MEBIBYTE,
                Duration.ofSeconds(
                    positive("--querySeconds", options.getQuerySeconds(), problems))),
            positive("--queriesPerMinute", options.getQueriesPerMinute(), problems),
            QUERIES_AT_ONCE),
        PageOptions.labels(options, problems),
        savedQueries(options.getQueries(), problems));
  }

  /** Returns the queries of a directory, then Footfall's saved queries with other names. */
  private static List<SavedQuery> savedQueries(@Nullable String directory, Problems problems) {
    if (directory == null) {
      return SavedQuery.all();
    }
    List<SavedQuery> own =
        problems.check(() -> SavedQuery.ofDirectory(Path.of(directory)), List.of());
    Set<String> names = own.stream().map(SavedQuery::name).collect(Collectors.toSet());
    return Stream.concat(
            own.stream(), SavedQuery.all().stream().filter(query -> !names.contains(query.name())))
        .toList();
  }

  private static int positive(String option, int value, Problems problems) {
    if (value < 1) {
      problems.add(option + "=" + value + " is too small. Use 1 or more.");
      return 1;
    }
    return value;
  }

  private static @Nullable Token token(ServeOptions options) {
    String file = options.getTokenFile();
    if (file != null) {
      return Token.read(Path.of(file));
    }
    String variable = System.getenv(TOKEN_VARIABLE);
    return variable == null || variable.isEmpty() ? null : Token.of(variable, TOKEN_VARIABLE);
  }
}
