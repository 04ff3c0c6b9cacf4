package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.pipelines.FootfallProcess.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code report} over plain files and finished reports, without a lake. */
class ReportOfFilesTest {
  @TempDir Path temp;

  private Ended report(String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "report";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--output=" + temp.resolve("r.html");
    return FootfallCall.run(all);
  }

  @Test
  void makesThePageFromFilesOfSeveralDatasets() throws Exception {
    report("src/samples/visits.csv", "src/samples/purchases.csv")
        .assertStatus(0)
        .assertOut(
            "2024-03-01 to 2024-03-03: 45 visits to 4 pages, 2,606.71 spent by 7 customers\n")
        .assertErr("5 of 92 records were rejected. The page lists them.");
    assertThat(Files.readString(temp.resolve("r.html")), containsString("<!doctype html>"));
  }

  @Test
  void readsFilesWithTheOptionsOfTheirDialect() throws Exception {
    Path file =
        Files.writeString(
            temp.resolve("export.txt"),
            "who;when;page;spent\n1;01.03.2024 10:00;/a;1,5\n2;02.03.2024 10:00;/b;2,5\n");
    report(
            file.toString(),
            "--dataset=visits",
            "--columns=user_id=who,timestamp=when,url=page,page_view_duration=spent",
            "--timestampFormat=dmy",
            "--decimal=,")
        .assertStatus(0)
        .assertOut("2024-03-01 to 2024-03-02: 2 visits to 2 pages");
  }

  @Test
  void restrictsFilesToDays() {
    report("src/samples/visits.csv", "--from=2024-03-02", "--to=2024-03-02")
        .assertOut("2024-03-02 to 2024-03-02: 16 visits");
  }

  @Test
  void refusesFilesThatItCannotRead() throws Exception {
    Path file = Files.writeString(temp.resolve("other.csv"), "a,b\n1,2\n");
    report(file.toString()).assertStatus(2).assertErr("other.csv");
    assertThat(report(temp.resolve("gone.csv").toString()).status(), is(66));
    assertThat(report("src/samples/visits.csv", "--lake=lake").status(), is(2));
    assertThat(Files.exists(temp.resolve("r.html")), is(false));
  }

  @Test
  void endsWithStatus65IfNoRecordCounts() throws Exception {
    Path file =
        Files.writeString(
            temp.resolve("v.csv"), "user_id,timestamp,url,page_view_duration\n1,never,/a,5\n");
    report(file.toString()).assertStatus(65).assertErr(not(containsString("footfall-files-")));
  }

  @Test
  void makesThePageOfAReportFromItsInputs() throws Exception {
    Path input = Files.copy(Path.of("src/samples/visits.csv"), temp.resolve("visits.csv"));
    String visits = temp.resolve("visits").toString();
    assertThat(FootfallCall.run("visits", input.toString(), "-o", visits).status(), is(0));

    report("--report=" + visits).assertStatus(0).assertOut("45 visits to 4 pages");

    Files.delete(input);
    report("--report=" + visits, "--overwrite")
        .assertStatus(66)
        .assertErr("have no dates, which the page needs");
  }

  @Test
  void explainsWhyThereIsNoData() throws Exception {
    String lake = temp.resolve("lake").toString();
    report("--lake=" + lake).assertStatus(66).assertErr("There is no directory");
    Files.createDirectories(Path.of(lake));
    assertThat(report("--lake=" + lake).err(), containsString("No sealed batch in"));
    FootfallCall.run(
        "visits", "src/samples/visits.csv", "-o", temp.resolve("v").toString(), "--lake=" + lake);
    report(lake, "--from=2030-01-01")
        .assertStatus(66)
        .assertErr("No data on or after 2030-01-01. The lake covers 2024-03-01 to 2024-03-03.");
    report("src/samples/visits.csv", "--from=2030-01-01")
        .assertStatus(66)
        .assertErr("No data on or after 2030-01-01. The files cover 2024-03-01 to 2024-03-03.");
  }

  @Test
  void refusesToServeALakeThatDoesNotExist() {
    FootfallCall.run("serve", "--lake=" + temp.resolve("nope"), "--port=0")
        .assertStatus(66)
        .assertErr("There is no directory");
  }
}
