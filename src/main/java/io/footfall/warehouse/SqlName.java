package io.footfall.warehouse;

import io.footfall.errors.FootfallException;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of schemas, tables and columns in statements. */
final class SqlName {
  // Lower case, because Redshift folds even quoted names; at most as long as PostgreSQL permits.
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private SqlName() {}

  /**
   * Returns a name from an option, after a check that it is only a name.
   *
   * @param option the option that sets it, such as {@code --schema}
   */
  static String checked(String option, String name) {
    if (!PLAIN.matcher(name).matches()) {
      throw FootfallException.usage(
          ("%s=%s is not a plain name. Use at most 63 lower-case letters, digits and underscores,"
                  + " not starting with a digit.")
              .formatted(option, name));
    }
    return name;
  }

  /** Returns names in quotes, separated by commas. */
  static String list(Collection<String> names) {
    return names.stream().map(SqlName::quoted).collect(Collectors.joining(", "));
  }

  /** Returns a name in quotes, so that it cannot be a keyword of SQL. */
  static String quoted(String name) {
    return '"' + checked("name", name) + '"';
  }
}
