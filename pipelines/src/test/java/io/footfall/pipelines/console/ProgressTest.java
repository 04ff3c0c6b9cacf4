package io.footfall.pipelines.console;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.footfall.source.ReadProgress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final Progress progress =
      new Progress(System.out, new ReadProgress(), 1_000_000_000, Optional.empty());

  @Test
  void showsStartUntilTheFirstRead() {
    assertThat(progress.line(1, 0, 0, 0), is("starting; 1.0 GB to read"));
  }

  @Test
  void showsProgressAndRemainingTime() {
    assertThat(
        progress.line(2, 250_000_000, 3_000_000, 1_234),
        is("250.0 MB of 1.0 GB (25 %), 1,500,000 records/s, 1,234 rejected, 6 s left"));
  }

  @Test
  void measuresTheLastSeconds() {
    progress.line(10, 10_000_000, 100_000, 0);
    progress.line(11, 110_000_000, 1_100_000, 0);

    assertThat(
        progress.line(14, 410_000_000, 4_100_000, 0),
        is("410.0 MB of 1.0 GB (41 %), 1,000,000 records/s, 0 rejected, 6 s left"));
  }

  @Test
  void showsTheStepAfterReading() {
    progress.line(20, 1_000_000_001, 9, 1);

    assertThat(
        progress.line(23, 1_000_000_001, 9, 1),
        is("1.0 GB read, 9 records, 1 rejected; merging and writing, 3 s"));
    assertThat(progress.line(24, 1_000_000_001, 1, 0), containsString(" 1 record, 0 rejected;"));
  }

  @Test
  void formatsTimesAndSizesForPeople() {
    assertThat(TerminalText.time(0.4), is("0 s"));
    assertThat(TerminalText.time(119), is("119 s"));
    assertThat(TerminalText.time(187), is("3 min 7 s"));
    assertThat(TerminalText.size(1), is("1 byte"));
    assertThat(TerminalText.size(999), is("999 bytes"));
    assertThat(TerminalText.size(1_000), is("1.0 kB"));
    assertThat(TerminalText.size(999_949), is("999.9 kB"));
    assertThat(TerminalText.size(999_999), is("1.0 MB"));
    assertThat(TerminalText.size(Long.MAX_VALUE), is("9223372.0 TB"));
  }
}
