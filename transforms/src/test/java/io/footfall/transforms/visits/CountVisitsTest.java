package io.footfall.transforms.visits;

import static io.footfall.transforms.visits.Visits.TEN;
import static io.footfall.transforms.visits.Visits.at;
import static io.footfall.transforms.visits.Visits.corrected;
import static io.footfall.transforms.visits.Visits.event;
import static io.footfall.transforms.visits.Visits.hourly;
import static io.footfall.transforms.visits.Visits.ladder;
import static io.footfall.transforms.visits.Visits.visit;

import io.footfall.testing.TestPipelineExtension;
import io.footfall.visits.VisitCoder;
import java.util.Collections;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestPipelineExtension.class)
class CountVisitsTest {
  @Test
  void countsEqualVisitsSeparately(TestPipeline pipeline) {
    PCollection<Long> count =
        pipeline
            .apply(
                "Visits", Create.of(Collections.nCopies(1000, visit("1", "10:00:00", "/a", "1"))))
            .apply("CountVisits", CountVisits.globally());
    PAssert.thatSingleton(count).isEqualTo(1000L);
    pipeline.run();
  }

  @Test
  void returnsZeroWithoutVisits(TestPipeline pipeline) {
    PCollection<Long> count =
        pipeline
            .apply("Visits", Create.empty(VisitCoder.of()))
            .apply("CountVisits", CountVisits.globally());
    PAssert.thatSingleton(count).isEqualTo(0L);
    pipeline.run();
  }

  @Test
  void emitsNoNumberForEmptyWindows(TestPipeline pipeline) {
    PCollection<Long> count =
        pipeline
            .apply("Visits", Create.empty(VisitCoder.of()))
            .apply("Hourly", hourly())
            .apply("CountVisits", CountVisits.globally());
    PAssert.that(count).empty();
    pipeline.run();
  }

  @Test
  void paneWithoutVisitsHasNoNumber(TestPipeline pipeline) {
    PCollection<Long> count =
        pipeline
            .apply(
                "Visits",
                TestStream.create(VisitCoder.of())
                    .advanceWatermarkTo(at("10:00:00"))
                    .addElements(event("1", "10:00:00", "/a", "1"))
                    .advanceProcessingTime(Duration.standardMinutes(6))
                    .advanceWatermarkToInfinity())
            .apply("Hourly", ladder().discardingFiredPanes())
            .apply("CountVisits", CountVisits.globally());
    PAssert.that(count).inEarlyPane(TEN).containsInAnyOrder(1L);
    PAssert.that(count).inOnTimePane(TEN).empty();
    pipeline.run();
  }

  @Test
  void lateVisitWithinLatenessRefinesTheNumberAndOneBeyondDoesNot(TestPipeline pipeline) {
    PCollection<Long> count =
        pipeline
            .apply(
                "Visits",
                TestStream.create(VisitCoder.of())
                    .addElements(
                        event("1", "10:00:00", "/a", "1"), event("1", "10:30:00", "/b", "1"))
                    .advanceWatermarkTo(at("11:30:00"))
                    .addElements(event("1", "10:40:00", "/b", "1"))
                    .advanceWatermarkTo(at("12:30:00"))
                    .addElements(event("1", "10:50:00", "/b", "1"))
                    .advanceWatermarkToInfinity())
            .apply("Hourly", corrected())
            .apply("CountVisits", CountVisits.globally());
    PAssert.that(count).inOnTimePane(TEN).containsInAnyOrder(2L);
    PAssert.that(count).inLatePane(TEN).containsInAnyOrder(3L);
    pipeline.run();
  }
}
