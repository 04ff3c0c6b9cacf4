package io.footfall.transforms.stream;

import io.footfall.dataset.Dataset;
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

/**
 * Writes the reports of windows into folders, one per window, on any Beam file system: what is
 * there is what the newest pane says. Each file is whole or absent at any time; a report that is
 * written again, after a failure, replaces what it says itself.
 *
 * <p>What it gives are the paths of the {@code window.json} files that were written.
 */
public final class WriteWindowReports
    extends PTransform<PCollection<WindowReport>, PCollection<String>> {
  private final Dataset<?> dataset;
  private final String folder;
  private final ZoneId zone;
  private final WindowFormat format;

  private WriteWindowReports(Dataset<?> dataset, String folder, ZoneId zone, WindowFormat format) {
    this.dataset = dataset;
    this.folder = folder;
    this.zone = zone;
    this.format = format;
  }

  /**
   * Into the folders of windows in this folder.
   *
   * @param zone where days begin, for the names of windows that are days
   */
  public static WriteWindowReports to(String folder, Dataset<?> dataset, ZoneId zone) {
    return new WriteWindowReports(dataset, folder, zone, WindowFormat.CSV);
  }

  /** Returns a copy with another format. Default: CSV. */
  public WriteWindowReports withFormat(WindowFormat value) {
    return new WriteWindowReports(dataset, folder, zone, value);
  }

  @Override
  public PCollection<String> expand(PCollection<WindowReport> reports) {
    return reports
        .apply("WriteFiles", ParDo.of(new WriteFiles(dataset, folder, zone, format)))
        .setCoder(StringUtf8Coder.of());
  }

  private static final class WriteFiles extends DoFn<WindowReport, String> {
    private final Dataset<?> dataset;
    private final String folder;
    private final ZoneId zone;
    private final WindowFormat format;
    private final CommitMetrics metrics = new CommitMetrics();

    WriteFiles(Dataset<?> dataset, String folder, ZoneId zone, WindowFormat format) {
      this.dataset = dataset;
      this.folder = folder;
      this.zone = zone;
      this.format = format;
    }

    @ProcessElement
    public void processElement(@Element WindowReport report, OutputReceiver<String> out)
        throws IOException {
      String written = WindowReportFiles.write(report, dataset, folder, zone, format);
      metrics.committed(report, System.currentTimeMillis());
      out.output(written);
    }
  }
}
