package io.footfall.pipelines.serve;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.QoSHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Keeps slow clients from occupying the server. A request body is read without a thread and must
 * arrive in time. A response must be read in time. Health checks and event streams do not wait for
 * other requests.
 */
final class RequestDeadlines extends Handler.Wrapper {
  /** Time for a request body. */
  static final Duration BODY = Duration.ofSeconds(10);

  /** Time for a response, in addition to that of a query. */
  private static final Duration RESPONSE = Duration.ofSeconds(60);

  /** Maximum time that a request waits for a thread before it is refused. */
  private static final Duration WAIT = Duration.ofSeconds(10);

  /** Paths that never wait. The number of followers of events is limited elsewhere. */
  private static final Set<String> AT_ONCE =
      Stream.concat(WorkerThreads.HEALTH.stream(), Stream.of("/api/events"))
          .collect(Collectors.toUnmodifiableSet());

  /** Paths whose responses have no deadline. Query results require a minimum rate instead. */
  private static final Set<String> UNLIMITED =
      Set.of("/api/events", "/query.csv", "/query.xlsx", "/pages.csv");

  private static final String TABLES = "/tables/";

  private final Scheduler scheduler;

  private RequestDeadlines(Handler handler, Scheduler scheduler) {
    super(handler);
    this.scheduler = scheduler;
  }

  /**
   * Adds the deadlines before all handlers that are added to a server later.
   *
   * @param mostBytes maximum size of a body
   * @param requests requests that may run at the same time, apart from health and events
   * @param threads maximum number of threads for requests
   * @param query maximum duration of a query
   */
  static void addTo(Server server, long mostBytes, int requests, int threads, Duration query) {
    QoSHandler turns = new QoSHandler(new WorkerThreads(threads));
    turns.setMaxRequestCount(requests);
    turns.setMaxSuspend(WAIT);
    AT_ONCE.forEach(turns::excludePath);
    EagerContentHandler body =
        new EagerContentHandler(
            new Arrived(turns, server.getScheduler(), RESPONSE.plus(query)),
            new EagerContentHandler.RetainedContentLoaderFactory(mostBytes, -1, true));
    server.setHandler(new RequestDeadlines(body, server.getScheduler()));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Scheduler.Task late = schedule(scheduler, request, BODY, "The request body is late");
    request.setAttribute(RequestDeadlines.class.getName(), late);
    Request.addCompletionListener(request, failure -> late.cancel());
    return super.handle(request, response, callback);
  }

  private static Scheduler.Task schedule(
      Scheduler scheduler, Request request, Duration time, String why) {
    EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
    return scheduler.schedule(
        () -> client.close(new TimeoutException(why)), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Replaces the deadline of the body, which has arrived, by that of the response. */
  private static final class Arrived extends Handler.Wrapper {
    private final Scheduler scheduler;
    private final Duration time;

    Arrived(Handler handler, Scheduler scheduler, Duration time) {
      super(handler);
      this.scheduler = scheduler;
      this.time = time;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      if (request.getAttribute(RequestDeadlines.class.getName()) instanceof Scheduler.Task body) {
        body.cancel();
      }
      if (!request.getConnectionMetaData().getConnection().getEndPoint().isOpen()) {
        // The end of such a request is not reported, so it would count as running permanently.
        callback.failed(new EofException("The client has disconnected"));
        return true;
      }
      String path = Request.getPathInContext(request);
      if (!UNLIMITED.contains(path) && !path.startsWith(TABLES)) {
        Scheduler.Task late = schedule(scheduler, request, time, "The response is late");
        Request.addCompletionListener(request, failure -> late.cancel());
      }
      return super.handle(request, response, callback);
    }
  }
}
