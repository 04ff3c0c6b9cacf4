package io.footfall.pipelines.serve;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.OutputFiles;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.insight.InsightSettings;
import io.footfall.pipelines.insight.LookOptions;
import io.footfall.pipelines.launch.Version;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.query.LakeCoverage;
import io.footfall.pipelines.query.QueryLimits;
import io.footfall.pipelines.query.QuerySource;
import io.footfall.pipelines.query.SavedQuery;
import io.footfall.pipelines.query.Sources;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The command {@code serve}: serves the dashboard until it is stopped. */
public final class ServeCommand implements Command {
  private static final String TOKEN_VARIABLE = "FOOTFALL_TOKEN";
  private static final int MOST_PORT = 65_535;
  private static final Duration POLL_THAT_COSTS = Duration.ofSeconds(5);
  private static final int MEBIBYTE = 20;

  @Override
  public String name() {
    return "serve";
  }

  @Override
  public String summary() {
    return "Serve the report as a live page with SQL";
  }

  @Override
  public String usage() {
    return """
        Usage: footfall serve [--lake] DIR [options]
               footfall serve --warehouse=jdbc:... [options]

        Serves the report as a page that follows the data, and a page for SQL queries, until it is
        stopped. By default only this machine can connect.

        Examples
          footfall serve lake --report=visits,purchases
          footfall serve --warehouse='jdbc:postgresql://db.example/shop?user=reader' \\
            --host=0.0.0.0 --tokenFile=token --allowedHost=dashboard.example""";
  }

  @Override
  public Class<ServeOptions> options() {
    return ServeOptions.class;
  }

  @Override
  public String operand() {
    return "lake";
  }

  @Override
  public Libraries libraries() {
    return Libraries.INSIGHT;
  }

  @Override
  public boolean isServer() {
    return true;
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    ServeOptions options = arguments.options(ServeOptions.class);
    Problems problems = arguments.problems();
    DashboardSettings fromOptions = settings(options, problems);
    QuerySource source = Sources.of("serve", arguments, options);
    DashboardSettings settings = fromOptions.withPollEvery(pollEvery(source));
    Optional<String> waits = waits(source);
    boolean everybody = !Dashboard.isLoopback(settings.host());
    boolean made = everybody && settings.token() == null;
    Token token = made ? Token.random() : settings.token();
    try (Dashboard dashboard =
        Dashboard.start(
            source, Sources.name(source), settings.withToken(token), Version.current())) {
      out.printf("Serving %s at %s%n", Sources.name(source), dashboard.address());
      if (made && token != null) {
        out.printf("Token, valid until the dashboard stops: %s%n", token.reveal());
      } else if (token != null) {
        out.println("Access requires the token.");
      }
      waits.ifPresent(out::println);
      out.println("Press Ctrl-C to stop.");
      out.flush();
      awaitEnd(dashboard);
      return 0;
    } catch (IOException e) {
      throw new FootfallException(
          Kind.IO,
          Sources.name(source) + " cannot be read: " + FootfallException.reason(e) + ".",
          e);
    }
  }

  /**
   * Returns what the dashboard waits for, if its lake is still empty.
   *
   * @throws FootfallException if the directory does not exist, which is most likely a mistake
   */
  private static Optional<String> waits(QuerySource source) {
    String lake = source.lake();
    if (lake == null) {
      return Optional.empty();
    }
    try {
      LakeCoverage coverage = LakeCoverage.of(lake);
      if (!coverage.exists()) {
        throw new FootfallException(Kind.NO_INPUT, coverage.whyEmpty(source));
      }
      return coverage.batches() > 0
          ? Optional.empty()
          : Optional.of("The lake is empty so far. Waiting for the first sealed batch.");
    } catch (IOException e) {
      throw new FootfallException(
          Kind.IO,
          Sources.name(source) + " cannot be read: " + FootfallException.reason(e) + ".",
          e);
    }
  }

  /** Waits for a signal to stop, then closes the dashboard. */
  private static void awaitEnd(Dashboard dashboard) {
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  dashboard.close();
                  closed.countDown();
                },
                "close-dashboard"));
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static DashboardSettings settings(ServeOptions options, Problems problems) {
    int port = options.getPort();
    if (port < 0 || port > MOST_PORT) {
      problems.add("--port=" + port + " is not a port. Use 0 to " + MOST_PORT + ".");
      port = 0;
    }
    String names = options.getAllowedHost();
    return DashboardSettings.DEFAULT
        .withAddress(options.getHost(), port)
        .withAllowedHosts(
            names == null
                ? Set.of()
                : Arrays.stream(names.split(",")).map(String::strip).collect(Collectors.toSet()))
        .withToken(
            problems
                .check(() -> Optional.ofNullable(token(options)), Optional.<Token>empty())
                .orElse(null))
        .withLimits(
            QueryLimits.DEFAULT
                .withRows(positive("--queryRows", options.getQueryRows(), problems))
                .withTime(
                    Duration.ofSeconds(
                        positive("--querySeconds", options.getQuerySeconds(), problems)))
                .withMemoryBytes(
                    (long) positive("--queryMemory", options.getQueryMemory(), problems)
                        << MEBIBYTE))
        .withQueries(
            positive("--queriesPerMinute", options.getQueriesPerMinute(), problems),
            DashboardSettings.DEFAULT.queriesAtOnce())
        .withSavedQueries(savedQueries(options.getQueries(), problems))
        .withLook(problems.check(() -> LookOptions.look(options), InsightSettings.Look.defaults()));
  }

  /** Returns the queries of a directory, then those of Footfall with other names. */
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

  /** Polls less often where each poll costs: a request to a bucket, or a query on Redshift. */
  private static Duration pollEvery(QuerySource source) {
    String lake = source.lake();
    boolean isRemote =
        Stream.concat(
                Stream.ofNullable(lake),
                Stream.concat(source.reports().stream(), source.rejects().stream()))
            .anyMatch(folder -> !OutputFiles.isLocal(folder));
    boolean isRedshift = source.warehouse() != null && source.warehouse().isRedshift();
    return isRemote || isRedshift ? POLL_THAT_COSTS : DashboardSettings.DEFAULT.pollEvery();
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
