package io.footfall.transforms.records;

import io.footfall.accounting.SourceCounts;
import io.footfall.rejects.Reject;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;

/**
 * The result of parsing: every record is in {@link #getRecords()} or in {@link #getRejects()}, and
 * is counted in {@link #getCounts()}.
 *
 * @param <T> the record
 */
public final class ParsedRecords<T> implements POutput {
  private final TupleTag<T> recordsTag;
  private final PCollection<T> records;
  private final PCollection<Reject> rejects;
  private final PCollection<KV<String, SourceCounts>> counts;

  ParsedRecords(
      TupleTag<T> recordsTag,
      PCollection<T> records,
      PCollection<Reject> rejects,
      PCollection<KV<String, SourceCounts>> counts) {
    this.recordsTag = recordsTag;
    this.records = records;
    this.rejects = rejects;
    this.counts = counts;
  }

  /**
   * Returns the valid records, each with its event time as timestamp. They are in the window of
   * their message: apply {@code Window.into} for windows of their event time.
   */
  public PCollection<T> getRecords() {
    return records;
  }

  /** Returns the rejected records with reason and bytes, at the message's timestamp. */
  public PCollection<Reject> getRejects() {
    return rejects;
  }

  /**
   * Returns partial counts of the outcomes per source, one per bundle and window. {@link SumCounts}
   * adds them up.
   */
  public PCollection<KV<String, SourceCounts>> getCounts() {
    return counts;
  }

  @Override
  public Pipeline getPipeline() {
    return records.getPipeline();
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return Map.of(recordsTag, records, ParseRecords.REJECTS, rejects, ParseRecords.COUNTS, counts);
  }

  @Override
  public void finishSpecifyingOutput(
      String transformName, PInput input, PTransform<?, ?> transform) {}
}
