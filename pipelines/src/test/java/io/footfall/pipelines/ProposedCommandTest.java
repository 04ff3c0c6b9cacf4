package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.ExportGenerator.Export;
import io.footfall.pipelines.FootfallProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command that {@code inspect} or a message proposes reads the file. {@code
 * -Dfootfall.exports=1000} sets the number of generated files, and {@code -Dfootfall.exports.seed}
 * the first of them.
 */
class ProposedCommandTest {
  private static final int EXPORTS = Integer.getInteger("footfall.exports", 40);
  private static final long SEED = Long.getLong("footfall.exports.seed", 1);

  @TempDir Path temp;

  @Test
  void readsEveryRecordOfGeneratedExports() throws IOException {
    List<String> failures = new ArrayList<>();
    for (long seed = SEED; seed < SEED + EXPORTS; seed++) {
      Export export = new ExportGenerator(seed).next();
      Path file = Files.write(temp.resolve(seed + export.name()), export.content());
      Ended inspected = FootfallCall.run("inspect", file.toString());
      List<List<String>> commands = ProposedCommands.in(inspected.out());
      if (inspected.status() != 0 || commands.isEmpty()) {
        failures.add(seed + ": " + inspected.said());
      }
      Ended plain = ProposedCommands.run(List.of(export.dataset(), "--input=" + file), temp);
      List<List<String>> advised = ProposedCommands.in(plain.err());
      if (plain.status() != 0 && advised.isEmpty()) {
        failures.add(seed + ": no advice: " + plain.said());
      }
      commands = new ArrayList<>(commands);
      commands.addAll(advised);
      for (List<String> command : commands) {
        Ended ended = ProposedCommands.run(command, temp);
        String counts = "read " + export.records() + " = ok " + export.records() + " + rejected 0 ";
        if (ended.status() != 0 || !ended.out().contains(counts)) {
          failures.add(seed + ": " + command + "\n" + ended.said());
        }
      }
    }
    assertThat(String.join("\n\n", failures), failures, is(empty()));
  }
}
