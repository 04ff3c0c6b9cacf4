package io.footfall.pipelines.serve;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Controls access to the dashboard. Every request must be for one of its host names, must not come
 * from a page of another site, and requires the token if there is one.
 */
final class Gate {
  /** The path of the login page. */
  static final String LOGIN = "/login";

  private static final String BEARER = "bearer ";
  private static final int FAILURES_AT_ONCE = 5;
  private static final int FAILURES_PER_MINUTE = 5;

  /** Paths that require no token and reveal nothing about the data. */
  private static final Set<String> OPEN = Set.of(LOGIN, "/healthz", "/readyz");

  private static final String OPEN_FOLDER = "/assets/";

  private final @Nullable Token token;
  private final HostNames names;
  private final Sessions sessions;
  private final ClientRateLimit failures;
  private final DashboardMetrics metrics;

  Gate(
      @Nullable Token token,
      HostNames names,
      Sessions sessions,
      ClientRateLimit failures,
      DashboardMetrics metrics) {
    this.token = token;
    this.names = names;
    this.sessions = sessions;
    this.failures = failures;
    this.metrics = metrics;
  }

  /** Returns the rate limit for wrong tokens. */
  static ClientRateLimit failures() {
    return new ClientRateLimit(FAILURES_AT_ONCE, FAILURES_PER_MINUTE, System::nanoTime);
  }

  /** Returns whether access requires a login. */
  boolean hasLogin() {
    return token != null;
  }

  /**
   * Checks a request.
   *
   * @throws Refusal if it must not be served
   */
  void check(Context request) throws Refusal {
    String host = request.header("Host");
    if (host == null || !names.has(host)) {
      throw new Refusal(
          Refusal.FORBIDDEN,
          "Unknown host %s. To allow it, start the dashboard with --allowedHost=%s."
              .formatted(host, host == null ? "NAME" : host.replaceFirst(":\\d+$", "")));
    }
    checkSender(request, host);
    boolean open =
        OPEN.contains(request.path())
            || request.path().startsWith(OPEN_FOLDER)
            || isOpenSession(request);
    if (token != null && !open) {
      checkBearer(token, request);
    }
  }

  /**
   * Refuses requests from pages of other sites, which cannot forge the Origin and Sec-Fetch
   * headers.
   */
  private static void checkSender(Context request, String host) throws Refusal {
    String site = request.header("Sec-Fetch-Site");
    boolean ofOthers = site != null && !site.equals("same-origin") && !site.equals("none");
    boolean reads = request.method().name().equals("GET") || request.method().name().equals("HEAD");
    if (reads) {
      // Links from other sites may open a page; their scripts and images may not load anything.
      if (ofOthers && !"navigate".equals(request.header("Sec-Fetch-Mode"))) {
        throw new Refusal(Refusal.FORBIDDEN, "Requests from pages of other sites are refused.");
      }
      return;
    }
    String origin = request.header("Origin");
    if (ofOthers || (origin != null && !isOrigin(origin, host))) {
      throw new Refusal(Refusal.FORBIDDEN, "Requests from pages of other sites are refused.");
    }
  }

  /**
   * Returns whether an origin is that of a host. The scheme is ignored because a proxy may change
   * it.
   */
  private static boolean isOrigin(String origin, String host) {
    try {
      URI uri = URI.create(origin);
      return uri.getScheme() != null
          && uri.getAuthority() != null
          && withoutDefaultPort(uri.getAuthority(), uri.getScheme())
              .equals(withoutDefaultPort(host, uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String withoutDefaultPort(String authority, String scheme) {
    String port = scheme.equalsIgnoreCase("https") ? ":443" : ":80";
    String lower = authority.toLowerCase(Locale.ROOT);
    return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
  }

  private boolean isOpenSession(Context request) {
    return session(request).filter(sessions::isOpen).isPresent();
  }

  private static Optional<String> session(Context request) {
    return Optional.ofNullable(request.cookie(cookieName(request)));
  }

  /**
   * Returns a cookie name with the port, because cookies are shared between the ports of a host.
   */
  private static String cookieName(Context request) {
    return "footfall-" + request.req().getLocalPort();
  }

  private void checkBearer(Token needed, Context request) throws Refusal {
    String authorization = request.header("Authorization");
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      throw new Refusal(
          Refusal.UNAUTHORIZED, "Log in, or send the header Authorization: Bearer TOKEN.");
    }
    checkToken(needed, authorization.substring(BEARER.length()).strip(), request);
  }

  /** Checks a token. Clients with too many wrong tokens are refused without a comparison. */
  private void checkToken(Token needed, String given, Context request) throws Refusal {
    String client = ClientAddress.of(request.req().getRemoteAddr());
    var wait = failures.untilNext(client);
    if (wait.isPresent()) {
      throw Refusal.tooMany("Too many wrong tokens.", wait.get());
    }
    if (!needed.is(given)) {
      failures.take(client);
      metrics.loginFailed();
      throw new Refusal(Refusal.UNAUTHORIZED, "Wrong token.");
    }
  }

  /**
   * Starts a session.
   *
   * @throws Refusal if the token is wrong
   */
  void logIn(Context request, String given) throws Refusal {
    if (token == null) {
      return;
    }
    checkToken(token, given.strip(), request);
    request.cookie(cookie(request, sessions.begin(), Math.toIntExact(Sessions.LENGTH.toSeconds())));
  }

  /** Ends the session of a request. */
  void logOut(Context request) {
    session(request).ifPresent(sessions::end);
    request.cookie(cookie(request, "", 0));
  }

  private static Cookie cookie(Context request, String value, int seconds) {
    // Behind a TLS proxy, the cookie is restricted to TLS.
    boolean secure = "https".equalsIgnoreCase(request.header("X-Forwarded-Proto"));
    Cookie cookie = new Cookie(cookieName(request), value);
    cookie.setPath("/");
    cookie.setMaxAge(seconds);
    cookie.setSecure(secure);
    cookie.setHttpOnly(true);
    cookie.setSameSite(SameSite.STRICT);
    return cookie;
  }

  /** Returns the identity for rate limits: the session, or else the address. */
  String client(Context request) {
    return session(request)
        .filter(sessions::isOpen)
        .map(s -> "session " + s)
        .orElseGet(() -> "address " + ClientAddress.of(request.req().getRemoteAddr()));
  }
}
