package io.footfall.pipelines.query;

import io.footfall.pipelines.query.QueryFailedException.Reason;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The main class of the child process that runs untrusted queries, one at a time. It reads queries
 * from standard input and writes results to standard output, both as {@link QueryFrames}, and exits
 * at the end of its input.
 *
 * <p>Loads little more than DuckDB, because its memory is limited. {@link QueryProcess} starts,
 * limits and kills it.
 */
final class QueryServer {
  private final DataOutputStream out;
  private final AllowedFunctions allowed = AllowedFunctions.listed();
  private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private @Nullable DuckDBConnection root;
  private String database = "";

  private record Task(QueryFrames.Question question, Cancellation cancellation) {}

  private QueryServer(DataOutputStream out) {
    this.out = out;
  }

  /** Runs queries until the input ends. */
  public static void main(String[] args) throws Exception {
    DataOutputStream frames =
        new DataOutputStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
    // Nothing else may write between the frames.
    System.setOut(System.err);
    QueryServer server = new QueryServer(frames);
    Thread reader = new Thread(server::read, "frames");
    reader.setDaemon(true);
    reader.start();
    // Loads the native library, which takes most of the startup time.
    DriverManager.getConnection("jdbc:duckdb:").close();
    frames.writeByte(QueryFrames.READY);
    frames.flush();
    server.serve();
  }

  private void read() {
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(System.in))) {
      Cancellation last = new Cancellation();
      while (true) {
        int kind = in.readUnsignedByte();
        if (kind == QueryFrames.ASK) {
          last = new Cancellation();
          tasks.add(new Task(QueryFrames.question(in), last));
        } else if (kind == QueryFrames.CANCEL) {
          last.cancel();
        }
      }
    } catch (IOException e) {
      // The parent has closed the pipe or ended. Halts, because a query may not be interruptible.
      Runtime.getRuntime().halt(0);
    }
  }

  private void serve() throws IOException, InterruptedException {
    while (true) {
      Task task = tasks.take();
      try {
        answer(task);
      } catch (QueryFailedException e) {
        QueryFrames.failure(e, out);
      } catch (SQLException e) {
        QueryFrames.failure(DuckDbFailure.of(e), out);
      }
    }
  }

  private void answer(Task task) throws SQLException, QueryFailedException, IOException {
    QueryFrames.Question question = task.question();
    DuckDBConnection open = root;
    if (open == null || !question.database().equals(database)) {
      if (open != null) {
        open.close();
      }
      open = open(question);
      root = open;
      database = question.database();
    }
    String one = SqlStatement.single(question.sql());
    try (DuckDBConnection connection = open.duplicate();
        Statement statement = connection.createStatement()) {
      try (PreparedStatement parse =
          connection.prepareStatement("SELECT json_serialize_sql(CAST(? AS VARCHAR))")) {
        parse.setString(1, one);
        try (ResultSet tree = parse.executeQuery()) {
          tree.next();
          allowed.check(tree.getString(1));
        }
      }
      connection.setAutoCommit(false);
      JdbcRows.select(
          statement,
          one,
          QueryFrames.result(out),
          task.cancellation(),
          question.limits(),
          DuckDbFailure::of);
    }
  }

  private static DuckDBConnection open(QueryFrames.Question question)
      throws SQLException, QueryFailedException {
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    properties.setProperty("access_mode", "READ_ONLY");
    DuckDBConnection connection =
        (DuckDBConnection)
            DriverManager.getConnection("jdbc:duckdb:" + question.database(), properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET allowed_paths = " + literals(question.files()));
      statement.execute("SET temp_directory = ''");
      statement.execute("SET memory_limit = '" + question.limits().memoryBytes() + "B'");
      statement.execute("SET enable_external_access = false");
      statement.execute("SET lock_configuration = true");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw new QueryFailedException(Reason.DATABASE, String.valueOf(e.getMessage()), -1, e);
    }
  }

  private static String literals(List<String> texts) {
    return texts.stream()
        .map(text -> "'" + text.replace("'", "''") + "'")
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
