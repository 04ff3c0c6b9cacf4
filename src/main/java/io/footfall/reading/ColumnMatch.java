package io.footfall.reading;

import io.footfall.errors.FootfallException;
import io.footfall.records.ColumnSpec;
import io.footfall.records.Excerpt;
import io.footfall.records.RecordSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns of a schema among the names of an input. A missing column, or one with several
 * candidates, is refused; the message names the option that resolves it.
 *
 * @param source the input's name, for messages
 * @param schema the columns
 * @param mapping names of the input by column, from {@code --columns}
 */
record ColumnMatch(String source, RecordSchema schema, Map<String, String> mapping) {
  /** The source of names that the user listed. */
  static final String COLUMN_LIST = "The list of columns (--columns)";

  private static final int LONGEST_SHOWN = 200;

  /** Refuses a mapping for a column that the schema lacks. */
  void checkMapping() {
    for (String column : mapping.keySet()) {
      if (schema.indexOf(column) < 0) {
        throw FootfallException.usage(
            "--columns="
                + column
                + "="
                + mapping.get(column)
                + ": unknown column '"
                + column
                + "'. The columns of "
                + schema.dataset()
                + " are "
                + schema.columns().stream().map(ColumnSpec::name).collect(Collectors.joining(", "))
                + ".");
      }
    }
  }

  /**
   * Returns the index of the matching name for each column of the schema, or -1.
   *
   * @param firstLine the line with the names, for messages
   */
  int[] positions(String firstLine, List<String> names) {
    int[] positions = new int[schema.columns().size()];
    List<String> missing = new ArrayList<>();
    Set<String> notFound = new LinkedHashSet<>();
    for (int c = 0; c < positions.length; c++) {
      ColumnSpec column = schema.columns().get(c);
      String mapped = mapping.get(column.name());
      positions[c] = position(column, mapped, names);
      if (positions[c] < 0 && mapped != null) {
        missing.add(mapped.strip() + " (which --columns maps to " + column.name() + ")");
        notFound.add(column.name());
      }
    }
    chooseAlternative(positions);
    for (int c = 0; c < positions.length; c++) {
      ColumnSpec column = schema.columns().get(c);
      if (positions[c] < 0 && column.required() && !notFound.contains(column.name())) {
        missing.add(column.name());
      }
    }
    if (notFound.isEmpty()) {
      addAlternatives(positions, missing);
    }
    if (!missing.isEmpty()) {
      throw FootfallException.usage(
          source.equals(COLUMN_LIST)
              ? source
                  + hasNo(String.join(", ", missing))
                  + ". It is: "
                  + shortened(String.join(",", names))
                  + ". List every column of the input in order, with the required names."
              : missing(
                  notFound.isEmpty() ? firstName(missing.get(0)) : notFound.iterator().next(),
                  String.join(", ", missing),
                  firstLine));
    }
    return positions;
  }

  private int position(ColumnSpec column, @Nullable String mapped, List<String> names) {
    Map<Integer, String> hits = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (mapped != null
          ? isMapped(names, i, mapped.strip())
          : column.answersTo(names.get(i)) && !mapping.containsValue(names.get(i).strip())) {
        hits.put(i, names.get(i));
      }
    }
    if (hits.size() > 1 && mapped == null && !schema.needs(schema.columns().indexOf(column))) {
      return -1;
    }
    if (hits.size() > 1) {
      throw FootfallException.usage(
          source
              + " has more than one column for "
              + column.name()
              + ": "
              + String.join(", ", hits.values())
              + (source.equals(COLUMN_LIST) || new HashSet<>(hits.values()).size() < hits.size()
                  ? ". Rename all but one of them."
                  : ". Choose one with --columns=" + column.name() + "=NAME."));
    }
    return hits.isEmpty() ? -1 : hits.keySet().iterator().next();
  }

  /**
   * Returns whether a name of the header is the mapped one: exactly, or ignoring case if none
   * matches exactly.
   */
  private static boolean isMapped(List<String> names, int i, String mapped) {
    String name = names.get(i).strip();
    return name.equals(mapped)
        || (name.equalsIgnoreCase(mapped)
            && names.stream().noneMatch(other -> other.strip().equals(mapped)));
  }

  private String missing(String column, String missing, String first) {
    String name = mapping.getOrDefault(column, column);
    return source
        + hasNo(missing)
        + ". Its first line is: "
        + shortened(first)
        + (first.contains(name)
            ? ". The line contains "
                + name
                + ", so the delimiter is a different one: check --delimiter."
            : ". If a column has another name, use --columns="
                + column
                + "=NAME; if the file has no header, --header=false --columns=LIST"
                + (first.startsWith("#")
                    ? "; if lines that begin with # are comments, --comment=#."
                    : "; if lines come before the header, --skipLines=N."));
  }

  /**
   * Chooses between alternative columns. The incomplete alternative is ignored. If both are
   * complete, only an explicit mapping decides.
   */
  private void chooseAlternative(int[] positions) {
    boolean either = isComplete(schema.either(), positions);
    boolean or = isComplete(schema.or(), positions);
    if (hasBoth(positions)) {
      chooseMapped(true, positions);
    } else if (either != or) {
      leaveOut(either ? schema.or() : schema.either(), positions);
    }
  }

  /** Returns whether the schema has alternatives, and both are complete. */
  boolean hasBoth(int[] positions) {
    return !schema.either().isEmpty()
        && isComplete(schema.either(), positions)
        && isComplete(schema.or(), positions);
  }

  /**
   * If mappings name only one of the two alternatives, drops the other.
   *
   * @param required whether one must be chosen
   */
  void chooseMapped(boolean required, int[] positions) {
    boolean either = schema.either().stream().anyMatch(mapping::containsKey);
    boolean or = schema.or().stream().anyMatch(mapping::containsKey);
    if (either != or) {
      leaveOut(either ? schema.or() : schema.either(), positions);
    } else if (required) {
      throw FootfallException.usage(
          "%s has both %s, and %s. Choose one with --columns=%s=NAME or --columns=%s=NAME."
              .formatted(
                  source,
                  String.join(" and ", schema.either()),
                  String.join(" and ", schema.or()),
                  schema.or().get(0),
                  schema.either().get(0)));
    }
  }

  private void leaveOut(List<String> names, int[] positions) {
    names.forEach(name -> positions[schema.indexOf(name)] = -1);
  }

  /** Adds the alternatives to the missing columns, if neither is complete. */
  void addAlternatives(int[] positions, List<String> missing) {
    if (!isComplete(schema.either(), positions) && !isComplete(schema.or(), positions)) {
      missing.add(
          String.join(" and ", schema.either())
              + " (or "
              + String.join(" and ", schema.or())
              + ")");
    }
  }

  private boolean isComplete(List<String> names, int[] positions) {
    return names.stream().allMatch(name -> positions[schema.indexOf(name)] >= 0);
  }

  private static String hasNo(String missing) {
    return (missing.contains(", ") ? " has no columns " : " has no column ") + missing;
  }

  /** Returns the first name of a list for a message. */
  static String firstName(String missing) {
    return missing.split("[ ,]", 2)[0];
  }

  /** Returns a text without control characters, shortened for a message. */
  static String shortened(String text) {
    return Excerpt.of(text.replaceAll("\\p{Cntrl}", "?"), LONGEST_SHOWN);
  }
}
