package io.footfall.report;

import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import io.footfall.files.OutputFiles;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes the results of windows into subdirectories, one per window ({@link WindowFiles}), on any
 * Beam file system. Each file is complete or absent at any time.
 *
 * @param directory the directory
 * @param zone the time zone that defines the start of a day, for the names of windows that are days
 * @param format format of the tables and summaries
 */
public record WindowFolders(String directory, ZoneId zone, WindowFormat format)
    implements WindowSink {

  @Override
  public String step() {
    return "WriteWindows";
  }

  @Override
  public String option() {
    return "--output";
  }

  @Override
  public boolean isAtomic() {
    return false;
  }

  @Override
  public Session open(Dataset<?> dataset) {
    return new Session(dataset);
  }

  @Override
  public String toString() {
    return OutputFiles.directory(directory);
  }

  private final class Session implements WindowSink.Session {
    private final Dataset<?> dataset;
    private final OwnedDirectory owned = OwnedDirectory.ofReports(directory);
    private @Nullable OwnerWatch watch;

    Session(Dataset<?> dataset) {
      this.dataset = dataset;
    }

    @Override
    public void put(Iterable<WindowResult> results) throws IOException {
      if (watch != null) {
        watch.beforeWrite();
      }
      for (WindowResult result : results) {
        WindowFiles.write(result, dataset, directory, zone, format);
      }
    }

    @Override
    public boolean has(WindowResult result) throws IOException {
      Optional<WindowState> there =
          WindowState.read(
              directory, WindowFiles.folder(result.startMillis(), result.endMillis(), zone));
      return there.isPresent()
          && there.get().pane() == result.pane()
          && there.get().isFinal() == result.isFinal()
          && there.get().total().toString().equals(result.total().toString());
    }

    @Override
    public void requireAvailable(StreamOwner run, boolean takesOver) throws IOException {
      owned.requireAvailable(run, option(), takesOver);
    }

    @Override
    public void claim(StreamOwner run, boolean takesOver, boolean inThisProcess)
        throws IOException {
      owned.claim(run, option(), takesOver, inThisProcess);
      WindowFiles.deleteUnfinished(directory);
    }

    @Override
    public void writeFor(StreamOwner owner) {
      watch = new OwnerWatch(owned, owner);
    }

    @Override
    public void renew(StreamOwner owner) throws IOException {
      owned.renew(owner);
    }

    @Override
    public void release(StreamOwner owner) throws IOException {
      owned.release(owner);
    }

    @Override
    public Total total() throws IOException {
      SourceCounts total = WindowFiles.total(directory);
      return new Total(
          total.read,
          total.ok,
          total.rejected(),
          total.duplicate,
          total.late,
          total.skipped,
          Optional.of(total));
    }

    @Override
    public void close() {}
  }
}
