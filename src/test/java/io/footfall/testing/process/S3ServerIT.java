package io.footfall.testing.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ServerIT {
  @TempDir Path temp;

  @Test
  void listsAndReturnsObjects() throws Exception {
    try (S3Server s3 = S3Server.start(temp)) {
      s3.createBucket("lake");
      s3.put("lake", "in/b.csv", "b".getBytes(UTF_8));
      s3.put("lake", "in/a.csv", "a".getBytes(UTF_8));
      s3.put("lake", "other", "c".getBytes(UTF_8));

      assertThat(s3.keys("lake", "in/"), contains("in/a.csv", "in/b.csv"));
      assertThat(new String(s3.content("lake", "in/a.csv"), UTF_8), is("a"));
      assertThat(Files.readString(s3.file("lake", "in/b.csv")), is("b"));
    }
  }
}
