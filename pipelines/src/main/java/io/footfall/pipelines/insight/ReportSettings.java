package io.footfall.pipelines.insight;

import io.footfall.errors.FootfallException;
import io.footfall.files.OutputFiles;
import io.footfall.pipelines.filelake.FileSettings;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Directory;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.query.FileSourceOptions;
import io.footfall.pipelines.query.QuerySource;
import io.footfall.pipelines.query.SourceOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The options of {@code footfall report}, parsed and validated.
 *
 * @param files the files that are read in place of a lake
 * @param source the lake or the warehouse; for files, it contains only the selected days
 * @param file the page, an absolute path or a URL
 * @param overwrite whether existing files are replaced
 * @param opens whether to open the page in the browser
 * @param hasCustomerDetails whether the page has the visits and purchases of individual customers
 * @param title heading of the page
 * @param labels how the page labels its numbers
 */
record ReportSettings(
    Optional<FileSettings> files,
    QuerySource source,
    String file,
    boolean overwrite,
    boolean opens,
    boolean hasCustomerDetails,
    String title,
    InsightSettings.Labels labels) {

  /** Validates the arguments, and opens the file systems. */
  static ReportSettings of(Arguments arguments) {
    HtmlReportOptions options = arguments.options(HtmlReportOptions.class);
    Problems problems = arguments.problems();
    String file = "";
    String output = options.getOutput();
    if (output == null) {
      problems.add("--output is required, for example --output=report.html.");
    } else {
      file = problems.check(() -> file(output), "");
    }
    InsightSettings.Labels labels = PageOptions.labels(options, problems);
    String input = options.getInput();
    Optional<FileSettings> files = Optional.empty();
    QuerySource source;
    if (input != null) {
      if (options.getLake() != null || options.getWarehouse() != null) {
        problems.add(
            "Use either files or "
                + (options.getLake() != null ? "--lake" : "--warehouse")
                + ", not both.");
      }
      files =
          Optional.of(FileSettings.of(options, List.of(), arguments.values(), Set.of(), problems));
      source = SourceOptions.days(options, problems);
      FileSourceOptions.refuseThoseOfWarehouses(arguments, options);
      arguments.complete(options);
    } else {
      FileSourceOptions.refuseThoseOfFiles(arguments, options, Set.of("currency"));
      source = SourceOptions.source("report", arguments, options);
    }
    return new ReportSettings(
        files,
        source,
        file,
        options.getOverwrite(),
        options.getOpen(),
        options.getCustomerDetails(),
        options.getTitle(),
        labels);
  }

  /** Returns the file for the table of all pages: report-pages.csv for report.html. */
  String pagesFile() {
    int dot = file.lastIndexOf('.');
    return (dot > file.lastIndexOf('/') + 1 ? file.substring(0, dot) : file) + "-pages.csv";
  }

  /** Returns an absolute path, or a URL unchanged. */
  private static String file(String output) {
    String folder = Directory.of("--output", output).path();
    String file = folder.substring(0, folder.length() - 1);
    if (output.endsWith("/") || (OutputFiles.isLocal(file) && Files.isDirectory(Path.of(file)))) {
      throw FootfallException.usage(
          "--output=" + output + " is a directory. Name a file, such as report.html in it.");
    }
    String lower = file.toLowerCase(Locale.ROOT);
    if (!lower.endsWith(".html") && !lower.endsWith(".htm")) {
      throw FootfallException.usage(
          ("--output=%s is not an HTML file, which this command writes. Name one, such as"
                  + " --output=report.html.")
              .formatted(output));
    }
    return file;
  }
}
