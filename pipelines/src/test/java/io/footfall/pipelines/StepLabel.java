package io.footfall.pipelines;

import java.util.Arrays;
import java.util.regex.Pattern;

/** Names a step by its file, without what differs from run to run. */
final class StepLabel {
  private static final Pattern UUIDS =
      Pattern.compile(
          "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
              // The batches of streams.
              + "|[0-9a-f]{32}(?:-[0-9a-f]{8})?");
  private static final Pattern HASHES = Pattern.compile("(?<=replay-|compaction-)[0-9a-f]{16,24}");
  private static final Pattern SHORT = Pattern.compile("(?<=march-|april-)[0-9a-f]{8}");
  private static final Pattern TIMES = Pattern.compile("\\d{4}-\\d\\d-\\d\\d-\\d\\d-\\d\\d-\\d\\d");
  private static final Pattern HOURS =
      Pattern.compile("(?<=processing-failed/|source/)\\d{4}(/\\d\\d){0,3}");

  private static final String[] PARTS = {"YEAR", "MONTH", "DAY", "HOUR"};

  private StepLabel() {}

  static String of(String path) {
    String label = HASHES.matcher(UUIDS.matcher(path).replaceAll("ID")).replaceAll("ID");
    label = TIMES.matcher(SHORT.matcher(label).replaceAll("ID")).replaceAll("TIME");
    label = label.replace("replay-ID-ID", "replay-ID");
    label = label.replaceAll("(?<=replay-ID-)[-a-z0-9]{8}(?=-0)", "ID");
    return HOURS
        .matcher(label)
        .replaceAll(
            hour ->
                String.join(
                    "/", Arrays.asList(PARTS).subList(0, hour.group().split("/", -1).length)));
  }
}
