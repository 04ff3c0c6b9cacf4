package io.footfall.pipelines.insight;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.OutputFiles;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.filelake.FileLake;
import io.footfall.pipelines.launch.Version;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.query.LakeCoverage;
import io.footfall.pipelines.query.QueryDatabase;
import io.footfall.pipelines.query.QuerySource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The command {@code report}: writes one HTML file that shows a lake or a warehouse. */
public final class HtmlReportCommand implements Command {
  private static final int HALF = 2;
  private static final int FEWEST_PAGES = 50;

  @Override
  public About about() {
    return About.of(
            "report",
            "Write an HTML report of files, a lake or a warehouse",
            HtmlReportOptions.class)
        .withOperand("input")
        .withLibraries(Libraries.INSIGHT);
  }

  @Override
  public String usage() {
    return """
        Usage: footfall report FILES --output=FILE.html [options]
               footfall report --lake=DIR --output=FILE.html [options]
               footfall report --report=DIRS --output=FILE.html [options]
               footfall report --warehouse=jdbc:... --output=FILE.html [options]

        Write one HTML file that opens in any browser, offline: visits and users over time, pages,
        time on page, revenue, conversion and rejected records. Readers choose period and filters in
        the page itself.

        Examples
          footfall report visits.csv purchases.csv -o report.html --open
          footfall report --lake=lake -o report.html
          footfall report --lake=lake --report=visits,purchases -o march.html \\
            --from=2024-03-01 --to=2024-03-31 --title='March\'""";
  }

  /** A single operand may be a lake. */
  @Override
  public int run(List<String> args, PrintStream out) {
    Arguments arguments = arguments(args);
    String input = arguments.values().get("input");
    return input != null && LakeCoverage.isLake(input)
        ? run(Arguments.parse(name(), about().options(), "lake", args), out)
        : run(arguments, out);
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    ReportSettings settings = ReportSettings.of(arguments);
    checkOutput(settings);
    if (settings.files().isPresent()) {
      try (FileLake files = FileLake.of(settings.files().get())) {
        return ofFiles(files, String.join(", ", settings.files().get().paths()), settings, out);
      }
    }
    QuerySource source = settings.source();
    if (source.lake() == null && source.warehouse() == null && source.rejects().isEmpty()) {
      // The tables of a report lack data that the page shows, such as days. Read its inputs again.
      Optional<FileLake> again = FileLake.ofReports(source.reports());
      if (again.isPresent()) {
        try (FileLake files = again.get()) {
          return ofFiles(files, source.label(), settings, out);
        }
      }
    }
    return write(source, settings, out);
  }

  private static int ofFiles(
      FileLake files, String names, ReportSettings settings, PrintStream out) {
    files.warnOfRejects("The page lists them.");
    return write(settings.source().withFiles(names, files.lake(), files.reports()), settings, out);
  }

  private static int write(QuerySource source, ReportSettings report, PrintStream out) {
    InsightSettings all =
        InsightSettings.of(source.label(), Version.current())
            .withTitle(report.title())
            .withLabels(report.labels());
    InsightSettings wanted = report.hasCustomerDetails() ? all : all.withCustomerCells(0);
    int status;
    try (QueryDatabase database = QueryDatabase.open(source)) {
      status =
          database.readWithRetry(
              () -> write(database, source, wanted, report.file(), report.pagesFile(), out));
    } catch (SQLException e) {
      throw new FootfallException(Kind.IO, "The database failed: " + e.getMessage(), e);
    } catch (IOException e) {
      throw FootfallException.io("Cannot create the report", e);
    }
    if (report.opens()) {
      Browser.ofThisMachine().open(report.file());
    }
    return status;
  }

  private static int write(
      QueryDatabase database,
      QuerySource source,
      InsightSettings wanted,
      String file,
      String pagesFile,
      PrintStream out)
      throws SQLException, IOException {
    InsightSettings settings = wanted;
    try (Connection connection = database.connectToOneMoment()) {
      Set<String> relations = new HashSet<>(database.relations());
      if (source.hasUnknownRejects()) {
        relations.remove("rejects");
      }
      if (!database.isWarehouse()) {
        relations.add(QueryDatabase.LAKE_ACCOUNTING);
        relations.add(QueryDatabase.LAKE_REASONS);
      }
      // First, because it finds and hides the days whose sums overflow.
      Insight insight = Insight.read(connection, relations, settings);
      if (insight.isEmpty()) {
        throw new FootfallException(Kind.NO_INPUT, nothing(source));
      }
      Optional<AllPages> pages = AllPages.read(connection, relations);
      InsightPage page = page(insight, pages, pagesFile);
      while (page.size() > InsightPage.BUDGET && settings.pages() > FEWEST_PAGES) {
        settings =
            settings
                .withLimits(
                    settings.pages() / HALF, settings.customers() / HALF, settings.cells() / HALF)
                .withCustomerCells(settings.customerCells() / HALF)
                .withSketchBytes(settings.sketchBytes() / HALF);
        insight = Insight.read(connection, relations, settings);
        page = page(insight, pages, pagesFile);
      }
      write(page, pages, file, pagesFile);
      print(insight, page, file, pagesFile, out);
      return 0;
    }
  }

  private static InsightPage page(Insight insight, Optional<AllPages> pages, String pagesFile)
      throws IOException {
    return InsightPage.of(insight, pages, pagesFile.substring(pagesFile.lastIndexOf('/') + 1));
  }

  private static String nothing(QuerySource source) throws IOException {
    String lake = source.lake();
    if (lake != null) {
      return LakeCoverage.of(lake).whyEmpty(source);
    }
    if (source.warehouse() == null) {
      return ("The tables of %s have no dates, which the page needs, and their input files no"
              + " longer exist. Name files: footfall report FILES --output=FILE.html.")
          .formatted(source.label());
    }
    return "No data" + source.days() + " in " + source.label() + ".";
  }

  private static void checkOutput(ReportSettings settings) {
    String file = settings.file();
    String pagesFile = settings.pagesFile();
    boolean overwrite = settings.overwrite();
    try {
      if (!overwrite && OutputFiles.exists(file)) {
        throw FootfallException.usage(
            TerminalText.near(file) + " already exists. Replace it with --overwrite.");
      }
      if (!overwrite && OutputFiles.exists(pagesFile)) {
        throw FootfallException.usage(
            TerminalText.near(pagesFile) + " already exists. Replace it with --overwrite.");
      }
      if (OutputFiles.isLocal(file)) {
        Path parent = Path.of(file).getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
      }
    } catch (IOException e) {
      throw FootfallException.io("--output=" + TerminalText.near(file) + " cannot be written", e);
    }
  }

  /** Writes each file completely or not at all; the page comes last because it names the other. */
  private static void write(
      InsightPage page, Optional<AllPages> pages, String file, String pagesFile)
      throws IOException {
    try {
      if (page.hasAllPages()) {
        OutputFiles.delete(List.of(pagesFile));
      } else {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        pages.orElseThrow().writeTo(csv);
        write(csv.toByteArray(), pagesFile);
      }
      write(page.html(), file);
    } catch (IOException e) {
      throw FootfallException.io("Writing " + TerminalText.near(file) + " failed", e);
    }
  }

  private static void write(byte[] content, String file) throws IOException {
    int name = file.lastIndexOf('/') + 1;
    String temporary = file.substring(0, name) + ".footfall-" + UUID.randomUUID();
    try {
      OutputFiles.write(temporary, content);
      OutputFiles.rename(temporary, file);
    } catch (IOException e) {
      OutputFiles.delete(List.of(temporary));
      throw e;
    }
  }

  private static void print(
      Insight insight, InsightPage page, String file, String pagesFile, PrintStream out) {
    List<String> totals = new ArrayList<>();
    if (insight.visits() > 0) {
      totals.add(
          TerminalText.count(insight.visits(), "visit")
              + " to "
              + TerminalText.count(insight.pages(), "page"));
    }
    if (insight.customers() > 0) {
      totals.add(
          String.format(Locale.ROOT, "%,.2f spent by ", insight.revenue())
              + TerminalText.count(insight.customers(), "customer"));
    }
    out.printf(
        "%s to %s: %s%n",
        insight.firstDay().orElseThrow(),
        insight.lastDay().orElseThrow(),
        String.join(", ", totals));
    out.printf("report in %s (%s)%n", TerminalText.near(file), TerminalText.size(page.size()));
    if (!page.hasAllPages()) {
      out.printf(
          "table of all pages, too large for the report, in %s%n", TerminalText.near(pagesFile));
    }
    out.flush();
  }
}
