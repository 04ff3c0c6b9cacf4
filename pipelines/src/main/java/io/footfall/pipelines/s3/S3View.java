package io.footfall.pipelines.s3;

import io.footfall.errors.FootfallException;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The buckets of a run as seen from this machine.
 *
 * @param places the paths that the run reads and writes
 * @param options options of the clients
 */
public record S3View(List<S3Access.Place> places, PipelineOptions options) {
  public S3View {
    places = List.copyOf(places);
  }

  /**
   * Checks that each bucket exists and is writable where the run writes, without writing anything.
   *
   * @return a description of the buckets
   * @throws FootfallException for the first problem, with its solution
   */
  public String examine() {
    Optional<FootfallException> obstacle = S3Buckets.obstacle(places, options);
    if (obstacle.isPresent()) {
      throw obstacle.get();
    }
    return S3Buckets.writable(places, options);
  }
}
