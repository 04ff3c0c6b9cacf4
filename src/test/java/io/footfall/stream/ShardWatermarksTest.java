package io.footfall.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Times are in seconds from a start; 10 s out of order, idle after a minute, an hour ahead. */
class ShardWatermarksTest {
  private static final long START = 1_700_000_000_000L;
  private static final Lateness LATENESS =
      new Lateness(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofHours(1));

  /** Of a reader that has waited for all of its shards before. */
  private final ShardWatermarks watermarks =
      new ShardWatermarks(LATENESS, at(0), Map.of("a", ShardWatermarks.MIN), at(-10_000));

  private static long at(long seconds) {
    return START + 1000 * seconds;
  }

  private long observe(String shard, long event, long now) {
    return watermarks.observe(shard, at(event), at(now), at(now));
  }

  @Test
  void watermarkTrailsTheLatestEventByTheDelay() {
    assertThat(observe("a", 100, 100), is(at(-10_000)));
    assertThat(observe("a", 80, 100), is(at(90)));
    assertThat(observe("a", 120, 100), is(at(90)));
    assertThat(observe("a", 100, 100), is(at(110)));
    assertThat(watermarks.current(at(100)), is(at(110)));
  }

  @Test
  void readerFollowsTheSlowestShard() {
    observe("a", 100, 0);
    observe("b", 50, 0);
    assertThat(watermarks.current(at(1)), is(at(40)));
    observe("b", 200, 2);
    assertThat(watermarks.current(at(2)), is(at(90)));
  }

  @Test
  void latenessDependsOnTheOwnShard() {
    observe("a", 1000, 0);
    assertThat(observe("b", 50, 0), is(at(-10_000)));
    assertThat(observe("b", 10, 0), is(at(40)));
  }

  @Test
  void silentShardStopsHoldingAfterTheIdleTimeout() {
    observe("a", 100, 0);
    observe("b", 50, 0);
    observe("a", 160, 59);
    assertThat(watermarks.current(at(59)), is(at(40)));
    assertThat(watermarks.current(at(60)), is(at(150)));
  }

  @Test
  void laterRecordsOfASilentShardAreJudgedByTheReportedWatermark() {
    observe("a", 100, 0);
    observe("b", 50, 0);
    observe("a", 160, 60);
    assertThat(watermarks.current(at(61)), is(at(150)));
    assertThat(observe("b", 55, 62), is(at(150)));
    assertThat(watermarks.current(at(62)), is(at(150)));
  }

  @Test
  void clockAdvancesTheWatermarkWhileAllShardsAreIdle() {
    observe("a", 100, 100);
    assertThat(watermarks.current(at(159)), is(at(90)));
    assertThat(watermarks.current(at(160)), is(at(90)));
    assertThat(watermarks.current(at(300)), is(at(230)));
  }

  @Test
  void watermarkNeverGoesBack() {
    observe("a", 100, 0);
    assertThat(watermarks.current(at(1)), is(at(90)));
    observe("b", 20, 1);
    assertThat(watermarks.current(at(2)), is(at(90)));
  }

  @Test
  void newReaderWaitsForTheIdleTimeout() {
    ShardWatermarks fresh = new ShardWatermarks(LATENESS, at(0));
    fresh.observe("a", at(100), at(0), at(0));
    assertThat(fresh.current(at(59)), is(ShardWatermarks.MIN));
    fresh.observe("b", at(50), at(59), at(59));
    assertThat(fresh.current(at(60)), is(at(40)));
  }

  @Test
  void wrongClockMakesNoOtherRecordLate() {
    observe("a", 100, 100);
    observe("a", 100 + 3601, 100);
    assertThat(watermarks.current(at(100)), is(at(90)));
    observe("a", 100 + 3600, 100);
    assertThat(watermarks.current(at(100)), is(at(3690)));
  }

  @Test
  void messageWithoutARecordOnlyResetsTheIdleTimeout() {
    observe("a", 100, 0);
    watermarks.observe("a", ShardWatermarks.MIN, at(50), at(50));
    assertThat(watermarks.current(at(70)), is(at(90)));
    assertThat(watermarks.lastMessage(), is(at(50)));
  }

  @Test
  void completeTimeIsKnownBeforeItIsReported() {
    ShardWatermarks fresh = new ShardWatermarks(LATENESS, at(0));
    assertThat(fresh.complete(at(1)), is(ShardWatermarks.MIN));
    fresh.observe("a", at(100), at(0), at(0));
    fresh.observe("b", at(50), at(0), at(0));
    assertThat(fresh.current(at(1)), is(ShardWatermarks.MIN));
    assertThat(fresh.complete(at(1)), is(at(40)));
    fresh.observe("a", at(5000), at(5000), at(5000));
    assertThat("b is idle", fresh.complete(at(5001)), is(at(4990)));
  }

  @Test
  void withoutAnIdleTimeoutASilentShardHoldsBackIndefinitely() {
    ShardWatermarks patient = new ShardWatermarks(LATENESS.withIdleAfter(Duration.ZERO), at(0));
    patient.observe("a", at(100), at(0), at(0));
    patient.observe("b", at(50), at(0), at(0));
    patient.observe("a", at(5000), at(5000), at(5000));
    assertThat(patient.current(at(1_000_000)), is(at(40)));
  }

  @Test
  void resumedReaderJudgesAsBefore() {
    observe("a", 100, 0);
    observe("b", 70, 0);
    watermarks.current(at(1));
    ShardWatermarks again =
        new ShardWatermarks(LATENESS, at(500), watermarks.latestEvents(), watermarks.reported());
    assertThat(again.current(at(500)), is(at(60)));
    assertThat(again.observe("a", at(95), at(500), at(500)), is(at(90)));
  }

  @Test
  void resumedReaderKeepsWaiting() {
    ShardWatermarks fresh = new ShardWatermarks(LATENESS, at(0));
    fresh.observe("a", at(100), at(0), at(0));
    assertThat(fresh.current(at(30)), is(ShardWatermarks.MIN));
    ShardWatermarks again =
        new ShardWatermarks(LATENESS, at(500), fresh.latestEvents(), fresh.reported());
    assertThat(again.current(at(559)), is(ShardWatermarks.MIN));
    assertThat(
        "the other shard is not late",
        again.observe("b", at(10), at(559), at(559)),
        is(ShardWatermarks.MIN));
    assertThat(again.observe("a", at(95), at(559), at(559)), is(at(90)));
    assertThat(again.current(at(560)), is(at(0)));
  }

  @Test
  void dropsFutureTimesOfAnEarlierVersion() {
    long future = at(75L * 365 * 86_400);
    ShardWatermarks resumed =
        new ShardWatermarks(LATENESS, at(0), Map.of("a", future, "b", at(50)), future);
    assertThat(resumed.reported(), is(ShardWatermarks.MIN));
    assertThat(resumed.observe("a", at(20), at(1), at(1)), is(ShardWatermarks.MIN));
    assertThat(resumed.observe("b", at(20), at(1), at(1)), is(at(40)));
  }

  @Test
  void arrivalIsBoundedByTheReadersClockAndKnowsOtherUnits() {
    assertThat(LATENESS.arrivalMillis(at(-86_400), at(0)), is(at(-86_400)));
    assertThat(LATENESS.arrivalMillis(at(3_600), at(0)), is(at(3_600)));
    assertThat(LATENESS.arrivalMillis(at(3_601), at(0)), is(at(0)));
    assertThat(LATENESS.arrivalMillis(at(0) / 1_000, at(10)), is(at(0)));
    assertThat(LATENESS.arrivalMillis(at(0) * 1_000, at(10)), is(at(0)));
    assertThat(LATENESS.arrivalMillis(at(0) * 1_000_000, at(10)), is(at(0)));
    assertThat(LATENESS.arrivalMillis(-1, at(10)), is(at(10)));
    assertThat(LATENESS.arrivalMillis(Long.MAX_VALUE, at(10)), is(at(10)));
    assertThat(LATENESS.arrivalMillis(0, at(10)), is(at(10)));
  }

  @Test
  void successorsOfAClosedShardStartAtItsWatermark() {
    observe("a", 100, 0);
    observe("b", 50, 0);
    watermarks.retain(Set.of("a", "b"), at(1));
    assertThat(watermarks.current(at(1)), is(at(40)));

    watermarks.retain(Set.of("a", "c", "d"), at(1));
    observe("a", 160, 2);
    assertThat("nothing of its successors was heard", watermarks.current(at(2)), is(at(40)));
    observe("c", 200, 3);
    observe("d", 190, 3);
    assertThat(watermarks.current(at(3)), is(at(150)));
    assertThat(watermarks.latestEvents().keySet(), is(Set.of("a", "c", "d")));

    watermarks.retain(Set.of("c", "d"), at(4));
    assertThat("closed without a successor", watermarks.current(at(4)), is(at(180)));
  }
}
