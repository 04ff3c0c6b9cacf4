package io.footfall.testing.process;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy that makes a share of HTTP requests fail, like networks and overloaded stores. Failures
 * are random with a fixed seed, but a request that is repeated succeeds after a few failures,
 * unless all fail. Handles one request per connection.
 */
public final class FaultyProxy implements AutoCloseable {
  /** A fault of a request. */
  public enum Fault {
    /** The store asks to slow down; it has not received the request. */
    SLOW_DOWN,
    /** The store reports an internal error; it has not received the request. */
    INTERNAL_ERROR,
    /** The connection closes before the response; the store has not received the request. */
    RESET,
    /** The connection closes in the middle of the response. */
    CUT,
    /** The response is delayed. */
    DELAY,
    /** Access is denied. */
    ACCESS_DENIED
  }

  /** Fewer than the attempts that a client makes. */
  private static final int MOST_FAILURES_IN_A_ROW = 4;

  private static final int CUT_AFTER_BYTES = 600;
  private static final int MILLIS_OF_DELAY = 300;
  private static final int BUFFER_BYTES = 1 << 14;
  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:\\s*(\\d+)\\s*$");

  private final ServerSocket server;
  private final URI target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final Map<Fault, Double> shares = new EnumMap<>(Fault.class);
  private final Map<Fault, AtomicInteger> happened = new EnumMap<>(Fault.class);
  private final Map<String, Integer> failedInARow = new HashMap<>();
  private final Random random = new Random(7);
  private Predicate<String> concerned = head -> true;
  private int untilDown;
  private final AtomicInteger turnedAway = new AtomicInteger();
  private volatile boolean isDown;

  private FaultyProxy(ServerSocket server, URI target) {
    this.server = server;
    this.target = target;
    for (Fault fault : Fault.values()) {
      happened.put(fault, new AtomicInteger());
    }
  }

  /**
   * Starts a proxy that forwards everything.
   *
   * @param target the server behind the proxy
   */
  public static FaultyProxy before(URI target) throws IOException {
    FaultyProxy proxy =
        new FaultyProxy(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), target);
    Thread accepting = new Thread(proxy::accept, "faulty-proxy");
    accepting.setDaemon(true);
    accepting.start();
    return proxy;
  }

  /** Returns the address of the proxy. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Sets the share of requests with this fault, from 0 to 1. */
  public synchronized void setShare(Fault fault, double share) {
    shares.put(fault, share);
  }

  /**
   * Restricts faults to some requests.
   *
   * @param wanted selects requests by their first line and headers
   */
  public synchronized void concernOnly(Predicate<String> wanted) {
    concerned = wanted;
  }

  /** Returns the number of requests with this fault. */
  public int happened(Fault fault) {
    return happened.get(fault).get();
  }

  /** Returns the first lines and headers of all requests, including those with faults. */
  public List<String> requests() {
    return List.copyOf(heads);
  }

  /** Closes all connections and refuses new ones. */
  public void goDown() {
    isDown = true;
    List.copyOf(open).forEach(FaultyProxy::reset);
  }

  /**
   * Goes down at the n-th request from now, before it reaches the server. Only the requests count
   * that faults concern.
   */
  public synchronized void goDownAtRequest(int n) {
    untilDown = n;
  }

  /** Returns the number of connections refused while the proxy was down. */
  public int turnedAway() {
    return turnedAway.get();
  }

  /** Accepts connections again. */
  public void comeUp() {
    isDown = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (isDown) {
          turnedAway.incrementAndGet();
          reset(client);
        } else {
          open.add(client);
          if (isDown) {
            reset(client);
          }
          Thread serving = new Thread(() -> serve(client), "faulty-proxy-connection");
          serving.setDaemon(true);
          serving.start();
        }
      } catch (IOException e) {
        // Closed, or the client has given up.
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        InputStream in = new BufferedInputStream(client.getInputStream())) {
      String head = head(in);
      if (head.isEmpty()) {
        return;
      }
      heads.add(head);
      List<Fault> faults = draw(head);
      if (faults.contains(Fault.DELAY)) {
        Thread.sleep(MILLIS_OF_DELAY);
      }
      if (isDown || faults.contains(Fault.RESET)) {
        reset(client);
      } else if (faults.contains(Fault.SLOW_DOWN)) {
        answer(head, in, client, 503, "SlowDown");
      } else if (faults.contains(Fault.INTERNAL_ERROR)) {
        answer(head, in, client, 500, "InternalError");
      } else if (faults.contains(Fault.ACCESS_DENIED)) {
        answer(head, in, client, 403, "AccessDenied");
      } else {
        relay(head, in, client, faults.contains(Fault.CUT) ? CUT_AFTER_BYTES : Long.MAX_VALUE);
      }
    } catch (IOException e) {
      // One side has disconnected, so disconnect the other.
      reset(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private synchronized List<Fault> draw(String head) {
    List<Fault> drawn = new ArrayList<>();
    if (!concerned.test(head)) {
      return drawn;
    }
    if (untilDown > 0 && --untilDown == 0) {
      goDown();
    }
    String request = head.lines().findFirst().orElseThrow();
    int failed = failedInARow.getOrDefault(request, 0);
    shares.forEach(
        (fault, share) -> {
          if (random.nextDouble() < share && (share == 1 || failed < MOST_FAILURES_IN_A_ROW)) {
            happened.get(fault).incrementAndGet();
            drawn.add(fault);
          }
        });
    failedInARow.put(request, drawn.isEmpty() ? 0 : failed + 1);
    return drawn;
  }

  /** Returns the first line and the headers without the blank line; empty without a request. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int newLines = 0;
    while (newLines < 2) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      bytes.write(b);
      newLines = b == '\n' ? newLines + 1 : b == '\r' ? newLines : 0;
    }
    return bytes.toString(StandardCharsets.ISO_8859_1).strip();
  }

  private static void answer(String head, InputStream in, Socket client, int status, String code)
      throws IOException {
    if (!head.toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
      Matcher length = LENGTH.matcher(head);
      if (length.find()) {
        in.skipNBytes(Long.parseLong(length.group(1)));
      }
    }
    String body =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>"
            + code
            + "</Code><Message>planted</Message></Error>";
    String text = head.startsWith("HEAD ") ? "" : body;
    OutputStream out = client.getOutputStream();
    out.write(
        ("HTTP/1.1 "
                + status
                + " "
                + code
                + "\r\nContent-Type: application/xml\r\nContent-Length: "
                + text.length()
                + "\r\nConnection: close\r\n\r\n"
                + text)
            .getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private void relay(String head, InputStream in, Socket client, long mostBytes)
      throws IOException {
    try (Socket behind = new Socket(target.getHost(), target.getPort())) {
      OutputStream there = behind.getOutputStream();
      String alone = head.replaceAll("(?im)^connection:.*\\R?", "").strip();
      there.write((alone + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      there.flush();
      Thread body = new Thread(() -> pump(in, there), "faulty-proxy-body");
      body.setDaemon(true);
      body.start();
      InputStream answer = behind.getInputStream();
      OutputStream out = client.getOutputStream();
      byte[] buffer = new byte[BUFFER_BYTES];
      long left = mostBytes;
      while (true) {
        int n = answer.read(buffer);
        if (n < 0) {
          return;
        }
        if (n > left) {
          out.write(buffer, 0, (int) left);
          out.flush();
          reset(client);
          return;
        }
        out.write(buffer, 0, n);
        out.flush();
        left -= n;
      }
    }
  }

  private static void pump(InputStream from, OutputStream to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        to.write(buffer, 0, n);
        to.flush();
      }
    } catch (IOException e) {
      // The response is complete, or one side has disconnected.
      return;
    }
  }

  /** Resets a connection, like a machine that has lost it. */
  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is already closed.
    }
    closeQuietly(socket);
  }

  private static void closeQuietly(Closeable what) {
    try {
      what.close();
    } catch (IOException e) {
      // Closing is the purpose.
      return;
    }
  }

  @Override
  public void close() {
    closeQuietly(server);
    List.copyOf(open).forEach(FaultyProxy::closeQuietly);
  }
}
