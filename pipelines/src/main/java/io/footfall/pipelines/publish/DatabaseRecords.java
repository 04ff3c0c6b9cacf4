package io.footfall.pipelines.publish;

import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import io.footfall.pipelines.console.ErrorOutput;
import io.footfall.records.ReadSettings;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of a database. */
final class DatabaseRecords implements PublishSource {
  /**
   * More than one, because ranges differ in size: a reader that has finished a small one takes
   * another.
   */
  private static final int PARTS_PER_READER = 8;

  private final QueryFeed.Request request;
  private final ReadSettings settings;
  private final Optional<CursorFile> cursorFile;
  private final Optional<Closeable> lock;
  private final CursorFile.Position position;
  private final @Nullable String partitionColumn;
  private final int readers;

  DatabaseRecords(PublishSettings.Database database, ReadSettings settings) {
    this.settings = settings;
    request = database.request();
    partitionColumn = database.partitionColumn();
    readers = database.readers();
    cursorFile = database.cursorFile();
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
              dataset.schema(), settings, feed.layout(), format, dataset.messageKey(), Set.of())
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
      List<QuerySnapshot.Part> ranges = snapshot.parts(column, PARTS_PER_READER * readers);
      begin();
      List<Future<SourceCounts>> parts = new ArrayList<>();
      for (QuerySnapshot.Part part : ranges) {
        parts.add(
            threads.submit(
                () -> {
                  try (QueryFeed feed = snapshot.open(part, dataset.schema(), settings)) {
                    return publication.apply(feed.feed());
                  }
                }));
      }
      for (Future<SourceCounts> part : parts) {
        total.add(part.get());
      }
      stream.flush();
      try (QueryFeed feed = snapshot.open(snapshot.none(column), dataset.schema(), settings)) {
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

  /** Warns if rows may be sent twice, and records that this run is sending. */
  private void begin() {
    if (position.unfinished() != null) {
      new ErrorOutput(System.err)
          .warning(
              String.format(
                  Locale.ROOT,
                  "the run of %s ended before it stored its position. Rows that it sent"
                      + " are sent again; consumers count them once with --deduplicate.",
                  position.unfinished()));
    }
    cursorFile.ifPresent(file -> file.begin(position));
  }

  /**
   * Stores the position, up to which all rows are acknowledged. Warns of rows that were not read.
   *
   * @param cursor the greatest value that was sent; empty if no row was
   */
  private void sent(QueryFeed feed, Optional<String> cursor) {
    long withoutCursor = feed.rowsWithoutCursor();
    if (withoutCursor > 0) {
      new ErrorOutput(System.err)
          .warning(
              String.format(
                  Locale.ROOT,
                  "%,d row%s not read: the cursor column %s is null in %s.",
                  withoutCursor,
                  withoutCursor == 1 ? " was" : "s were",
                  request.cursorColumn(),
                  withoutCursor == 1 ? "it" : "them"));
    }
    long waiting = feed.rowsOfTheFuture();
    if (waiting > 0) {
      new ErrorOutput(System.err)
          .warning(
              String.format(
                  Locale.ROOT,
                  "%,d row%s held back because the cursor column %s is in the future. A later"
                      + " run sends %s.",
                  waiting,
                  waiting == 1 ? " was" : "s were",
                  request.cursorColumn(),
                  waiting == 1 ? "it" : "them"));
    }
    cursorFile.ifPresent(
        file ->
            file.write(
                cursor
                    .map(value -> new CursorFile.Position(value, feed.idsAt(value), null))
                    .orElse(new CursorFile.Position(position.value(), position.sent(), null))));
  }
}
