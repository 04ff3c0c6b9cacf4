package io.footfall.pipelines.insight;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.footfall.testing.process.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowserTest {
  @TempDir Path temp;

  @Test
  void isTheOneOfTheSystemUnlessTheUserChoseAnother() {
    assertThat(Browser.of("Linux", null).command(), contains("xdg-open"));
    assertThat(Browser.of("Mac OS X", "").command(), contains("open"));
    assertThat(Browser.of("Windows 11", null).command(), contains("cmd", "/c", "start", ""));
    assertThat(Browser.of("Linux", "firefox").command(), contains("firefox"));
  }

  @Test
  void opensAFile() throws Exception {
    Path script = temp.resolve("browser");
    Files.writeString(
        script, "#!/bin/sh\nprintf '%s' \"$1\" >\"$0.part\"\nmv \"$0.part\" \"$0.opened\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    Browser.of("Linux", script.toString()).open("a report.html");
    Path opened = temp.resolve("browser.opened");
    Await.until("it is opened", Duration.ofSeconds(30), () -> Files.exists(opened));
    assertThat(Files.readString(opened), is("a report.html"));
  }
}
