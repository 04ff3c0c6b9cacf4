package io.footfall.pipelines;

import static io.footfall.testing.Gzip.gzip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.footfall.testing.process.Await;
import io.footfall.testing.process.FaultyProxy;
import io.footfall.testing.process.FaultyProxy.Fault;
import io.footfall.testing.process.S3Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of files from S3 into S3, also where S3 does not work as it should. */
class S3IT {
  private static final String HEADER = "user_id,timestamp,url,page_view_duration\n";
  private static final Duration MOST = Duration.ofMinutes(3);
  private static final Pattern RANGE = Pattern.compile("(?i)range: bytes=(\\d+)-");

  @TempDir static Path servers;
  private static S3Server s3;
  private static int buckets;

  @TempDir Path temp;

  private String bucket = "";

  @BeforeAll
  static void startServer() throws Exception {
    s3 = S3Server.start(servers);
  }

  @AfterAll
  static void stopServer() {
    s3.close();
  }

  @BeforeEach
  void createBucket() {
    bucket = "bucket-" + ++buckets;
    s3.createBucket(bucket);
  }

  private S3Footfall footfall() {
    return new S3Footfall(temp, s3, s3.endpoint());
  }

  private S3Footfall through(FaultyProxy proxy) {
    return new S3Footfall(temp, s3, proxy.endpoint());
  }

  private String uri(String key) {
    return "s3://" + bucket + "/" + key;
  }

  private void put(String key, String text) {
    s3.put(bucket, key, text.getBytes(UTF_8));
  }

  private String content(String key) {
    return new String(s3.content(bucket, key), UTF_8);
  }

  /** Visits of as many URLs, each of one second. */
  private static String visits(int from, int to) {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = from; i < to; i++) {
      text.append("u")
          .append(i % 1_000)
          .append(",2024-03-01 10:00:00,https://shop.example/some/page/")
          .append(i)
          .append(",1\n");
    }
    return text.toString();
  }

  /** The table of these visits: all URLs have one visit, and so are in their own order. */
  private static String urls(int to) {
    Set<String> sorted = new TreeSet<>();
    for (int i = 0; i < to; i++) {
      sorted.add("https://shop.example/some/page/" + i + ",1,1,1");
    }
    return sorted.size() + " rows: " + sorted.hashCode();
  }

  private String writtenUrls(String key) {
    Set<String> rows = new TreeSet<>();
    content(key)
        .lines()
        .skip(1)
        .forEach(
            row -> {
              String[] fields = row.split(",", -1);
              assertThat(row, fields[1] + " " + fields[2], is("1 1"));
              rows.add(fields[0] + ",1,1,1");
            });
    return rows.size() + " rows: " + rows.hashCode();
  }

  @Test
  void countsPrefixesGlobsAndCompressedObjects() throws Exception {
    put("in/a.csv", HEADER + "1,2024-03-01 10:00:00,/a,1.5\n2,2024-03-01 10:00:00,/b,2\n");
    s3.put(bucket, "in/b.csv.gz", gzip(HEADER + "3,2024-03-01 10:00:00,/a,4\n"));
    put("in/_SUCCESS", "");
    put(
        "more/2024/c.jsonl",
        "{\"user_id\":1,\"timestamp\":\"2024-03-01 10:00:00\",\"url\":\"/a\",\"page_view_duration\":1}\nno\n");

    footfall()
        .runWell(
            "visits",
            "--input=" + uri("in/*.csv*") + "," + uri("more/**"),
            "--output=" + uri("out"))
        .assertOut("read 5 = ok 4 + rejected 1");
    assertThat(content("out/urls.csv"), containsString("/a,3,6.5,"));
    assertThat(
        s3.keys(bucket, "out/").stream().filter(key -> !key.endsWith(".gz")).toList(),
        contains("out/run.json", "out/summary.csv", "out/urls.csv"));

    footfall()
        .call("visits", "--input=" + uri("in/a.csv"), "--output=" + uri("out"))
        .assertStatus(2);

    footfall()
        .callWell(
            "visits",
            "--input=" + uri("in/a.csv"),
            "--output=" + uri("out"),
            "--numShards=2",
            "--overwrite");
    assertThat(
        s3.keys(bucket, "out/"),
        contains(
            "out/run.json",
            "out/summary.csv",
            "out/urls-00000-of-00002.csv",
            "out/urls-00001-of-00002.csv"));
  }

  @Test
  void listsMoreObjectsThanOnePage() throws Exception {
    Path folder = Files.createDirectories(s3.file(bucket, "in"));
    for (int i = 0; i < 1_100; i++) {
      Files.writeString(
          folder.resolve(String.format(Locale.ROOT, "%05d.csv", i)), visits(i, i + 1));
    }
    Files.writeString(folder.resolve("_SUCCESS"), "not to be counted");
    footfall()
        .callWell("visits", "--input=" + uri("in/"), "--output=" + uri("out"))
        .assertOut("read 1,100 = ok 1,100");
    assertThat(writtenUrls("out/urls.csv"), is(urls(1_100)));
  }

  @Test
  void readsAndWritesLargeObjectsInParts() throws Exception {
    int rows = 400_000;
    put("in.csv", visits(0, rows));
    try (FaultyProxy proxy = FaultyProxy.before(s3.endpoint())) {
      through(proxy)
          .runWell(
              "visits",
              "--input=" + uri("in.csv"),
              "--output=" + uri("out"),
              "--targetParallelism=4",
              "--s3UploadBufferSizeBytes=5242880",
              "--SSEAlgorithm=aws:kms",
              "--SSEKMSKeyId=arn:aws:kms:us-east-1:1:key/k");

      assertThat(writtenUrls("out/urls.csv"), is(urls(rows)));
      Set<String> starts = new TreeSet<>();
      int parts = 0;
      List<String> encrypted = new ArrayList<>();
      for (String request : proxy.requests()) {
        Matcher range = RANGE.matcher(request);
        if (request.startsWith("GET") && range.find() && request.contains("in.csv")) {
          starts.add(range.group(1));
        }
        parts += request.startsWith("PUT") && request.contains("partNumber=2") ? 1 : 0;
        if (request.startsWith("POST") && request.contains("uploads")) {
          encrypted.add(request.toLowerCase(Locale.ROOT));
        }
      }
      assertThat("different starts of reading", starts.size(), greaterThan(2));
      assertThat("second parts", parts, greaterThanOrEqualTo(1));
      assertThat(encrypted, not(empty()));
      for (String request : encrypted) {
        assertThat(
            request,
            allOf(
                containsString("x-amz-server-side-encryption: aws:kms"),
                containsString("arn:aws:kms:us-east-1:1:key/k")));
      }
    }
  }

  @Test
  void rejectsMayGoToS3WhileTheReportStaysHereAndAreReadFromThere() throws Exception {
    put("in.csv", HEADER + "1,2024-03-01 10:00:00,/a,soon\n1,2024-03-01 10:00:00,/a,1\n");
    footfall()
        .callWell(
            "visits",
            "--input=" + uri("in.csv"),
            "--output=" + temp.resolve("out"),
            "--rejects=" + uri("dead letters"));
    assertThat(
        s3.keys(bucket, ""),
        contains(is("dead letters/" + lastPart(s3.keys(bucket, "dead"))), is("in.csv")));

    footfall()
        .callWell("rejects", "--rejects=" + uri("dead letters"))
        .assertOut("1 INVALID_NUMBER");
  }

  private static String lastPart(List<String> keys) {
    assertThat(keys, hasSize(1));
    assertThat(keys.get(0), startsWith("dead letters/processing-failed/2"));
    return keys.get(0).substring("dead letters/".length());
  }

  @Test
  void backupOnS3ProducesTheSameReport() throws Exception {
    put("in/a.csv", visits(0, 500));
    s3.put(bucket, "in/b.csv.gz", gzip(visits(500, 900)));
    footfall()
        .callWell(
            "visits",
            "--input=" + uri("in"),
            "--output=" + temp.resolve("out"),
            "--backup=" + uri("backup"));
    assertThat(s3.keys(bucket, "backup/"), hasSize(2));
    assertThat(s3.keys(bucket, "backup/source/"), hasSize(2));

    footfall()
        .callWell(
            "visits", "--input=" + uri("backup/source/**"), "--output=" + temp.resolve("again"));
    assertThat(
        Files.readString(temp.resolve("again/urls.csv")),
        is(Files.readString(temp.resolve("out/urls.csv"))));
  }

  @Test
  void queriesReportsAndServesALakeOnS3() throws Exception {
    put("in/first.csv", visits(0, 30) + "u1,yesterday,/late,1\n");
    put("in/second.csv", visits(30, 50));
    seal("first");
    String lake = "--lake=" + uri("lake");
    String report = "--report=" + uri("first");
    assertThat(
        footfall()
            .runWell(
                "query",
                lake,
                report,
                "--format=csv",
                "SELECT (SELECT count(*) FROM visits) AS visits, reason, raw FROM rejects")
            .out(),
        is("visits,reason,raw\n30,INVALID_TIMESTAMP,\"u1,yesterday,/late,1\"\n"));

    footfall().runWell("visits", "--input=lake:" + uri("lake"), "--output=" + uri("again"));
    assertThat(writtenUrls("again/urls.csv"), is(writtenUrls("first/urls.csv")));

    footfall().runWell("report", lake, report, "--output=" + uri("report.html"));
    assertThat(content("report.html"), startsWith("<!doctype html>"));

    try (ServedDashboard dashboard =
        ServedDashboard.of(footfall().start("serve", lake, report, "--port=0"))) {
      assertThat(dashboard.get("api/insight").at("/visits/visits/0").asLong(), is(30L));
      seal("second");
      Await.until(
          "the second batch is shown",
          MOST,
          () -> dashboard.get("api/insight").at("/visits/visits/0").asLong() == 50);
      assertThat(dashboard.get("api/status").at("/loads/0/batch").asText(), is("second"));
      assertThat(dashboard.get("api/status").at("/rejects/visits").asLong(), is(1L));
    }
  }

  private void seal(String batch) throws Exception {
    footfall()
        .callWell(
            "visits",
            "--input=" + uri("in/" + batch + ".csv"),
            "--output=" + uri(batch),
            "--lake=" + uri("lake"),
            "--batch=" + batch);
  }

  // ---- what does not work ----------------------------------------------------------------------

  private void refuses(S3Footfall footfall, int status, String... inMessage) throws Exception {
    FootfallProcess.Ended ended =
        footfall
            .call("visits", "--input=" + uri("in.csv"), "--output=" + uri("out"))
            .assertStatus(status);
    for (String part : inMessage) {
      ended.assertErr(part);
    }
    assertThat(s3.keys(bucket, "out/"), is(empty()));
  }

  @Test
  void namesAMissingBucket() throws Exception {
    put("in.csv", visits(0, 1));
    footfall()
        .call("visits", "--input=" + uri("in.csv"), "--output=s3://no-such-bucket/out")
        .assertStatus(74)
        .assertErr("Bucket not found: no-such-bucket at " + s3.endpoint() + ". Check --output");
  }

  @Test
  void missingObjectIsStatus66() throws Exception {
    refuses(footfall(), 66, "Input file not found: " + uri("in.csv"));
  }

  @Test
  void namesTheOptionOfAnUnreachableService() throws Exception {
    // Nobody listens at this port, and nobody else can take it.
    try (Socket bound = new Socket()) {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      refuses(
          new S3Footfall(temp, s3, URI.create("http://127.0.0.1:" + bound.getLocalPort())),
          74,
          "the service is unreachable",
          "--s3Endpoint");
    }
  }

  @Test
  void deniedAccessRefersToThePermissions() throws Exception {
    put("in.csv", visits(0, 10));
    try (FaultyProxy proxy = FaultyProxy.before(s3.endpoint())) {
      proxy.setShare(Fault.ACCESS_DENIED, 1);
      refuses(through(proxy), 74, "--input=", "AccessDenied", "src/docs/s3.md");

      proxy.concernOnly(head -> head.startsWith("POST") && head.contains("uploads"));
      refuses(through(proxy), 74, "--output", "AccessDenied", "src/docs/s3.md");
    }
  }

  @Test
  void doctorChecksBuckets() throws Exception {
    put("in/a.csv", HEADER);
    String[] doctor = {
      "doctor", "visits", "--input=" + uri("in/"), "--output=" + uri("out"), "--lake=" + uri("lake")
    };
    assertThat(
        footfall().runWell(doctor).out().lines().toList(),
        hasItem(
            ("ok       S3                 %s at %s, region us-east-1: --lake, --output"
                    + " writable")
                .formatted(bucket, s3.endpoint())));
    assertThat("it leaves nothing", s3.keys(bucket, ""), contains("in/a.csv"));
    try (FaultyProxy proxy = FaultyProxy.before(s3.endpoint())) {
      proxy.concernOnly(head -> head.startsWith("POST ") && head.contains("/lake/"));
      proxy.setShare(Fault.ACCESS_DENIED, 1);
      through(proxy)
          .run(doctor)
          .assertStatus(74)
          .assertOut(
              "refused  S3                 Cannot write to --lake="
                  + uri("lake")
                  + ": S3 denied access (AccessDenied)");
    }
  }

  @Test
  void retriesFailedRequests() throws Exception {
    int rows = 60_000;
    put("in/a.csv", visits(0, rows / 2));
    s3.put(bucket, "in/b.csv.gz", gzip(visits(rows / 2, rows)));
    try (FaultyProxy proxy = FaultyProxy.before(s3.endpoint())) {
      for (Fault fault : List.of(Fault.SLOW_DOWN, Fault.INTERNAL_ERROR, Fault.RESET, Fault.DELAY)) {
        proxy.setShare(fault, 0.08);
      }
      through(proxy)
          .runWell(
              "visits",
              "--input=" + uri("in/"),
              "--output=" + uri("out"),
              "--backup=" + uri("backup"));
      assertThat(
          "faults",
          proxy.happened(Fault.SLOW_DOWN)
              + proxy.happened(Fault.INTERNAL_ERROR)
              + proxy.happened(Fault.RESET),
          greaterThan(5));
    }
    assertThat(writtenUrls("out/urls.csv"), is(urls(rows)));
    assertThat(s3.keys(bucket, "backup/"), hasSize(2));
  }

  @Test
  void resumesInterruptedResponses() throws Exception {
    int rows = 60_000;
    put("in/a.csv", visits(0, rows / 2));
    s3.put(bucket, "in/b.csv.gz", gzip(visits(rows / 2, rows)));
    try (FaultyProxy proxy = FaultyProxy.before(s3.endpoint())) {
      proxy.concernOnly(head -> head.startsWith("GET") && head.contains("/in/"));
      proxy.setShare(Fault.CUT, 0.4);
      through(proxy).runWell("visits", "--input=" + uri("in/"), "--output=" + uri("out"));
      assertThat("cuts", proxy.happened(Fault.CUT), greaterThan(0));
    }
    assertThat(writtenUrls("out/urls.csv"), is(urls(rows)));
  }

  @Test
  void unavailableStoreEndsTheRunWithoutAReport() throws Exception {
    put("in/a.csv", visits(0, 50_000));
    put("in/b.csv", visits(50_000, 100_000));
    try (FaultyProxy proxy = FaultyProxy.before(s3.endpoint())) {
      // While the table is being written.
      proxy.concernOnly(head -> head.startsWith("PUT"));
      proxy.goDownAtRequest(2);
      through(proxy)
          .run("visits", "--input=" + uri("in/"), "--output=" + uri("out"))
          .assertStatus(74)
          .assertErr(uri("out"));
      assertThat("it was tried again", proxy.turnedAway(), greaterThan(3));
    }
    assertThat(s3.keys(bucket, "out/"), not(hasItem("out/run.json")));
    assertThat(s3.keys(bucket, "out/"), not(hasItem("out/urls.csv")));
  }
}
