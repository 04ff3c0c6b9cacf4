package io.footfall.transforms.read;

import io.footfall.source.FileSlice;
import io.footfall.source.SourceName;
import io.footfall.stream.RecordBlock;
import io.footfall.stream.RecordBlockCoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.jspecify.annotations.Nullable;

/**
 * Slices of files, to be read by the next step in the same bundle. Its parts are the planned
 * bundles.
 *
 * <p>It is a source, not a reshuffle: a runner assigns the parts of a source to workers as they
 * become free, but assigns the keys of a reshuffle in advance. Elements are slices, not records, so
 * the runner's cost per element is paid only a few dozen times.
 */
final class FileSlices extends BoundedSource<RecordBlock> {
  private static final long serialVersionUID = 1L;

  private final List<List<FileSlice>> bundles;
  private final int files;
  private final int fewestParts;
  private final boolean lastFirst;

  /**
   * Creates a source of planned bundles.
   *
   * @param fewestParts the minimum number of parts; those without a bundle have {@link
   *     RecordBlock#ofNothing}
   * @param lastFirst whether the runner begins with the last part
   */
  FileSlices(List<List<FileSlice>> bundles, int files, int fewestParts, boolean lastFirst) {
    this.bundles = bundles.stream().<List<FileSlice>>map(ArrayList::new).toList();
    this.files = files;
    this.fewestParts = fewestParts;
    this.lastFirst = lastFirst;
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(DisplayData.item("files", files).withLabel("Files"));
    builder.add(DisplayData.item("bundles", bundles.size()).withLabel("Bundles"));
  }

  @Override
  public List<? extends BoundedSource<RecordBlock>> split(
      long desiredBundleSizeBytes, PipelineOptions options) {
    List<FileSlices> parts = new ArrayList<>();
    bundles.forEach(bundle -> parts.add(new FileSlices(List.of(bundle), files, 0, false)));
    while (parts.size() < fewestParts) {
      parts.add(new FileSlices(List.of(), 0, 0, false));
    }
    if (lastFirst) {
      Collections.reverse(parts);
    }
    return parts;
  }

  @Override
  public long getEstimatedSizeBytes(PipelineOptions options) {
    return bundles.stream().flatMap(List::stream).mapToLong(FileSlice::length).sum();
  }

  @Override
  public BoundedReader<RecordBlock> createReader(PipelineOptions options) {
    return new SliceIterator(this);
  }

  @Override
  public Coder<RecordBlock> getOutputCoder() {
    return RecordBlockCoder.of();
  }

  private static final class SliceIterator extends BoundedSource.BoundedReader<RecordBlock> {
    private final FileSlices source;
    private final Iterator<FileSlice> slices;
    private @Nullable RecordBlock current;

    SliceIterator(FileSlices source) {
      this.source = source;
      slices = source.bundles.stream().flatMap(List::stream).iterator();
    }

    @Override
    public boolean start() {
      if (source.bundles.isEmpty()) {
        current = RecordBlock.ofNothing();
        return true;
      }
      return advance();
    }

    @Override
    public boolean advance() {
      FileSlice slice = slices.hasNext() ? slices.next() : null;
      current = slice == null ? null : RecordBlock.of(slice);
      if (slice != null) {
        SourceName.ofFile(slice.file()).report();
      }
      return current != null;
    }

    @Override
    public RecordBlock getCurrent() {
      if (current == null) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public void close() {}

    @Override
    public BoundedSource<RecordBlock> getCurrentSource() {
      return source;
    }
  }
}
