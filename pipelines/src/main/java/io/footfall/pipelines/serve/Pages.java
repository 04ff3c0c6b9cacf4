package io.footfall.pipelines.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.files.Resources;
import io.footfall.pipelines.insight.InsightPage;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Serves the pages, the login and errors. */
final class Pages {
  private static final String HTML = "text/html; charset=utf-8";
  private static final Set<String> AT_ONCE = Set.of("format.js", "theme.js");
  private static final Set<String> OF_QUERIES =
      Set.of(
          "echarts.common.min.js",
          "format.js",
          "elements.js",
          "theme.js",
          "tables.js",
          "charts.js");
  private static final Set<String> PAGES = Set.of("/", "/query");

  private final Gate gate;
  private final Assets assets = new Assets();
  private final String report = page("report.html", InsightPage.scripts());
  private final String query = page("query.html", scriptsOfQueries());
  private final String login = page("login.html", List.of());
  private final String message = page("message.html", List.of());

  Pages(Gate gate) {
    this.gate = gate;
  }

  private static List<String> scriptsOfQueries() {
    Stream<String> shared =
        InsightPage.scripts().stream().filter(s -> OF_QUERIES.contains(Assets.name(s)));
    return Stream.concat(shared, Assets.hasEditor() ? Stream.of(Assets.EDITOR) : Stream.empty())
        .toList();
  }

  private static String page(String name, List<String> scripts) {
    StringBuilder tags = new StringBuilder();
    for (String script : scripts) {
      // The theme must be applied before the first paint.
      String when = AT_ONCE.contains(Assets.name(script)) ? "" : "defer ";
      tags.append("<script ").append(when).append("src=\"/assets/");
      tags.append(Assets.name(script)).append("\"></script>\n");
    }
    return Resources.text(Pages.class, name).replace("{{scripts}}", tags.toString().strip());
  }

  void addTo(RoutesConfig routes) {
    routes.get("/", request -> request.contentType(HTML).result(report));
    routes.get("/query", request -> request.contentType(HTML).result(query));
    routes.get(Gate.LOGIN, request -> loginPage(request, ""));
    routes.post(Gate.LOGIN, this::logIn);
    routes.post(
        "/logout",
        request -> {
          gate.logOut(request);
          request.redirect(Gate.LOGIN, HttpStatus.SEE_OTHER);
        });
    routes.get("/assets/{name}", assets::get);
  }

  private void loginPage(Context request, String said) {
    if (!gate.hasLogin()) {
      request.redirect("/", HttpStatus.SEE_OTHER);
      return;
    }
    request
        .contentType(HTML)
        .result(
            login
                .replace("{{next}}", InsightPage.escaped(next(request)))
                .replace("{{message}}", InsightPage.escaped(said)));
  }

  private void logIn(Context request) {
    String given = request.formParam("token");
    try {
      gate.logIn(request, given == null ? "" : given);
      request.redirect(next(request), HttpStatus.SEE_OTHER);
    } catch (Refusal e) {
      request.status(e.status());
      retryAfter(e, request);
      loginPage(request, String.valueOf(e.getMessage()));
    }
  }

  /** Returns the path to open after the login, restricted to pages of this dashboard. */
  private static String next(Context request) {
    String next = request.formParam("next");
    String wanted = next == null ? request.queryParam("next") : next;
    return wanted != null && PAGES.contains(wanted) ? wanted : "/";
  }

  /** Sends a refusal in the format of the request. */
  void refuse(Refusal refusal, Context request) {
    String accept = request.header("Accept");
    boolean page =
        accept != null && accept.contains("text/html") && !request.path().startsWith("/api/");
    if (page && refusal.status() == Refusal.UNAUTHORIZED && request.method().name().equals("GET")) {
      request.redirect(
          Gate.LOGIN + "?next=" + URLEncoder.encode(request.path(), StandardCharsets.UTF_8),
          HttpStatus.SEE_OTHER);
      return;
    }
    request.status(refusal.status());
    retryAfter(refusal, request);
    if (refusal.status() == Refusal.UNAUTHORIZED) {
      request.header("WWW-Authenticate", "Bearer realm=\"footfall\"");
    }
    String why = String.valueOf(refusal.getMessage());
    if (page) {
      request.contentType(HTML).result(message.replace("{{message}}", InsightPage.escaped(why)));
    } else {
      ObjectNode error = new ObjectMapper().createObjectNode().put("error", why);
      request.contentType("application/json").result(error.toString());
    }
  }

  private static void retryAfter(Refusal refusal, Context request) {
    Duration wait = refusal.retryAfter();
    if (wait != null) {
      request.header("Retry-After", Long.toString(Refusal.seconds(wait)));
    }
  }
}
