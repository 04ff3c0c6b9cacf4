package io.footfall.pipelines.serve;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Answers that a browser may keep, if it asks each time whether they are still right (RFC 9110,
 * 13).
 */
final class Tagged {
  private static final int NOT_MODIFIED = 304;

  private static final int TAG_BYTES = 8;

  private Tagged() {}

  /** A text in quotes that changes with the bytes. */
  static String tag(byte[] bytes) {
    return '"' + HexFormat.of().formatHex(Token.digest(bytes), 0, TAG_BYTES) + '"';
  }

  /**
   * Answers, with nothing if that is what the browser has.
   *
   * @param tag what changes with the bytes, in quotes
   */
  static void answer(Context request, byte[] bytes, String type, String tag) {
    // Weak, since it may be sent compressed.
    String etag = "W/" + tag;
    request.header("Cache-Control", "private, no-cache");
    request.header("ETag", etag);
    String known = request.header("If-None-Match");
    if (known != null && Arrays.stream(known.split(",")).anyMatch(k -> k.strip().equals(etag))) {
      request.status(NOT_MODIFIED);
      return;
    }
    request.contentType(type).result(bytes);
  }
}
