package io.footfall.pipelines;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.OutputFiles;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.query.QueryLimits;
import io.footfall.pipelines.query.QuerySource;
import io.footfall.pipelines.serve.Dashboard;
import io.footfall.pipelines.serve.DashboardSettings;
import io.footfall.pipelines.serve.Token;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The command {@code serve}: the dashboard, until it is stopped. */
final class ServeCommand {
  private static final String TOKEN_VARIABLE = "FOOTFALL_TOKEN";
  private static final int MOST_PORT = 65_535;
  private static final Duration POLL_THAT_COSTS = Duration.ofSeconds(5);
  private static final int MEBIBYTE = 20;

  private ServeCommand() {}

  /**
   * Serves until the process is told to end.
   *
   * @return the exit status
   */
  static int run(List<String> args, PrintStream out) {
    Arguments arguments = Arguments.parse("serve", ServeOptions.class, "", args);
    ServeOptions options = arguments.options(ServeOptions.class);
    arguments.problems().throwIfAny();
    QuerySource source = Sources.of("serve", arguments, options);
    DashboardSettings settings = settings(options).withPollEvery(pollEvery(source));
    boolean everybody = !Dashboard.isLoopback(settings.host());
    boolean made = everybody && settings.token() == null;
    Token token = made ? Token.random() : settings.token();
    try (Dashboard dashboard =
        Dashboard.start(
            source, Sources.name(source), settings.withToken(token), Footfall.version())) {
      out.printf("%s is served at %s%n", Sources.name(source), dashboard.address());
      if (made && token != null) {
        out.printf("Token, which is good until the end: %s%n", token.reveal());
      } else if (token != null) {
        out.println("Whoever knows the token is let in.");
      }
      out.println("Ctrl-C ends it.");
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

  /** Only the end of the process ends it; then what is open is closed first. */
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

  private static DashboardSettings settings(ServeOptions options) {
    int port = options.getPort();
    if (port < 0 || port > MOST_PORT) {
      throw ReportCommand.usage("--port=" + port + " is none; expected 0 to " + MOST_PORT + ".");
    }
    String names = options.getAllowedHost();
    return DashboardSettings.DEFAULT
        .withAddress(options.getHost(), port)
        .withAllowedHosts(
            names == null
                ? Set.of()
                : Arrays.stream(names.split(",")).map(String::strip).collect(Collectors.toSet()))
        .withToken(token(options))
        .withLimits(
            QueryLimits.DEFAULT
                .withRows(positive("--queryRows", options.getQueryRows()))
                .withTime(Duration.ofSeconds(positive("--querySeconds", options.getQuerySeconds())))
                .withMemoryBytes(
                    (long) positive("--queryMemory", options.getQueryMemory()) << MEBIBYTE))
        .withQueries(
            positive("--queriesPerMinute", options.getQueriesPerMinute()),
            DashboardSettings.DEFAULT.queriesAtOnce());
  }

  /** Each look at a bucket is a request that costs, and each at a Redshift a query. */
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

  private static int positive(String option, int value) {
    if (value < 1) {
      throw ReportCommand.usage(option + "=" + value + " is too little; expected 1 or more.");
    }
    return value;
  }

  private static @Nullable Token token(ServeOptions options) {
    String file = options.getTokenFile();
    if (file != null) {
      return Token.read(Path.of(file));
    }
    String said = System.getenv(TOKEN_VARIABLE);
    return said == null || said.isEmpty() ? null : Token.of(said, TOKEN_VARIABLE);
  }
}
