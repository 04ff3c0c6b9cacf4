package io.footfall.records;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * A column that a dataset reads.
 *
 * @param name its name in src/docs/formats.md, and in {@code --columns}
 * @param type what a value must be, in words for a person
 * @param required whether an input without it is refused
 * @param synonyms other names under which it is found in a header or a JSON object
 */
public record ColumnSpec(String name, String type, boolean required, List<String> synonyms)
    implements Serializable {

  /** A column without which nothing can be counted. */
  public static ColumnSpec required(String name, String type, String... synonyms) {
    return new ColumnSpec(name, type, true, List.of(synonyms));
  }

  /** A column that an input may lack. */
  public static ColumnSpec optional(String name, String type, String... synonyms) {
    return new ColumnSpec(name, type, false, List.of(synonyms));
  }

  /**
   * Whether a header's name means this column: case, spaces, hyphens and underscores do not matter.
   */
  public boolean answersTo(String headerName) {
    String wanted = plain(headerName);
    return wanted.equals(plain(name)) || synonyms.stream().anyMatch(s -> wanted.equals(plain(s)));
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
  }
}
