package io.footfall.pipelines.query;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that a statement names in place of tables, as in {@code FROM 'visits.csv'}.
 *
 * @param sql the statement
 */
record QuotedFiles(String sql) {
  /** The alias of a table, and the comma before the next one. */
  private static final String ALIAS_AND_COMMA = "(?:\\s+(?:AS\\s+)?\\w+)?\\s*,\\s*";

  /**
   * A file follows FROM or JOIN, perhaps after other tables, or it follows another file. A cast
   * follows a value, as in {@code extract(year FROM '2024-03-01'::DATE)}.
   */
  private static final Pattern FILE =
      Pattern.compile(
          "(\\b(?:FROM|JOIN)(?:\\s+|\\s*\\(\\s*|(?<=\\w)(?='))(?:[\\w.]+"
              + ALIAS_AND_COMMA
              + ")*|\\G"
              + ALIAS_AND_COMMA
              + ")'((?:[^']|'')+)'(?!\\s*::)",
          Pattern.CASE_INSENSITIVE);

  /** Returns the files, each once, in order. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    Matcher files = FILE.matcher(sql);
    while (files.find()) {
      String name = name(files);
      if (!names.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }

  private static String name(MatchResult file) {
    return file.group(2).replace("''", "'");
  }

  /**
   * Returns the statement with other tables in place of the files.
   *
   * @param table returns the SQL of a table for a file
   */
  String with(UnaryOperator<String> table) {
    return FILE.matcher(sql)
        .replaceAll(
            file -> Matcher.quoteReplacement(file.group(1) + " " + table.apply(name(file))));
  }
}
