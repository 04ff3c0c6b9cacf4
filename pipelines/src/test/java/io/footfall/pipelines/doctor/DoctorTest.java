package io.footfall.pipelines.doctor;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of what the checks find. */
class DoctorTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  private String said() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void printsALinePerCheck() {
    assertThat(Doctor.examine(SamplePlan.stream().thatEnds().plan(), Optional.empty(), out), is(0));
    assertThat(
        said().lines().toList(),
        everyItem(matchesPattern("(ok|warning|refused) +[A-Za-z].{17} .+")));
    assertThat(said(), containsString("ok       checkpoints        every 10s"));
  }

  @Test
  void withoutARunChecksOnlyTheMachine() {
    assertThat(Doctor.examine(Plan.ofNothing(), Optional.empty(), out), is(0));
    assertThat(said().lines().count(), is(3L));
  }

  @Test
  void returnsTheStatusOfTheFirstRefusal() {
    Plan plan =
        SamplePlan.files("/there/is/no/such.csv").into("/dev/null/out", "/dev/null/rejects").plan();
    assertThat(Doctor.examine(plan, Optional.empty(), out), is(Kind.NO_INPUT.exitStatus()));
    assertThat(said(), containsString("refused  input "));
    assertThat(said(), containsString("refused  output "));
  }

  @Test
  void startPrintsOnlyWarnings() {
    Doctor.beforeRun(
        SamplePlan.stream()
            .thatEnds()
            .windows(Duration.ofDays(500), Duration.ofDays(1), Duration.ofHours(1))
            .plan(),
        out);
    assertThat(said().lines().count(), is(1L));
    assertThat(
        said(),
        startsWith(
            "footfall: warning: windows: each window stays open, and in the state of the job, for 501d"));
  }

  @Test
  void startEndsAtARefusal() {
    Plan plan = SamplePlan.stream().with("checkpointingInterval", "-1").plan();
    FootfallException refused =
        assertThrows(FootfallException.class, () -> Doctor.beforeRun(plan, out));
    assertThat(refused.kind(), is(Kind.USAGE));
    assertThat(refused.getMessage(), containsString("--checkpointingInterval=-1"));
  }
}
