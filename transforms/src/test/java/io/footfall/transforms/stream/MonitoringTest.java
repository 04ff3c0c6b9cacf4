package io.footfall.transforms.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares the metrics with the dashboard, the alerts and the runbook. */
class MonitoringTest {
  private static final Path DASHBOARD = Path.of("src/deploy/monitoring/grafana-dashboard.json");
  private static final Path ALERTS = Path.of("src/deploy/monitoring/alerts.yml");
  private static final Path RUNBOOK = Path.of("src/docs/runbook.md");

  /** Rejected records have a metric per reason, documented as one. */
  private static final String REJECTED = "records_rejected_";

  private static final Pattern OF_PROMETHEUS =
      Pattern.compile("flink_taskmanager_job_task_operator_footfall_([a-z_]+)");
  private static final Pattern OF_A_TABLE =
      Pattern.compile("`((?:records|bytes|reports?|watermark|arrival|files?)_[a-zA-Z_]+)`");

  private static Set<String> all() {
    return StreamMetrics.names().stream()
        .map(name -> name.startsWith(REJECTED) ? REJECTED : name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1).startsWith(REJECTED) ? REJECTED : matcher.group(1));
    }
    return names;
  }

  private static String section(Path page, String heading) throws IOException {
    String text = Files.readString(page);
    String after = text.substring(text.indexOf("\n## " + heading + "\n") + 1);
    int end = after.indexOf("\n## ", 1);
    return end < 0 ? after : after.substring(0, end);
  }

  @Test
  void dashboardShowsEveryMetricAndNoOther() throws Exception {
    assertThat(found(OF_PROMETHEUS, Files.readString(DASHBOARD)), is(all()));
  }

  @Test
  void runbookListsEveryMetricAndNoOther() throws Exception {
    assertThat(found(OF_A_TABLE, section(RUNBOOK, "Metrics")), is(all()));
  }

  @Test
  void alertsUseExistingMetrics() throws Exception {
    Set<String> unknown = found(OF_PROMETHEUS, Files.readString(ALERTS));
    unknown.removeAll(all());
    assertThat(unknown, is(Set.of()));
  }

  @Test
  void panelsHaveADescriptionAndAQuery() throws Exception {
    JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(panel.path("title").asText(), not(emptyString()));
      assertThat(
          panel.path("title").asText(), panel.path("description").asText(), not(emptyString()));
      for (JsonNode target : panel.path("targets")) {
        assertThat(panel.path("title").asText(), target.path("expr").asText(), not(emptyString()));
      }
    }
  }
}
