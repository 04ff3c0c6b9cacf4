package io.footfall.testing.redshift;

import static java.util.Map.entry;

import io.footfall.testing.process.PostgresServer;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stand-in for Redshift that forwards the statements of Redshift's driver to PostgreSQL, with
 * three exceptions: it executes COPY itself, removes clauses that only Redshift has, and refuses
 * what Redshift refuses. Listens on the loopback interface only.
 */
public final class RedshiftServer implements AutoCloseable {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int PROTOCOL = 196608;
  private static final Set<String> OF_POSTGRES =
      Set.of(
          "user",
          "database",
          "client_encoding",
          "DateStyle",
          "TimeZone",
          "application_name",
          "extra_float_digits");
  private static final Pattern LIKE =
      Pattern.compile(
          "\\s*CREATE\\s+TEMP\\s+TABLE\\s+\"?(\\w+)\"?\\s+\\(LIKE\\s+\"?(\\w+)\"?\\.\"?(\\w+)\"?\\)\\s*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern OF_REDSHIFT =
      Pattern.compile(
          "\\s+(?:DISTSTYLE\\s+\\w+|DISTKEY\\s*\\([^)]*\\)|(?:COMPOUND\\s+)?SORTKEY\\s*\\([^)]*\\))",
          Pattern.CASE_INSENSITIVE);

  /** The statement that Redshift's driver sends for read-only connections. */
  private static final Pattern READ_ONLY =
      Pattern.compile("\\s*SET\\s+readonly\\s*=\\s*([01])\\s*", Pattern.CASE_INSENSITIVE);

  /** SQL that PostgreSQL accepts and Redshift refuses. */
  private static final Map<Pattern, String> REFUSED =
      Map.ofEntries(
          entry(words("ON CONFLICT"), "syntax error at or near \"ON\""),
          entry(words("RETURNING"), "syntax error at or near \"RETURNING\""),
          entry(words("CREATE INDEX"), "SQL command \"CREATE INDEX\" not supported"),
          entry(
              words("TRUNCATE"),
              "TRUNCATE commits the transaction that it is in: this stand-in refuses it"),
          entry(words("IN SHARE ROW EXCLUSIVE MODE"), "syntax error at or near \"IN\""),
          entry(words("TIMESTAMPTZ"), "COPY of Parquet has no type with a time zone"),
          entry(
              words("CREATE TEMP(?:ORARY)? VIEW"),
              "SQL command \"CREATE TEMP VIEW\" not supported"),
          entry(words("DISTINCT ON"), "SELECT DISTINCT ON is not supported"),
          entry(words("FILTER"), "syntax error at or near \"FILTER\""),
          entry(words("MATERIALIZED"), "syntax error at or near \"MATERIALIZED\""),
          entry(words("LATERAL"), "syntax error at or near \"LATERAL\""),
          entry(words("generate_series"), "generate_series is of the leader node alone"));

  private final PostgresServer postgres;
  private final Buckets buckets;
  private final Path temporary;
  private final ServerSocket socket;
  private final Faults faults = new Faults();
  private final List<String> statements = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  private RedshiftServer(PostgresServer postgres, Buckets buckets, Path temporary)
      throws IOException {
    this.postgres = postgres;
    this.buckets = buckets;
    this.temporary = temporary;
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static Pattern words(String words) {
    return Pattern.compile("\\b" + words.replace(" ", "\\s+") + "\\b", Pattern.CASE_INSENSITIVE);
  }

  /**
   * Starts the server.
   *
   * @param postgres stores the tables
   * @param buckets objects for COPY
   * @param temporary a directory for temporary files that PostgreSQL can read
   */
  public static RedshiftServer start(PostgresServer postgres, Buckets buckets, Path temporary)
      throws IOException {
    RedshiftServer server = new RedshiftServer(postgres, buckets, temporary);
    Thread accept = new Thread(server::accept, "redshift stand-in");
    accept.setDaemon(true);
    accept.start();
    return server;
  }

  /** Returns the JDBC URL without user and password. */
  public String url() {
    return "jdbc:redshift://127.0.0.1:" + socket.getLocalPort() + "/shop?ssl=false";
  }

  /** Returns all received statements in order. */
  public List<String> statements() {
    return List.copyOf(statements);
  }

  /** Clears the list of received statements. */
  public void forgetStatements() {
    statements.clear();
  }

  /** Cuts the connection at the n-th statement from now, before it is executed. */
  public void cutBeforeStatement(int n) {
    faults.cut(Faults.Cut.BEFORE, n);
  }

  /** Cuts the connection at the n-th statement from now, after it is executed. */
  public void cutAfterStatement(int n) {
    faults.cut(Faults.Cut.AFTER, n);
  }

  /** Returns whether the requested cut is still to come. */
  public boolean isCutPending() {
    return faults.isCutPending();
  }

  /**
   * Makes a statement fail once, like a conflict with another transaction.
   *
   * @param inSql text that the statement contains
   */
  public void conflictOnce(String inSql) {
    faults.failOnce(
        inSql,
        "XX000",
        "1023",
        "Serializable isolation violation on table - 102, transactions forming the cycle are: 1, 2");
  }

  /** Makes a statement fail once with this error. */
  public void failOnce(String inSql, String state, String message) {
    faults.failOnce(inSql, state, message, "");
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        open.add(client);
        Thread session = new Thread(() -> new Session(client).run(), "redshift session");
        session.setDaemon(true);
        session.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket client : open) {
      client.close();
    }
  }

  /** A connection of a client. */
  private final class Session {
    private final Socket client;
    private final Map<String, String> like = new ConcurrentHashMap<>();
    private volatile boolean mute;

    Session(Socket client) {
      this.client = client;
    }

    void run() {
      try (client;
          Socket server = new Socket(InetAddress.getLoopbackAddress(), postgres.port());
          DataInputStream in =
              new DataInputStream(new BufferedInputStream(client.getInputStream()));
          DataOutputStream out =
              new DataOutputStream(new BufferedOutputStream(server.getOutputStream()))) {
        open.add(server);
        greet(in, out);
        Thread answers = new Thread(() -> answers(server), "redshift answers");
        answers.setDaemon(true);
        answers.start();
        questions(in, out, answers);
      } catch (EOFException e) {
        // The client has disconnected.
        return;
      } catch (IOException e) {
        // One side has disconnected.
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Forwards the startup message without parameters that PostgreSQL does not know. */
    private void greet(DataInputStream in, DataOutputStream out) throws IOException {
      while (true) {
        int length = in.readInt();
        int code = in.readInt();
        byte[] body = in.readNBytes(length - 8);
        if (code == SSL_REQUEST || code == GSS_REQUEST) {
          client.getOutputStream().write('N');
          continue;
        }
        byte[] sent = code == PROTOCOL ? known(body) : body;
        out.writeInt(8 + sent.length);
        out.writeInt(code);
        out.write(sent);
        out.flush();
        return;
      }
    }

    private byte[] known(byte[] parameters) {
      String[] all = new String(parameters, StandardCharsets.UTF_8).split("\0", -1);
      StringBuilder known = new StringBuilder();
      for (int i = 0; i + 1 < all.length && !all[i].isEmpty(); i += 2) {
        if (OF_POSTGRES.contains(all[i])) {
          known.append(all[i]).append('\0').append(all[i + 1]).append('\0');
        }
      }
      return known.append('\0').toString().getBytes(StandardCharsets.UTF_8);
    }

    private void questions(DataInputStream in, DataOutputStream out, Thread answers)
        throws IOException, InterruptedException {
      boolean ending = false;
      while (true) {
        int type = in.read();
        if (type < 0) {
          return;
        }
        byte[] body = in.readNBytes(in.readInt() - 4);
        if (type == 'Q' || type == 'P') {
          body = rewrite(type, body);
        }
        if (type == 'Q' || type == 'E') {
          Faults.Cut cut = faults.atStatement();
          if (cut == Faults.Cut.BEFORE) {
            return;
          }
          if (cut == Faults.Cut.AFTER) {
            mute = true;
            ending = true;
          }
        }
        out.writeByte(type);
        out.writeInt(body.length + 4);
        out.write(body);
        if (in.available() == 0 || type == 'S' || type == 'Q') {
          out.flush();
        }
        if (ending && (type == 'S' || type == 'Q')) {
          answers.join();
          return;
        }
      }
    }

    private byte[] rewrite(int type, byte[] body) throws IOException {
      int start = type == 'Q' ? 0 : end(body, 0) + 1;
      int end = end(body, start);
      String sql = new String(body, start, end - start, StandardCharsets.UTF_8);
      if (!sql.isBlank()) {
        statements.add(sql);
      }
      String instead = inPlaceOf(sql);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.write(body, 0, start);
      all.writeBytes(instead.getBytes(StandardCharsets.UTF_8));
      all.write(body, end, body.length - end);
      return all.toByteArray();
    }

    private int end(byte[] body, int from) {
      int end = from;
      while (body[end] != 0) {
        end++;
      }
      return end;
    }

    private String inPlaceOf(String sql) {
      try {
        String ordered = faults.inPlaceOf(sql).orElse(null);
        if (ordered != null) {
          return ordered;
        }
        if (sql.stripLeading().toUpperCase(Locale.ROOT).startsWith("COPY")) {
          return copy(CopyCommand.of(sql));
        }
        for (Map.Entry<Pattern, String> refused : REFUSED.entrySet()) {
          if (refused.getKey().matcher(sql).find()) {
            throw new RefusedException(refused.getValue());
          }
        }
        Matcher readOnly = READ_ONLY.matcher(sql);
        if (readOnly.matches()) {
          return "SET default_transaction_read_only TO " + readOnly.group(1);
        }
        Matcher temporaryLike = LIKE.matcher(sql);
        if (temporaryLike.matches()) {
          like.put(temporaryLike.group(1), temporaryLike.group(2) + "." + temporaryLike.group(3));
        }
        return sql.stripLeading().toUpperCase(Locale.ROOT).startsWith("CREATE TABLE")
            ? OF_REDSHIFT.matcher(sql).replaceAll("")
            : sql;
      } catch (RefusedException e) {
        return Faults.raise("XX000", String.valueOf(e.getMessage()), "");
      } catch (SQLException e) {
        return Faults.raise("XX000", "the stand-in failed: " + e.getMessage(), "");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private String copy(CopyCommand command) throws IOException, SQLException {
      String name = command.table().replace("\"", "");
      List<Path> files = command.files(buckets);
      Path csv = Files.createTempFile(temporary, "copy", ".csv");
      ParquetFiles.toCsv(files, columns(like.getOrDefault(name, name)), command.fillRecord(), csv);
      return "COPY " + command.table() + " FROM '" + csv + "' WITH (FORMAT csv, NULL '\\N')";
    }

    private List<TableColumn> columns(String table) throws SQLException {
      List<TableColumn> columns = new ArrayList<>();
      try (Connection connection = postgres.connect();
          PreparedStatement select =
              connection.prepareStatement(
                  "SELECT attname, format_type(atttypid, atttypmod),"
                      + " CASE WHEN atttypid = 'varchar'::regtype THEN atttypmod - 4 ELSE 0 END"
                      + " FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0"
                      + " ORDER BY attnum")) {
        select.setString(1, table);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            columns.add(new TableColumn(rows.getString(1), rows.getString(2), rows.getInt(3)));
          }
        }
      }
      return columns;
    }

    private void answers(Socket server) {
      try (DataInputStream in =
              new DataInputStream(new BufferedInputStream(server.getInputStream()));
          DataOutputStream out =
              new DataOutputStream(new BufferedOutputStream(client.getOutputStream()))) {
        while (true) {
          int type = in.read();
          if (type < 0) {
            return;
          }
          byte[] body = in.readNBytes(in.readInt() - 4);
          if (mute) {
            if (type == 'Z') {
              return;
            }
            continue;
          }
          out.writeByte(type);
          out.writeInt(body.length + 4);
          out.write(body);
          if (in.available() == 0) {
            out.flush();
          }
        }
      } catch (IOException e) {
        // One side has disconnected.
        return;
      }
    }
  }
}
