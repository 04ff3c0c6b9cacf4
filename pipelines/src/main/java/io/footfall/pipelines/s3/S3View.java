package io.footfall.pipelines.s3;

import io.footfall.errors.FootfallException;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The buckets of a run, as they are from here.
 *
 * @param places where the run reads and writes, by its options
 * @param options of the clients
 */
public record S3View(List<S3Access.Place> places, PipelineOptions options) {
  /** Copies the list. */
  public S3View {
    places = List.copyOf(places);
  }

  /**
   * Asks S3 for each bucket, and whether it may be written to where the run writes; nothing is
   * written.
   *
   * @return what is well
   * @throws FootfallException what is wrong: the first of it, with what settles it
   */
  public String examine() {
    Optional<FootfallException> obstacle = S3Buckets.obstacle(places, options);
    if (obstacle.isPresent()) {
      throw obstacle.get();
    }
    return S3Buckets.writable(places, options);
  }
}
