package io.footfall.rejects;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

class RejectTest {
  private static Reject onLine(long line) {
    return Origin.in("visits.csv", 70, line, 0)
        .inSlice(64)
        .reject(RejectCode.MISSING_FIELD, "user_id is empty", "user_id", null, new byte[0]);
  }

  @Test
  void countsLinesFromTheStartOfTheFile() {
    Reject inFile = onLine(3).inFile(40);

    assertThat(inFile.line(), is(43L));
    assertThat(inFile.sliceFrom(), is(0L));
  }

  @Test
  void keepsAnUnknownLine() {
    assertThat(onLine(0).inFile(40).line(), is(0L));
  }
}
