package io.footfall.pipelines;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.OutputFiles;
import io.footfall.pipelines.insight.AllPages;
import io.footfall.pipelines.insight.Insight;
import io.footfall.pipelines.insight.InsightSettings;
import io.footfall.pipelines.insight.ReportPage;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.query.QueryDatabase;
import io.footfall.pipelines.query.QuerySource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The command {@code report}: one HTML file that shows a lake or a warehouse. */
final class ReportPageCommand {
  private static final int HALF = 2;
  private static final int FEWEST_PAGES = 50;

  private ReportPageCommand() {}

  /** What was read of one moment. */
  private record Answers(Insight insight, Optional<AllPages> pages) {}

  /**
   * Writes the report.
   *
   * @return the exit status
   */
  static int run(List<String> args, PrintStream out) {
    Arguments arguments = Arguments.parse("report", ReportPageOptions.class, "", args);
    ReportPageOptions options = arguments.options(ReportPageOptions.class);
    arguments.problems().throwIfAny();
    QuerySource source = Sources.of("report", arguments, options);
    String output = options.getOutput();
    if (output == null) {
      throw ReportCommand.usage(
          "Say which file to write with --output=FILE, for example: footfall report --lake=lake"
              + " --output=report.html");
    }
    String file = file(output);
    String pagesFile = pagesFile(file);
    checkOutput(file, pagesFile, options.getOverwrite());
    InsightSettings settings =
        InsightSettings.of(Sources.name(source), Footfall.version()).withTitle(options.getTitle());
    try (QueryDatabase database = QueryDatabase.open(source);
        Connection connection = database.connectToOneMoment()) {
      Set<String> relations = new HashSet<>(database.relations());
      if (source.hasUnknownRejects()) {
        relations.remove("rejects");
      }
      Optional<AllPages> pages = AllPages.read(connection, relations);
      Insight insight = Insight.read(connection, relations, settings);
      if (insight.isEmpty()) {
        throw new FootfallException(Kind.NO_INPUT, nothing(source));
      }
      ReportPage page = page(insight, pages, pagesFile);
      while (page.size() > ReportPage.BUDGET && settings.pages() > FEWEST_PAGES) {
        settings =
            settings
                .withLimits(
                    settings.pages() / HALF, settings.customers() / HALF, settings.cells() / HALF)
                .withSketchBytes(settings.sketchBytes() / HALF);
        insight = Insight.read(connection, relations, settings);
        page = page(insight, pages, pagesFile);
      }
      write(page, pages, file, pagesFile);
      print(new Answers(insight, pages), page, file, pagesFile, out);
      return 0;
    } catch (SQLException e) {
      throw new FootfallException(Kind.IO, "The database does not answer: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new FootfallException(
          Kind.IO, "The report could not be made: " + FootfallException.reason(e) + ".", e);
    }
  }

  private static ReportPage page(Insight insight, Optional<AllPages> pages, String pagesFile)
      throws IOException {
    return ReportPage.of(insight, pages, pagesFile.substring(pagesFile.lastIndexOf('/') + 1));
  }

  private static String nothing(QuerySource source) {
    String days =
        source.from() == null && source.to() == null
            ? ""
            : " from "
                + day(source.from(), "the first day")
                + " to "
                + day(source.to(), "the last");
    return "There is neither a visit nor a purchase in "
        + Sources.name(source)
        + days
        + (source.lake() == null
            ? "."
            : ": no batch is sealed there. A run with --lake=FOLDER writes one.");
  }

  private static String day(@Nullable LocalDate day, String none) {
    return day == null ? none : day.toString();
  }

  /** An absolute path, or a URL as it is. */
  private static String file(String output) {
    String folder = ReportCommand.folder("--output", output);
    String file = folder.substring(0, folder.length() - 1);
    if (output.endsWith("/") || (OutputFiles.isLocal(file) && Files.isDirectory(Path.of(file)))) {
      throw ReportCommand.usage(
          "--output=" + output + " is a folder; expected a file, such as report.html in it.");
    }
    return file;
  }

  /** The table of all pages, if it does not go into the file: report-pages.csv of report.html. */
  private static String pagesFile(String file) {
    int dot = file.lastIndexOf('.');
    return (dot > file.lastIndexOf('/') + 1 ? file.substring(0, dot) : file) + "-pages.csv";
  }

  private static void checkOutput(String file, String pagesFile, boolean overwrite) {
    try {
      if (!overwrite && OutputFiles.exists(file)) {
        throw ReportCommand.usage(
            "There is a file " + Console.near(file) + " already; replace it with --overwrite.");
      }
      if (!overwrite && OutputFiles.exists(pagesFile)) {
        throw ReportCommand.usage(
            "There is a file "
                + Console.near(pagesFile)
                + " already, which may be written too; replace it with --overwrite.");
      }
      if (OutputFiles.isLocal(file)) {
        Path parent = Path.of(file).getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
      }
    } catch (IOException e) {
      throw new FootfallException(
          Kind.IO,
          "--output=" + Console.near(file) + " cannot be written: " + FootfallException.reason(e),
          e);
    }
  }

  /** Each file is there whole or not at all, and the page comes last, for it names the other. */
  private static void write(
      ReportPage page, Optional<AllPages> pages, String file, String pagesFile) throws IOException {
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
      throw new FootfallException(
          Kind.IO, "Writing " + Console.near(file) + " failed: " + FootfallException.reason(e), e);
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
      Answers answers, ReportPage page, String file, String pagesFile, PrintStream out) {
    Insight insight = answers.insight();
    List<String> totals = new ArrayList<>();
    if (insight.visits() > 0) {
      totals.add(count(insight.visits(), "visit") + " of " + count(insight.pages(), "page"));
    }
    if (insight.customers() > 0) {
      totals.add(
          String.format(Locale.ROOT, "%,.2f spent by ", insight.revenue())
              + count(insight.customers(), "customer"));
    }
    out.printf(
        "%s to %s: %s%n",
        insight.firstDay().orElseThrow(),
        insight.lastDay().orElseThrow(),
        String.join(", ", totals));
    out.printf("report in %s (%s)%n", Console.near(file), Progress.size(page.size()));
    if (!page.hasAllPages()) {
      out.printf(
          "the table of all pages, which is too large for it, in %s%n", Console.near(pagesFile));
    }
    out.flush();
  }

  private static String count(long n, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", n, what, n == 1 ? "" : "s");
  }
}
