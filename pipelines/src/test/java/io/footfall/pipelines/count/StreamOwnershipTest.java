package io.footfall.pipelines.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.pipelines.options.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamOwnershipTest {
  private static Map<String, String> settings(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--input=kafka://127.0.0.1:9092/visits", "--output=out"));
    return StreamOwnership.ofWindows(
        CountSettings.of("visits", Arguments.parse("visits", CountOptions.class, "input", all)));
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
