package io.footfall.pipelines;

import io.footfall.pipelines.FootfallProcess.Ended;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that the program proposes. */
final class ProposedCommands {
  private static final Pattern COMMAND = Pattern.compile("footfall (visits|purchases) .*");
  private static final Pattern WORD = Pattern.compile("((?:'[^']*'|\\\\'|[^ '])+)");

  private ProposedCommands() {}

  /** Returns the words of the commands in a text, as a shell passes them. */
  static List<List<String>> in(String text) {
    List<List<String>> commands = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher command = COMMAND.matcher(line);
      if (line.contains("--input=") && command.find()) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command.group());
        while (word.find()) {
          words.add(
              word.group(1).replace("'\\''", "\u0000").replace("'", "").replace('\u0000', '\''));
        }
        commands.add(words.subList(1, words.size()));
      }
    }
    return commands;
  }

  /** Runs a command with an output in a folder. */
  static Ended run(List<String> command, Path folder) {
    List<String> args =
        new ArrayList<>(command.stream().filter(word -> !word.startsWith("--o")).toList());
    args.addAll(List.of("--output=" + folder.resolve("report"), "--overwrite"));
    return FootfallCall.run(args.toArray(new String[0]));
  }
}
