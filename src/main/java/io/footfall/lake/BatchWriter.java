package io.footfall.lake;

import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.LakeTable;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a batch record by record, in one process: files by day, which appear when the batch is
 * committed. Not thread-safe.
 *
 * @param <R> the row
 */
public final class BatchWriter<R> implements Closeable {
  private static final long MEMORY = 1L << 26;

  /** {@link DayRowGroups} adds two bytes before the data that {@link StagedFileWriter} reads. */
  private static final int HEAD_BYTES = 2;

  private final Dataset<R> dataset;
  private final LakeTarget target;
  private final BatchCommit commit;
  private final DayRowGroups<R> groups;
  private final Map<Integer, StagedFileWriter> days = new TreeMap<>();

  /** Creates a writer of a batch without records. */
  public BatchWriter(Dataset<R> dataset, LakeTarget target) {
    this.dataset = dataset;
    this.target = target;
    commit = new BatchCommit(target);
    groups = new DayRowGroups<>(dataset.lake(), target.batch(), MEMORY, this::append);
  }

  private void append(int epochDay, ByteOutput chunk) {
    try {
      days.computeIfAbsent(
              epochDay,
              day -> new StagedFileWriter(dataset.lake().schema(), target, day, commit::add))
          .append(new ByteInput(chunk.array(), HEAD_BYTES, chunk.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a record without a {@link LakeTable#fault}. */
  public void add(R row) {
    groups.add(row);
  }

  /** Completes the open files, so that further records go to new ones. */
  public void endFiles() throws IOException {
    groups.drain();
    for (StagedFileWriter day : days.values()) {
      day.finish();
    }
    days.clear();
  }

  /** Sets the counts per source for the seal, as {@link BatchCommit#account} does. */
  public void account(Map<String, SourceCounts> sources, Map<String, SourceCounts> replayed) {
    commit.account(sources, replayed);
  }

  /** Seals the batch. */
  public Seal commit() throws IOException {
    endFiles();
    return commit.commit();
  }

  /** Deletes the staged files, unless {@link #commit} has begun to place them. */
  @Override
  public void close() throws IOException {
    groups.close();
    for (StagedFileWriter day : days.values()) {
      day.abandon();
    }
    commit.deleteStaged();
  }
}
