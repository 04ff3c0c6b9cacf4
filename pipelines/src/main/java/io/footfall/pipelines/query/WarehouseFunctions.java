package io.footfall.pipelines.query;

import java.util.Locale;
import java.util.Set;

/**
 * Accepts statements for PostgreSQL and Redshift that call only listed functions, so that a query
 * cannot sleep, lock, read files or settings, or run another statement, whatever the database user
 * may do. The list is {@code warehouse-functions.txt}.
 *
 * <p>Every name before an opening parenthesis is a call unless it is a keyword, or follows {@code
 * AS} or {@code WITH}. This refuses a few valid statements, but accepts no unlisted call: if
 * databases can parse a text in two ways, both are checked.
 *
 * @param names functions in lower case, keywords and types in upper case
 */
record WarehouseFunctions(Set<String> names) {
  private static final String LIST = "warehouse-functions.txt";

  /** After these keywords, a name and parentheses define an alias or a type. */
  private static final Set<String> DEFINING = Set.of("AS", "WITH", "RECURSIVE");

  private static final String SYSTEM_SCHEMA = "pg_catalog";
  private static final int ASCII = 128;

  WarehouseFunctions {
    names = Set.copyOf(names);
  }

  static WarehouseFunctions listed() {
    return new WarehouseFunctions(AllowedFunctions.lines(LIST));
  }

  /**
   * Checks a statement.
   *
   * @throws QueryFailedException if it calls a function that is not listed
   */
  void check(String sql) throws QueryFailedException {
    check(sql, SqlStatement.masked(sql, false));
    if (sql.indexOf('\\') >= 0) {
      check(sql, SqlStatement.masked(sql, true));
    }
  }

  private void check(String sql, String masked) throws QueryFailedException {
    String before = "";
    String last = "";
    int i = 0;
    while (i < masked.length()) {
      char c = masked.charAt(i);
      int end = i + 1;
      if (c == '"') {
        end = afterQuoted(masked, i);
      } else if (isNameStart(c)) {
        while (end < masked.length() && isNamePart(masked.charAt(end))) {
          end++;
        }
      } else if (Character.isWhitespace(c)) {
        i = end;
        continue;
      }
      String token = sql.substring(i, end);
      if (c == '"' || isNameStart(c)) {
        if (c == '"' && last.equals("&") && before.equalsIgnoreCase("U")) {
          // The name is unknown until its escapes are resolved.
          throw AllowedFunctions.refusal("U&" + token, i);
        }
        boolean isCall = isCalled(masked, end) && !DEFINING.contains(last.toUpperCase(Locale.ROOT));
        // PostgreSQL calls a function f for (x).f, too.
        boolean isField = last.equals(".") && (before.equals(")") || before.equals("]"));
        boolean isForeign = last.equals(".") && !before.equalsIgnoreCase(SYSTEM_SCHEMA);
        if (isField ? !isFunction(token) : isCall && (isForeign || !isAllowed(token))) {
          throw AllowedFunctions.refusal(token, i);
        }
      }
      before = last;
      last = token;
      i = end;
    }
  }

  private boolean isAllowed(String token) {
    return isFunction(token) || names.contains(token.toUpperCase(Locale.ROOT));
  }

  private boolean isFunction(String token) {
    return token.startsWith("\"")
        ? names.contains(token.substring(1, Math.max(1, token.length() - 1)))
            && token.equals(token.toLowerCase(Locale.ROOT))
        : token.chars().allMatch(c -> c < ASCII) && names.contains(token.toLowerCase(Locale.ROOT));
  }

  private static boolean isCalled(String masked, int end) {
    int next = end;
    while (next < masked.length() && Character.isWhitespace(masked.charAt(next))) {
      next++;
    }
    return next < masked.length() && masked.charAt(next) == '(';
  }

  /** Returns the index after a quoted name; a doubled quote in it is an escaped quote. */
  private static int afterQuoted(String masked, int from) {
    int end = from;
    do {
      int close = masked.indexOf('"', end + 1);
      end = close < 0 ? masked.length() : close + 1;
    } while (end < masked.length() && masked.charAt(end) == '"');
    return end;
  }

  /** Databases treat every character beyond ASCII as a letter. */
  private static boolean isNameStart(char c) {
    return c == '_' || c >= ASCII || Character.isLetter(c);
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || c == '$' || (c >= '0' && c <= '9');
  }
}
