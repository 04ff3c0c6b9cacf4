package io.footfall.pipelines.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.footfall.pipelines.insight.AllPages;
import io.footfall.pipelines.insight.FoundCustomers;
import io.footfall.pipelines.insight.Insight;
import io.footfall.pipelines.insight.InsightMemory;
import io.footfall.pipelines.insight.InsightSettings;
import io.footfall.pipelines.insight.OneCustomer;
import io.footfall.pipelines.query.QueryDatabase;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Serves the data of the report page. The first request after a change reads it, and later requests
 * share it. From a lake, only new data is read.
 */
final class LiveInsight {
  private static final int PAGES = 500;
  private static final int CUSTOMERS = 500;
  private static final int CELLS = 40_000;
  private static final int SKETCH_BYTES = 200_000;
  private static final String JSON_TYPE = "application/json";

  private final LiveData data;
  private final DashboardMetrics metrics;
  private final String source;
  private final String program;
  private final InsightSettings.Labels labels;
  private @Nullable VersionedJson cached;
  private final InsightMemory memory = new InsightMemory();
  private String pagesVersion = "";
  private Optional<AllPages> pages = Optional.empty();

  /**
   * A separate lock, so that requests without a customer do not wait while the data of one is read.
   */
  private final Object customerLock = new Object();

  private @Nullable VersionedJson cachedCustomer;

  /** Limits searches to one at a time, because each reads all purchases. */
  private final Object searchLock = new Object();

  /** The JSON of one version of the data. */
  private static final class VersionedJson {
    private final String version;
    private final byte[] json;
    private final String tag;

    VersionedJson(String version, byte[] json) {
      this.version = version;
      this.json = json;
      tag = Tagged.tag(json);
    }
  }

  LiveInsight(
      LiveData data,
      DashboardMetrics metrics,
      String source,
      String program,
      InsightSettings.Labels labels) {
    this.labels = labels;
    this.data = data;
    this.metrics = metrics;
    this.source = source;
    this.program = program;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/insight", this::insight);
    routes.get("/api/customers", this::customers);
    routes.get("/pages.csv", this::pages);
  }

  private void insight(Context request) throws IOException, SQLException {
    String customer = request.queryParam("customer");
    VersionedJson current = customer == null ? current() : currentOf(customer);
    Tagged.answer(request, current.json, JSON_TYPE, current.tag);
  }

  /** Returns the data of one customer, read from the visits and purchases with this id. */
  private VersionedJson currentOf(String customer) throws IOException, SQLException {
    synchronized (customerLock) {
      String version = data.status().version() + ' ' + customer;
      VersionedJson before = cachedCustomer;
      if (before != null && before.version.equals(version)) {
        return before;
      }
      OneCustomer only = new OneCustomer(stored(customer));
      Set<String> relations = only.relations(relations());
      VersionedJson current =
          read(
              version,
              () -> data.own().connectToSome(only.conditions()),
              relations,
              new InsightMemory());
      cachedCustomer = current;
      return current;
    }
  }

  /** Returns a text as the source stores it: a warehouse stores NUL as U+2400. */
  private String stored(String text) {
    return data.own().isWarehouse() ? text.replace('\0', '\u2400') : text;
  }

  private void customers(Context request) throws IOException, SQLException, Refusal {
    String text = request.queryParam("find");
    if (text == null || text.isEmpty()) {
      throw new Refusal(Refusal.BAD_REQUEST, "Specify a part of the ID: ?find=TEXT.");
    }
    FoundCustomers found;
    synchronized (searchLock) {
      found =
          data.own()
              .readWithRetry(
                  () -> {
                    try (Connection connection = data.own().connectToOneMoment()) {
                      return FoundCustomers.read(connection, relations(), stored(text));
                    }
                  });
    }
    ArrayNode ids = JsonNodeFactory.instance.arrayNode();
    found.ids().forEach(ids::add);
    request.contentType(JSON_TYPE).result(ids.toString());
  }

  /**
   * Returns lower limits than those of a report file, because pages download everything after each
   * change.
   */
  private InsightSettings settings() {
    return InsightSettings.of(source, program)
        .withLabels(labels)
        .withLimits(PAGES, CUSTOMERS, CELLS)
        .withCustomerCells(0)
        .withSketchBytes(SKETCH_BYTES);
  }

  private synchronized VersionedJson current() throws IOException, SQLException {
    String version = data.status().version();
    VersionedJson before = cached;
    if (before != null && before.version.equals(version)) {
      return before;
    }
    Set<String> relations = relations();
    if (!data.own().isWarehouse()) {
      relations.add(QueryDatabase.LAKE_FILES);
    }
    VersionedJson current = read(version, data.own()::connectToOneMoment, relations, memory);
    cached = current;
    return current;
  }

  /** Opens a connection that sees the records to include. */
  @FunctionalInterface
  private interface Opening {
    Connection open() throws SQLException;
  }

  private VersionedJson read(
      String version, Opening opening, Set<String> relations, InsightMemory known)
      throws IOException, SQLException {
    long start = System.nanoTime();
    Insight insight =
        data.own()
            .readWithRetry(
                () -> {
                  try (Connection connection = opening.open()) {
                    return Insight.read(connection, relations, settings(), known);
                  }
                });
    VersionedJson read =
        new VersionedJson(version, insight.toJson().getBytes(StandardCharsets.UTF_8));
    metrics.reportRead(System.nanoTime() - start);
    return read;
  }

  private void pages(Context request) throws IOException, SQLException, Refusal {
    AllPages pages = currentPages();
    request.contentType("text/csv; charset=utf-8");
    request.header("Content-Disposition", "attachment; filename=\"pages.csv\"");
    pages.writeTo(request.res().getOutputStream());
  }

  private synchronized AllPages currentPages() throws IOException, SQLException, Refusal {
    String version = data.status().version();
    if (!version.equals(pagesVersion)) {
      pages =
          data.own()
              .readWithRetry(
                  () -> {
                    try (Connection connection = data.own().connectToOneMoment()) {
                      return AllPages.read(connection, relations());
                    }
                  });
      pagesVersion = version;
    }
    return pages.orElseThrow(() -> new Refusal(Refusal.NOT_FOUND, "No visits."));
  }

  /** Returns the relations, and the accounting tables of a lake. */
  private Set<String> relations() {
    Set<String> relations = new HashSet<>(data.status().relations());
    if (!data.own().isWarehouse()) {
      relations.add(QueryDatabase.LAKE_ACCOUNTING);
      relations.add(QueryDatabase.LAKE_REASONS);
    }
    return relations;
  }
}
