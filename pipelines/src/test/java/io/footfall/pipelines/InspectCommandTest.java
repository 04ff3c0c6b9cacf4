package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What inspect proposes reads the file. */
class InspectCommandTest {
  @TempDir Path temp;

  private Path file(String name, String text, String charset) throws IOException {
    return Files.write(temp.resolve(name), text.getBytes(Charset.forName(charset)));
  }

  private String said(Path file, String... options) {
    String[] all = new String[options.length + 2];
    all[0] = "inspect";
    all[1] = file.toString();
    System.arraycopy(options, 0, all, 2, options.length);
    return FootfallCall.runWell(all).said();
  }

  @Test
  void proposesTheOptionsOfAEuropeanSpreadsheet() throws IOException {
    Path file =
        file(
            "orders.csv",
            """
            Customer Email;timestamp;product_name;price;quantity
            a@b.c;31.12.2024 10:00;Caf\u00e9;1.012,50;2
            NULL;01.02.2024 10:00;Tee;2,50;1
            """,
            "windows-1252");
    Path profile = temp.resolve("profile");
    String said = said(file, "--save=" + profile);
    assertThat(said, containsString("--timestampFormat=dmy"));
    assertThat(said, containsString("2 dates, 1 with a first number above 12, 0 with a second"));
    assertThat(said, containsString("--decimal=, --grouping=."));
    assertThat(said, containsString("Run: footfall purchases --input=" + file));
    FootfallCall.runWell(
        "purchases",
        "--profile=" + profile,
        "--delimiter=;",
        "--input=" + file,
        "--output=" + temp.resolve("out"));
    assertThat(
        Files.readString(temp.resolve("out/customer_days.csv")),
        containsString("2024-12-31,a@b.c,2025.00"));
  }

  @Test
  void namesWhatIsAmbiguous() throws IOException {
    Path file =
        file(
            "visits.csv",
            "user_id,timestamp,url\n1,12/1/2010 8:26,/a\n2,1/2/2010 8:26,/b\n",
            "UTF-8");
    String said = said(file);
    assertThat(said, containsString("ambiguous: timestamp has dates"));
    assertThat(said, containsString("--timestampFormat=dmy or mdy"));
    assertThat(said, not(containsString("--timestampFormat=mdy --output")));
    assertThat(said(file, "--format=json"), containsString("\"command\":\"footfall visits "));
  }

  @Test
  void recognizesAnAccessLog() throws IOException {
    Path file =
        file(
            "access.log",
            "192.0.2.1 - - [01/Mar/2024:10:00:00 +0100] \"GET /a HTTP/1.1\" 200 23 \"-\" \"Mozilla/5.0\"\n",
            "UTF-8");
    assertThat(
        said(file),
        containsString(
            "Run: footfall visits --input=" + file + " --format=combined --output=report"));
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThat(FootfallCall.run("inspect", temp + "/none.csv").status(), is(66));
  }
}
