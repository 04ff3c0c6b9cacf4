package io.footfall.warehouse;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.util.regex.Pattern;

/** Names of schemas, tables and columns, as they stand in a statement. */
final class SqlName {
  // Lower case, for Redshift folds quoted names too; at most as many as PostgreSQL keeps.
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private SqlName() {}

  /**
   * A name that somebody typed, checked: whatever it is, it can only be a name.
   *
   * @param option where it comes from, such as {@code --schema}
   */
  static String checked(String option, String name) {
    if (!PLAIN.matcher(name).matches()) {
      throw new FootfallException(
          Kind.USAGE,
          option
              + "="
              + name
              + " is no plain name; expected lower-case letters, digits and underscores, at most 63,"
              + " and no digit first.");
    }
    return name;
  }

  /** A name in quotes, so that it is none of SQL's own words. */
  static String quoted(String name) {
    return '"' + checked("name", name) + '"';
  }
}
