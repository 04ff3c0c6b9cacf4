package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.testing.EarlierLake;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lake whose files lack the columns of campaigns is read, extended and compacted. */
class EarlierLakeTest {
  private static final String CAMPAIGNS =
      "SELECT user_id, url, utm_source, utm_campaign, referrer, status FROM visits ORDER BY user_id";
  private static final String HEADER = "user_id,url,utm_source,utm_campaign,referrer,status\n";
  private static final String EARLIER = "ann,/home,,,,\nbob,/shoes,,,,\n";

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
  void referrersAndStatusesMakeNoRecordInvalid() throws Exception {
    Path visits =
        Files.writeString(
            temp.resolve("visits.json"),
            """
            {"user_id":"1","timestamp":"2024-03-01","url":"/a","referrer":{"x":1},"status":[2]}
            {"user_id":"2","timestamp":"2024-03-01","url":"/a","referrer":"r","referer":"s","status":404}
            {"user_id":"3","timestamp":"2024-03-01","url":"/a","status":"404","status":"200"}
            """);
    Path log =
        Files.write(
            temp.resolve("access.log"),
            """
            4 - - [01/Mar/2024:10:00:00 +0000] "GET /a HTTP/1.1" 304 5 "caf\u00e9" "b"
            5 - - [01/Mar/2024:10:00:00 +0000] "GET /a HTTP/1.1" 200 5 "t" "b"
            """
                .getBytes(StandardCharsets.ISO_8859_1));
    for (Path input : List.of(visits, log)) {
      FootfallCall.runWell(
          "visits",
          "--input=" + input,
          input.equals(log) ? "--format=combined" : "--zone=UTC",
          "--output=" + input + ".report",
          "--lake=" + temp.resolve("new"));
    }
    assertThat(
        FootfallCall.runWell(
                "query",
                "--lake=" + temp.resolve("new"),
                "--format=csv",
                "SELECT user_id, referrer, status FROM visits ORDER BY 1")
            .out(),
        is("user_id,referrer,status\n1,,\n2,r,404\n3,,404\n4,,304\n5,t,200\n"));
  }

  @Test
  void filesWithAndWithoutTheColumnsAreOneTable() throws Exception {
    Path visits =
        Files.writeString(
            temp.resolve("visits.csv"),
            "user_id,timestamp,url,Referer,status\ncid,2024-03-01 12:00:00,"
                + "/home?utm_source=mail&utm_campaign=spring,https://a.example/b,200\n");
    FootfallCall.runWell(
        "visits",
        "--input=" + visits,
        "--stripQuery",
        "--output=" + temp.resolve("report"),
        "--lake=" + temp.resolve("lake"));
    String all = HEADER + EARLIER + "cid,/home,mail,spring,https://a.example/b,200\n";
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
