package io.footfall.transforms.visits;

import static io.footfall.transforms.visits.Visits.at;
import static io.footfall.transforms.visits.Visits.corrected;
import static io.footfall.transforms.visits.Visits.event;
import static io.footfall.transforms.visits.Visits.hourly;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.in;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.visits.Visit;
import io.footfall.visits.VisitCoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.TestFlinkRunner;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.DateTimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the DirectRunner shows in the other tests, on an embedded Flink: batch and streaming. */
class VisitsOnFlinkTest {
  private static TestPipeline pipeline(boolean streaming, long bundleSize) {
    FlinkPipelineOptions options = PipelineOptionsFactory.create().as(FlinkPipelineOptions.class);
    options.setRunner(TestFlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.setParallelism(2);
    options.setStreaming(streaming);
    options.setObjectReuse(true);
    options.setMaxBundleSize(bundleSize);
    return TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(true);
  }

  /** Writes the window's first hour before each result. */
  private static final class NameHour extends DoFn<String, String> {
    @ProcessElement
    public void processElement(
        @Element String result, IntervalWindow window, OutputReceiver<String> out) {
      out.output(window.start().toDateTime(DateTimeZone.UTC).getHourOfDay() + " " + result);
    }
  }

  private static <T> void assertHours(
      PCollection<T> results, SerializableFunction<T, String> text, Collection<String> expected) {
    PAssert.that(
            results
                .apply("Text", MapElements.into(TypeDescriptors.strings()).via(text))
                .apply("NameHour", ParDo.of(new NameHour())))
        .containsInAnyOrder(expected);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void windowsAreCountedExactly(boolean streaming) {
    Random random = new Random(1);
    List<String> lines = new ArrayList<>();
    Map<String, Integer> visits = new TreeMap<>();
    Map<Integer, Set<String>> users = new TreeMap<>();
    for (int i = 0; i < 2000; i++) {
      int hour = random.nextInt(24);
      String user = "user-" + random.nextInt(100);
      String url = "/" + random.nextInt(10);
      lines.add(
          String.format("%s,2024-03-01 %02d:%02d:00,%s,1", user, hour, random.nextInt(60), url));
      visits.merge(hour + " " + url, 1, Integer::sum);
      users.computeIfAbsent(hour, h -> new TreeSet<>()).add(user);
    }
    List<String> expectedVisits = new ArrayList<>();
    visits.forEach((url, count) -> expectedVisits.add(url + " " + count));
    List<String> expectedUsers = new ArrayList<>();
    users.forEach((hour, ids) -> expectedUsers.add(hour + " " + ids.size()));

    TestPipeline pipeline = pipeline(streaming, 100);
    PCollection<Visit> hourly =
        pipeline
            .apply("Lines", Create.of(lines))
            .apply("ParseVisits", ParseVisits.ofLines())
            .getRecords()
            .apply("Hourly", hourly());
    assertHours(
        // With so little memory that windows leave before the bundle ends.
        hourly.apply(
            "CountVisitsPerUrl",
            CountVisitsPerUrl.exactly().withPartitions(3).withMaxMemory(1 << 16)),
        url -> url.url() + " " + url.visits(),
        expectedVisits);
    assertHours(
        hourly.apply("CountUniqueUsers", CountUniqueUsers.exactly().withPartitions(3)),
        Object::toString,
        expectedUsers);
    pipeline.run();
  }

  /**
   * The order of visits and watermarks differs between runs here. But no pane has a visit twice,
   * and one pane has all visits.
   */
  @Test
  void panesAccumulateUntilTheyHaveEverythingAndNoneCountsTwiceOrIsEmpty() {
    TestPipeline pipeline = pipeline(true, 1);
    PCollection<Visit> visits =
        pipeline
            .apply(
                "Visits",
                TestStream.create(VisitCoder.of())
                    .addElements(
                        event("1", "10:30:00", "/a", "1"), event("2", "10:31:00", "/a", "2"))
                    .advanceWatermarkTo(at("11:10:00"))
                    .addElements(event("3", "10:05:00", "/a", "4"))
                    .advanceWatermarkTo(at("11:20:00"))
                    .addElements(event("4", "10:20:00", "/a", "8"))
                    .advanceWatermarkToInfinity())
            .apply("Hourly", corrected());
    assertPanes(
        visits
            .apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly())
            .apply(
                "VisitsAndTime",
                MapElements.into(TypeDescriptors.strings())
                    .via(url -> url.visits() + " " + url.timeSpent())),
        // The times are powers of two, so a sum identifies its visits.
        IntStream.rangeClosed(1, 15).mapToObj(n -> Integer.bitCount(n) + " " + n).toList());
    assertPanes(
        visits
            .apply("CountUniqueUsers", CountUniqueUsers.exactly())
            .apply("Users", MapElements.into(TypeDescriptors.strings()).via(n -> "" + n)),
        List.of("1", "2", "3", "4"));
    assertPanes(
        visits
            .apply("CountVisits", CountVisits.globally())
            .apply("AllVisits", MapElements.into(TypeDescriptors.strings()).via(n -> "" + n)),
        List.of("1", "2", "3", "4"));
    pipeline.run();
  }

  /** Asserts that the panes are some of those possible, and that the last of these is one. */
  private static void assertPanes(PCollection<String> panes, List<String> possible) {
    PAssert.that(panes)
        .satisfies(
            found -> {
              assertThat(found, everyItem(in(possible)));
              assertThat(found, hasItem(possible.get(possible.size() - 1)));
              return null;
            });
  }

  @Test
  void detectsAFailedAssertion() {
    TestPipeline pipeline = pipeline(true, 1);
    PCollection<Long> count =
        pipeline
            .apply("Visits", Create.timestamped(event("1", "10:30:00", "/a", "1")))
            .apply("CountVisits", CountVisits.globally());
    PAssert.that(count).containsInAnyOrder(2L);
    Throwable failure = assertThrows(Throwable.class, pipeline::run);
    assertThat(failure.toString(), containsString("Expected"));
  }
}
