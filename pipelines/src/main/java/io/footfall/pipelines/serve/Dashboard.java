package io.footfall.pipelines.serve;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.OutputFiles;
import io.footfall.pipelines.query.QuerySource;
import io.footfall.pipelines.serve.DashboardSettings.Access;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server of the dashboard. Requests change nothing except sessions. */
public final class Dashboard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);
  private static final long MOST_REQUEST_BYTES = 1L << 18;
  private static final int MOST_REQUESTS = 48;

  /** Enough for a percent-encoded id of 1,000 characters in a URL. */
  private static final int MOST_HEADER_BYTES = 1 << 14;

  /** Maximum number of threads for requests, including event streams. */
  private static final int MOST_THREADS = 64;

  /** Threads for connections and health checks. They never wait for a client or for data. */
  private static final int SERVER_THREADS = 16;

  private static final int LEAST_THREADS = 4;
  private static final int IDLE_MILLIS = 60_000;
  private static final int INTERNAL_ERROR = 500;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration POLL_THAT_COSTS = Duration.ofSeconds(5);

  private final Javalin server;
  private final LiveData data;
  private final Watch watch;
  private final QueryApi answers;
  private final URI address;

  private Dashboard(Javalin server, LiveData data, Watch watch, QueryApi answers, URI address) {
    this.server = server;
    this.data = data;
    this.watch = watch;
    this.answers = answers;
    this.address = address;
  }

  /**
   * Opens the source and starts the server.
   *
   * @param name name of the source for users
   * @param version version of the program
   * @throws IOException if the source cannot be read
   * @throws FootfallException if the address is unavailable, or access would be unrestricted
   */
  public static Dashboard start(
      QuerySource source, String name, DashboardSettings settings, String version)
      throws IOException {
    Access access = settings.access();
    boolean loopback = isLoopback(access.host());
    if (!loopback && access.token() == null) {
      throw FootfallException.usage(
          "Access from other machines to " + access.host() + " requires a token.");
    }
    DashboardMetrics metrics = new DashboardMetrics();
    Gate gate =
        new Gate(
            access.token(),
            new HostNames(loopback, access.allowedHosts()),
            new Sessions(Clock.systemUTC()),
            Gate.failures(),
            metrics);
    LiveData data = new LiveData(source, settings.limits().query(), Clock.systemUTC());
    Watch watch = new Watch(data, pollEvery(source), metrics);
    QueryApi answers = new QueryApi(data, gate, settings.limits(), metrics);
    try {
      Pages pages = new Pages(gate);
      DataApi api = new DataApi(data, watch, gate, metrics, name, version, settings.savedQueries());
      LiveInsight report = new LiveInsight(data, metrics, name, version, settings.labels());
      Javalin server =
          Javalin.create(
              config -> {
                configure(config, settings.limits().query().time());
                config.requestLogger.http((request, millis) -> count(request, metrics));
                RoutesConfig routes = config.routes;
                routes.before(
                    request -> {
                      SecurityHeaders.put(request);
                      gate.check(request);
                      QueryString.check(request.queryString());
                    });
                routes.exception(Refusal.class, pages::refuse);
                routes.exception(
                    HttpResponseException.class,
                    (e, request) ->
                        pages.refuse(
                            new Refusal(e.getStatus(), ServerErrors.reason(e.getStatus())),
                            request));
                routes.exception(Exception.class, (e, request) -> failed(e, request, pages));
                pages.addTo(routes);
                api.addTo(routes);
                report.addTo(routes);
                routes.post("/api/query", answers::query);
                for (Download format : Download.values()) {
                  String ending = "." + format.ending();
                  routes.post("/query" + ending, request -> answers.download(request, format));
                  routes.get("/tables/{name}" + ending, request -> answers.table(request, format));
                }
              });
      server.start(access.host(), access.port());
      watch.start();
      return new Dashboard(server, data, watch, answers, address(access.host(), server.port()));
    } catch (JavalinBindException e) {
      answers.close();
      data.close();
      throw new FootfallException(Kind.USAGE, obstacle(access, e), e);
    }
  }

  /**
   * Returns a longer interval where each poll costs money: a request to a bucket, or a query on
   * Redshift.
   */
  private static Duration pollEvery(QuerySource source) {
    String lake = source.lake();
    boolean isRemote =
        Stream.concat(
                Stream.ofNullable(lake),
                Stream.concat(source.reports().stream(), source.rejects().stream()))
            .anyMatch(folder -> !OutputFiles.isLocal(folder));
    boolean isRedshift = source.warehouse() != null && source.warehouse().isRedshift();
    return isRemote || isRedshift ? POLL_THAT_COSTS : POLL;
  }

  private static void configure(JavalinConfig config, Duration query) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = false;
    config.http.maxRequestSize = MOST_REQUEST_BYTES;
    config.http.compressionStrategy = CompressionStrategy.GZIP;
    config.http.prefer405over404 = true;
    config.jetty.threadPool = new QueuedThreadPool(SERVER_THREADS, LEAST_THREADS, IDLE_MILLIS);
    config.jetty.modifyServer(
        server -> {
          server.setErrorHandler(new ServerErrors());
          RequestDeadlines.addTo(server, MOST_REQUEST_BYTES, MOST_REQUESTS, MOST_THREADS, query);
        });
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setRequestHeaderSize(MOST_HEADER_BYTES);
        });
  }

  /** Returns whether only this machine can reach a host address. */
  public static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new FootfallException(Kind.USAGE, notOfThisMachine(host), e);
    }
  }

  private static URI address(String host, int port) {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + name + ":" + port + "/");
  }

  /** Returns why the dashboard cannot listen. */
  private static String obstacle(Access access, Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage());
    if (message.contains("already in use")) {
      return "Port %s of %s is already in use. Set another --port, or --port=0 for a free one."
          .formatted(access.port(), access.host());
    }
    return message.contains("assign requested address")
        ? notOfThisMachine(access.host())
        : "Cannot listen on port " + access.port() + " of " + access.host() + ": " + message + ".";
  }

  private static String notOfThisMachine(String host) {
    return "--host="
        + host
        + " is not an address of this machine. Use 127.0.0.1, or 0.0.0.0 for all interfaces.";
  }

  private static void count(Context request, DashboardMetrics metrics) {
    metrics.request(route(request), request.statusCode());
  }

  private static void failed(Exception e, Context request, Pages pages) {
    if (e instanceof EofException) {
      // The client has disconnected.
      return;
    }
    LOG.warn("{} {} failed", request.method(), request.path(), e);
    if (!request.res().isCommitted()) {
      pages.refuse(
          new Refusal(INTERNAL_ERROR, "Internal error. See the log of the dashboard."), request);
    }
  }

  /** Returns the address of the server. */
  public URI address() {
    return address;
  }

  /** Stops the server and closes the source. */
  @Override
  public void close() {
    watch.close();
    server.stop();
    answers.close();
    data.close();
  }

  /**
   * Returns the route of a request, not its path, because metric labels need few distinct values.
   */
  private static String route(Context request) {
    @Nullable Endpoint endpoint = request.endpoints().matchedHttpEndpoint();
    return endpoint == null || endpoint.path.isEmpty() ? "other" : endpoint.path;
  }
}
