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
 * Who is let in. Every request passes here first: it must be for one of the dashboard's own names,
 * must not have been sent by somebody else's page, and must come from somebody who knows the token,
 * if there is one.
 */
final class Gate {
  /** The page of the login. */
  static final String LOGIN = "/login";

  private static final String BEARER = "bearer ";
  private static final int FAILURES_AT_ONCE = 5;
  private static final int FAILURES_PER_MINUTE = 5;

  /** What everybody may have: it tells nothing of the data. */
  private static final Set<String> OPEN = Set.of(LOGIN, "/healthz", "/readyz");

  private static final String OPEN_FOLDER = "/assets/";

  private final @Nullable Token token;
  private final HostNames names;
  private final Sessions sessions;
  private final RateLimit failures;
  private final DashboardMetrics metrics;

  Gate(
      @Nullable Token token,
      HostNames names,
      Sessions sessions,
      RateLimit failures,
      DashboardMetrics metrics) {
    this.token = token;
    this.names = names;
    this.sessions = sessions;
    this.failures = failures;
    this.metrics = metrics;
  }

  /** How often somebody may be wrong about the token. */
  static RateLimit failures() {
    return new RateLimit(FAILURES_AT_ONCE, FAILURES_PER_MINUTE, System::nanoTime);
  }

  /** Whether there is a login at all. */
  boolean hasLogin() {
    return token != null;
  }

  /**
   * Looks at a request.
   *
   * @throws Refusal if it must not be answered
   */
  void check(Context request) throws Refusal {
    String host = request.header("Host");
    if (host == null || !names.has(host)) {
      throw new Refusal(
          Refusal.FORBIDDEN,
          "This dashboard is not called "
              + host
              + ". If it should be, start it with --allowedHost="
              + (host == null ? "NAME" : host.replaceFirst(":\\d+$", ""))
              + ".");
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

  /** Pages of others can make a browser send what it likes, but not say that it comes from here. */
  private static void checkSender(Context request, String host) throws Refusal {
    String site = request.header("Sec-Fetch-Site");
    boolean ofOthers = site != null && !site.equals("same-origin") && !site.equals("none");
    boolean reads = request.method().name().equals("GET") || request.method().name().equals("HEAD");
    if (reads) {
      // A link of theirs may lead to a page of ours; their scripts and images get nothing.
      if (ofOthers && !"navigate".equals(request.header("Sec-Fetch-Mode"))) {
        throw new Refusal(Refusal.FORBIDDEN, "This was asked by the page of another site.");
      }
      return;
    }
    String origin = request.header("Origin");
    if (ofOthers || (origin != null && !isOrigin(origin, host))) {
      throw new Refusal(Refusal.FORBIDDEN, "This was sent by the page of another site.");
    }
  }

  /** Whether an origin is that of a host. The scheme is a proxy's affair. */
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

  /** Cookies are of a host, whatever its port: two dashboards on one host each have their own. */
  private static String cookieName(Context request) {
    return "footfall-" + request.req().getLocalPort();
  }

  private void checkBearer(Token needed, Context request) throws Refusal {
    String authorization = request.header("Authorization");
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      throw new Refusal(
          Refusal.UNAUTHORIZED, "Log in, or send the token: Authorization: Bearer TOKEN.");
    }
    checkToken(needed, authorization.substring(BEARER.length()).strip(), request);
  }

  /** While a client has been wrong too often, what it sends is not even looked at. */
  private void checkToken(Token needed, String given, Context request) throws Refusal {
    String client = request.req().getRemoteAddr();
    var wait = failures.untilNext(client);
    if (wait.isPresent()) {
      throw Refusal.tooMany("There were too many wrong tokens.", wait.get());
    }
    if (!needed.is(given)) {
      failures.take(client);
      metrics.loginFailed();
      throw new Refusal(Refusal.UNAUTHORIZED, "Wrong token.");
    }
  }

  /**
   * Begins a session.
   *
   * @throws Refusal if it is not the token
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
    // Behind a proxy that speaks TLS, the cookie goes by TLS alone.
    boolean secure = "https".equalsIgnoreCase(request.header("X-Forwarded-Proto"));
    Cookie cookie = new Cookie(cookieName(request), value);
    cookie.setPath("/");
    cookie.setMaxAge(seconds);
    cookie.setSecure(secure);
    cookie.setHttpOnly(true);
    cookie.setSameSite(SameSite.STRICT);
    return cookie;
  }

  /** Whose questions are counted together: those of a session, else those of an address. */
  String client(Context request) {
    return session(request)
        .filter(sessions::isOpen)
        .map(s -> "session " + s)
        .orElseGet(() -> "address " + request.req().getRemoteAddr());
  }
}
