package io.footfall.pipelines.insight;

import io.footfall.errors.FootfallException;
import io.footfall.files.OutputFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * A dated note on the charts.
 *
 * @param day the day
 * @param text the note
 */
public record Annotation(LocalDate day, String text) {
  private static final int LONGEST = 200;

  /**
   * Reads a file of notes: one per line, a day and a text, separated by a comma, as in {@code
   * 2024-03-01,New prices}. Blank lines and lines that start with {@code #} are skipped.
   *
   * @throws FootfallException if the file cannot be read, or a line is invalid
   */
  public static List<Annotation> read(String file) {
    String text;
    try {
      text = new String(OutputFiles.read(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw FootfallException.unreadable("--annotations=" + file, e);
    }
    List<Annotation> notes = new ArrayList<>();
    int number = 0;
    for (String line : text.replace("\ufeff", "").lines().toList()) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        notes.add(note(file, number, line));
      }
    }
    return notes;
  }

  private static Annotation note(String file, int number, String line) {
    int comma = line.indexOf(',');
    try {
      if (comma > 0) {
        return new Annotation(
            LocalDate.parse(line.substring(0, comma).strip()),
            ShortText.of(line.substring(comma + 1).strip(), LONGEST));
      }
    } catch (DateTimeException e) {
      // Reported below.
    }
    throw FootfallException.usage(
        "%s, line %s: '%s' is not a note. Write a day and a text, such as 2024-03-01,New prices."
            .formatted(file, number, ShortText.of(line, LONGEST)));
  }
}
