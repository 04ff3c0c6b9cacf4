package io.footfall.pipelines.options;

import io.footfall.records.Condition;
import io.footfall.records.TextForm;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/**
 * The group of options that describes how records are read from files: where they begin, and which
 * of them are selected.
 */
public interface FileReadingOptions extends ReadingOptions {
  @Description(
      "Whether CSV files start with a line of column names, or the number of such lines."
          + " With false, list all columns with --columns.")
  @Default.String("true")
  @Listed(heading = Heading.FORMAT, place = 30, value = "true|false|LINES", fallback = "true")
  String getHeader();

  void setHeader(String value);

  @Description(
      "Use only records whose column has one of these values or, with !=, none of them. Quote the condition for the shell. If repeated, all conditions must hold.")
  @Listed(
      heading = Heading.INPUT,
      place = 45,
      value = "COLUMN=VALUE|VALUE",
      separator = CONDITIONS,
      fallback = "every record")
  @Nullable String getWhere();

  void setWhere(@Nullable String value);

  @Description("Number of lines to skip at the start of each CSV file.")
  @Default.Integer(0)
  @Listed(heading = Heading.FORMAT, place = 55, value = "N", fallback = "0")
  int getSkipLines();

  void setSkipLines(int value);

  @Description("Path of the array that holds the records of a JSON document, such as data.items.")
  @Listed(heading = Heading.FORMAT, place = 57, value = "PATH", fallback = "the document itself")
  @Nullable String getJsonPath();

  void setJsonPath(@Nullable String value);

  @Description("Sheet of an xlsx workbook.")
  @Listed(heading = Heading.FORMAT, place = 58, value = "NAME", fallback = "the only sheet")
  @Nullable String getSheet();

  void setSheet(@Nullable String value);

  /** The separator of several conditions. */
  String CONDITIONS = "\n";

  /** Adds to a text form what only files have. */
  static TextForm form(FileReadingOptions options, TextForm form, Problems problems) {
    if (options.getSkipLines() < 0) {
      problems.add("--skipLines=" + options.getSkipLines() + " is below 0.");
    }
    TextForm headed =
        form.withSkipLines(options.getSkipLines())
            .withHeaderLines(headerLines(options.getHeader(), problems));
    String path = options.getJsonPath();
    TextForm located = path == null ? headed : headed.withJsonPath(path);
    String sheet = options.getSheet();
    return sheet == null ? located : located.withSheet(sheet);
  }

  /** Returns the conditions that records must meet. */
  static List<Condition> conditions(FileReadingOptions options, Problems problems) {
    List<Condition> conditions = new ArrayList<>();
    String where = options.getWhere();
    if (where != null) {
      for (String condition : where.split(CONDITIONS, -1)) {
        problems.check(() -> conditions.add(Condition.of(condition)), false);
      }
    }
    return conditions;
  }

  private static int headerLines(String header, Problems problems) {
    if (header.matches("[1-9]")) {
      return header.charAt(0) - '0';
    }
    if (!header.equalsIgnoreCase("true") && !header.equalsIgnoreCase("false")) {
      problems.add("--header=" + header + " is not true, false or a number of lines from 1 to 9.");
    }
    return 1;
  }
}
