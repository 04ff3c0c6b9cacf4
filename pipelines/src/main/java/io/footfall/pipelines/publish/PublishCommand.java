package io.footfall.pipelines.publish;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.parquet.ParquetColumn;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.console.Console;
import io.footfall.pipelines.console.Progress;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.launch.ShutdownHook;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.options.InputOptions;
import io.footfall.pipelines.options.LimitOptions;
import io.footfall.pipelines.options.OptionTable;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.options.ReadingOptions;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.RejectCode;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.ReadProgress;
import io.footfall.source.SliceReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code publish}: from files or a database to a stream of messages.
 *
 * <p>It is not a pipeline. The stream limits its throughput, not parsing, so one process is enough.
 * Unlike a runner's write step it knows whether each message was stored. So no message is lost, the
 * position in a database is stored only after the last message, and it starts in a second.
 */
public final class PublishCommand implements Command {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");
  private static final Pattern TABLE =
      Pattern.compile(IDENTIFIER.pattern() + "(\\." + IDENTIFIER.pattern() + ")*");
  private static final int RECORDS_LOOKED_AT = 100;
  private static final int MOST_READERS = 64;

  /** Ranges differ in size: a reader that has finished a small one takes another. */
  private static final int PARTS_PER_READER = 8;

  @Override
  public String name() {
    return "publish";
  }

  @Override
  public String summary() {
    return "Send each record as a message to Kinesis or Kafka";
  }

  @Override
  public String usage() {
    return """
        Usage: footfall publish FILES --output=kinesis://STREAM [options]
               footfall publish FILES --output=kafka://HOST:PORT/TOPIC [options]
               footfall publish --input=jdbc:URL --table=TABLE --output=STREAM [options]

        Sends each valid record of files or of a database as one message, and keeps the others with the
        reasons. Status 0 means that the stream acknowledged every message. After any other status some
        messages may have been sent; the next run sends them again.

        Example
          footfall publish visits.csv --output=kafka://127.0.0.1:9092/clicks""";
  }

  @Override
  public Class<PublishOptions> options() {
    return PublishOptions.class;
  }

  @Override
  public String operand() {
    return "input";
  }

  @Override
  public Libraries libraries() {
    return Libraries.CONNECTORS;
  }

  @Override
  public List<OptionTable.RunnerOption> moreOptions() {
    return PublishOptions.OF_AWS;
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    PublishOptions options = arguments.options(PublishOptions.class);
    Problems problems = arguments.problems();
    String input = options.getInput();
    if (input == null) {
      problems.add("--input is required, for example --input=records.csv.");
    }
    if (options.getOutput() == null) {
      problems.add(
          "--output is required: --output=kinesis://STREAM or --output=kafka://HOST:PORT/TOPIC.");
    }
    if (options.getRate() != null && options.getRate() == 0) {
      problems.add("--rate=0 would send nothing. Use 1 or more records per second.");
    }
    if (options.getPatience() < 1) {
      problems.add("--patience=" + options.getPatience() + " is too small. Use 1 or more seconds.");
    }
    ReadSettings settings = ReadingOptions.settings(options, problems);
    MessageWriter.Format format = format(options, problems);
    problems.check(() -> ValueOptions.zone(options.getZone()), ZoneOffset.UTC);
    problems.throwIfAny();
    arguments.openFileSystems(options);
    Source source =
        String.valueOf(input).startsWith("jdbc:")
            ? new Database(options, String.valueOf(input), settings)
            : new InFiles(options, String.valueOf(input), settings);
    try (source) {
      Dataset<?> dataset = dataset(options, source);
      List<String> columns = source.columns(dataset, format);
      try (MessageStream stream = MessageDestination.open(options)) {
        return publish(options, settings, source, dataset, format, columns, stream, out);
      }
    }
  }

  private static MessageWriter.Format format(PublishOptions options, Problems problems) {
    switch (options.getMessageFormat().toLowerCase(Locale.ROOT)) {
      case "json" -> {
        return MessageWriter.Format.JSON;
      }
      case "csv" -> {
        return MessageWriter.Format.CSV;
      }
      default -> {
        problems.add(
            "Unknown message format '" + options.getMessageFormat() + "'. Choose json or csv.");
        return MessageWriter.Format.JSON;
      }
    }
  }

  private static int publish(
      PublishOptions options,
      ReadSettings settings,
      Source source,
      Dataset<?> dataset,
      MessageWriter.Format format,
      List<String> columns,
      MessageStream stream,
      PrintStream out) {
    long start = System.nanoTime();
    Console console = new Console(out, System.err);
    SendRate rate = new SendRate(options.getRate() == null ? 0 : options.getRate());
    Publication<?> publication =
        new Publication<>(
            dataset,
            settings,
            stream,
            rate,
            Directory.of(
                    "--rejects", options.getRejects() == null ? "rejects" : options.getRejects())
                .path(),
            UUID.randomUUID().toString());
    Progress progress =
        new Progress(
            out,
            console.isTerminal(),
            seconds -> progress(stream, publication.progress(), source.bytes(), seconds));
    out.printf(
        "Publishing %s from %s to %s%n",
        dataset.schema().dataset(), TerminalText.printable(source.label()), stream.name());
    ShutdownHook stop = ShutdownHook.add(() -> stopped(stream, publication));
    SourceCounts total;
    Optional<String> rejects;
    try {
      progress.start();
      try (publication) {
        total =
            source.send(
                dataset,
                feed ->
                    publication.send(
                        feed,
                        new MessageWriter(
                            dataset.schema(),
                            feed.records().layout(),
                            format,
                            dataset.messageKey(),
                            numbers(dataset))),
                stream);
      }
      rejects = publication.rejectsFile();
    } catch (RuntimeException e) {
      progress.stop();
      System.err.printf(
          Locale.ROOT,
          "footfall: %,d messages were acknowledged before the failure. The next run sends them again.%n",
          stream.acknowledged());
      throw e;
    } finally {
      progress.stop();
      stop.close();
    }
    return report(options, total, rejects, format, columns, stream, start, console, out);
  }

  /** Stops: prints how much was sent, and keeps the rejects. */
  private static void stopped(MessageStream stream, Publication<?> publication) {
    System.err.printf(
        Locale.ROOT,
        "footfall: stopped; %,d messages were acknowledged by %s.%n",
        stream.acknowledged(),
        stream.name());
    try {
      publication.close();
      publication
          .rejectsFile()
          .ifPresent(file -> System.err.println("  Rejected records are kept in " + file));
    } catch (FootfallException e) {
      System.err.println("footfall: " + e.getMessage());
    }
  }

  private static int report(
      PublishOptions options,
      SourceCounts total,
      Optional<String> rejects,
      MessageWriter.Format format,
      List<String> columns,
      MessageStream stream,
      long start,
      Console console,
      PrintStream out) {
    if (!total.addsUp() || stream.acknowledged() != total.ok) {
      throw new FootfallException(
          Kind.INTERNAL,
          "The accounting does not add up: "
              + total
              + ", and "
              + stream.acknowledged()
              + " messages were acknowledged.");
    }
    ObjectNode run = new ObjectMapper().createObjectNode();
    ObjectNode counts = run.putObject("accounting").putObject("total");
    counts
        .put("read", total.read)
        .put("ok", total.ok)
        .put("rejected", total.rejected())
        .put("duplicate", total.duplicate)
        .put("late", total.late)
        .put("skipped", total.skipped)
        .put("blankLines", total.blankLines)
        .put("repeatedHeaders", total.repeatedHeaders);
    ObjectNode codes = counts.putObject("rejectedByCode");
    for (RejectCode code : RejectCode.values()) {
      if (total.rejected(code) > 0) {
        codes.put(code.name(), total.rejected(code));
      }
    }
    run.put("rejects", rejects.orElse(""));
    double seconds = (System.nanoTime() - start) / 1e9;
    console.accounting(counts);
    long repeated = stream.repeated();
    out.printf(
        Locale.ROOT,
        "%,d message%s acknowledged by %s%s%n",
        stream.acknowledged(),
        stream.acknowledged() == 1 ? "" : "s",
        stream.name(),
        repeated == 0
            ? ""
            : String.format(Locale.ROOT, " (%,d sent again after a refusal)", repeated));
    if (format == MessageWriter.Format.CSV) {
      out.println("to read them: --header=false --columns=" + String.join(",", columns));
    }
    out.printf(Locale.ROOT, "%.1f s, %,.0f messages/s%n", seconds, total.ok / seconds);
    out.flush();
    return console.rejects(run, LimitOptions.limits(options));
  }

  private static String progress(
      MessageStream stream, ReadProgress progress, long bytes, double seconds) {
    String read =
        bytes == 0
            ? String.format(Locale.ROOT, "%,d records read", progress.records().sum())
            : TerminalText.size(progress.bytes().sum()) + " of " + TerminalText.size(bytes);
    long repeated = stream.repeated();
    return String.format(
        Locale.ROOT,
        "%s, %,d messages acknowledged%s, %,d rejected, %s",
        read,
        stream.acknowledged(),
        repeated == 0 ? "" : String.format(Locale.ROOT, " (%,d sent again)", repeated),
        progress.rejects().sum(),
        TerminalText.time(seconds));
  }

  /** Returns the columns whose values are numbers in JSON. */
  private static Set<String> numbers(Dataset<?> dataset) {
    return dataset.lake().schema().columns().stream()
        .filter(
            column ->
                column.kind() == ParquetColumn.Kind.DECIMAL
                    || column.kind() == ParquetColumn.Kind.INTEGER)
        .map(ParquetColumn::name)
        .collect(Collectors.toSet());
  }

  // ---- what is read ----------------------------------------------------------------------------

  /** The source of the records: files or a database. */
  private interface Source extends AutoCloseable {
    /** Fails with the reason if its records cannot be of this dataset. */
    void check(Dataset<?> dataset);

    /** Returns its name for a person. */
    String label();

    /** Returns the number of bytes to read; 0 if unknown. */
    long bytes();

    /** Returns the columns of its messages. */
    List<String> columns(Dataset<?> dataset, MessageWriter.Format format);

    /** Sends every record, and returns when all are acknowledged. */
    SourceCounts send(
        Dataset<?> dataset, Function<RecordFeed, SourceCounts> publication, MessageStream stream);

    /** Releases what other runs wait for. */
    @Override
    default void close() {}
  }

  private static final class InFiles implements Source {
    private final String option;
    private final List<InputFile> files;
    private final ReadSettings settings;

    InFiles(PublishOptions options, String input, ReadSettings settings) {
      for (String name :
          List.of(
              "table",
              "query",
              "cursorColumn",
              "cursorFile",
              "partitionColumn",
              "user",
              "passwordFile")) {
        refuseIfGiven(options, name, "applies to a database, but --input names files");
      }
      option = input;
      this.settings = settings;
      files = InputFiles.list(InputOptions.paths(input));
    }

    @Override
    public void check(Dataset<?> dataset) {
      checkRecords(dataset);
    }

    /** Reads some records, because JSON has no column names before them. */
    private <R> void checkRecords(Dataset<R> dataset) {
      InputFile first = files.get(0);
      try (SliceReader reader = SliceReader.ofFile(first, dataset.schema(), settings)) {
        RecordReader<R> records = RecordReader.of(dataset, reader, settings);
        int seen = 0;
        while (reader.layout().json() && seen < RECORDS_LOOKED_AT && records.next()) {
          if (records.fault() == null) {
            return;
          }
          seen++;
        }
        if (seen > 0) {
          throw usage(
              "None of the first "
                  + seen
                  + " records of "
                  + first.name()
                  + " is a valid record of "
                  + dataset.schema().dataset()
                  + ".");
        }
      }
    }

    @Override
    public String label() {
      return TerminalText.near(option)
          + " ("
          + (files.size() == 1 ? "" : files.size() + " files, ")
          + TerminalText.size(bytes())
          + ")";
    }

    @Override
    public long bytes() {
      return files.stream().mapToLong(InputFile::size).sum();
    }

    @Override
    public List<String> columns(Dataset<?> dataset, MessageWriter.Format format) {
      List<String> columns = List.of();
      for (InputFile file : files) {
        try (SliceReader feed = SliceReader.ofFile(file, dataset.schema(), settings)) {
          List<String> found =
              new MessageWriter(
                      dataset.schema(), feed.layout(), format, dataset.messageKey(), Set.of())
                  .columns();
          if (format == MessageWriter.Format.CSV && feed.layout().json()) {
            throw usage(
                file.name()
                    + " contains JSON objects, whose members may differ. --messageFormat=csv requires"
                    + " columns. Leave it out.");
          }
          if (format == MessageWriter.Format.CSV && !columns.isEmpty() && !columns.equals(found)) {
            throw usage(
                "The files have different columns: "
                    + file.name()
                    + " has "
                    + String.join(", ", found)
                    + ", and the first one has "
                    + String.join(", ", columns)
                    + ". Leave out --messageFormat=csv, or publish the files one by one.");
          }
          columns = found;
        }
      }
      return columns;
    }

    @Override
    public SourceCounts send(
        Dataset<?> dataset, Function<RecordFeed, SourceCounts> publication, MessageStream stream) {
      SourceCounts total = new SourceCounts();
      for (InputFile file : files) {
        try (SliceReader reader = SliceReader.ofFile(file, dataset.schema(), settings)) {
          total.add(publication.apply(new RecordFeed(file.name(), reader, reader::fileBytesRead)));
        }
      }
      stream.flush();
      return total;
    }
  }

  private static final class Database implements Source {
    private final QueryFeed.Request request;
    private final ReadSettings settings;
    private final Optional<CursorFile> cursorFile;
    private final Optional<Closeable> lock;
    private final CursorFile.Position position;
    private final @Nullable String partitionColumn;
    private final int readers;

    Database(PublishOptions options, String url, ReadSettings settings) {
      for (String name : List.of("delimiter")) {
        refuseIfGiven(options, name, "applies to files, but --input names a database");
      }
      String table = options.getTable();
      String query = options.getQuery();
      if ((table == null) == (query == null)) {
        throw usage("A database requires either --table=TABLE or --query=SELECT.");
      }
      if (table != null && !TABLE.matcher(table).matches()) {
        throw usage(
            "--table="
                + table
                + " is not a plain name such as shop.orders. Use --query='select * from ...'.");
      }
      String column = options.getCursorColumn();
      if (column != null && !IDENTIFIER.matcher(column).matches()) {
        throw usage("--cursorColumn=" + column + " is not a plain column name.");
      }
      if ((column == null) != (options.getCursorFile() == null)) {
        throw usage("--cursorColumn and --cursorFile require each other.");
      }
      partitionColumn = options.getPartitionColumn();
      readers = options.getReaders();
      if (partitionColumn != null && !IDENTIFIER.matcher(partitionColumn).matches()) {
        throw usage("--partitionColumn=" + partitionColumn + " is not a plain column name.");
      }
      if (readers < 1 || readers > MOST_READERS) {
        throw usage("--readers=" + readers + " is out of range. Use 1 to " + MOST_READERS + ".");
      }
      this.settings = settings;
      request = new QueryFeed.Request(url, login(options), table, query, column);
      cursorFile =
          column == null
              ? Optional.empty()
              : Optional.of(
                  new CursorFile(
                      Path.of(String.valueOf(options.getCursorFile())), request.source(), column));
      lock = cursorFile.map(CursorFile::lock);
      try {
        position = cursorFile.map(CursorFile::read).orElse(CursorFile.Position.START);
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    @Override
    public void close() {
      lock.ifPresent(
          held -> {
            try {
              held.close();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }

    private static Properties login(PublishOptions options) {
      Properties login = new Properties();
      String user = options.getUser() == null ? System.getenv("PGUSER") : options.getUser();
      if (user != null) {
        login.setProperty("user", user);
      }
      String password = System.getenv("PGPASSWORD");
      if (options.getPasswordFile() != null) {
        try {
          password =
              Files.readString(Path.of(options.getPasswordFile())).lines().findFirst().orElse("");
        } catch (IOException e) {
          throw new FootfallException(
              Kind.IO,
              "Cannot read the password: "
                  + FootfallException.reason(e)
                  + ". Check --passwordFile.",
              e);
        }
      }
      if (password != null) {
        login.setProperty("password", password);
      }
      return login;
    }

    private QueryFeed open(Dataset<?> dataset) {
      return new QueryFeed(request, position, dataset.schema(), settings);
    }

    @Override
    public void check(Dataset<?> dataset) {
      open(dataset).close();
    }

    @Override
    public String label() {
      return request.source();
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public List<String> columns(Dataset<?> dataset, MessageWriter.Format format) {
      try (QueryFeed feed = open(dataset)) {
        return new MessageWriter(
                dataset.schema(), feed.layout(), format, dataset.messageKey(), Set.of())
            .columns();
      }
    }

    @Override
    public SourceCounts send(
        Dataset<?> dataset, Function<RecordFeed, SourceCounts> publication, MessageStream stream) {
      if (partitionColumn != null) {
        return sendParts(partitionColumn, dataset, publication, stream);
      }
      try (QueryFeed feed = open(dataset)) {
        begin();
        SourceCounts counts = publication.apply(feed.feed());
        stream.flush();
        sent(feed, feed.cursor());
        return counts;
      }
    }

    private SourceCounts sendParts(
        String column,
        Dataset<?> dataset,
        Function<RecordFeed, SourceCounts> publication,
        MessageStream stream) {
      SourceCounts total = new SourceCounts();
      ExecutorService threads = Executors.newFixedThreadPool(readers);
      try (QuerySnapshot snapshot = new QuerySnapshot(request, position)) {
        List<QuerySnapshot.RowPart> ranges = snapshot.parts(column, PARTS_PER_READER * readers);
        begin();
        List<Future<SourceCounts>> parts = new ArrayList<>();
        for (QuerySnapshot.RowPart part : ranges) {
          parts.add(
              threads.submit(
                  () -> {
                    try (QueryFeed feed = part.open(dataset.schema(), settings)) {
                      return publication.apply(feed.feed());
                    }
                  }));
        }
        for (Future<SourceCounts> part : parts) {
          total.add(part.get());
        }
        stream.flush();
        try (QueryFeed feed = snapshot.none(column).open(dataset.schema(), settings)) {
          sent(feed, total.read == 0 ? Optional.empty() : snapshot.cursor());
        }
        return total;
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException failed
            ? failed
            : new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      } finally {
        threads.shutdownNow();
      }
    }

    /** Warns if rows are sent that may have been sent, and notes that this run is sending. */
    private void begin() {
      if (position.unfinished() != null) {
        System.err.printf(
            "footfall: warning: the run of %s ended before it stored its position. Rows that it sent"
                + " are sent again; consumers count them once with --deduplicate.%n",
            position.unfinished());
      }
      cursorFile.ifPresent(file -> file.begin(position));
    }

    /**
     * Stores the position: everything up to here is acknowledged.
     *
     * @param cursor the greatest value that was sent; empty if nothing was
     */
    private void sent(QueryFeed feed, Optional<String> cursor) {
      long withoutCursor = feed.rowsWithoutCursor();
      if (withoutCursor > 0) {
        System.err.printf(
            Locale.ROOT,
            "footfall: warning: %,d row%s not read: the cursor column %s is null in %s.%n",
            withoutCursor,
            withoutCursor == 1 ? " was" : "s were",
            request.cursorColumn(),
            withoutCursor == 1 ? "it" : "them");
      }
      long waiting = feed.rowsOfTheFuture();
      if (waiting > 0) {
        System.err.printf(
            Locale.ROOT,
            "footfall: warning: %,d row%s not read yet: %s lies in the future. A later run reads"
                + " %s.%n",
            waiting,
            waiting == 1 ? " was" : "s were",
            request.cursorColumn(),
            waiting == 1 ? "it" : "them");
      }
      cursorFile.ifPresent(
          file ->
              file.write(
                  cursor
                      .map(value -> new CursorFile.Position(value, feed.idsAt(value), null))
                      .orElse(new CursorFile.Position(position.value(), position.sent(), null))));
    }
  }

  private static void refuseIfGiven(PublishOptions options, String name, String why) {
    for (OptionTable.Option option : OptionTable.of(PublishOptions.class).options()) {
      if (option.name().equals(name)) {
        try {
          if (option.getter().invoke(options) != null) {
            throw usage("--" + name + " " + why + ".");
          }
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("the option " + name + " cannot be read", e);
        }
      }
    }
  }

  /** Returns the named dataset, or the only one that fits. */
  private static Dataset<?> dataset(PublishOptions options, Source source) {
    ZoneId zone = ValueOptions.zone(options.getZone());
    String named = options.getDataset();
    if (named != null) {
      Dataset<?> dataset = Datasets.named(named, zone);
      source.check(dataset);
      return dataset;
    }
    List<Dataset<?>> fitting = new ArrayList<>();
    Map<String, String> reasons = new LinkedHashMap<>();
    for (Dataset<?> dataset : Datasets.all(zone)) {
      try {
        source.check(dataset);
        fitting.add(dataset);
      } catch (FootfallException e) {
        if (e.kind() != Kind.USAGE) {
          throw e;
        }
        reasons.put(dataset.name(), String.valueOf(e.getMessage()));
      }
    }
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    if (fitting.isEmpty()) {
      throw usage(
          "The records fit no dataset. Choose one with --dataset."
              + reasons.entrySet().stream()
                  .map(reason -> "\n  As " + reason.getKey() + ": " + reason.getValue())
                  .collect(Collectors.joining()));
    }
    throw usage(
        "The records fit "
            + fitting.stream().map(Dataset::name).collect(Collectors.joining(" and "))
            + ". Choose one with --dataset.");
  }

  private static FootfallException usage(String message) {
    return new FootfallException(Kind.USAGE, message);
  }
}
