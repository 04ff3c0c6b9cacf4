package io.footfall.pipelines.serve;

import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Runs requests on separate threads, except health checks, which the threads of the server answer.
 * Those threads never wait for data or clients, so nothing delays a health check.
 */
final class WorkerThreads extends Handler.Wrapper {
  /** Paths that wait for neither data nor a client. */
  static final Set<String> HEALTH = Set.of("/healthz", "/readyz");

  private static final int IDLE_MILLIS = 60_000;
  private static final int NOT_FOUND = 404;

  private final QueuedThreadPool workers;

  /**
   * Creates the handler.
   *
   * @param most maximum number of threads
   */
  WorkerThreads(int most) {
    workers = new QueuedThreadPool(most, 0, IDLE_MILLIS);
    workers.setName("dashboard");
    installBean(workers);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (HEALTH.contains(Request.getPathInContext(request))) {
      return super.handle(request, response, callback);
    }
    workers.execute(() -> run(request, response, callback));
    return true;
  }

  @SuppressWarnings("IllegalCatch") // As the server does: the client must get a response.
  private void run(Request request, Response response, Callback callback) {
    try {
      if (!super.handle(request, response, callback)) {
        Response.writeError(request, response, callback, NOT_FOUND);
      }
    } catch (Throwable e) {
      Response.writeError(request, response, callback, e);
    }
  }
}
