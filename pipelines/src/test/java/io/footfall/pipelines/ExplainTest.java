package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The graph of a run is printed, and the run is not started. */
class ExplainTest {
  @TempDir Path temp;

  @Test
  void explainPrintsTheStepsWithTheirElements() throws IOException {
    Path input =
        Files.writeString(temp.resolve("input.csv"), "user_id,timestamp,url,page_view_duration\n");
    FootfallProcess.Ended ended =
        FootfallCall.runWell(
            "explain", "visits", "--input=" + input, "--output=" + temp.resolve("out"));
    List<String> lines = ended.out().lines().toList();
    assertThat(lines, hasItem("ReadRecords"));
    assertThat(lines, hasItem("  ReadSource (Read) -> RecordBlock"));
    ended.assertOut("PutInPlace (ParDo) -> String");
    assertThat(Files.exists(temp.resolve("out")), is(false));
  }
}
