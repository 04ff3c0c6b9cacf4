package io.footfall.pipelines.serve;

import io.javalin.http.sse.SseClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open pages that are told when the data has changed, by server-sent events
 * (html.spec.whatwg.org/multipage/server-sent-events.html).
 */
final class Followers {
  /** As many pages can follow at once; each keeps a connection. */
  static final int MOST = 200;

  private final Set<SseClient> clients = ConcurrentHashMap.newKeySet();

  /** Takes a page in, and tells it how things are. */
  void add(SseClient client, String state) {
    client.keepAlive();
    client.onClose(() -> clients.remove(client));
    clients.add(client);
    client.sendEvent("state", state);
  }

  /** Tells all. Whoever cannot be told is gone. */
  void tell(String event, String data) {
    clients.forEach(client -> client.sendEvent(event, data));
  }

  /** An event that says nothing, by which both sides see that the other is there. */
  void beat() {
    tell("beat", "");
  }

  int count() {
    return clients.size();
  }

  /** Ends all connections. */
  void close() {
    clients.forEach(SseClient::close);
  }
}
