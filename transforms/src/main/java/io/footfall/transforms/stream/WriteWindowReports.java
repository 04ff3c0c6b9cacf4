package io.footfall.transforms.stream;

import io.footfall.dataset.Dataset;
import io.footfall.report.OwnedDirectory;
import io.footfall.report.OwnerWatch;
import io.footfall.report.StreamOwner;
import io.footfall.report.WindowFormat;
import io.footfall.report.WindowReport;
import io.footfall.report.WindowReportFiles;
import java.io.IOException;
import java.time.ZoneId;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * Writes the reports of windows into folders, one per window, on any Beam file system. A folder
 * shows the newest pane. Each file is complete or absent at any time; writing a report again after
 * a failure replaces it.
 *
 * <p>Emits the paths of the written {@code window.json} files.
 */
public final class WriteWindowReports
    extends PTransform<PCollection<WindowReport>, PCollection<String>> {
  private final Dataset<?> dataset;
  private final String folder;
  private final ZoneId zone;
  private final WindowFormat format;
  private final @Nullable OwnerWatch owner;

  private WriteWindowReports(
      Dataset<?> dataset,
      String folder,
      ZoneId zone,
      WindowFormat format,
      @Nullable OwnerWatch owner) {
    this.dataset = dataset;
    this.folder = folder;
    this.zone = zone;
    this.format = format;
    this.owner = owner;
  }

  /**
   * Returns a transform that writes the folders of windows to this folder.
   *
   * @param zone where days begin, for the names of windows that are days
   */
  public static WriteWindowReports to(String folder, Dataset<?> dataset, ZoneId zone) {
    return new WriteWindowReports(dataset, folder, zone, WindowFormat.CSV, null);
  }

  /** Returns a copy with another format. Default: CSV. */
  public WriteWindowReports withFormat(WindowFormat value) {
    return new WriteWindowReports(dataset, folder, zone, value, owner);
  }

  /** Writes only as long as this run owns the directory. Without it, ownership is not checked. */
  public WriteWindowReports withOwner(StreamOwner value) {
    return new WriteWindowReports(
        dataset, folder, zone, format, new OwnerWatch(OwnedDirectory.ofReports(folder), value));
  }

  @Override
  public PCollection<String> expand(PCollection<WindowReport> reports) {
    return reports
        .apply("WriteFiles", ParDo.of(new WriteFiles(dataset, folder, zone, format, owner)))
        .setCoder(StringUtf8Coder.of());
  }

  private static final class WriteFiles extends DoFn<WindowReport, String> {
    private final Dataset<?> dataset;
    private final String folder;
    private final ZoneId zone;
    private final WindowFormat format;
    private final @Nullable OwnerWatch owner;
    private final CommitMetrics metrics = new CommitMetrics();

    WriteFiles(
        Dataset<?> dataset,
        String folder,
        ZoneId zone,
        WindowFormat format,
        @Nullable OwnerWatch owner) {
      this.dataset = dataset;
      this.folder = folder;
      this.zone = zone;
      this.format = format;
      this.owner = owner;
    }

    @ProcessElement
    public void processElement(@Element WindowReport report, OutputReceiver<String> out)
        throws IOException {
      if (owner != null) {
        owner.beforeWrite();
      }
      String written = WindowReportFiles.write(report, dataset, folder, zone, format);
      metrics.committed(report, System.currentTimeMillis());
      out.output(written);
    }
  }
}
