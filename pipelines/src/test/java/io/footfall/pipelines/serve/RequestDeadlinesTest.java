package io.footfall.pipelines.serve;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDeadlinesTest {
  private static final int SERVER_THREADS = 8;
  private static final int WORKERS = 12;
  private static final int BLOCKED = 30;

  private final CountDownLatch running = new CountDownLatch(WORKERS);
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Socket> clients = new ArrayList<>();
  private final Server server = new Server(new QueuedThreadPool(SERVER_THREADS));
  private URI address;

  @BeforeEach
  void start() throws Exception {
    ServerConnector connector = new ServerConnector(server);
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.addConnector(connector);
    RequestDeadlines.addTo(server, 1000, WORKERS, WORKERS, Duration.ofMinutes(5));
    server.getTail().setHandler(new Blocking());
    server.start();
    address = URI.create("http://127.0.0.1:" + connector.getLocalPort());
  }

  @AfterEach
  void stop() throws Exception {
    end.countDown();
    for (Socket client : clients) {
      client.close();
    }
    server.stop();
  }

  /** Answers health at once, and everything else at the end of the test. */
  private final class Blocking extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      if (!WorkerThreads.HEALTH.contains(Request.getPathInContext(request))) {
        running.countDown();
        end.await();
      }
      callback.succeeded();
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/query", "/api/events"})
  void answersHealthWhileEveryWorkerIsBusy(String path) throws Exception {
    for (int i = 0; i < BLOCKED; i++) {
      clients.add(Http.get(address, path).connect());
    }
    running.await();
    for (String health : WorkerThreads.HEALTH) {
      assertThat(health, Http.get(address, health).send().status(), is(200));
    }
  }
}
