package io.footfall.lake;

import io.footfall.bytes.ByteInput;
import io.footfall.files.OutputFiles;
import io.footfall.parquet.ParquetFileWriter;
import io.footfall.parquet.ParquetSchema;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the row groups of one day into files of the target size. */
public final class StagedFileWriter {
  private final ParquetSchema schema;
  private final LakeTarget target;
  private final int epochDay;
  private final Consumer<StagedFile> sink;
  private @Nullable ParquetFileWriter writer;

  /** The file that is not complete yet, if there is one. */
  private @Nullable String incomplete;

  private long rows;
  private long first;
  private long last;

  /**
   * Creates a writer without a file.
   *
   * @param sink receives complete files
   */
  public StagedFileWriter(
      ParquetSchema schema, LakeTarget target, int epochDay, Consumer<StagedFile> sink) {
    this.schema = schema;
    this.target = target;
    this.epochDay = epochDay;
    this.sink = sink;
  }

  /** Appends a row group of {@link DayRowGroups}. */
  public void append(ByteInput chunk) throws IOException {
    if (writer == null) {
      String file = target.temporaryFolder() + UUID.randomUUID() + StagingFolder.STAGED;
      incomplete = file;
      writer = new ParquetFileWriter(schema, OutputFiles.create(file));
      rows = 0;
      first = Long.MAX_VALUE;
      last = Long.MIN_VALUE;
    }
    first = Math.min(first, chunk.readZigZag());
    last = Math.max(last, chunk.readZigZag());
    rows += writer.append(chunk);
    if (writer.written() >= target.fileBytes()) {
      finish();
    }
  }

  /** Closes and deletes the incomplete file, if there is one. */
  void abandon() throws IOException {
    ParquetFileWriter open = writer;
    if (open != null) {
      writer = null;
      try {
        open.close();
      } catch (IOException e) {
        // The disk may be full; the file is deleted anyway.
      }
    }
    if (incomplete != null) {
      OutputFiles.delete(List.of(incomplete));
      incomplete = null;
    }
  }

  /** Completes the current file, if there is one. */
  public void finish() throws IOException {
    ParquetFileWriter open = writer;
    String file = incomplete;
    if (open != null && file != null) {
      writer = null;
      open.close();
      incomplete = null;
      sink.accept(new StagedFile(file, epochDay, rows, open.written(), first, last));
    }
  }
}
