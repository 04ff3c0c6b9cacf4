package io.footfall.source;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.jupiter.api.Test;

class SourceNameTest {
  private static SourceName s3(String... segments) {
    return new SourceName("s3", List.of(segments));
  }

  private static SourceName local(String path) {
    return new SourceName("file", List.of(path));
  }

  @Test
  void fileIsInABucketOrOnADisk() {
    assertThat(SourceName.ofFile("s3://shop/2024/a b.csv"), is(s3("shop", "2024/a b.csv")));
    assertThat(SourceName.ofFile("/data/a.csv"), is(local("/data/a.csv")));
    assertThat(SourceName.ofFile("file:///data/a.csv"), is(local("/data/a.csv")));
    assertThat(SourceName.ofFile("file:/data/a.csv"), is(local("/data/a.csv")));
  }

  @Test
  void globIsADirectory() {
    assertThat(SourceName.ofInput("s3://shop/logs/*/a.csv"), is(s3("shop", "logs/")));
    assertThat(SourceName.ofInput("s3://shop/*.csv"), is(s3("shop", "")));
    assertThat(SourceName.ofInput("data/{a,b}.csv"), is(local("data/")));
    assertThat(SourceName.ofInput("*.csv"), is(local("")));
    assertThat(SourceName.ofInput("landing"), is(local("landing")));
  }
}
