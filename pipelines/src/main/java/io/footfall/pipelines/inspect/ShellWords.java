package io.footfall.pipelines.inspect;

import java.util.ArrayList;
import java.util.List;

/** A command as a person types it: words that a shell would change are quoted. */
final class ShellWords {
  private ShellWords() {}

  /** Returns a command with an input, options, and an output. */
  static String join(String command, String input, List<String> options, String... last) {
    List<String> words = new ArrayList<>();
    words.add(command);
    words.add(quoted(input));
    options.forEach(option -> words.add(quoted(option)));
    for (String word : last) {
      words.add(quoted(word));
    }
    return String.join(" ", words);
  }

  /** Returns a word, in quotes if a shell would change it. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
