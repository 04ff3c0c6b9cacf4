package io.footfall.pipelines;

import io.footfall.pipelines.VisitStream.Sent;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The way to the warehouse for a person to look at, on one machine and without a cloud: what {@code
 * bin/footfall demo} runs. It is {@link WarehousePath}, whose parts are the stand-ins of the
 * end-to-end tests.
 */
final class Demo {
  private static final int RECORDS = 20_000;
  private static final int GARBAGE = 25;

  private Demo() {}

  /**
   * Runs the demonstration.
   *
   * @param args none
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("footfall-demo");
    // Servers are stopped when it ends, however it ends; what they have written stays to be seen.
    int status = 0;
    try {
      show(folder, System.out);
    } catch (AssertionError | Exception e) {
      System.err.println("footfall: the demonstration failed: " + e.getMessage());
      status = 70;
    }
    System.exit(status);
  }

  private static void show(Path folder, PrintStream out) throws Exception {
    List<Sent> all = VisitStream.withRepeats(VisitStream.records(RECORDS, 1), 2);
    out.println(
        "Starting PostgreSQL, Kinesis, S3, a warehouse and a Flink cluster, here: " + folder);
    try (WarehousePath path = new WarehousePath(folder)) {
      step(out, 1, "A shop's database: half of the visits");
      path.fill(all.subList(0, RECORDS / 2));
      say(out, "%,d rows in page_views, some of them invalid", RECORDS / 2);

      step(out, 2, "footfall publish: what is new in the table, to Kinesis");
      say(out, path.publish().out());

      step(
          out, 3, "footfall visits, in the Flink cluster: windows, backup, lake and rejects on S3");
      path.startJob();
      path.awaitCounted(1);
      say(out, "it counts");

      step(out, 4, "A worker is killed; the other half of the visits comes, and garbage");
      path.killTaskManager();
      path.fill(all.subList(RECORDS / 2, RECORDS));
      say(out, path.publish().out());
      path.sendGarbage(GARBAGE);
      path.addTaskManager();
      VisitStream stream = VisitStream.deduplicating();
      long came = path.tell(stream);
      path.awaitCounted(came);
      path.stopJob();
      say(out, "%,d messages came into the stream, and all are accounted for:", came);
      say(out, stream.accounting());

      step(out, 5, "What is on S3");
      for (String kind : List.of("backup/", "lake/visits/date=", "rejects/", "windows/")) {
        say(out, "%,6d objects in s3://lake/%s", path.s3().keys("lake", kind).size(), kind);
      }

      step(out, 6, "footfall load: the lake's sealed batches, into the warehouse");
      say(out, path.load().out());
      say(out, "the most visited, by SQL:");
      answers(path, out);

      step(out, 7, "footfall replay: the late records come to their days; then load again");
      say(out, path.replay().out());
      say(out, path.load().out());
      answers(path, out);

      step(out, 8, "The same counted again from the backup");
      say(out, path.countBackup(folder.resolve("recounted")).out());
    }
    out.println();
    out.println("What was written stays in " + folder + " until you delete it.");
  }

  private static void answers(WarehousePath path, PrintStream out) throws Exception {
    for (String row :
        path.ask(
            "SELECT event_date, url, visits, round(total_time_spent / timed_visits, 3) FROM url_stats"
                + " ORDER BY visits DESC, url LIMIT 5")) {
      say(out, "  " + row.replace("|", "   "));
    }
  }

  private static void step(PrintStream out, int number, String what) {
    out.println();
    out.println(number + ". " + what);
    out.flush();
  }

  private static void say(PrintStream out, String format, Object... values) {
    String text = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
    text.lines().filter(line -> !line.isBlank()).forEach(line -> out.println("   " + line));
    out.flush();
  }
}
