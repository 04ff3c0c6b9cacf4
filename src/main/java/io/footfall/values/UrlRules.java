package io.footfall.values;

import java.io.Serializable;
import java.util.List;

/**
 * The parts that are removed from a URL before it is counted ({@code --stripQuery}, {@code
 * --stripFragment}, {@code --lowercaseHost} and {@code --trailingSlash}, src/docs/formats.md,
 * section 1.4).
 *
 * @param query whether the entire query is removed
 * @param parameters names of query parameters that are removed; {@code *} at the end matches any
 *     suffix
 * @param fragment whether the fragment is removed
 * @param lowercaseHost whether the host is converted to lower case
 * @param trailingSlash whether slashes at the end of the path are removed, except that of the root
 */
public record UrlRules(
    boolean query,
    List<String> parameters,
    boolean fragment,
    boolean lowercaseHost,
    boolean trailingSlash)
    implements Serializable {

  /** Leaves URLs unchanged, byte for byte. */
  public static final UrlRules NONE = new UrlRules(false, List.of(), false, false, false);

  /** Copies the names. */
  public UrlRules {
    parameters = List.copyOf(parameters);
  }

  /** Removes the entire query. */
  public UrlRules withoutQuery() {
    return new UrlRules(true, List.of(), fragment, lowercaseHost, trailingSlash);
  }

  /** Removes the parameters with these names from the query. */
  public UrlRules withoutParameters(List<String> names) {
    return new UrlRules(false, names, fragment, lowercaseHost, trailingSlash);
  }

  /** Removes the fragment. */
  public UrlRules withoutFragment() {
    return new UrlRules(query, parameters, true, lowercaseHost, trailingSlash);
  }

  /** Converts the host to lower case. */
  public UrlRules withLowercaseHost() {
    return new UrlRules(query, parameters, fragment, true, trailingSlash);
  }

  /** Removes slashes at the end of the path. */
  public UrlRules withoutTrailingSlash() {
    return new UrlRules(query, parameters, fragment, lowercaseHost, true);
  }

  /** Returns whether URLs stay unchanged. */
  public boolean isNone() {
    return equals(NONE);
  }

  /** Returns whether a query parameter is removed. */
  boolean removes(String name) {
    if (query) {
      return true;
    }
    for (String parameter : parameters) {
      if (parameter.endsWith("*")
          ? name.startsWith(parameter.substring(0, parameter.length() - 1))
          : name.equals(parameter)) {
        return true;
      }
    }
    return false;
  }
}
