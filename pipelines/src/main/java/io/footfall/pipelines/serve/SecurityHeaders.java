package io.footfall.pipelines.serve;

import io.javalin.http.Context;
import java.util.Map;
import org.eclipse.jetty.server.Response;

/**
 * Sets the security headers of every response, which forbid foreign resources, framing and caching.
 */
final class SecurityHeaders {
  /** The content security policy, without inline scripts or styles. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", POLICY,
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "same-origin",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Permissions-Policy", "camera=(), geolocation=(), microphone=()",
          "Cache-Control", "no-store");

  private SecurityHeaders() {}

  static void put(Context request) {
    HEADERS.forEach(request::header);
  }

  static void put(Response response) {
    HEADERS.forEach(response.getHeaders()::put);
  }
}
