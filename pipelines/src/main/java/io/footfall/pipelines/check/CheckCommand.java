package io.footfall.pipelines.check;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.command.Libraries;
import io.footfall.pipelines.console.TableStyle;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.console.TextTable;
import io.footfall.pipelines.console.TextTable.Column;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.query.LakeCoverage;
import io.footfall.pipelines.query.QueryDatabase;
import io.footfall.pipelines.query.QuerySource;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/** The command {@code check}: reports numbers that are out of bounds. */
public final class CheckCommand implements Command {
  private static final int STATUS_OUT_OF_BOUNDS = 3;

  @Override
  public About about() {
    return About.of("check", "Check numbers against rules, for alerts", CheckOptions.class)
        .withOperand("lake")
        .withLibraries(Libraries.INSIGHT);
  }

  @Override
  public String usage() {
    return """
        Usage: footfall check --lake=DIR --rules=FILE [options]
               footfall check --report=DIRS --rules=FILE [options]
               footfall check --warehouse=jdbc:... --rules=FILE [options]

        Compare numbers of a lake or a warehouse with rules. Print the rules that are out of bounds,
        post them to the webhook if one is set, and end with status 3. A number without data is out of
        bounds. A rule is METRIC PERIOD [change] above|below NUMBER, one per line:

          visits          last-day     below 1000
          revenue         last-7-days  change below -20%%
          rejected-ratio  all          above 1%%
          visits-age      all          above 6h

        Metrics  %s
        Periods  %s

        Example
          footfall check --lake=lake --rules=rules.txt --webhookFile=webhook.txt"""
        .formatted(
            String.join(", ", Metric.words()).replace(", revenue", ",\n         revenue"),
            String.join(", ", Period.words()));
  }

  @Override
  public int run(Arguments arguments, PrintStream out) {
    CheckSettings settings = CheckSettings.of(arguments);
    List<Rule> rules = settings.rules();
    QuerySource source = settings.source();
    List<Finding> broken = findings(rules, source).stream().filter(Finding::isBroken).toList();
    if (broken.isEmpty()) {
      out.printf("%s, none is out of bounds%n", TerminalText.count(rules.size(), "rule"));
      return 0;
    }
    print(broken, rules.size(), out);
    settings.webhook().ifPresent(hook -> hook.post(source.label(), broken));
    return STATUS_OUT_OF_BOUNDS;
  }

  private static List<Finding> findings(List<Rule> rules, QuerySource source) {
    try {
      String lake = source.lake();
      if (lake != null && !LakeCoverage.of(lake).exists()) {
        throw new FootfallException(Kind.NO_INPUT, LakeCoverage.of(lake).whyEmpty(source));
      }
      try (QueryDatabase database = QueryDatabase.open(source)) {
        return database.readWithRetry(() -> RuleCheck.of(rules, database, Clock.systemUTC()));
      }
    } catch (SQLException e) {
      throw new FootfallException(Kind.IO, "The database failed: " + e.getMessage(), e);
    } catch (IOException e) {
      throw FootfallException.io(source.label() + " cannot be read", e);
    }
  }

  private static void print(List<Finding> broken, int rules, PrintStream out) {
    TextTable table = new TextTable(Column.text("rule"), Column.number("value"));
    broken.forEach(finding -> table.addPlain(List.of(finding.rule().text(), finding.shown())));
    table.print(TableStyle.ofOutput().withAllColumns(), out);
    out.printf("%n%s, %d out of bounds%n", TerminalText.count(rules, "rule"), broken.size());
  }
}
