package io.footfall.transforms.count;

import io.footfall.rejects.Reject;
import io.footfall.report.WindowResult;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;

/** The results of a stream: window reports, pane by pane, and rejects. */
public final class WindowReports implements POutput {
  private static final TupleTag<WindowResult> REPORTS = new TupleTag<>("reports") {};

  private final PCollection<WindowResult> reports;
  private final PCollection<Reject> rejects;
  private final PCollection<KV<Long, byte[]>> records;

  WindowReports(
      PCollection<WindowResult> reports,
      PCollection<Reject> rejects,
      PCollection<KV<Long, byte[]>> records) {
    this.records = records;
    this.reports = reports;
    this.rejects = rejects;
  }

  /** Returns a report per window and pane. */
  public PCollection<WindowResult> getReports() {
    return reports;
  }

  /** Returns the records that are in no report, each with its reason. */
  public PCollection<Reject> getRejects() {
    return rejects;
  }

  /**
   * Returns the counted records, packed for {@link io.footfall.transforms.lake.WriteLake}; none
   * without {@link SummarizeMessages#withRecords}.
   */
  public PCollection<KV<Long, byte[]>> getRecords() {
    return records;
  }

  @Override
  public Pipeline getPipeline() {
    return reports.getPipeline();
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return Map.of(REPORTS, reports, FoldRecords.REJECTS, rejects, FoldRecords.LAKE, records);
  }

  @Override
  public void finishSpecifyingOutput(
      String transformName, PInput input, PTransform<?, ?> transform) {}
}
