package io.footfall.pipelines.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.dataset.Datasets;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;

class StreamOwnershipTest {
  private static Map<String, String> settings(String... args) {
    return StreamOwnership.settings(
        Datasets.named("visits", ZoneOffset.UTC),
        PipelineOptionsFactory.fromArgs(args).as(CountOptions.class));
  }

  @Test
  void openWindowsDependOnTheKeyOfDuplicates() {
    Map<String, String> byUser = settings("--deduplicateBy=user_id");
    assertThat(byUser.get("deduplicateBy"), is("user_id"));
    assertThat(byUser.get("deduplicate"), is("true"));
    assertThat(settings("--deduplicateBy=url"), is(not(byUser)));
    assertThat(settings("--deduplicate").get("deduplicate"), is("true"));
    assertThat(settings("--deduplicate"), is(not(byUser)));
    assertThat(settings().get("deduplicate"), is("false"));
  }
}
