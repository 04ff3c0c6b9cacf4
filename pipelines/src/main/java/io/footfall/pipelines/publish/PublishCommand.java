package io.footfall.pipelines.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.parquet.ParquetColumn;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.console.Console;
import io.footfall.pipelines.console.ErrorOutput;
import io.footfall.pipelines.console.Progress;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.launch.ShutdownHook;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.KinesisOptions;
import io.footfall.pipelines.options.OptionTable;
import io.footfall.source.ReadProgress;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The command {@code publish}, which sends files or a database to a stream of messages.
 *
 * <p>This is not a pipeline. The stream limits its throughput, not parsing, so one process is
 * enough. Unlike a runner's write step, it knows whether each message was stored, so no message is
 * lost, and the position in a database is stored only after the last message.
 */
public final class PublishCommand implements Command {
  @Override
  public About about() {
    return About.of(
            "publish", "Send each record as a message to Kinesis or Kafka", PublishOptions.class)
        .withOperand("input")
        .withLibraries(Libraries.CONNECTORS);
  }

  @Override
  public String usage() {
    return """
        Usage: footfall publish FILES --output=kinesis://STREAM [options]
               footfall publish FILES --output=kafka://HOST:PORT/TOPIC [options]
               footfall publish --input=jdbc:URL --table=TABLE --output=STREAM [options]

        Send each valid record of files or of a database as one message, and keep the others with the
        reasons. Status 0 means that the stream acknowledged every message. After any other status, some
        messages may have been sent; the next run sends them again.

        Example
          footfall publish visits.csv --output=kafka://127.0.0.1:9092/clicks""";
  }

  @Override
  public List<OptionTable.RunnerOption> moreOptions() {
    return KinesisOptions.LISTED;
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    PublishSettings settings = PublishSettings.of(arguments);
    try (PublishSource source =
        settings.database().isPresent()
            ? new DatabaseRecords(settings.database().get(), settings.reading())
            : new FileRecords(settings)) {
      Dataset<?> dataset = dataset(settings, source);
      List<String> columns = source.columns(dataset, settings.format());
      try (MessageStream stream = MessageDestination.open(settings)) {
        return publish(settings, source, dataset, columns, stream, out);
      }
    }
  }

  private static int publish(
      PublishSettings settings,
      PublishSource source,
      Dataset<?> dataset,
      List<String> columns,
      MessageStream stream,
      PrintStream out) {
    long start = System.nanoTime();
    Console console = new Console(out, System.err);
    SendRate rate = new SendRate(settings.rate());
    Publication<?> publication =
        new Publication<>(
            dataset,
            settings.reading(),
            stream,
            rate,
            settings.rejects(),
            UUID.randomUUID().toString());
    Progress progress =
        new Progress(out, () -> progress(stream, publication.progress(), source.bytes()));
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
                            settings.reading(),
                            feed.records().layout(),
                            settings.format(),
                            dataset.messageKey(),
                            numbers(dataset))),
                stream);
      }
      rejects = publication.rejectsFile();
    } catch (RuntimeException e) {
      progress.close();
      new ErrorOutput(System.err)
          .note(
              String.format(
                  Locale.ROOT,
                  "%,d messages were acknowledged before the failure. The next run sends them again.",
                  stream.acknowledged()));
      throw e;
    } finally {
      progress.close();
      stop.close();
    }
    return report(settings, total, rejects, columns, stream, start, console, out);
  }

  /** Prints how many messages were acknowledged, and completes the reject file. */
  private static void stopped(MessageStream stream, Publication<?> publication) {
    ErrorOutput err = new ErrorOutput(System.err);
    err.note(
        String.format(
            Locale.ROOT,
            "stopped; %,d messages were acknowledged by %s.",
            stream.acknowledged(),
            stream.name()));
    try {
      publication.close();
      publication
          .rejectsFile()
          .ifPresent(file -> err.detail("Rejected records are kept in " + file));
    } catch (FootfallException e) {
      err.error(String.valueOf(e.getMessage()));
    }
  }

  private static int report(
      PublishSettings settings,
      SourceCounts total,
      Optional<String> rejects,
      List<String> columns,
      MessageStream stream,
      long start,
      Console console,
      PrintStream out) {
    if (!total.addsUp() || stream.acknowledged() != total.ok) {
      throw new FootfallException(
          Kind.INTERNAL,
          "The accounting does not add up: %s, and %s messages were acknowledged."
              .formatted(total, stream.acknowledged()));
    }
    ObjectNode run = new ObjectMapper().createObjectNode();
    JsonNode counts = json(total);
    run.putObject("accounting").set("total", counts);
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
    if (settings.format() == MessageWriter.Format.CSV) {
      out.println("to read them: --header=false --columns=" + String.join(",", columns));
    }
    out.printf(Locale.ROOT, "%.1f s, %,.0f messages/s%n", seconds, total.ok / seconds);
    out.flush();
    return console.rejects(run, settings.limits());
  }

  private static JsonNode json(SourceCounts counts) {
    try (TokenBuffer json = new TokenBuffer(new ObjectMapper(), false)) {
      json.writeStartObject();
      counts.describe(json);
      json.writeEndObject();
      return json.asParser().readValueAsTree();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String progress(MessageStream stream, ReadProgress progress, long bytes) {
    String read =
        bytes == 0
            ? String.format(Locale.ROOT, "%,d records read", progress.records().sum())
            : TerminalText.size(progress.bytes().sum()) + " of " + TerminalText.size(bytes);
    long repeated = stream.repeated();
    return String.format(
        Locale.ROOT,
        "%s, %,d messages acknowledged%s, %,d rejected",
        read,
        stream.acknowledged(),
        repeated == 0 ? "" : String.format(Locale.ROOT, " (%,d sent again)", repeated),
        progress.rejects().sum());
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

  /** Returns the named dataset, or the only one that fits. */
  private static Dataset<?> dataset(PublishSettings settings, PublishSource source) {
    ZoneId zone = settings.zone();
    if (settings.dataset().isPresent()) {
      Dataset<?> dataset = Datasets.named(settings.dataset().get(), zone);
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
      throw FootfallException.usage(
          "The records fit no dataset. Choose one with --dataset."
              + reasons.entrySet().stream()
                  .map(reason -> "\n  As " + reason.getKey() + ": " + reason.getValue())
                  .collect(Collectors.joining()));
    }
    throw FootfallException.usage(
        "The records fit "
            + fitting.stream().map(Dataset::name).collect(Collectors.joining(" and "))
            + ". Choose one with --dataset.");
  }
}
