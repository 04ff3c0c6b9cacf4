package io.footfall.transforms.visits;

import static io.footfall.testing.Thrown.messageOf;
import static io.footfall.transforms.visits.Visits.HOUR;
import static io.footfall.transforms.visits.Visits.TEN;
import static io.footfall.transforms.visits.Visits.at;
import static io.footfall.transforms.visits.Visits.corrected;
import static io.footfall.transforms.visits.Visits.event;
import static io.footfall.transforms.visits.Visits.hourly;
import static io.footfall.transforms.visits.Visits.ladder;
import static io.footfall.transforms.visits.Visits.url;
import static io.footfall.transforms.visits.Visits.visit;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.footfall.testing.TestPipelineExtension;
import io.footfall.visits.UrlVisits;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitCoder;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TestPipelineExtension.class)
class CountVisitsPerUrlTest {
  private static final IntervalWindow ELEVEN = new IntervalWindow(at("11:00:00"), HOUR);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 100})
  void emitsVisitsTimeAndFirstVisitPerUrl(int partitions, TestPipeline pipeline) {
    PCollection<UrlVisits> urls =
        pipeline
            .apply(
                "Visits",
                Create.of(
                    visit("1", "10:00:02", "/a", "0.1"),
                    visit("2", "10:00:01", "/a", "0.2"),
                    visit("1", "10:00:03", "/a", "0.05"),
                    visit("1", "10:00:00", "/b", "99999999999999999999.5"),
                    visit("1", "10:00:00", "/A", "0")))
            .apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly().withPartitions(partitions));
    PAssert.that(urls)
        .containsInAnyOrder(
            url("/a", 3, "0.35", "10:00:01"),
            url("/b", 1, "99999999999999999999.5", "10:00:00"),
            url("/A", 1, "0", "10:00:00"));
    pipeline.run();
  }

  @Test
  void averageIsTimePerVisitToThatUrlRoundedHalfUp(TestPipeline pipeline) {
    PCollection<BigDecimal> averages =
        pipeline
            .apply(
                "Visits",
                Create.of(
                    visit("1", "10:00:00", "/a", "0.001"), visit("1", "10:00:01", "/a", "0.002")))
            .apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly())
            .apply(
                "Average",
                MapElements.into(TypeDescriptors.bigdecimals())
                    .via((UrlVisits url) -> url.averageTimeSpent().orElseThrow()));
    PAssert.that(averages).containsInAnyOrder(new BigDecimal("0.002"));
    pipeline.run();
  }

  @Test
  void returnsNoUrlsWithoutVisits(TestPipeline pipeline) {
    PCollection<UrlVisits> urls =
        pipeline
            .apply("Visits", Create.empty(VisitCoder.of()))
            .apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly());
    PAssert.that(urls).empty();
    pipeline.run();
  }

  @Test
  void countsPerWindow(TestPipeline pipeline) {
    PCollection<UrlVisits> urls =
        pipeline
            .apply(
                "Visits",
                Create.timestamped(
                    event("1", "10:00:00", "/a", "1"),
                    event("1", "10:59:59.999", "/a", "2"),
                    event("1", "11:00:00", "/a", "4"),
                    event("1", "11:30:00", "/b", "8")))
            .apply("Hourly", hourly())
            .apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly());
    PAssert.that(urls).inWindow(TEN).containsInAnyOrder(url("/a", 2, "3", "10:00:00"));
    PAssert.that(urls)
        .inWindow(ELEVEN)
        .containsInAnyOrder(url("/a", 1, "4", "11:00:00"), url("/b", 1, "8", "11:30:00"));
    pipeline.run();
  }

  @Test
  void visitIsCountedInEveryWindowThatItIsIn(TestPipeline pipeline) {
    PCollection<UrlVisits> urls =
        pipeline
            .apply(
                "Visits",
                Create.timestamped(
                    event("1", "10:10:00", "/a", "1"), event("1", "10:40:00", "/a", "2")))
            .apply(
                "Sliding", Window.into(SlidingWindows.of(HOUR).every(Duration.standardMinutes(30))))
            .apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly());
    PAssert.that(urls)
        .inWindow(new IntervalWindow(at("09:30:00"), HOUR))
        .containsInAnyOrder(url("/a", 1, "1", "10:10:00"));
    PAssert.that(urls).inWindow(TEN).containsInAnyOrder(url("/a", 2, "3", "10:10:00"));
    PAssert.that(urls)
        .inWindow(new IntervalWindow(at("10:30:00"), HOUR))
        .containsInAnyOrder(url("/a", 1, "2", "10:40:00"));
    pipeline.run();
  }

  @Test
  void windowsThatMergeAreRefusedWithTheReason() {
    PCollection<Visit> sessions =
        Pipeline.create()
            .apply("Visits", Create.of(visit("1", "10:00:00", "/a", "1")))
            .apply("Sessions", Window.into(Sessions.withGapDuration(HOUR)));
    assertThat(
        messageOf(
            IllegalArgumentException.class, () -> CountVisitsPerUrl.exactly().expand(sessions)),
        containsString("expected windows that do not merge, such as FixedWindows"));
  }

  @Test
  void lessThanOnePartitionIsRefused() {
    assertThat(
        messageOf(
            IllegalArgumentException.class, () -> CountVisitsPerUrl.exactly().withPartitions(0)),
        is("partitions: 0; expected at least 1"));
  }

  private static PCollection<UrlVisits> counted(
      TestPipeline pipeline, TestStream<Visit> visits, Window<Visit> windows) {
    return pipeline
        .apply("Visits", visits)
        .apply("Windows", windows)
        .apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly());
  }

  @Test
  void visitsBeforeTheWatermarkAreInTheOnTimePane(TestPipeline pipeline) {
    PCollection<UrlVisits> urls =
        counted(
            pipeline,
            TestStream.create(VisitCoder.of())
                .advanceWatermarkTo(at("10:00:00"))
                .addElements(event("1", "10:01:00", "/a", "1.5"), event("2", "10:02:00", "/b", "2"))
                .advanceWatermarkTo(at("10:30:00"))
                .addElements(event("3", "10:31:00", "/a", "0.25"))
                .advanceWatermarkToInfinity(),
            ladder());
    PAssert.that(urls)
        .inOnTimePane(TEN)
        .containsInAnyOrder(url("/a", 2, "1.75", "10:01:00"), url("/b", 1, "2", "10:02:00"));
    PAssert.that(urls).inLatePane(TEN).empty();
    pipeline.run();
  }

  @Test
  void earlyPaneHasTheResultsSoFar(TestPipeline pipeline) {
    PCollection<UrlVisits> urls =
        counted(
            pipeline,
            TestStream.create(VisitCoder.of())
                .advanceWatermarkTo(at("10:00:00"))
                .addElements(event("1", "10:01:00", "/a", "1.5"))
                .advanceProcessingTime(Duration.standardMinutes(6))
                .addElements(event("2", "10:20:00", "/a", "0.25"))
                .advanceWatermarkToInfinity(),
            ladder());
    PAssert.that(urls).inEarlyPane(TEN).containsInAnyOrder(url("/a", 1, "1.5", "10:01:00"));
    PAssert.that(urls).inOnTimePane(TEN).containsInAnyOrder(url("/a", 2, "1.75", "10:01:00"));
    pipeline.run();
  }

  @Test
  void visitBehindTheWatermarkInAnOpenWindowIsNotLate(TestPipeline pipeline) {
    PCollection<UrlVisits> urls =
        counted(
            pipeline,
            TestStream.create(VisitCoder.of())
                .addElements(event("1", "10:30:00", "/a", "1"))
                .advanceWatermarkTo(at("10:50:00"))
                .addElements(event("2", "10:05:00", "/a", "2"))
                .advanceWatermarkToInfinity(),
            ladder());
    PAssert.that(urls).inOnTimePane(TEN).containsInAnyOrder(url("/a", 2, "3", "10:05:00"));
    PAssert.that(urls).inLatePane(TEN).empty();
    pipeline.run();
  }

  @Test
  void lateVisitWithinLatenessRefinesTheTotal(TestPipeline pipeline) {
    PCollection<UrlVisits> urls =
        counted(
            pipeline,
            TestStream.create(VisitCoder.of())
                .addElements(event("1", "10:30:00", "/a", "1"), event("1", "10:31:00", "/b", "4"))
                .advanceWatermarkTo(at("11:10:00"))
                .addElements(event("2", "10:05:00", "/a", "2"))
                .advanceWatermarkToInfinity(),
            ladder());
    PAssert.that(urls)
        .inOnTimePane(TEN)
        .containsInAnyOrder(url("/a", 1, "1", "10:30:00"), url("/b", 1, "4", "10:31:00"));
    PAssert.that(urls)
        .inLatePane(TEN)
        .satisfies(
            corrected -> {
              // All of /a's partition comes again, and /b's if it is the same.
              assertThat(
                  StreamSupport.stream(corrected.spliterator(), false)
                      .filter(u -> u.url().equals("/a"))
                      .toList(),
                  is(List.of(url("/a", 2, "3", "10:05:00"))));
              return null;
            });
    pipeline.run();
  }

  @Test
  void visitBeyondTheLatenessChangesNothing(TestPipeline pipeline) {
    PCollection<UrlVisits> urls =
        counted(
            pipeline,
            TestStream.create(VisitCoder.of())
                .addElements(event("1", "10:30:00", "/a", "1"))
                .advanceWatermarkTo(at("12:30:00"))
                .addElements(event("2", "10:05:00", "/a", "2"), event("2", "12:35:00", "/a", "8"))
                .advanceWatermarkToInfinity(),
            ladder());
    PAssert.that(urls).inWindow(TEN).containsInAnyOrder(url("/a", 1, "1", "10:30:00"));
    PAssert.that(urls)
        .inWindow(new IntervalWindow(at("12:00:00"), HOUR))
        .containsInAnyOrder(url("/a", 1, "8", "12:35:00"));
    pipeline.run();
  }

  @Test
  void discardingPaneCoversRecordsSinceThePreviousOne(TestPipeline pipeline) {
    PCollection<UrlVisits> urls =
        counted(
            pipeline,
            TestStream.create(VisitCoder.of())
                .addElements(event("1", "10:30:00", "/a", "1"))
                .advanceWatermarkTo(at("11:10:00"))
                .addElements(event("2", "10:05:00", "/a", "2"))
                .advanceWatermarkToInfinity(),
            ladder().discardingFiredPanes());
    PAssert.that(urls).inOnTimePane(TEN).containsInAnyOrder(url("/a", 1, "1", "10:30:00"));
    PAssert.that(urls).inLatePane(TEN).containsInAnyOrder(url("/a", 1, "2", "10:05:00"));
    pipeline.run();
  }

  @Test
  void endlessGlobalWindowHasPanesByItsTrigger(TestPipeline pipeline) {
    PCollection<UrlVisits> urls =
        counted(
            pipeline,
            TestStream.create(VisitCoder.of())
                .addElements(event("1", "10:30:00", "/a", "1"))
                .addElements(event("2", "12:05:00", "/a", "2"))
                .advanceWatermarkToInfinity(),
            Window.<Visit>into(new GlobalWindows())
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(Duration.ZERO)
                .accumulatingFiredPanes());
    PAssert.that(urls)
        .inEarlyGlobalWindowPanes()
        .containsInAnyOrder(url("/a", 1, "1", "10:30:00"), url("/a", 2, "3", "10:30:00"));
    pipeline.run();
  }

  @Test
  void resultHasTheTimestampThatTheWindowingMakesOfItsVisits(TestPipeline pipeline) {
    PCollection<Visit> visits =
        pipeline.apply(
            "Visits",
            Create.timestamped(
                event("1", "10:30:00", "/a", "1"),
                event("1", "10:20:00", "/a", "1"),
                event("1", "10:40:00", "/a", "1")));
    assertTimestamp(visits, TimestampCombiner.EARLIEST, "10:20:00");
    assertTimestamp(visits, TimestampCombiner.LATEST, "10:40:00");
    assertTimestamp(visits, TimestampCombiner.END_OF_WINDOW, "10:59:59.999");
    pipeline.run();
  }

  private static void assertTimestamp(
      PCollection<Visit> visits, TimestampCombiner combiner, String expected) {
    PCollection<String> timestamps =
        visits
            .apply("Hourly " + combiner, hourly().withTimestampCombiner(combiner))
            .apply("CountVisitsPerUrl " + combiner, CountVisitsPerUrl.exactly())
            .apply("Reify " + combiner, Reify.timestamps())
            .apply(
                "Timestamp " + combiner,
                MapElements.into(TypeDescriptors.strings()).via(u -> u.getTimestamp().toString()));
    PAssert.that(timestamps).containsInAnyOrder(at(expected).toString());
  }
}
