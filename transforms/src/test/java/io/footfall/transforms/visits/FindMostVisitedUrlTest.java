package io.footfall.transforms.visits;

import static io.footfall.transforms.visits.Visits.TEN;
import static io.footfall.transforms.visits.Visits.at;
import static io.footfall.transforms.visits.Visits.corrected;
import static io.footfall.transforms.visits.Visits.event;
import static io.footfall.transforms.visits.Visits.url;
import static io.footfall.transforms.visits.Visits.visit;

import io.footfall.testing.TestPipelineExtension;
import io.footfall.visits.UrlVisits;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitCoder;
import java.util.Arrays;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestPipelineExtension.class)
class FindMostVisitedUrlTest {
  private static PCollection<UrlVisits> mostVisited(
      TestPipeline pipeline, int partitions, Visit... visits) {
    return pipeline
        .apply("Visits", Create.of(Arrays.asList(visits)))
        .apply("FindMostVisitedUrl", FindMostVisitedUrl.exactly().withPartitions(partitions));
  }

  @Test
  void urlWithMostVisitsIsFound(TestPipeline pipeline) {
    PAssert.that(
            mostVisited(
                pipeline,
                8,
                visit("1", "10:00:00", "/a", "100"),
                visit("1", "10:00:03", "/b", "2"),
                visit("1", "10:00:02", "/b", "3"),
                visit("1", "10:00:01", "/c", "100")))
        .containsInAnyOrder(url("/b", 2, "5", "10:00:02"));
    pipeline.run();
  }

  @Test
  void breaksTiesByTheEarliestFirstVisit(TestPipeline pipeline) {
    PAssert.that(
            mostVisited(
                pipeline,
                8,
                visit("1", "10:00:00.001", "/a", "1"),
                visit("1", "10:00:09", "/a", "1"),
                visit("1", "10:00:05", "/z", "1"),
                visit("1", "10:00:00", "/z", "1"),
                visit("1", "09:00:00", "/earlier-but-once", "1")))
        .containsInAnyOrder(url("/z", 2, "2", "10:00:00"));
    pipeline.run();
  }

  @Test
  void breaksFurtherTiesByUnsignedByteOrder(TestPipeline pipeline) {
    // In UTF-16 the shoe (a surrogate pair) comes before U+FFFF, in bytes after it.
    PAssert.that(
            mostVisited(
                pipeline,
                8,
                visit("1", "10:00:00", "/\ud83d\udc5f", "1"),
                visit("1", "10:00:00", "/\uffff", "1")))
        .containsInAnyOrder(url("/\uffff", 1, "1", "10:00:00"));
    pipeline.run();
  }

  @Test
  void returnsNoUrlWithoutVisits(TestPipeline pipeline) {
    PCollection<UrlVisits> none =
        pipeline
            .apply("Visits", Create.empty(VisitCoder.of()))
            .apply("FindMostVisitedUrl", FindMostVisitedUrl.exactly());
    PAssert.that(none).empty();
    pipeline.run();
  }

  @Test
  void lateVisitMayChangeTheAnswer(TestPipeline pipeline) {
    PCollection<UrlVisits> found =
        pipeline
            .apply(
                "Visits",
                TestStream.create(VisitCoder.of())
                    .addElements(
                        event("1", "10:00:00", "/a", "1"), event("1", "10:30:00", "/b", "1"))
                    .advanceWatermarkTo(at("11:30:00"))
                    .addElements(event("1", "10:40:00", "/b", "1"))
                    .advanceWatermarkToInfinity())
            .apply("Hourly", corrected())
            .apply("FindMostVisitedUrl", FindMostVisitedUrl.exactly());
    PAssert.that(found).inOnTimePane(TEN).containsInAnyOrder(url("/a", 1, "1", "10:00:00"));
    PAssert.that(found).inLatePane(TEN).containsInAnyOrder(url("/b", 2, "2", "10:30:00"));
    pipeline.run();
  }
}
