package io.footfall.pipelines.publish;

import io.footfall.records.Layout;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.rejects.RejectCode;
import io.footfall.source.FileSlice;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.SliceReader;
import io.footfall.tokens.Fields;
import org.jspecify.annotations.Nullable;

/** The records of a file, from its first to its last. */
public final class FileFeed implements RecordFeed {
  private final String file;
  private final SliceReader reader;

  /**
   * Opens a file.
   *
   * @throws io.footfall.errors.FootfallException if its header is refused
   */
  public FileFeed(InputFile file, RecordSchema schema, ReadSettings settings) {
    this.file = file.name();
    FileSlice all =
        file.splittable()
            ? new FileSlice(file.name(), 0, file.size(), file.size())
            : FileSlice.whole(file.name(), file.size());
    reader = new SliceReader(all, schema, settings);
  }

  @Override
  public String source() {
    return file;
  }

  @Override
  public Layout layout() {
    return reader.layout();
  }

  @Override
  public boolean next(Fields out) {
    return reader.next(out);
  }

  @Override
  public @Nullable RejectCode fault() {
    return reader.fault();
  }

  @Override
  public String faultDetail() {
    return reader.faultDetail();
  }

  @Override
  public boolean isRepeatedHeader() {
    return reader.isRepeatedHeader();
  }

  @Override
  public byte[] rawRecord() {
    return reader.rawRecord();
  }

  @Override
  public long offset() {
    return reader.recordOffset();
  }

  @Override
  public long line() {
    return reader.recordLine();
  }

  @Override
  public long blankLines() {
    return reader.blankLines();
  }

  @Override
  public long bytesRead() {
    return reader.fileBytesRead();
  }

  @Override
  public void close() {
    reader.close();
  }
}
