package io.footfall.pipelines.serve;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.launch.Version;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.query.LakeCoverage;
import io.footfall.pipelines.query.QuerySource;
import io.footfall.pipelines.query.SourceOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The command {@code serve}: serves the dashboard until it is stopped. */
public final class ServeCommand implements Command {
  @Override
  public About about() {
    return About.of("serve", "Serve the report as a live page with SQL", ServeOptions.class)
        .withOperand("lake")
        .withLibraries(Libraries.INSIGHT);
  }

  @Override
  public String usage() {
    return """
        Usage: footfall serve [--lake] DIR [options]
               footfall serve --report=DIRS [options]
               footfall serve --warehouse=jdbc:... [options]

        Serve the report as a live page, and a page for SQL queries, until it is stopped. By default
        only this machine can connect.

        Examples
          footfall serve lake --report=visits,purchases
          footfall serve --warehouse='jdbc:postgresql://db.example/shop?user=reader' \\
            --host=0.0.0.0 --tokenFile=token --allowedHost=dashboard.example""";
  }

  @Override
  public boolean readsAnyFormat() {
    return true;
  }

  @Override
  public boolean isServer() {
    return true;
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    ServeOptions options = arguments.options(ServeOptions.class);
    DashboardSettings settings = DashboardSettings.of(options, arguments.problems());
    QuerySource source = SourceOptions.source(name(), arguments, options);
    Optional<String> waits = waits(source);
    boolean made =
        settings.access().token() == null && !Dashboard.isLoopback(settings.access().host());
    if (made) {
      settings = settings.withAccess(settings.access().withToken(Token.random()));
    }
    Token token = settings.access().token();
    try (Dashboard dashboard =
        Dashboard.start(source, source.label(), settings, Version.current())) {
      out.printf("Serving %s at %s%n", source.label(), dashboard.address());
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
      throw FootfallException.io(source.label() + " cannot be read", e);
    }
  }

  /**
   * Returns a message that the dashboard waits for data, if its lake is still empty.
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
      throw FootfallException.io(source.label() + " cannot be read", e);
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
}
