package io.footfall.pipelines.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.pipelines.query.Relation;
import io.footfall.pipelines.query.SavedQuery;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Serves the data of the pages, and the health and metrics of the dashboard. */
final class DataApi {
  private static final String JSON_TYPE = "application/json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MILLIS_PER_SECOND = 1e3;

  private final LiveData data;
  private final Watch watch;
  private final Gate gate;
  private final DashboardMetrics metrics;
  private final String source;
  private final String version;
  private final List<SavedQuery> savedQueries;

  DataApi(
      LiveData data,
      Watch watch,
      Gate gate,
      DashboardMetrics metrics,
      String source,
      String version,
      List<SavedQuery> savedQueries) {
    this.data = data;
    this.watch = watch;
    this.gate = gate;
    this.metrics = metrics;
    this.source = source;
    this.version = version;
    this.savedQueries = List.copyOf(savedQueries);
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/status", this::status);
    routes.get("/api/saved", this::saved);
    routes.get("/api/tables", this::tables);
    routes.before("/api/events", request -> requireRoom());
    routes.sse("/api/events", client -> watch.followers().add(client, watch::state));
    routes.get("/healthz", request -> request.contentType("text/plain").result("ok\n"));
    routes.get("/readyz", this::ready);
    routes.get("/metrics", this::metrics);
  }

  private void requireRoom() throws Refusal {
    if (watch.followers().count() >= Followers.MOST) {
      throw new Refusal(
          Refusal.UNAVAILABLE,
          Followers.MOST + " pages are already open. Close one.",
          Duration.ofMinutes(1));
    }
  }

  private void status(Context request) {
    LiveData.Status status = data.status();
    ObjectNode out = JSON.createObjectNode();
    out.put("version", status.version());
    out.put("changed", status.changed().toString());
    out.put("now", Instant.now().toString());
    out.put("trouble", watch.trouble());
    out.put("source", source);
    out.put("program", version);
    out.put("warehouse", status.isWarehouse());
    out.put("login", gate.hasLogin());
    ObjectNode newest = out.putObject("newest");
    status.newest().forEach((dataset, time) -> newest.put(dataset, time.toString()));
    ObjectNode counts = out.putObject("counts");
    status.counts().forEach(counts::put);
    out.put("rejectsKnown", status.relations().contains("rejects"));
    ObjectNode rejects = out.putObject("rejects");
    status.rejects().forEach(rejects::put);
    ArrayNode loads = out.putArray("loads");
    for (LiveData.Load load : status.loads()) {
      ObjectNode one = loads.addObject();
      one.put("dataset", load.dataset());
      one.put("batch", load.batch());
      one.put("rows", load.rows());
      Instant at = load.at();
      one.put("at", at == null ? null : at.toString());
    }
    request.contentType(JSON_TYPE).result(out.toString());
  }

  private void saved(Context request) {
    request.contentType(JSON_TYPE).result(JSON.valueToTree(savedQueries).toString());
  }

  private void tables(Context request) {
    ArrayNode out = JSON.createArrayNode();
    for (Relation relation : Relation.all()) {
      if (data.status().relations().contains(relation.sqlName())) {
        ObjectNode one = out.addObject();
        one.put("name", relation.sqlName());
        one.put("about", relation.about());
        ArrayNode columns = one.putArray("columns");
        relation.columnNames().forEach(columns::add);
      }
    }
    request.contentType(JSON_TYPE).result(out.toString());
  }

  private void ready(Context request) throws Refusal {
    String trouble = watch.trouble();
    if (trouble != null) {
      // Without details, because this path requires no token.
      throw new Refusal(Refusal.UNAVAILABLE, "The data is unavailable.");
    }
    request.contentType("text/plain").result("ready\n");
  }

  private void metrics(Context request) {
    List<DashboardMetrics.Gauge> ofData = new ArrayList<>();
    LiveData.Status status = data.status();
    Instant now = Instant.now();
    for (Map.Entry<String, Instant> newest : status.newest().entrySet()) {
      ofData.add(
          new DashboardMetrics.Gauge(
              "footfall_dashboard_data_age_seconds",
              "Age of the newest record, or time since the newest window ended.",
              "dataset=\"" + DashboardMetrics.escaped(newest.getKey()) + "\"",
              Duration.between(newest.getValue(), now).toMillis() / MILLIS_PER_SECOND));
    }
    status
        .rejects()
        .forEach(
            (dataset, n) ->
                ofData.add(
                    new DashboardMetrics.Gauge(
                        "footfall_dashboard_rejects",
                        "Records that were not counted.",
                        "dataset=\"" + DashboardMetrics.escaped(dataset) + "\"",
                        n)));
    ofData.add(
        new DashboardMetrics.Gauge(
            "footfall_dashboard_data_readable",
            "Whether the lake or the warehouse was readable at the last poll.",
            "",
            watch.trouble() == null ? 1 : 0));
    ofData.add(
        new DashboardMetrics.Gauge(
            "footfall_dashboard_poll_age_seconds",
            "Time since the last poll for changes.",
            "",
            Duration.between(watch.lastPoll(), now).toMillis() / MILLIS_PER_SECOND));
    request
        .contentType(DashboardMetrics.CONTENT_TYPE)
        .result(metrics.text(watch.followers().count(), ofData));
  }
}
