package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.testing.EarlierLake;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lake whose files lack the columns of campaigns is read, extended and compacted. */
class EarlierLakeTest {
  private static final String CAMPAIGNS =
      "SELECT user_id, url, utm_source, utm_campaign FROM visits ORDER BY user_id";
  private static final String HEADER = "user_id,url,utm_source,utm_campaign\n";
  private static final String EARLIER = "ann,/home,,\nbob,/shoes,,\n";

  @TempDir Path temp;

  @BeforeEach
  void copyLake() throws Exception {
    EarlierLake.copyTo(temp.resolve("lake"));
  }

  private String query(String lake) {
    return FootfallCall.runWell("query", "--lake=" + temp.resolve(lake), "--format=csv", CAMPAIGNS)
        .out();
  }

  @Test
  void columnsThatNoFileHasAreNull() {
    assertThat(query("lake"), is(HEADER + EARLIER));
  }

  @Test
  void filesWithAndWithoutTheColumnsAreOneTable() throws Exception {
    Path visits =
        Files.writeString(
            temp.resolve("visits.csv"),
            "user_id,timestamp,url\ncid,2024-03-01 12:00:00,/home?utm_source=mail&utm_campaign=spring\n");
    FootfallCall.runWell(
        "visits",
        "--input=" + visits,
        "--stripQuery",
        "--output=" + temp.resolve("report"),
        "--lake=" + temp.resolve("lake"));
    String all = HEADER + EARLIER + "cid,/home,mail,spring\n";
    assertThat(query("lake"), is(all));

    FootfallCall.runWell("compact", "--lake=" + temp.resolve("lake"));
    assertThat(query("lake"), is(all));

    FootfallCall.runWell(
        "visits",
        "--input=lake:" + temp.resolve("lake"),
        "--output=" + temp.resolve("again"),
        "--lake=" + temp.resolve("copy"));
    assertThat(query("copy"), is(all));
  }
}
