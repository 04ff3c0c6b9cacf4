package io.footfall.pipelines.serve;

import java.util.HashSet;
import java.util.Set;
import org.eclipse.jetty.util.UrlEncoded;
import org.jspecify.annotations.Nullable;

/** Checks query strings, because Javalin ignores a parameter that it cannot decode. */
final class QueryString {
  private QueryString() {}

  /**
   * Checks a query string.
   *
   * @param query the text after the question mark; null or empty for none
   * @throws Refusal unless it consists of NAME=VALUE, percent-encoded UTF-8, with distinct names
   */
  static void check(@Nullable String query) throws Refusal {
    if (query == null || query.isEmpty()) {
      return;
    }
    for (String parameter : query.split("&", -1)) {
      if (parameter.indexOf('=') < 1) {
        throw malformed("expected NAME=VALUE, separated by &");
      }
    }
    Set<String> names = new HashSet<>();
    boolean[] isUnique = {true};
    try {
      UrlEncoded.decodeUtf8To(
          query,
          0,
          query.length(),
          (name, value) -> isUnique[0] &= names.add(name),
          false,
          false,
          false);
    } catch (IllegalArgumentException e) {
      throw malformed("expected percent-encoded UTF-8, such as %20 for a space");
    }
    if (!isUnique[0]) {
      throw malformed("a parameter is specified twice");
    }
  }

  private static Refusal malformed(String why) {
    return new Refusal(
        Refusal.BAD_REQUEST, "The query string of the address is malformed: " + why + ".");
  }
}
