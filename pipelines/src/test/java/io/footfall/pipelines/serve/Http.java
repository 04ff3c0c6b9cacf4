package io.footfall.pipelines.serve;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request as it goes over the wire: Java's own client would set {@code Host} and others itself.
 * HTTP/1.0, so that an answer ends with its connection.
 *
 * @param server where to
 * @param method such as GET
 * @param path with the query
 * @param headers of the request
 * @param body of the request
 */
record Http(URI server, String method, String path, Map<String, String> headers, String body) {
  private static final int MOST_MILLIS = 60_000;

  static Http get(URI server, String path) {
    return new Http(server, "GET", path, Map.of("Host", server.getAuthority()), "");
  }

  /** A question in SQL, as the page sends it. */
  static Http query(URI server, String sql) {
    return new Http(
            server, "POST", "/api/query", Map.of("Host", server.getAuthority()), sqlBody(sql))
        .with("Content-Type", "application/json");
  }

  private static String sqlBody(String sql) {
    return "{\"sql\": \""
        + sql.replace("\\", "\\\\").replace("\"", "\\\"").replace("\r", "\\r")
        + "\"}";
  }

  /** A form, as a browser sends it. */
  static Http form(URI server, String path, String body) {
    return new Http(server, "POST", path, Map.of("Host", server.getAuthority()), body)
        .with("Content-Type", "application/x-www-form-urlencoded");
  }

  Http with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Http(server, method, path, more, body);
  }

  Http as(String otherMethod) {
    return new Http(server, otherMethod, path, headers, body);
  }

  /**
   * An answer.
   *
   * @param status its number
   * @param headers by their names in small letters
   * @param body its text
   */
  record Answer(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  Answer send() throws IOException {
    try (Socket socket = connect()) {
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = all.indexOf("\r\n\r\n");
      String[] head = all.substring(0, end).split("\r\n", -1);
      Map<String, String> fields = new TreeMap<>();
      for (int i = 1; i < head.length; i++) {
        int colon = head[i].indexOf(':');
        fields.merge(
            head[i].substring(0, colon).toLowerCase(Locale.ROOT),
            head[i].substring(colon + 1).strip(),
            (a, b) -> a + ", " + b);
      }
      return new Answer(
          Integer.parseInt(head[0].split(" ", -1)[1]), fields, all.substring(end + 4));
    }
  }

  /** Sends it, and leaves the answer to be read. */
  Socket connect() throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.0\r\n");
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    if (!method.equals("GET")) {
      text.append("Content-Length: ").append(bytes.length).append("\r\n");
    }
    text.append("\r\n");
    Socket socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout(MOST_MILLIS);
    OutputStream out = socket.getOutputStream();
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    out.write(bytes);
    out.flush();
    return socket;
  }
}
