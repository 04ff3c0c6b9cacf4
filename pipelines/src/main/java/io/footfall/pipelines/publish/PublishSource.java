package io.footfall.pipelines.publish;

import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import java.util.List;
import java.util.function.Function;

/** The source of the records: files or a database. */
interface PublishSource extends AutoCloseable {
  /** Throws an exception with the reason if the records cannot belong to a dataset. */
  void check(Dataset<?> dataset);

  /** Returns the name of the source, for messages. */
  String label();

  /** Returns the number of bytes to read; 0 if unknown. */
  long bytes();

  /** Returns the columns of its messages. */
  List<String> columns(Dataset<?> dataset, MessageWriter.Format format);

  /** Sends every record, and returns when all are acknowledged. */
  SourceCounts send(
      Dataset<?> dataset, Function<RecordFeed, SourceCounts> publication, MessageStream stream);

  /** Releases the lock that excludes other runs, if there is one. */
  @Override
  default void close() {}
}
