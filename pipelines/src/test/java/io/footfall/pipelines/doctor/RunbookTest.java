package io.footfall.pipelines.doctor;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.footfall.errors.FootfallException.Kind;
import io.footfall.rejects.RejectCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares the pages with the checks, reject codes and exit statuses. */
class RunbookTest {
  private static String section(String page, String heading) throws IOException {
    String text = Files.readString(Path.of("src/docs", page));
    String after = text.substring(text.indexOf("\n## " + heading + "\n") + 1);
    int end = after.indexOf("\n## ", 1);
    return end < 0 ? after : after.substring(0, end);
  }

  @Test
  void listsEveryCheck() throws Exception {
    List<String> rows = new ArrayList<>();
    section("runbook.md", "Checks at the start")
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| check "))
        .map(line -> line.split("\\|", -1)[1].strip())
        .forEach(first -> rows.addAll(List.of(first.split(", ", -1))));
    assertThat(rows.stream().sorted().toList(), is(Doctor.subjects().stream().sorted().toList()));
  }

  @Test
  void listsEveryRejectCode() throws Exception {
    String codes = section("rejects.md", "Codes");
    for (RejectCode code : RejectCode.values()) {
      assertThat(codes, containsString("`" + code + "`"));
    }
  }

  @Test
  void listsEveryExitStatus() throws Exception {
    String statuses = section("runbook.md", "Exit statuses");
    for (Kind kind : Kind.values()) {
      assertThat(statuses, containsString("\n| " + kind.exitStatus() + " |"));
    }
  }
}
