package io.footfall.pipelines.query;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.filelake.FileSettings;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.NearestName;
import io.footfall.pipelines.options.Problems;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code footfall query}, parsed and validated.
 *
 * @param statement the SQL; empty for a shell
 * @param files the files that are read in place of a lake
 * @param source the lake or the warehouse; for files, it contains only the selected days
 * @param format the name of the format of the result
 * @param hasAllColumns whether a table shows every column, however wide
 * @param output the file of the result; empty for standard output
 * @param overwrite whether an existing file is replaced
 */
record QuerySettings(
    Optional<String> statement,
    Optional<FileSettings> files,
    QuerySource source,
    String format,
    boolean hasAllColumns,
    Optional<String> output,
    boolean overwrite) {
  static final String PARQUET = "parquet";
  private static final String TABLE = "table";
  private static final String ALL_COLUMNS = "all";

  /** The options that apply to the result rather than to the files. */
  private static final Set<String> OF_RESULT = Set.of("format");

  /** The value of {@code --saved} without a name. */
  private static final String SAVED_ALONE = "list";

  /** Validates the arguments; empty if the saved queries are to be listed. */
  static Optional<QuerySettings> of(Arguments arguments) {
    QueryOptions options = arguments.options(QueryOptions.class);
    Problems problems = arguments.problems();
    List<String> operands = arguments.operands();
    if (SAVED_ALONE.equals(options.getSaved()) && operands.isEmpty()) {
      problems.throwIfAny();
      return Optional.empty();
    }
    String format = format(options, problems);
    Optional<String> statement = Optional.ofNullable(statement(operands, options, problems));
    if (options.getWarehouse() == null && statement.filter(ReadOnlySql::changesData).isPresent()) {
      // Before any file is read; a warehouse has another message.
      problems.add(ReadOnlySql.REFUSAL);
    }
    // A file beside the statement is misplaced, but the source is known.
    List<String> named =
        operands.size() > 1
            ? operands.stream().filter(operand -> new File(operand).isFile()).toList()
            : statement.map(sql -> new QuotedFiles(sql).names()).orElse(List.of());
    boolean hasAllColumns = ALL_COLUMNS.equals(options.getColumns());
    Optional<FileSettings> files = Optional.empty();
    QuerySource source;
    if (!FileSourceOptions.hasSource(options) && (options.getInput() != null || !named.isEmpty())) {
      Map<String, String> values = new TreeMap<>(arguments.values());
      values.remove("columns", ALL_COLUMNS);
      // In this command, these two options apply to the result.
      options.setFormat("auto");
      options.setColumns(values.get("columns"));
      files = Optional.of(FileSettings.of(options, named, values, OF_RESULT, problems));
      source = SourceOptions.days(options, problems);
      FileSourceOptions.refuseThoseOfWarehouses(arguments, options);
      arguments.complete(options);
    } else {
      FileSourceOptions.refuseThoseOfFiles(
          arguments, options, hasAllColumns ? Set.of("format", "columns") : OF_RESULT);
      source = SourceOptions.source("query", arguments, options);
    }
    return Optional.of(
        new QuerySettings(
            statement,
            files,
            source,
            format,
            hasAllColumns,
            Optional.ofNullable(options.getOutput()),
            options.getOverwrite()));
  }

  private static @Nullable String statement(
      List<String> operands, QueryOptions options, Problems problems) {
    if (operands.size() > 1) {
      problems.add(
          "Expected one SQL statement, but found %s arguments. %s"
              .formatted(
                  operands.size(),
                  operands.stream()
                      .filter(operand -> new File(operand).isFile())
                      .findFirst()
                      .map(
                          file ->
                              "Name the file in the statement: footfall query \"SELECT * FROM '%s'\""
                                  .formatted(file))
                      .orElseGet(
                          () ->
                              "Put the statement in quotes: \"%s\""
                                  .formatted(String.join(" ", operands)))));
    }
    String saved = options.getSaved();
    String file = options.getFile();
    String sql = operands.isEmpty() ? null : operands.get(0);
    if (SAVED_ALONE.equals(saved)) {
      // --saved NAME instead of --saved=NAME.
      saved = sql;
      sql = null;
    }
    if (Stream.of(saved, file, sql).filter(Objects::nonNull).count() > 1) {
      problems.add(
          sql != null && new File(sql).isFile()
              ? "Unexpected argument '%s', because the query comes from %s. To read this file, use --input=%s."
                  .formatted(sql, file == null ? "--saved" : "--file", sql)
              : "Set only one query: an SQL argument, --file or --saved.");
    }
    if (saved != null) {
      return named(saved, problems);
    }
    if (file != null) {
      return problems.check(() -> read(file), "");
    }
    return sql;
  }

  private static String named(String name, Problems problems) {
    return SavedQuery.named(name)
        .map(SavedQuery::sql)
        .orElseGet(
            () -> {
              List<String> names = SavedQuery.all().stream().map(SavedQuery::name).toList();
              problems.add(
                  "Unknown saved query '"
                      + name
                      + "'. "
                      + NearestName.of(name, names).map(n -> "Did you mean " + n + "? ").orElse("")
                      + "Run 'footfall query --saved' to list them.");
              return "";
            });
  }

  private static String read(String file) {
    try {
      return file.equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(Path.of(file));
    } catch (IOException e) {
      throw FootfallException.unreadable("--file=" + file, e);
    }
  }

  private static String format(QueryOptions options, Problems problems) {
    String format = options.getFormat().toLowerCase(Locale.ROOT);
    // The default of ReadingOptions, which also declares this option.
    if (format.equals("auto")) {
      return TABLE;
    }
    List<String> all = formats();
    if (!all.contains(format)) {
      problems.add(
          "Unknown format '%s'. Choose %s or %s."
              .formatted(
                  options.getFormat(),
                  String.join(", ", all.subList(0, all.size() - 1)),
                  all.get(all.size() - 1)));
    }
    if (format.equals(PARQUET) && options.getOutput() == null) {
      problems.add("--format=parquet writes a file. Set --output=FILE.");
    }
    return format;
  }

  /** Returns all values of {@code --format}. */
  static List<String> formats() {
    List<String> formats = new ArrayList<>(List.of(TABLE));
    Arrays.stream(ResultFormat.values()).map(ResultFormat::optionValue).forEach(formats::add);
    formats.add(PARQUET);
    return formats;
  }
}
