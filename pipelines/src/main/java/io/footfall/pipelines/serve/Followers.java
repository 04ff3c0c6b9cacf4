package io.footfall.pipelines.serve;

import io.javalin.http.sse.SseClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Notifies open pages of changes through server-sent events
 * (html.spec.whatwg.org/multipage/server-sent-events.html).
 */
final class Followers {
  /** The maximum number of pages; each keeps a connection. */
  static final int MOST = 200;

  private final Set<SseClient> clients = ConcurrentHashMap.newKeySet();

  /**
   * Adds a page and sends it the current state.
   *
   * @param state returns the state; called after the page is registered, so that it misses no
   *     change
   */
  void add(SseClient client, Supplier<String> state) {
    client.keepAlive();
    client.onClose(() -> clients.remove(client));
    clients.add(client);
    client.sendEvent("state", state.get());
  }

  /** Sends an event to all pages and removes those that have disconnected. */
  void send(String event, String data) {
    clients.forEach(client -> client.sendEvent(event, data));
  }

  /** Sends an empty event, which shows both sides that the connection is alive. */
  void beat() {
    send("beat", "");
  }

  int count() {
    return clients.size();
  }

  /** Closes all connections. */
  void close() {
    clients.forEach(SseClient::close);
  }
}
