package io.footfall.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One stream per output, and one run of it at a time. */
class OwnedDirectoryTest {
  @TempDir Path temp;

  private static StreamOwner run(String id, String window) {
    return new StreamOwner(
        id,
        Map.of("input", "kafka://a:9092/visits", "window", window),
        Instant.parse("2024-03-01T10:00:00Z"));
  }

  private OwnedDirectory directory() {
    return OwnedDirectory.ofReports(temp.toString());
  }

  private StreamOwner claim(StreamOwner run, boolean resumes, boolean takesOver)
      throws IOException {
    return directory().claim(run, "--output", resumes, takesOver);
  }

  private String refusal(StreamOwner run, boolean resumes, boolean takesOver) {
    return assertThrows(FootfallException.class, () -> claim(run, resumes, takesOver)).getMessage();
  }

  @Test
  void refusesOtherSettingsWithBothValues() throws Exception {
    directory().beforeWrite(claim(run("1", "1h"), false, false));
    for (boolean resumes : new boolean[] {false, true}) {
      assertThat(
          refusal(run("2", "2h"), resumes, true),
          containsString("--window=1h there, --window=2h here"));
    }
  }

  @Test
  void refusesASecondRunWhileTheFirstWrites() throws Exception {
    directory().beforeWrite(claim(run("1", "1h"), false, false));
    assertThat(refusal(run("2", "1h"), false, false), containsString("Another run of this stream"));
  }

  @Test
  void letsTheNextRunInAfterTheFirstHasEnded() throws Exception {
    StreamOwner first = claim(run("1", "1h"), false, false);
    directory().beforeWrite(first);
    directory().release(first);
    assertThat(claim(run("2", "1h"), false, false).run(), is("2"));
  }

  @Test
  void replacedOwnerCannotWrite() throws Exception {
    StreamOwner first = claim(run("1", "1h"), false, false);
    directory().beforeWrite(first);
    StreamOwner second = claim(run("2", "1h"), false, true);
    assertThat(
        assertThrows(IOException.class, () -> directory().beforeWrite(first)).getMessage(),
        containsString("belongs to the run 2"));
    directory().beforeWrite(second);
  }

  @Test
  void resumedRunIsTheSameOwner() throws Exception {
    StreamOwner first = claim(run("1", "1h"), false, false);
    directory().beforeWrite(first);
    StreamOwner resumed = claim(run("2", "1h"), true, false);
    assertThat(resumed.run(), is("1"));
    directory().beforeWrite(first);
    directory().beforeWrite(resumed);
  }

  @Test
  void settingsOfARunThatNeverWroteMayChange() throws Exception {
    claim(run("1", "1h"), false, false);
    assertThat(claim(run("2", "2h"), false, false).run(), is("2"));
  }

  @Test
  void runIsActiveUntilItsProcessEndsOrItIsSilent() {
    long own = ProcessHandle.current().pid();
    assertThat(new StreamOwner.LastWrite("1", Duration.ZERO, "other", 1).isActive(), is(true));
    assertThat(new StreamOwner.LastWrite("1", StreamOwner.ACTIVE, "", own).isActive(), is(false));
  }

  @Test
  void resumedRunMayHaveAnotherBrokerAddress() throws Exception {
    directory().beforeWrite(claim(run("1", "1h"), false, false));
    StreamOwner moved =
        new StreamOwner(
            "2",
            Map.of("input", "kafka://b:9092/visits", "window", "1h"),
            Instant.parse("2024-03-02T10:00:00Z"));
    assertThat(refusal(moved, false, true), containsString("--input=kafka://a:9092/visits there"));
    assertThat(claim(moved, true, false).run(), is("1"));
  }
}
