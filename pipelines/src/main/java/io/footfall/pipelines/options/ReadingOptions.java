package io.footfall.pipelines.options;

import io.footfall.records.Condition;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.records.Selection;
import io.footfall.records.TextForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/**
 * The group of options that describes how records are written: their dialect, columns and values.
 */
public interface ReadingOptions extends ValueOptions, DialectOptions {
  @Description(
      "Format of the records: csv, json or auto; or that of an access log: combined, common, cloudfront, alb or w3c.")
  @Default.String("auto")
  @Listed(
      heading = Heading.FORMAT,
      place = 20,
      value = "FORMAT",
      fallback = "auto, detected from the file name or the first byte")
  String getFormat();

  void setFormat(String value);

  @Description(
      "Names of columns in the input, such as user_id=member,timestamp=date+time. Without a header: all columns in order.")
  @Listed(
      heading = Heading.FORMAT,
      place = 40,
      value = "COLUMN=NAME,...",
      fallback = "the standard names and their synonyms")
  @Nullable String getColumns();

  void setColumns(@Nullable String value);

  @Description("Character between two fields of a CSV file. Write a tab as \\t.")
  @Listed(
      heading = Heading.FORMAT,
      place = 50,
      value = "CHARACTER",
      fallback = "detected from the header: comma, semicolon, tab or pipe")
  @Nullable String getDelimiter();

  void setDelimiter(@Nullable String value);

  @Description(
      "Maximum record size in bytes. Larger records are rejected. Above 16777216 (16 MiB), files are not split among workers.")
  @Default.Integer(1 << 20)
  @Listed(heading = Heading.FORMAT, place = 70, value = "BYTES", fallback = "1048576 (1 MiB)")
  int getMaxRecordBytes();

  void setMaxRecordBytes(int value);

  /** The column that may be combined from a date and a time of day: {@code timestamp=date+time}. */
  String TIMESTAMP = "timestamp";

  /** Returns how records of files are read: the dialect and the columns. */
  static ReadSettings settings(ReadingOptions options, Problems problems) {
    ReadSettings settings = dialect(options, problems);
    String columns = options.getColumns();
    boolean isCsv =
        !isLog(options) && !options.getFormat().toLowerCase(Locale.ROOT).startsWith("json");
    if (isCsv && isHeadless(options)) {
      if (columns == null || columns.contains("=")) {
        problems.add(
            "--header=false requires the list of all columns in order, for example"
                + " --columns=user_id,timestamp,url,page_view_duration.");
        return settings;
      }
      return settings.withoutHeader(names(columns));
    }
    return columns == null ? settings : settings.withMapping(mapping(columns, problems));
  }

  /**
   * Returns how messages of a stream are read. A message has no header: with a plain list of
   * columns it is CSV, otherwise JSON.
   */
  static ReadSettings messageSettings(FileReadingOptions options, Problems problems) {
    String columns = options.getColumns();
    refuse("sheet", options.getSheet() != null, "workbooks", "messages", problems);
    if (columns != null && !columns.contains("=")) {
      refuse("jsonPath", options.getJsonPath() != null, "JSON", "CSV messages", problems);
      refuse("skipLines", options.getSkipLines() > 0, "files", "messages", problems);
      refuse("header", options.getHeader().matches("[2-9]"), "files", "messages", problems);
      if (options.getFormat().toLowerCase(Locale.ROOT).startsWith("json")) {
        problems.add(
            ("--columns=%s lists the columns of CSV messages, but --format is %s. Leave one of them"
                    + " out; members with other names need COLUMN=NAME pairs.")
                .formatted(columns, options.getFormat()));
      }
      return dialect(options, problems)
          .withEncoding(ReadSettings.Encoding.CSV)
          .withoutHeader(names(columns));
    }
    refuse("jsonPath", options.getJsonPath() != null, "documents in files", "messages", problems);
    if (options.getFormat().equalsIgnoreCase("csv")) {
      problems.add(
          "CSV messages have no header. List all columns in order, for example"
              + " --columns=user_id,timestamp,url,page_view_duration.");
    }
    ReadSettings settings = settings(options, problems);
    if (options.getFormat().equalsIgnoreCase("auto") && !isLog(options)) {
      refuseOptionsOfCsv(options, settings.form(), "JSON messages", problems);
    }
    return settings.withEncoding(ReadSettings.Encoding.JSON);
  }

  private static void refuseOptionsOfCsv(
      ReadingOptions options, TextForm form, String input, Problems problems) {
    refuse("delimiter", options.getDelimiter() != null, "CSV", input, problems);
    form.optionsOfCsv().forEach(option -> refuse(option, true, "CSV", input, problems));
    refuse("header", isHeadless(options), "CSV", input, problems);
  }

  private static boolean isHeadless(ReadingOptions options) {
    return options instanceof FileReadingOptions files
        && files.getHeader().equalsIgnoreCase("false");
  }

  private static void refuse(
      String option, boolean isSet, String format, String input, Problems problems) {
    if (isSet) {
      problems.add("--%s applies to %s, not to %s. Leave it out.".formatted(option, format, input));
    }
  }

  /** Returns how records are read, apart from their columns. */
  static ReadSettings dialect(ReadingOptions options, Problems problems) {
    ReadSettings settings =
        ReadSettings.defaults()
            .withMaxRecordBytes(options.getMaxRecordBytes())
            .withValues(ValueOptions.values(options, problems))
            .withSelection(selection(options, problems))
            .withForm(DialectOptions.form(options, problems));
    if (options instanceof FileReadingOptions files) {
      settings = settings.withForm(FileReadingOptions.form(files, settings.form(), problems));
    }
    String format = options.getFormat().toLowerCase(Locale.ROOT);
    boolean isLog = isLog(options);
    boolean isJson = format.startsWith("json");
    if (isLog || isJson) {
      refuseOptionsOfCsv(options, settings.form(), isLog ? "access logs" : "JSON", problems);
    }
    if (options instanceof FileReadingOptions files) {
      refuse(
          "jsonPath",
          files.getJsonPath() != null && !isJson && (isLog || !format.equals("auto")),
          "JSON",
          isLog ? "access logs" : "--format=" + format,
          problems);
    }
    if (options instanceof LogOptions log) {
      settings = settings.withForm(LogOptions.form(log, format, settings.form(), problems));
    } else if (isLog) {
      problems.add(
          "--format=" + format + " is for commands that count records. Choose auto, csv or json.");
    }
    switch (isLog ? "auto" : format) {
      case "auto" -> {}
      case "csv" -> settings = settings.withEncoding(ReadSettings.Encoding.CSV);
      case "json", "jsonl" -> settings = settings.withEncoding(ReadSettings.Encoding.JSON);
      default ->
          problems.add(
              "Unknown format '%s'. Choose auto, csv, json or a format of access logs: %s."
                  .formatted(options.getFormat(), String.join(", ", LogOptions.FORMATS)));
    }
    String delimiter = options.getDelimiter();
    if (delimiter != null) {
      String plain = delimiter.equals("\\t") || delimiter.equals("tab") ? "\t" : delimiter;
      if (plain.length() != 1 || plain.charAt(0) > 127 || "\"\r\n".contains(plain)) {
        problems.add(
            "--delimiter='"
                + delimiter
                + "' is not a delimiter. Use one ASCII character, or \\t for a tab.");
      } else {
        settings = settings.withDelimiter(plain.charAt(0));
      }
    }
    return settings;
  }

  private static boolean isLog(ReadingOptions options) {
    return LogOptions.FORMATS.contains(options.getFormat().toLowerCase(Locale.ROOT))
        || (options instanceof LogOptions log && log.getLogFormat() != null);
  }

  private static Selection selection(ReadingOptions options, Problems problems) {
    Selection selection = Selection.ALL;
    if (options instanceof FileReadingOptions files) {
      selection = selection.withConditions(FileReadingOptions.conditions(files, problems));
    }
    if (options instanceof LogOptions log && LogOptions.excludesRequests(log)) {
      List<Condition> conditions = new ArrayList<>(selection.conditions());
      conditions.add(new Condition("counted", false, List.of("true")));
      selection = selection.withConditions(conditions);
    }
    return options instanceof DeduplicationOptions key && key.getDeduplicateBy() != null
        ? selection.withKey(names(key.getDeduplicateBy()))
        : selection;
  }

  /** Returns the names of a plain list of columns. */
  static List<String> names(String columns) {
    return Arrays.asList(columns.split(",", -1));
  }

  private static Map<String, String> mapping(String columns, Problems problems) {
    Map<String, String> mapping = new LinkedHashMap<>();
    for (String pair : columns.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        problems.add(
            ("--columns=%s is not a list of COLUMN=NAME pairs. A plain list of columns"
                    + " requires --header=false.")
                .formatted(columns));
        return Map.of();
      }
      String column = pair.substring(0, equals).strip();
      String name = pair.substring(equals + 1);
      int plus = name.indexOf('+');
      if (column.equals(TIMESTAMP) && plus > 0) {
        mapping.put(RecordSchema.TIME_OF_DAY, name.substring(plus + 1));
        name = name.substring(0, plus);
      }
      if (mapping.put(column, name) != null) {
        problems.add("--columns=" + columns + " names " + column + " twice. Name it once.");
      }
    }
    return mapping;
  }
}
