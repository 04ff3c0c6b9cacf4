package io.footfall.pipelines.publish;

import io.footfall.pipelines.console.RejectLimits;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.DatasetOptions;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.options.Durations;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.InputOptions;
import io.footfall.pipelines.options.LimitOptions;
import io.footfall.pipelines.options.OptionTable.Option;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.options.ReadingOptions;
import io.footfall.pipelines.options.ValueOptions;
import io.footfall.records.ReadSettings;
import io.footfall.stream.KafkaAddress;
import io.footfall.warehouse.WarehouseLogin;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code footfall publish}, parsed and validated.
 *
 * @param input the files or the URL of the database, as typed
 * @param paths the files
 * @param database the database, if the input is one
 * @param dataset the dataset of the records; empty to detect it
 * @param zone the time zone
 * @param reading how records are read
 * @param format how messages are written
 * @param output the stream
 * @param kafkaConfig the file of client settings
 * @param patience how long to try while no message is accepted
 * @param rate maximum records per second; 0 for no limit
 * @param rejects the directory of rejects
 * @param limits how many records may be rejected
 * @param beam the options for Beam
 */
record PublishSettings(
    String input,
    List<String> paths,
    Optional<Database> database,
    Optional<String> dataset,
    ZoneId zone,
    ReadSettings reading,
    MessageWriter.Format format,
    String output,
    Optional<String> kafkaConfig,
    Duration patience,
    long rate,
    String rejects,
    RejectLimits limits,
    PipelineOptions beam) {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");
  private static final Pattern TABLE =
      Pattern.compile(IDENTIFIER.pattern() + "(\\." + IDENTIFIER.pattern() + ")*");
  private static final int MOST_READERS = 64;

  /**
   * The rows of a database.
   *
   * @param request the rows to read
   * @param cursorFile the file with the position, if there is a cursor column
   * @param partitionColumn the column whose ranges are read in parallel; null for one connection
   * @param readers the number of connections
   */
  record Database(
      QueryFeed.Request request,
      Optional<CursorFile> cursorFile,
      @Nullable String partitionColumn,
      int readers) {}

  /** Validates the arguments, and opens the file systems. */
  static PublishSettings of(Arguments arguments) {
    PublishOptions options = arguments.options(PublishOptions.class);
    Problems problems = arguments.problems();
    String input = String.valueOf(options.getInput());
    if (options.getInput() == null) {
      problems.add("--input is required, for example --input=records.csv.");
    }
    String output = String.valueOf(options.getOutput());
    if (options.getOutput() == null) {
      problems.add(
          "--output is required: --output=kinesis://STREAM or --output=kafka://HOST:PORT/TOPIC.");
    } else if (options.getKafkaConfig() != null && !KafkaAddress.isOne(output)) {
      problems.add("--kafkaConfig applies to Kafka, but --output names no topic.");
    }
    if (options.getRate() != null && options.getRate() == 0) {
      problems.add("--rate=0 would send nothing. Use 1 or more records per second.");
    }
    Duration patience =
        problems.check(
            () -> Durations.parse("patience", options.getPatience()), Duration.ofDays(1));
    if (patience.isZero()) {
      problems.add("--patience=" + options.getPatience() + " is too short. Use 1s or more.");
    }
    ReadSettings reading = ReadingOptions.settings(options, problems);
    MessageWriter.Format format = format(options, problems);
    ZoneId zone = problems.check(() -> ValueOptions.zone(options.getZone()), ZoneOffset.UTC);
    Map<String, String> ofRecords = new TreeMap<>(arguments.values());
    ofRecords.remove("user"); // The database's, not that of an access log.
    DatasetOptions.names(options, ofRecords, problems);
    boolean isDatabase = input.startsWith("jdbc:");
    List<String> paths =
        isDatabase ? List.of() : problems.check(() -> InputOptions.paths(input), List.of());
    Optional<Database> database =
        isDatabase ? database(input, options, problems) : Optional.empty();
    refuseOptionsOfOther(isDatabase, arguments);
    String rejects =
        problems.check(
            () ->
                Directory.of(
                        "--rejects",
                        options.getRejects() == null ? "rejects" : options.getRejects())
                    .path(),
            "");
    arguments.complete(options);
    return new PublishSettings(
        input,
        paths,
        database,
        Optional.ofNullable(options.getDataset()),
        zone,
        reading,
        format,
        output,
        Optional.ofNullable(options.getKafkaConfig()),
        patience,
        options.getRate() == null ? 0 : options.getRate(),
        rejects,
        LimitOptions.limits(options),
        options);
  }

  /** Refuses options of a database with files, and of files with a database. */
  private static void refuseOptionsOfOther(boolean isDatabase, Arguments arguments) {
    for (Option option : arguments.table().options()) {
      if (!arguments.values().containsKey(option.name())) {
        continue;
      }
      if (!isDatabase && option.listed().heading() == Heading.DATABASE) {
        arguments
            .problems()
            .add(
                "--"
                    + option.name()
                    + " applies to a database, but --input names files. Leave it out.");
      } else if (isDatabase && option.name().equals("delimiter")) {
        arguments
            .problems()
            .add("--delimiter applies to files, but --input names a database. Leave it out.");
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

  private static Optional<Database> database(
      String url, PublishOptions options, Problems problems) {
    String table = options.getTable();
    String query = options.getQuery();
    boolean isOne = (table == null) != (query == null);
    if (!isOne) {
      problems.add("A database requires either --table=TABLE or --query=SELECT.");
    }
    if (table != null && !TABLE.matcher(table).matches()) {
      problems.add(
          "--table="
              + table
              + " is not a plain name such as shop.orders. Use --query='select * from ...'.");
    }
    String column = options.getCursorColumn();
    checkColumn("--cursorColumn", column, problems);
    checkColumn("--partitionColumn", options.getPartitionColumn(), problems);
    boolean hasBoth = (column == null) == (options.getCursorFile() == null);
    if (!hasBoth) {
      problems.add("--cursorColumn and --cursorFile require each other.");
    }
    int readers = options.getReaders();
    if (readers < 1 || readers > MOST_READERS) {
      problems.add("--readers=" + readers + " is out of range. Use 1 to " + MOST_READERS + ".");
    }
    if (!isOne || !hasBoth) {
      return Optional.empty();
    }
    Properties login =
        problems.check(
            () ->
                new WarehouseLogin(options.getUser(), options.getPasswordFile(), null)
                    .properties(url),
            new Properties());
    QueryFeed.Request request = new QueryFeed.Request(url, login, table, query, column);
    return Optional.of(
        new Database(
            request,
            column == null
                ? Optional.empty()
                : Optional.of(
                    new CursorFile(
                        Path.of(String.valueOf(options.getCursorFile())),
                        request.source(),
                        column)),
            options.getPartitionColumn(),
            readers));
  }

  private static void checkColumn(String option, @Nullable String name, Problems problems) {
    if (name != null && !IDENTIFIER.matcher(name).matches()) {
      problems.add(option + "=" + name + " is not a plain column name.");
    }
  }
}
