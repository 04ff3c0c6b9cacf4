package io.footfall.records;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * A column that a dataset reads.
 *
 * @param name its name in src/docs/formats.md and in {@code --columns}
 * @param type description of valid values
 * @param required whether inputs without it are refused
 * @param missed whether inputs without it are accepted with a warning
 * @param synonyms other names in a header or a JSON object
 */
public record ColumnSpec(
    String name, String type, boolean required, boolean missed, List<String> synonyms)
    implements Serializable {

  /** Returns a column without which an input is refused. */
  public static ColumnSpec required(String name, String type, String... synonyms) {
    return new ColumnSpec(name, type, true, false, List.of(synonyms));
  }

  /** Returns a column that an input may lack without a warning. */
  public static ColumnSpec optional(String name, String type, String... synonyms) {
    return new ColumnSpec(name, type, false, false, List.of(synonyms));
  }

  /**
   * Returns a column that an input may lack. Part of the report is then empty, and a warning
   * reports that.
   */
  public static ColumnSpec missed(String name, String type, String... synonyms) {
    return new ColumnSpec(name, type, false, true, List.of(synonyms));
  }

  /**
   * Returns whether a name in a header means this column, ignoring case, spaces, hyphens and
   * underscores.
   */
  public boolean answersTo(String headerName) {
    String wanted = plain(headerName);
    return isNamed(headerName) || synonyms.stream().anyMatch(s -> wanted.equals(plain(s)));
  }

  /**
   * Returns whether a name is this column's own and not a synonym, ignoring case, spaces, hyphens
   * and underscores.
   */
  public boolean isNamed(String headerName) {
    return plain(headerName).equals(plain(name));
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
  }
}
