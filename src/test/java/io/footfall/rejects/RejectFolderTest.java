package io.footfall.rejects;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.footfall.files.FirehoseFile;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectFolderTest {
  /** Captured from Firehose (src/docs/formats.md, section 2.3). */
  private static final String OF_FIREHOSE =
      "{\"rawData\":\"RkFJTCB0aGlzIG9uZQo=\",\"errorCode\":\"Lambda.ProcessingFailedStatus\","
          + "\"errorMessage\":\"ProcessingFailed"
          + " status set for"
          + " record\",\"attemptsMade\":1,\"arrivalTimestamp\":1789014240448,"
          + "\"attemptEndingTimestamp\":1789014301529,"
          + "\"lambdaARN\":\"arn:aws:lambda:eu-central-1:1:function:f\"}";

  @TempDir Path temp;

  private final List<KeptReject> rejects = new ArrayList<>();
  private final List<String> others = new ArrayList<>();

  private void read() throws Exception {
    for (MatchResult.Metadata file : RejectFolder.of(temp.toString()).files()) {
      RejectFolder.read(
          file,
          new RejectFolder.Visitor() {
            @Override
            public void reject(KeptReject reject) {
              rejects.add(reject);
            }

            @Override
            public void otherLine(String name, long line) {
              others.add(Path.of(name).getFileName() + ":" + line);
            }
          });
    }
  }

  private void write(String name, String content) throws Exception {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    try (OutputStream plain = Files.newOutputStream(file);
        OutputStream out = name.endsWith(".gz") ? FirehoseFile.gzip(plain) : plain) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void rejectThatWasWrittenIsReadBack() throws Exception {
    Reject written =
        new Reject(
            RejectCode.INVALID_NUMBER,
            "page_view_duration is 'x'",
            "a.csv",
            0,
            100,
            7,
            "page_view_duration",
            "seconds",
            new byte[] {0, (byte) 0xff, 'a'},
            2,
            1_700_000_000_000L,
            null);
    Path file = Files.createDirectories(temp.resolve("processing-failed/2024")).resolve("a.gz");
    try (OutputStream out = FirehoseFile.gzip(Files.newOutputStream(file))) {
      RejectFile.write(written, 1, out);
    }
    read();
    assertThat(rejects.size(), is(1));
    KeptReject reject = rejects.get(0);
    assertThat(reject.raw(), is(new byte[] {0, (byte) 0xff, 'a'}));
    assertThat(reject.code(), is("INVALID_NUMBER"));
    assertThat(reject.message(), is("page_view_duration is 'x'"));
    assertThat(reject.attempts(), is(2));
    assertThat(reject.arrivalMillis(), is(1_700_000_000_000L));
    assertThat(reject.source(), is("a.csv"));
    assertThat(reject.offset(), is("100"));
    assertThat(reject.line(), is(7L));
  }

  @Test
  void filesOfFirehoseAreReadInTheirVariants() throws Exception {
    write("format-conversion-failed/2024/03/01/10/a", OF_FIREHOSE + "\n");
    write(
        "b.gz",
        "{\"lambdaArn\":\"x\",\"arrivalTimestamp\":\"1789014240448\",\"attemptsMade\":\"4\","
            + "\"errorCode\":\"E\",\"rawData\":\"QQ==\"}\n");
    read();
    assertThat(new String(rejects.get(1).raw(), StandardCharsets.UTF_8), is("FAIL this one\n"));
    assertThat(rejects.get(1).code(), is("Lambda.ProcessingFailedStatus"));
    assertThat(rejects.get(1).arrivalMillis(), is(1789014240448L));
    assertThat(rejects.get(1).source(), is(""));
    assertThat(rejects.get(0).attempts(), is(4));
    assertThat(rejects.get(0).arrivalMillis(), is(1789014240448L));
    assertThat(others, is(empty()));
  }

  @Test
  void reportsLinesThatAreNotRejectsAndReadsTheOthers() throws Exception {
    write(
        "a.gz",
        "no json\n\n"
            + OF_FIREHOSE
            + "\n{\"errorCode\":\"E\"}\n{\"rawData\":\"###\",\"errorCode\":\"E\"}\n{\"rawData\":\"QQ==\"}\n[1]\n");
    write(".hidden", "no json\n");
    read();
    assertThat(rejects.size(), is(1));
    assertThat(others, contains("a.gz:1", "a.gz:4", "a.gz:5", "a.gz:6", "a.gz:7"));
  }

  @Test
  void folderThatIsNotThereHasNoFiles() throws Exception {
    assertThat(RejectFolder.of(temp.resolve("none").toString()).files(), is(empty()));
  }
}
