package io.footfall.pipelines.serve;

import io.footfall.bytes.Sha256;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.HexFormat;

/** Sends responses that browsers may cache but must revalidate (RFC 9110, section 13). */
final class Tagged {
  private static final int NOT_MODIFIED = 304;

  private static final int TAG_BYTES = 8;

  private Tagged() {}

  /** Returns a quoted entity tag for bytes. */
  static String tag(byte[] bytes) {
    return '"' + HexFormat.of().formatHex(Sha256.digest().digest(bytes), 0, TAG_BYTES) + '"';
  }

  /**
   * Sends the bytes, or status 304 if the browser has them.
   *
   * @param tag quoted entity tag
   */
  static void answer(Context request, byte[] bytes, String type, String tag) {
    // Weak, because the response may be compressed.
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
