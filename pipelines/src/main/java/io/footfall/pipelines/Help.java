package io.footfall.pipelines;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.OptionTable;
import io.footfall.records.ColumnSpec;
import io.footfall.records.RecordSchema;
import java.io.PrintStream;
import java.time.ZoneOffset;

/** What {@code --help} prints. */
final class Help {
  private static final int COLUMNS = 98;
  private static final int USAGE_COLUMNS = 27;

  private Help() {}

  /** Of the program. */
  static void print(PrintStream out) {
    out.println(
        """
        Footfall counts who visits a website and what they buy: exactly, and with every record
        accounted for.

        Usage
          footfall visits    --input=FILES --output=FOLDER   visits, users, time spent per URL
          footfall purchases --input=FILES --output=FOLDER   amount spent per day and customer
          footfall publish   --input=FILES --output=STREAM   a message per record, to Kinesis or Kafka
          footfall reconcile --streamOutput=FOLDER --input=FILES
                                                             counts anew what a stream has counted
          footfall rejects   --rejects=FOLDER                what was not counted, and why
          footfall replay    --rejects=FOLDER --dataset=DATASET --lake=FOLDER
                                                             tries them again
          footfall compact   --lake=FOLDER                   large files of the small ones
          footfall load      --lake=FOLDER --warehouse=jdbc:...
                                                             a lake's batches into Redshift or PostgreSQL
          footfall query     --lake=FOLDER 'SELECT ...'        asks a lake or a warehouse, in SQL
          footfall report    --lake=FOLDER --output=FILE.html
                                                             a page that shows all of it, in one file
          footfall serve     --lake=FOLDER                   the same page, live, and questions in SQL
          footfall generate  visits|purchases --rows=N --output=FILE
                                                             test data with exact answers
          footfall doctor    visits|purchases --OPTION=...   what would keep a run from being right
          footfall demo                                      all of it on this machine, without a cloud
          footfall                                           both reports of the sample data
          footfall COMMAND --help                            the options of a command
          footfall --version                                 the version

        Examples
          footfall visits --input=visits.csv --output=report
          footfall visits --input='logs/*.csv.gz' --output=report --overwrite
          footfall purchases --input=orders.csv --output=report --zone=Europe/Berlin
          footfall visits --input=visits.csv --output=report --runner=FlinkRunner

        Exit status
          0   all well                                 66  there is no such input
          2   wrong usage                              74  reading or writing failed
          3   more rejects than were allowed           70  a fault of Footfall""");
  }

  /** Of a command that makes a report. */
  static void print(String command, PrintStream out) {
    Dataset<?> dataset = Datasets.named(command, ZoneOffset.UTC);
    out.println(
        "Usage: footfall " + command + " --input=FILES --output=FOLDER [--OPTION=VALUE ...]");
    out.println();
    out.println(
        dataset.description().replaceFirst("\\.$", ": ")
            + String.join(", ", dataset.reportFiles())
            + ", run.json.");
    Heading group = null;
    for (OptionTable.Option option : OptionTable.of(CountOptions.class).options()) {
      if (option.listed().heading() != group) {
        group = option.listed().heading();
        out.println();
        out.println(group.title());
        if (group == Heading.RUN) {
          OptionTable.OF_RUNNERS.forEach(o -> print(o.usage(), o.description(), o.fallback(), out));
        }
      }
      print(option.usage(), option.description(), option.fallback(), out);
    }
    print("", "Every other option of the runner is accepted too.", "", out);
    out.println();
    out.println("Columns, in any order; further ones are ignored");
    RecordSchema schema = dataset.schema();
    for (ColumnSpec column : schema.columns()) {
      print(column.name(), describe(column, schema), "", out);
    }
  }

  /** Of the command that sends records to a stream. */
  static void printPublish(PrintStream out) {
    out.println(
        """
        Usage: footfall publish --input=FILES|jdbc:URL --output=kinesis://STREAM [--OPTION=VALUE ...]
               footfall publish --input=FILES|jdbc:URL --output=kafka://HOST:PORT/TOPIC [...]

        Sends every good record of files or of a database as one message, and keeps the others
        with the reasons. Each message is acknowledged when the command ends with status 0; after
        any other end, messages may have been sent: the next run sends them again.""");
    Heading group = null;
    for (OptionTable.Option option : OptionTable.of(PublishOptions.class).options()) {
      if (option.listed().heading() != group) {
        group = option.listed().heading();
        out.println();
        out.println(group.title());
      }
      print(option.usage(), option.description(), option.fallback(), out);
      if (option.name().equals("output")) {
        PublishOptions.OF_AWS.forEach(o -> print(o.usage(), o.description(), o.fallback(), out));
      }
    }
  }

  /** Of the command that counts anew what a stream has counted. */
  static void printReconcile(PrintStream out) {
    out.println(
        """
        Usage: footfall reconcile --streamOutput=FOLDER --input=FILES [--OPTION=VALUE ...]

        Counts the records of files anew, window by window, and prints what differs from the
        reports that a stream has written. Records that the stream has rejected as late are left
        out. Status 0: all is equal; 1: something differs.""");
    Heading group = null;
    for (OptionTable.Option option : OptionTable.of(ReconcileOptions.class).options()) {
      if (option.listed().heading() != group) {
        group = option.listed().heading();
        out.println();
        out.println(group.title());
      }
      print(option.usage(), option.description(), option.fallback(), out);
    }
  }

  /** Of the command that sums rejects up. */
  static void printRejects(PrintStream out) {
    out.println(
        """
        Usage: footfall rejects --rejects=FOLDER

        Counts the records that were not counted, by code, source and day of arrival (UTC), with
        three examples of each. Reads what reports, streams and publish have written, and what
        Amazon Data Firehose writes.

        Example
          footfall rejects --rejects=report/rejects""");
    for (OptionTable.Option option : OptionTable.of(RejectsOptions.class).options()) {
      out.println();
      print(option.usage(), option.description(), option.fallback(), out);
    }
  }

  /** Of the command that tries rejected records again. */
  static void printReplay(PrintStream out) {
    out.println(
        """
        Usage: footfall replay --rejects=FOLDER --dataset=visits|purchases --lake=FOLDER [options]

        Tries rejected records again with these options. What is good now goes to the lake as a
        batch; what is not is rejected once more, with one more attempt. A file of rejects is
        tried once: replaying twice changes nothing. With --streamOutput the final windows of a
        stream are written anew, in files and in its --sink, with what was replayed for them.

        Examples
          footfall replay --rejects=report/rejects --dataset=visits --lake=lake
          footfall replay --rejects=hours/rejects --dataset=visits --lake=lake --streamOutput=hours
          footfall replay --rejects=report/rejects --dataset=purchases --lake=lake --fix='s/about //'""");
    for (OptionTable.Option option : OptionTable.of(ReplayOptions.class).options()) {
      out.println();
      print(option.usage(), option.description(), option.fallback(), out);
    }
  }

  /** Of the command that makes large files of small ones. */
  static void printCompact(PrintStream out) {
    out.println(
        """
        Usage: footfall compact --lake=FOLDER [options]

        Rewrites the small files of a lake as large ones, day by day. A crash at any step loses and
        doubles nothing; the next compaction cleans up. A lock keeps a second one out.

        Example
          footfall compact --lake=lake""");
    for (OptionTable.Option option : OptionTable.of(CompactOptions.class).options()) {
      out.println();
      print(option.usage(), option.description(), option.fallback(), out);
    }
  }

  /** Of the command that loads a lake into a warehouse. */
  static void printLoad(PrintStream out) {
    out.println(
        """
        Usage: footfall load --lake=FOLDER --warehouse=jdbc:redshift://... --iamRole=ROLE [options]
               footfall load --lake=FOLDER --warehouse=jdbc:postgresql://... [options]

        Loads the sealed batches of a lake that are not in the warehouse yet, each exactly once:
        rows, daily sums and ledger change in one transaction. A load that was cut off is finished
        by the next one. Status 74 if a file was set aside; the rest is loaded then.

        Examples
          footfall load --lake=lake --warehouse='jdbc:postgresql://db.example/shop?user=footfall' \\
            --createTables
          footfall load --lake=s3://bucket/lake --iamRole=default \\
            --warehouse='jdbc:redshift://shop.example:5439/dev?user=footfall'""");
    for (OptionTable.Option option : OptionTable.of(LoadOptions.class).options()) {
      out.println();
      print(option.usage(), option.description(), option.fallback(), out);
    }
  }

  /** Of the command that asks. */
  static void printQuery(PrintStream out) {
    out.println(
        """
        Usage: footfall query --lake=FOLDER [options] ['SELECT ...']
               footfall query --warehouse=jdbc:postgresql://... [options] ['SELECT ...']
               footfall query --saved

        Asks a lake or a warehouse in SQL; without a statement there is a shell. The tables are
        visits, purchases, url_stats, customer_days, rejects, accounting and loads. A lake is asked
        by an embedded DuckDB, a warehouse in its own SQL on a connection that only reads.

        Examples
          footfall query --lake=lake 'SELECT url, count(*) FROM visits GROUP BY url'
          footfall query --lake=lake --saved=top-pages --format=csv
          footfall query --report=report --saved=rejects-by-reason""");
    for (OptionTable.Option option : OptionTable.of(QueryOptions.class).options()) {
      out.println();
      print(option.usage(), option.description(), option.fallback(), out);
    }
  }

  /** Of the command that writes a page. */
  static void printReport(PrintStream out) {
    out.println(
        """
        Usage: footfall report --lake=FOLDER --output=FILE.html [options]
               footfall report --warehouse=jdbc:... --output=FILE.html [options]

        Writes one HTML file that opens in any browser, without a network: visits and users over
        time, pages, time on page, revenue, conversion, and what was not counted. Period and
        filters are chosen in the file itself.

        Examples
          footfall report --lake=lake --output=report.html
          footfall report --lake=lake --report=visits,purchases --output=march.html \\
            --from=2024-03-01 --to=2024-03-31 --title='March'""");
    Heading group = null;
    for (OptionTable.Option option : OptionTable.of(ReportPageOptions.class).options()) {
      if (option.listed().heading() != group) {
        group = option.listed().heading();
        out.println();
        out.println(group.title());
      }
      print(option.usage(), option.description(), option.fallback(), out);
    }
  }

  /** Of the command that serves the dashboard. */
  static void printServe(PrintStream out) {
    out.println(
        """
        Usage: footfall serve --lake=FOLDER [options]
               footfall serve --warehouse=jdbc:... [options]

        Serves the report as a page that follows the data, and a page for questions in SQL, until
        it is stopped. Listens on this machine alone unless told otherwise.

        Examples
          footfall serve --lake=lake --report=visits,purchases
          footfall serve --warehouse='jdbc:postgresql://db.example/shop?user=reader' \\
            --host=0.0.0.0 --tokenFile=token --allowedHost=dashboard.example""");
    Heading group = null;
    for (OptionTable.Option option : OptionTable.of(ServeOptions.class).options()) {
      if (option.listed().heading() != group) {
        group = option.listed().heading();
        out.println();
        out.println(group.title());
      }
      print(option.usage(), option.description(), option.fallback(), out);
    }
  }

  /** Of the command that looks for what is wrong before a run. */
  static void printDoctor(PrintStream out) {
    out.println(
        """
        Usage: footfall doctor [visits|purchases --input=... --output=... --OPTION=VALUE ...]

        Looks at this machine, and at a run that is not started: a line per thing, which is ok, a
        warning or refused. Takes the options of the run. Every run looks at the same things when
        it starts, prints what is a warning, and ends at what is refused.

        Exit status: 0 if nothing is refused, else the one that the run would end with.

        Examples
          footfall doctor
          footfall doctor visits --input=kafka://127.0.0.1:9092/clicks --output=hours
          footfall doctor purchases --input=kinesis://orders --flinkMaster=flink.example:8081 \\
            --sink='jdbc:postgresql://db.example/shop?user=footfall' --rejects=s3://bucket/rejects""");
  }

  private static String describe(ColumnSpec column, RecordSchema schema) {
    String need = column.required() ? "" : "; may be missing";
    if (schema.either().contains(column.name())) {
      need = "; may be missing if there is " + String.join(" and ", schema.or());
    } else if (schema.or().contains(column.name())) {
      need = "; in place of " + String.join(" and ", schema.either());
    }
    return column.type()
        + need
        + (column.synonyms().isEmpty()
            ? ""
            : ". Also called " + String.join(", ", column.synonyms()))
        + ".";
  }

  private static void print(String usage, String text, String fallback, PrintStream out) {
    StringBuilder line = new StringBuilder("  " + usage);
    if (line.length() >= USAGE_COLUMNS) {
      out.println(line);
      line.setLength(0);
    }
    pad(line);
    String all = fallback.isEmpty() ? text : text + " Default: " + fallback + ".";
    for (String word : all.split(" ", -1)) {
      if (line.length() + word.length() >= COLUMNS) {
        out.println(line.toString().stripTrailing());
        line.setLength(0);
        pad(line);
      }
      line.append(word).append(' ');
    }
    out.println(line.toString().stripTrailing());
  }

  private static void pad(StringBuilder line) {
    line.append(" ".repeat(USAGE_COLUMNS - line.length()));
  }
}
