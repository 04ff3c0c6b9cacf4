package io.footfall.pipelines;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.parquet.ParquetColumn;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.OptionTable;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.options.ReadingOptions;
import io.footfall.pipelines.publish.CursorFile;
import io.footfall.pipelines.publish.KafkaTopic;
import io.footfall.pipelines.publish.KinesisStream;
import io.footfall.pipelines.publish.MessageStream;
import io.footfall.pipelines.publish.MessageWriter;
import io.footfall.pipelines.publish.Publication;
import io.footfall.pipelines.publish.QueryFeed;
import io.footfall.pipelines.publish.QuerySnapshot;
import io.footfall.pipelines.publish.RateLimit;
import io.footfall.pipelines.publish.RecordFeed;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.RejectCode;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.ReadProgress;
import io.footfall.source.SliceReader;
import io.footfall.stream.KafkaAddress;
import io.footfall.stream.KinesisAddress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
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
import org.apache.beam.sdk.io.aws2.options.AwsOptions;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/**
 * The command {@code publish}: from files or a database to a stream of messages.
 *
 * <p>It is a program of its own and no pipeline. What it does is bounded by what the stream takes,
 * not by how fast records are parsed; one process is enough for that, and it knows of each message
 * whether it was stored, which a runner's write step does not tell. So no message is lost, the
 * place of a database is kept only after the last one was stored, and it starts in a second.
 */
final class PublishCommand {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");
  private static final Pattern TABLE =
      Pattern.compile(IDENTIFIER.pattern() + "(\\." + IDENTIFIER.pattern() + ")*");
  private static final int RECORDS_LOOKED_AT = 100;
  private static final int MOST_READERS = 64;

  /** Ranges of a column are unlike: who has read a small one takes another. */
  private static final int PARTS_PER_READER = 8;

  private PublishCommand() {}

  /**
   * Publishes.
   *
   * @return the exit status
   */
  static int run(List<String> args, PrintStream out) {
    Arguments arguments = Arguments.parse("publish", PublishOptions.class, "", args);
    PublishOptions options = arguments.options(PublishOptions.class);
    Problems problems = arguments.problems();
    problems.throwIfAny();
    String input = options.getInput();
    if (input == null) {
      throw usage(
          "Specify the records with --input=FILE, for example: footfall publish --input=records.csv"
              + " --output=kinesis://STREAM");
    }
    if (options.getOutput() == null) {
      throw usage(
          "Say where messages go, with --output=kinesis://STREAM or --output=kafka://HOST:PORT/TOPIC.");
    }
    if (options.getRate() != null && options.getRate() == 0) {
      throw usage("--rate=0 would send nothing; expected records per second, from 1 on.");
    }
    if (options.getPatience() < 1) {
      throw usage("--patience=" + options.getPatience() + "; expected seconds, from 1 on.");
    }
    arguments.openFileSystems(options);
    Source source =
        input.startsWith("jdbc:") ? new Database(options, input) : new InFiles(options, input);
    Dataset<?> dataset = dataset(options, source);
    MessageWriter.Format format =
        switch (options.getMessageFormat().toLowerCase(Locale.ROOT)) {
          case "json" -> MessageWriter.Format.JSON;
          case "csv" -> MessageWriter.Format.CSV;
          default ->
              throw usage(
                  "--messageFormat="
                      + options.getMessageFormat()
                      + " is unknown; expected json or csv.");
        };
    List<String> columns = source.columns(dataset, format);
    try (MessageStream stream = stream(options)) {
      return publish(options, source, dataset, format, columns, stream, out);
    }
  }

  private static int publish(
      PublishOptions options,
      Source source,
      Dataset<?> dataset,
      MessageWriter.Format format,
      List<String> columns,
      MessageStream stream,
      PrintStream out) {
    long start = System.nanoTime();
    Console console = new Console(out, System.err);
    Progress progress =
        new Progress(
            out, console.isTerminal(), seconds -> progress(stream, source.bytes(), seconds));
    RateLimit rate = new RateLimit(options.getRate() == null ? 0 : options.getRate());
    Publication<?> publication =
        new Publication<>(
            dataset,
            readSettings(options),
            stream,
            rate,
            ReportCommand.folder(
                "--rejects", options.getRejects() == null ? "rejects" : options.getRejects()),
            UUID.randomUUID().toString());
    Thread stop = new Thread(() -> stopped(stream, publication), "stop");
    out.printf(
        "Publishing %s of %s to %s%n",
        dataset.schema().dataset(), TerminalText.printable(source.told()), stream.name());
    Runtime.getRuntime().addShutdownHook(stop);
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
          "footfall: %,d messages were acknowledged before; the next run sends them again.%n",
          stream.acknowledged());
      throw e;
    } finally {
      progress.stop();
      ReportCommand.removeHook(stop);
    }
    return report(options, total, rejects, format, columns, stream, start, console, out);
  }

  /** The program was told to end: what it had to say, and what it had to keep. */
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
          "The numbers do not add up: "
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
    return console.rejects(run, options);
  }

  private static String progress(MessageStream stream, long bytes, double seconds) {
    String read =
        bytes == 0
            ? String.format(Locale.ROOT, "%,d records read", ReadProgress.RECORDS.sum())
            : Progress.size(ReadProgress.BYTES.sum()) + " of " + Progress.size(bytes);
    long repeated = stream.repeated();
    return String.format(
        Locale.ROOT,
        "%s, %,d messages acknowledged%s, %,d rejected, %s",
        read,
        stream.acknowledged(),
        repeated == 0 ? "" : String.format(Locale.ROOT, " (%,d sent again)", repeated),
        ReadProgress.REJECTS.sum(),
        Progress.time(seconds));
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

  /** What is read, whatever it is. */
  private interface Source {
    /** Whether its records can be of this dataset; throws the reason if not. */
    void check(Dataset<?> dataset);

    /** For a person. */
    String told();

    /** How much there is to read; 0 if that is not known. */
    long bytes();

    /** The columns of its messages. */
    List<String> columns(Dataset<?> dataset, MessageWriter.Format format);

    /** Sends all, and has it stored. */
    SourceCounts send(
        Dataset<?> dataset, Function<RecordFeed, SourceCounts> publication, MessageStream stream);
  }

  private static final class InFiles implements Source {
    private final String option;
    private final List<InputFile> files;
    private final ReadSettings settings;

    InFiles(PublishOptions options, String input) {
      for (String name :
          List.of(
              "table",
              "query",
              "cursorColumn",
              "cursorFile",
              "partitionColumn",
              "user",
              "passwordFile")) {
        refuseIfGiven(options, name, "is for a database; --input names files");
      }
      option = input;
      settings = readSettings(options);
      files = InputFiles.list(ReportCommand.inputs(input));
    }

    @Override
    public void check(Dataset<?> dataset) {
      checkRecords(dataset);
    }

    /** A name of a column is not enough: JSON has none before its records. */
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
                  + " is one of "
                  + dataset.schema().dataset()
                  + ".");
        }
      }
    }

    @Override
    public String told() {
      return Console.near(option)
          + " ("
          + (files.size() == 1 ? "" : files.size() + " files, ")
          + Progress.size(bytes())
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
                    + " has JSON objects, of which each may have other members: --messageFormat=csv"
                    + " is for sources with columns. Leave it out.");
          }
          if (format == MessageWriter.Format.CSV && !columns.isEmpty() && !columns.equals(found)) {
            throw usage(
                "The files have not all the same columns: "
                    + file.name()
                    + " has "
                    + String.join(", ", found)
                    + ", and the first one has "
                    + String.join(", ", columns)
                    + ". Leave out --messageFormat=csv, or publish them one by one.");
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
    private final @Nullable String partitionColumn;
    private final int readers;

    Database(PublishOptions options, String url) {
      for (String name : List.of("delimiter")) {
        refuseIfGiven(options, name, "is for files; --input names a database");
      }
      String table = options.getTable();
      String query = options.getQuery();
      if ((table == null) == (query == null)) {
        throw usage("Say which rows to read, with either --table=TABLE or --query=SELECT.");
      }
      if (table != null && !TABLE.matcher(table).matches()) {
        throw usage(
            "--table="
                + table
                + " is no plain name, such as shop.orders; say --query='select * from ...'.");
      }
      String column = options.getCursorColumn();
      if (column != null && !IDENTIFIER.matcher(column).matches()) {
        throw usage("--cursorColumn=" + column + " is no plain name of a column.");
      }
      if ((column == null) != (options.getCursorFile() == null)) {
        throw usage("--cursorColumn=COLUMN and --cursorFile=FILE go together.");
      }
      partitionColumn = options.getPartitionColumn();
      readers = options.getReaders();
      if (partitionColumn != null && !IDENTIFIER.matcher(partitionColumn).matches()) {
        throw usage("--partitionColumn=" + partitionColumn + " is no plain name of a column.");
      }
      if (readers < 1 || readers > MOST_READERS) {
        throw usage("--readers=" + readers + "; expected 1 to " + MOST_READERS + ".");
      }
      settings = readSettings(options);
      request = new QueryFeed.Request(url, login(options), table, query, column);
      cursorFile =
          column == null
              ? Optional.empty()
              : Optional.of(
                  new CursorFile(
                      Path.of(String.valueOf(options.getCursorFile())), request.source(), column));
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
              "The password cannot be read: "
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
      return new QueryFeed(
          request, cursorFile.flatMap(CursorFile::read).orElse(null), dataset.schema(), settings);
    }

    @Override
    public void check(Dataset<?> dataset) {
      open(dataset).close();
    }

    @Override
    public String told() {
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
        SourceCounts counts = publication.apply(feed.feed());
        stream.flush();
        sent(feed.rowsWithoutCursor(request), feed.cursor());
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
      try (QuerySnapshot snapshot = new QuerySnapshot(request, after())) {
        List<Future<SourceCounts>> parts = new ArrayList<>();
        for (QuerySnapshot.RowPart part : snapshot.parts(column, PARTS_PER_READER * readers)) {
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
        sent(snapshot.rowsWithoutCursor(), snapshot.cursor());
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

    private @Nullable String after() {
      return cursorFile.flatMap(CursorFile::read).orElse(null);
    }

    /** Everything is acknowledged: the next run may go on from here. */
    private void sent(long withoutCursor, Optional<String> cursor) {
      if (withoutCursor > 0) {
        System.err.printf(
            Locale.ROOT,
            "footfall: warning: %,d row%s not read: there is no %s in %s, by which"
                + " --cursorColumn tells what is new.%n",
            withoutCursor,
            withoutCursor == 1 ? " was" : "s were",
            request.cursorColumn(),
            withoutCursor == 1 ? "it" : "them");
      }
      cursorFile.ifPresent(file -> cursor.ifPresent(file::write));
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

  /** The dataset that was named, or the only one that fits. */
  private static Dataset<?> dataset(PublishOptions options, Source source) {
    ZoneId zone = ReportCommand.zone(options.getZone());
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

  // ---- where it goes ---------------------------------------------------------------------------

  private static MessageStream stream(PublishOptions options) {
    String output = String.valueOf(options.getOutput());
    Duration patience = Duration.ofSeconds(options.getPatience());
    if (KafkaAddress.isOne(output)) {
      KafkaAddress topic = KafkaAddress.of(output);
      return KafkaTopic.open(
          topic.brokers(),
          topic.topic(),
          KafkaAddress.settings(options.getKafkaConfig()),
          patience);
    }
    refuseIfGiven(options, "kafkaConfig", "is for Kafka; --output names no topic");
    if (!KinesisAddress.isOne(output)) {
      throw usage(
          "--output="
              + output
              + " is no stream; expected kinesis://STREAM or kafka://HOST:PORT/TOPIC.");
    }
    AwsOptions aws = options.as(AwsOptions.class);
    return KinesisStream.open(
        KinesisAddress.of(output).stream(), region(aws), aws.getEndpoint(), patience);
  }

  /** The region that an option, the environment, a profile or the machine says. */
  static Region region(AwsOptions aws) {
    Region region;
    try {
      region = aws.getAwsRegion();
    } catch (SdkClientException e) {
      region = null;
    }
    if (region == null) {
      throw usage(
          "No AWS region is set. Say --awsRegion=eu-central-1 for instance, or set AWS_REGION or AWS_PROFILE.");
    }
    return region;
  }

  private static FootfallException usage(String message) {
    return new FootfallException(Kind.USAGE, message);
  }

  private static ReadSettings readSettings(PublishOptions options) {
    Problems problems = new Problems();
    ReadSettings settings = ReadingOptions.settings(options, problems);
    problems.throwIfAny();
    return settings;
  }
}
