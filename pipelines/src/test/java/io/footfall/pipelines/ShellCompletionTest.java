package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scripts and the man page that are made from the list of commands, in the programs that read
 * them.
 */
class ShellCompletionTest {
  @TempDir Path temp;

  private Path script(String shell) throws IOException {
    return Files.writeString(
        temp.resolve(shell),
        CompletionCommand.script(shell, Commands.ofProgram().all()),
        StandardCharsets.UTF_8);
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(Arrays.toString(command) + said, process.waitFor(), is(0));
    return said;
  }

  private static boolean has(String program) {
    return List.of(System.getenv("PATH").split(":", -1)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  @ParameterizedTest
  @CsvSource({
    "footfall vis, visits",
    "footfall che, check",
    "footfall report --lak, --lake=",
    "footfall visits --overw, --overwrite",
    "footfall help que, query",
    "footfall completion zs, zsh",
    "footfall explain vis, visits",
    "footfall doctor visits --overw, --overwrite",
    "footfall doctor --help --verb, --verbose",
    "footfall presets shop, shopify-orders"
  })
  void bashCompletesCommandsAndOptions(String typed, String completed) throws Exception {
    assumeTrue(has("bash"));
    String words = typed.replace(",", "");
    String said =
        run(
            "bash",
            "-c",
            "source \"$0\"; COMP_WORDS=("
                + words
                + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));"
                + " _footfall; printf '%s\\n' \"${COMPREPLY[@]}\"",
            script("bash").toString());
    assertThat(said.lines().toList().toString(), said.lines().anyMatch(completed::equals));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void shellsAcceptTheirScript(String shell) throws Exception {
    assumeTrue(has(shell));
    assertThat(run(shell, "-n", script(shell).toString()), is(""));
  }

  @Test
  void manPageRendersWithoutWarnings() throws Exception {
    assumeTrue(has("groff"));
    Path page =
        Files.writeString(
            temp.resolve("footfall.1"), PackagedFiles.manual(Commands.ofProgram().all()));
    assertThat(run("groff", "-man", "-ww", "-Tascii", "-z", page.toString()), is(""));
    String text = run("groff", "-man", "-Tascii", "-P-c", "-P-bou", page.toString());
    for (String part : List.of("SYNOPSIS", "CHECK", "--rules=FILE", "EXIT STATUS")) {
      assertThat(text, containsString(part));
    }
  }
}
