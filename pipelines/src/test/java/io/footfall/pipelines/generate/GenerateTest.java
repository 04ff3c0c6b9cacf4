package io.footfall.pipelines.generate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.footfall.errors.FootfallException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The answers are checked against the plainest computation there is, with an independent reader.
 */
class GenerateTest {

  private static final String[] NASTY = {
    "--rows=70000", "--zipf=1", "--late=0.1", "--latest=2h", "--seed=7"
  };

  @TempDir Path directory;

  private String err = "";

  private int run(String dataset, String output, String... options) {
    List<String> args = new ArrayList<>(List.of(dataset));
    if (!output.isEmpty()) {
      args.add("--output=" + directory.resolve(output));
    }
    args.addAll(Arrays.asList(options));
    try {
      return new GenerateCommand().run(args, new PrintStream(new ByteArrayOutputStream()));
    } catch (FootfallException e) {
      err = String.valueOf(e.getMessage());
      return e.kind().exitStatus();
    }
  }

  private String[] withAnswers(String... options) {
    String[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = "--answers=" + directory.resolve("answers");
    return all;
  }

  private String answer(String name) throws IOException {
    return Files.readString(directory.resolve("answers").resolve(name));
  }

  private static int compareBytes(String a, String b) {
    return Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));
  }

  private List<CsvRecord> records(String name) {
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(directory.resolve(name))) {
      List<CsvRecord> records = new ArrayList<>();
      reader.forEach(records::add);
      return records.subList(1, records.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Url {
    private final String url;
    private String first = "9999";
    private BigDecimal time = BigDecimal.ZERO;
    private int visits;

    Url(String url) {
      this.url = url;
    }

    BigDecimal average() {
      return time.divide(BigDecimal.valueOf(visits), 3, RoundingMode.HALF_UP);
    }
  }

  @Test
  void answersOfVisitsAreExact() throws IOException {
    assertThat(run("visits", "visits.csv", withAnswers(NASTY)), is(0));

    Map<String, Url> urls = new HashMap<>();
    Set<String> users = new HashSet<>();
    List<CsvRecord> records = records("visits.csv");
    for (CsvRecord record : records) {
      Url url = urls.computeIfAbsent(record.getField(2), Url::new);
      url.visits++;
      url.time = url.time.add(new BigDecimal(record.getField(3)));
      if (record.getField(1).compareTo(url.first) < 0) {
        url.first = record.getField(1);
      }
      users.add(record.getField(0));
    }
    List<Url> sorted = new ArrayList<>(urls.values());
    sorted.sort(
        Comparator.<Url>comparingInt(u -> -u.visits)
            .thenComparing(u -> u.first)
            .thenComparing(u -> u.url, GenerateTest::compareBytes));
    StringBuilder table = new StringBuilder("url,visits,total_time_spent,average_time_spent\n");
    for (Url u : sorted) {
      String time = u.time.toPlainString();
      table.append(u.url).append(',').append(u.visits).append(',').append(time);
      table.append(',').append(u.average()).append('\n');
    }
    assertThat(answer("urls.csv").equals(table.toString()), is(true));

    StringBuilder averages = new StringBuilder("{");
    for (Url u : sorted.subList(0, 100)) {
      averages.append(averages.length() > 1 ? "," : "").append('"');
      averages.append(u.url).append("\":").append(u.average());
    }
    assertThat(
        answer("summary.csv"),
        is(
            "Total Interactions,Total Unique Users,Most Visited URL,"
                + "Average Time Spent on Each URL\n"
                + records.size()
                + ","
                + users.size()
                + ","
                + sorted.get(0).url
                + ","
                + '"'
                + averages.append('}').toString().replace("\"", "\"\"")
                + "\"\n"));
  }

  @Test
  void answersOfPurchasesAreExact() throws IOException {
    assertThat(run("purchases", "p.csv", withAnswers("--rows=40000", "--customers=300")), is(0));

    Map<List<String>, BigDecimal> sums = new HashMap<>();
    for (CsvRecord record : records("p.csv")) {
      List<String> key = List.of(record.getField(2).substring(0, 10), record.getField(1));
      BigDecimal amount =
          new BigDecimal(record.getField(5)).multiply(new BigDecimal(record.getField(6)));
      sums.merge(key, amount, BigDecimal::add);
    }
    List<List<String>> keys = new ArrayList<>(sums.keySet());
    Comparator<List<String>> byDate = Comparator.comparing(k -> k.get(0));
    keys.sort(byDate.thenComparing(k -> Integer.parseInt(k.get(1))));
    StringBuilder table = new StringBuilder("date,customer_id,total_spent\n");
    for (List<String> key : keys) {
      table.append(key.get(0)).append(',').append(key.get(1)).append(',');
      table.append(sums.get(key).toPlainString()).append('\n');
    }
    assertThat(answer("customer_days.csv").equals(table.toString()), is(true));
    assertThat(table.toString(), containsString(",0.00\n"));
    assertThat(table.toString(), containsString(",-"));
  }

  @Test
  void malformedRowsOfEveryKindAreCountedAndNotAnswered() throws IOException {
    assertThat(run("visits", "v.csv", withAnswers("--rows=50000", "--malformed=0.01")), is(0));

    String counts = answer("answers.json");
    for (Malformed cause : Malformed.values()) {
      assertThat(counts, containsString('"' + cause.code(Dataset.VISITS) + '"'));
    }
    long ok = Long.parseLong(counts.replaceAll(".*\"ok\":([0-9]+).*\n", "$1"));
    assertThat(ok, allOf(greaterThan(49_300L), lessThan(49_700L)));
    assertThat(answer("summary.csv"), containsString("\n" + ok + ","));
  }

  @Test
  void sameSettingsProduceTheSameBytes() throws IOException {
    // Several chunks, so that threads could mix them up; the digest pins the meaning of a seed.
    run("visits", "a.csv", NASTY);
    run("visits", "b.csv", NASTY);
    byte[] a = Files.readAllBytes(directory.resolve("a.csv"));
    assertThat(Arrays.equals(a, Files.readAllBytes(directory.resolve("b.csv"))), is(true));
    assertThat(Arrays.hashCode(a), is(1991913751));

    run("visits", "c.csv", "--rows=70000", "--seed=8");
    byte[] c = Files.readAllBytes(directory.resolve("c.csv"));
    assertThat(Arrays.equals(a, c), is(false));
  }

  @Test
  void steepCurvePrefersTheFirst() {
    SplitMix dice = new SplitMix(1);
    Zipf zipf = new Zipf(1000, 1);
    int[] drawn = new int[1000];
    for (int i = 0; i < 1_000_000; i++) {
      drawn[zipf.draw(dice)]++;
    }
    // The sum of 1/k for k up to 1000 is 7.4855.
    assertThat(drawn[0], allOf(greaterThan(132_000), lessThan(135_200)));
    assertThat(drawn[1], allOf(greaterThan(65_800), lessThan(67_800)));
    assertThat(drawn[99], allOf(greaterThan(1_200), lessThan(1_480)));
  }

  @Test
  void wrongUsageIsOneSentenceAndStatus2() {
    assertThat(run("visits", ""), is(2));
    assertThat(err, containsString("--output is required"));
    assertThat(run("visits", "x.csv", "--rows=many"), is(2));
    assertThat(run("visits", "x.csv", "--rows=1", "--customers=1"), is(2));
    assertThat(run("visits", "x.csv", "--rows=1", "--late=2"), is(2));
    assertThat(run("nothing", "x.csv", "--rows=1"), is(2));
    assertThat(err, not(containsString("Exception")));
  }

  @Test
  void replacesExistingFileOnlyWithOverwrite() {
    assertThat(run("visits", "x.csv", "--rows=1"), is(0));
    assertThat(run("visits", "x.csv", "--rows=1"), is(2));
    assertThat(err, containsString("--overwrite"));
    assertThat(run("visits", "x.csv", "--rows=1", "--overwrite"), is(0));
  }

  @Test
  void unwritableOutputIsStatus74() throws IOException {
    Files.writeString(directory.resolve("file"), "");
    assertThat(run("visits", "file/x.csv", "--rows=1"), is(74));
    assertThat(err, containsString("Cannot write"));
  }
}
