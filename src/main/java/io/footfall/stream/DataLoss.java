package io.footfall.stream;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import org.apache.beam.sdk.options.ExperimentalOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reaction of a reader to records that a stream deleted before they were read.
 *
 * @param isAccepted whether it continues with a warning; otherwise it fails
 */
public record DataLoss(boolean isAccepted) {
  private static final Logger LOG = LoggerFactory.getLogger(DataLoss.class);

  // A Beam experiment rather than a setting of the source, because a savepoint restores source
  // settings unchanged.
  private static final String ACCEPTED = "footfall_accept_data_loss";

  /** Lets all readers of a pipeline continue with a warning. */
  public static void accept(PipelineOptions options) {
    ExperimentalOptions.addExperiment(options.as(ExperimentalOptions.class), ACCEPTED);
  }

  /** Returns the setting of a pipeline. */
  static DataLoss of(PipelineOptions options) {
    return new DataLoss(ExperimentalOptions.hasExperiment(options, ACCEPTED));
  }

  /**
   * Reports lost records.
   *
   * @param what the lost records, and the cause
   * @throws FootfallException if data loss is not accepted
   */
  void report(String what) {
    if (!isAccepted) {
      throw new FootfallException(
          Kind.IO, what + " To continue without them, set --acceptDataLoss.");
    }
    LOG.warn("{} Continuing, because of --acceptDataLoss.", what);
  }
}
