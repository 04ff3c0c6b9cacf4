package io.footfall.testing.process;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Forwards connections to PostgreSQL, and does something before one of their requests. */
public final class PostgresRelay implements Closeable {
  private static final Callable<Void> NOTHING = () -> null;

  private final String target;
  private final ServerSocket server;
  private final AtomicInteger left = new AtomicInteger();
  private volatile Callable<?> action = NOTHING;

  private PostgresRelay(String target, ServerSocket server) {
    this.target = target;
    this.server = server;
  }

  /** Starts a relay to the server of a JDBC URL. */
  public static PostgresRelay before(String url) throws IOException {
    PostgresRelay relay =
        new PostgresRelay(url, new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
    start(relay::serve);
    return relay;
  }

  /** Returns the JDBC URL of the relay. */
  public String url() {
    return target.replaceFirst(":\\d+/", ":" + server.getLocalPort() + "/");
  }

  /** Does something before the n-th request from now. If it fails, the connection ends. */
  public void at(int n, Callable<?> what) {
    action = what;
    left.set(n);
  }

  /** Ends the connection before the n-th request from now. */
  public void cutAt(int n) {
    at(
        n,
        () -> {
          throw new IOException("cut");
        });
  }

  /** Returns whether the request of {@link #at} has come. */
  public boolean isReached() {
    return left.get() <= 0;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "postgres-relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve() {
    URI behind = URI.create(target.substring("jdbc:".length()));
    try {
      while (true) {
        Socket client = server.accept();
        Socket forwarded = new Socket(behind.getHost(), behind.getPort());
        start(() -> pump(forwarded, client, NOTHING));
        start(
            () ->
                pump(client, forwarded, () -> left.getAndDecrement() == 1 ? action.call() : null));
      }
    } catch (IOException e) {
      return; // Closed.
    }
  }

  private static void pump(Socket from, Socket to, Callable<?> before) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        before.call();
        to.getOutputStream().write(buffer, 0, n);
      }
    } catch (Exception e) {
      return; // One side has disconnected.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
