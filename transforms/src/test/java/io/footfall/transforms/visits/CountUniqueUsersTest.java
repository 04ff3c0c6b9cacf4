package io.footfall.transforms.visits;

import static io.footfall.transforms.visits.Visits.HOUR;
import static io.footfall.transforms.visits.Visits.TEN;
import static io.footfall.transforms.visits.Visits.at;
import static io.footfall.transforms.visits.Visits.event;
import static io.footfall.transforms.visits.Visits.hourly;
import static io.footfall.transforms.visits.Visits.ladder;
import static io.footfall.transforms.visits.Visits.visit;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.footfall.testing.TestPipelineExtension;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitCoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TestPipelineExtension.class)
class CountUniqueUsersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void userWhoComesAgainCountsOnce(int partitions, TestPipeline pipeline) {
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      visits.add(visit("user-" + i % 50, "10:00:00", "/" + i, "1"));
      visits.add(visit(Integer.toString(i % 70), "10:00:00", "/" + i, "1"));
    }
    PCollection<Long> users =
        pipeline
            .apply("Visits", Create.of(visits))
            .apply("CountUniqueUsers", CountUniqueUsers.exactly().withPartitions(partitions));
    PAssert.thatSingleton(users).isEqualTo(120L);
    pipeline.run();
  }

  @Test
  void idsThatDifferInOneByteAreDifferentUsers(TestPipeline pipeline) {
    PCollection<Long> users =
        pipeline
            .apply(
                "Visits",
                Create.of(
                    visit("12345678", "10:00:00", "/", "1"),
                    visit("123456789", "10:00:00", "/", "1"),
                    visit("12345678\0", "10:00:00", "/", "1"),
                    visit("012345678", "10:00:00", "/", "1"),
                    visit("\u00e9", "10:00:00", "/", "1"),
                    visit("e\u0301", "10:00:00", "/", "1")))
            .apply("CountUniqueUsers", CountUniqueUsers.exactly());
    PAssert.thatSingleton(users).isEqualTo(6L);
    pipeline.run();
  }

  @Test
  void returnsZeroUsersWithoutVisits(TestPipeline pipeline) {
    PCollection<Long> users =
        pipeline
            .apply("Visits", Create.empty(VisitCoder.of()))
            .apply("CountUniqueUsers", CountUniqueUsers.exactly());
    PAssert.thatSingleton(users).isEqualTo(0L);
    pipeline.run();
  }

  @Test
  void emitsANumberPerNonEmptyWindow(TestPipeline pipeline) {
    PCollection<Long> users =
        pipeline
            .apply(
                "Visits",
                Create.timestamped(
                    event("1", "10:00:00", "/", "1"),
                    event("2", "10:00:00", "/", "1"),
                    event("2", "12:00:00", "/", "1")))
            .apply("Hourly", hourly())
            .apply("CountUniqueUsers", CountUniqueUsers.exactly());
    PAssert.that(users).containsInAnyOrder(2L, 1L);
    PAssert.that(users).inOnlyPane(TEN).containsInAnyOrder(2L);
    PAssert.that(users).inOnlyPane(new IntervalWindow(at("12:00:00"), HOUR)).containsInAnyOrder(1L);
    pipeline.run();
  }

  private static PCollection<Long> counted(
      TestPipeline pipeline, TestStream<Visit> visits, Window<Visit> windows) {
    return pipeline
        .apply("Visits", visits)
        .apply("Windows", windows)
        .apply("CountUniqueUsers", CountUniqueUsers.exactly());
  }

  /** Users from one number to another. */
  @SuppressWarnings("rawtypes") // There are no arrays of a parameterized type.
  private static TestStream.Builder<Visit> with(
      TestStream.Builder<Visit> stream, int from, int to, String time) {
    TimestampedValue<Visit> first = event(Integer.toString(from), time, "/", "1");
    List<TimestampedValue<Visit>> more = new ArrayList<>();
    for (int user = from + 1; user < to; user++) {
      more.add(event(Integer.toString(user), time, "/", "1"));
    }
    return stream.addElements(first, more.toArray(new TimestampedValue[0]));
  }

  @Test
  void onTimePaneHasAllPartitionsOnceThoughTheyHaveFiredEarly(TestPipeline pipeline) {
    TestStream.Builder<Visit> stream =
        TestStream.create(VisitCoder.of()).advanceWatermarkTo(at("10:00:00"));
    stream = with(stream, 0, 40, "10:01:00").advanceProcessingTime(Duration.standardMinutes(6));
    stream = with(stream, 20, 60, "10:21:00").advanceProcessingTime(Duration.standardMinutes(6));
    PCollection<Long> users = counted(pipeline, stream.advanceWatermarkToInfinity(), ladder());
    PAssert.that(users).inOnTimePane(TEN).containsInAnyOrder(60L);
    PAssert.that(users)
        .inEarlyPane(TEN)
        .satisfies(
            panes -> {
              List<Long> seen = new ArrayList<>();
              panes.forEach(seen::add);
              assertThat("early panes", seen.size(), greaterThan(0));
              assertThat("never more than there are", Collections.max(seen) <= 60L, is(true));
              return null;
            });
    pipeline.run();
  }

  @Test
  void lateUserWithinLatenessRefinesTheNumber(TestPipeline pipeline) {
    TestStream.Builder<Visit> stream = TestStream.create(VisitCoder.of());
    stream = with(stream, 0, 40, "10:01:00").advanceWatermarkTo(at("11:10:00"));
    stream =
        stream
            .addElements(event("late", "10:30:00", "/", "1"))
            .advanceWatermarkTo(at("11:20:00"))
            .addElements(event("0", "10:31:00", "/", "1"))
            .advanceWatermarkTo(at("12:10:00"))
            .addElements(event("too late", "10:32:00", "/", "1"));
    PCollection<Long> users = counted(pipeline, stream.advanceWatermarkToInfinity(), ladder());
    PAssert.that(users).inOnTimePane(TEN).containsInAnyOrder(40L);
    PAssert.that(users).inLatePane(TEN).containsInAnyOrder(41L, 41L);
    pipeline.run();
  }

  @Test
  void discardingPanesCountAUserAgain(TestPipeline pipeline) {
    TestStream.Builder<Visit> stream = TestStream.create(VisitCoder.of());
    stream = with(stream, 0, 40, "10:01:00").advanceWatermarkTo(at("11:10:00"));
    stream = stream.addElements(event("0", "10:30:00", "/", "1"));
    PCollection<Long> users =
        counted(pipeline, stream.advanceWatermarkToInfinity(), ladder().discardingFiredPanes());
    PAssert.that(users).inOnTimePane(TEN).containsInAnyOrder(40L);
    PAssert.that(users).inLatePane(TEN).containsInAnyOrder(1L);
    pipeline.run();
  }
}
