package io.footfall.pipelines.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.pipelines.query.Cancellation;
import io.footfall.pipelines.query.QueryColumn;
import io.footfall.pipelines.query.QueryFailedException;
import io.footfall.pipelines.query.QueryResult;
import io.footfall.pipelines.query.ResultText;
import io.footfall.pipelines.query.RowSink;
import io.javalin.http.Context;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL queries and returns JSON for the page or files for download. Queries are limited per
 * client and in total, and are cancelled when the client disconnects.
 */
final class QueryApi implements AutoCloseable {
  /**
   * Maximum number of rows of a downloaded query result. Downloads of whole tables are unlimited.
   */
  static final long MOST_DOWNLOADED_ROWS = 1_000_000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration BETWEEN_BLANKS = Duration.ofMillis(500);
  private static final Duration UNTIL_ONE_ENDS = Duration.ofSeconds(2);

  private final LiveData data;
  private final Gate gate;
  private final ClientRateLimit perClient;
  private final Semaphore atOnce;
  private final Semaphore downloadsAtOnce;
  private final DashboardMetrics metrics;
  private final ExecutorService workers =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "dashboard-query");
            thread.setDaemon(true);
            return thread;
          });

  QueryApi(LiveData data, Gate gate, DashboardSettings.Limits limits, DashboardMetrics metrics) {
    this.data = data;
    this.gate = gate;
    this.metrics = metrics;
    perClient = new ClientRateLimit(limits.perMinute(), limits.perMinute(), System::nanoTime);
    atOnce = new Semaphore(limits.atOnce());
    downloadsAtOnce = new Semaphore(limits.atOnce());
  }

  /** A running query and its outcome. */
  private final class Running implements AutoCloseable {
    private final long start = System.nanoTime();
    private String outcome = "failed";

    private final Semaphore slots;

    /**
     * Takes a slot.
     *
     * @param slots the slots for queries, or those for downloads, which slow clients occupy longer
     */
    Running(Context request, Semaphore slots) throws Refusal {
      this.slots = slots;
      var wait = perClient.take(gate.client(request));
      if (wait.isPresent()) {
        metrics.queryOutcome("limited");
        throw Refusal.tooMany("Too many queries per minute.", wait.get());
      }
      if (!slots.tryAcquire()) {
        metrics.queryOutcome("limited");
        throw Refusal.tooMany("Too many queries or downloads are running.", UNTIL_ONE_ENDS);
      }
      metrics.queryBegun();
    }

    long millis() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    void ended(String how) {
      outcome = how;
    }

    @Override
    public void close() {
      slots.release();
      metrics.queryEnded(outcome, System.nanoTime() - start);
    }
  }

  /**
   * Answers {@code {"sql": TEXT}} with {@code {"columns", "rows", "truncated", "millis"}} or {@code
   * {"error", "reason", "position"}}. A response that takes longer than a second starts with
   * spaces, written to detect closed connections, and has the status 200 even for an error.
   */
  void query(Context request) throws Refusal, IOException, InterruptedException {
    String type = request.contentType();
    if (type == null || !type.startsWith("application/json")) {
      throw new Refusal(Refusal.BAD_REQUEST, "Expected application/json with {\"sql\": \"...\"}.");
    }
    String sql = sql(request.body());
    try (Running running = new Running(request, atOnce)) {
      Cancellation cancellation = new Cancellation();
      Future<QueryResult> answer = workers.submit(() -> data.restricted().query(sql, cancellation));
      request.contentType("application/json");
      OutputStream out = request.res().getOutputStream();
      boolean waits = false;
      while (true) {
        try {
          QueryResult result = answer.get(BETWEEN_BLANKS.toMillis(), TimeUnit.MILLISECONDS);
          running.ended("ok");
          out.write(json(result, running.millis()));
          return;
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof QueryFailedException failure)) {
            throw new IllegalStateException(e.getCause());
          }
          running.ended(failure.reason().name());
          if (!waits) {
            request.status(status(failure));
          }
          out.write(json(failure));
          return;
        } catch (TimeoutException e) {
          // Errors within the first second have their own status.
          waits = blank(out, cancellation, running.millis() >= 2 * BETWEEN_BLANKS.toMillis());
        }
      }
    }
  }

  /**
   * Writes a space, and cancels the query if the connection is closed. Returns whether it wrote.
   */
  private static boolean blank(OutputStream out, Cancellation cancellation, boolean now) {
    if (!now) {
      return false;
    }
    try {
      out.write(' ');
      out.flush();
    } catch (IOException e) {
      cancellation.cancel();
    }
    return true;
  }

  private static String sql(String body) throws Refusal {
    try {
      JsonNode sql = JSON.readTree(body).path("sql");
      if (sql.isTextual()) {
        return sql.textValue();
      }
    } catch (IOException e) {
      throw new Refusal(Refusal.BAD_REQUEST, "Invalid JSON. Expected {\"sql\": \"...\"}.");
    }
    throw new Refusal(Refusal.BAD_REQUEST, "Expected {\"sql\": \"...\"}.");
  }

  static int status(QueryFailedException failure) {
    return failure.reason().isOfDatabase() ? Refusal.UNAVAILABLE : Refusal.BAD_REQUEST;
  }

  /** Writes values as text, because JavaScript numbers have only 53 bits of precision. */
  private static byte[] json(QueryResult result, long millis) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      out.writeArrayFieldStart("columns");
      for (QueryColumn column : result.columns()) {
        out.writeStartObject();
        out.writeStringField("name", column.name());
        out.writeStringField("type", column.type());
        out.writeBooleanField("number", column.isNumber());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeArrayFieldStart("rows");
      for (List<@Nullable Object> row : result.rows()) {
        out.writeStartArray();
        for (Object value : row) {
          if (value == null) {
            out.writeNull();
          } else {
            out.writeString(ResultText.of(value));
          }
        }
        out.writeEndArray();
      }
      out.writeEndArray();
      out.writeBooleanField("truncated", result.truncated());
      out.writeNumberField("millis", millis);
      out.writeEndObject();
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] json(QueryFailedException failure) throws IOException {
    var error = JSON.createObjectNode();
    error.put("error", String.valueOf(failure.getMessage()));
    error.put("reason", failure.reason().name());
    failure.position().ifPresent(position -> error.put("position", position));
    return JSON.writeValueAsBytes(error);
  }

  /** Returns the result of the {@code sql} field of a form as a file. */
  void download(Context request, Download format) throws Refusal, IOException {
    String sql = request.formParam("sql");
    if (sql == null) {
      throw new Refusal(Refusal.BAD_REQUEST, "Expected a form with the field sql.");
    }
    send(request, format, "query", sql, false);
  }

  /** Returns a relation as a file, without a limit. */
  void table(Context request, Download format) throws Refusal, IOException {
    String name = request.pathParam("name");
    if (!data.status().relations().contains(name)) {
      throw new Refusal(Refusal.NOT_FOUND, "Unknown table " + name + ".");
    }
    send(request, format, name, "SELECT * FROM " + name, true);
  }

  private void send(Context request, Download format, String name, String sql, boolean whole)
      throws Refusal, IOException {
    try (Running running = new Running(request, downloadsAtOnce)) {
      OutputStream out =
          new BufferedOutputStream(
              new LateStream(request, format.type(), name + "." + format.ending()));
      RowSink sink = format.to(out, name);
      (whole ? data.own() : data.restricted())
          .select(
              sql, whole ? sink : new FirstRows(sink, MOST_DOWNLOADED_ROWS), new Cancellation());
      out.flush();
      running.ended("ok");
    } catch (IOException e) {
      abort(request, e);
    } catch (QueryFailedException e) {
      if (request.res().isCommitted()) {
        abort(request, e);
        return;
      }
      request.res().reset();
      SecurityHeaders.put(request);
      throw new Refusal(status(e), String.valueOf(e.getMessage()));
    }
  }

  /** Closes the connection: an interrupted download must not look complete. */
  private static void abort(Context request, Exception why) {
    ServletContextRequest.getServletContextRequest(request.req()).getServletChannel().abort(why);
  }

  /** Passes on the first rows only. */
  private static final class FirstRows implements RowSink {
    private final RowSink to;
    private final long most;
    private long rows;

    FirstRows(RowSink to, long most) {
      this.to = to;
      this.most = most;
    }

    @Override
    public void columns(List<QueryColumn> columns) throws IOException {
      to.columns(columns);
    }

    @Override
    public boolean row(List<@Nullable Object> values) throws IOException {
      rows++;
      return rows <= most && to.row(values);
    }

    @Override
    public void end() throws IOException {
      to.end();
    }
  }

  /**
   * Starts the response with the first byte, so that an earlier failure can still be reported as an
   * error. Ends the response if the client is too slow.
   */
  private static final class LateStream extends OutputStream {
    private final Context request;
    private final String type;
    private final String file;
    private final ClientSpeed speed = new ClientSpeed(System::nanoTime);
    private @Nullable OutputStream out;

    LateStream(Context request, String type, String file) {
      this.request = request;
      this.type = type;
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      OutputStream stream = out;
      if (stream == null) {
        request.contentType(type);
        request.header("Content-Disposition", "attachment; filename=\"" + file + "\"");
        stream = request.res().getOutputStream();
        out = stream;
      }
      OutputStream to = stream;
      speed.write(() -> to.write(bytes, from, count), count);
    }

    @Override
    public void flush() throws IOException {
      OutputStream stream = out;
      if (stream != null) {
        stream.flush();
      }
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
