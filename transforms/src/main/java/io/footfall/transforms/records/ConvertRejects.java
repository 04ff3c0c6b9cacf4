package io.footfall.transforms.records;

import io.footfall.rejects.Reject;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.errorhandling.BadRecord;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Converts rejects to Beam's bad records, so that one {@code ErrorHandler} receives those of every
 * transform of a pipeline.
 *
 * <pre>{@code
 * try (BadRecordErrorHandler<?> handler = pipeline.registerBadRecordErrorHandler(sink)) {
 *   handler.addErrorCollection(
 *       parsed.getRejects().apply("ConvertRejects", ConvertRejects.toBadRecords()));
 * }
 * }</pre>
 */
public final class ConvertRejects extends PTransform<PCollection<Reject>, PCollection<BadRecord>> {
  private ConvertRejects() {}

  /** Returns the transform. It keeps the bytes of a record as they were read. */
  public static ConvertRejects toBadRecords() {
    return new ConvertRejects();
  }

  @Override
  public PCollection<BadRecord> expand(PCollection<Reject> rejects) {
    return rejects
        .apply(
            "ConvertRejects",
            MapElements.into(TypeDescriptor.of(BadRecord.class)).via(ConvertRejects::badRecord))
        .setCoder(BadRecord.getCoder(rejects.getPipeline()));
  }

  private static BadRecord badRecord(Reject reject) {
    String place = reject.line() > 0 ? ", line " + reject.line() : "";
    return BadRecord.builder()
        .setRecord(
            BadRecord.Record.builder().setEncodedRecord(reject.raw()).setCoder("bytes").build())
        .setFailure(
            BadRecord.Failure.builder()
                .setDescription(reject.source() + place + ": " + reject.message())
                .setException(reject.code().name())
                .build())
        .build();
  }
}
