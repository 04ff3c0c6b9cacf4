package io.footfall.pipelines.inspect;

import io.footfall.bytes.Utf8;
import io.footfall.csv.CsvTokenizer;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.reading.Layout;
import io.footfall.records.ColumnSpec;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.records.TextForm;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.TextSample;
import io.footfall.tokens.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mozilla.universalchardet.UniversalDetector;

/** A look at a file: how it is written, what its columns are, and the command that reads it. */
final class Inspection {
  private static final int ROWS = 1000;
  private static final byte[] DELIMITERS = {',', ';', '\t', '|'};
  private static final Pattern ALB =
      Pattern.compile("(https?|h2|wss?|grpcs) \\d{4}-\\d\\d-\\d\\dT.*");
  private static final Pattern COMMON =
      Pattern.compile("\\S+ \\S+ \\S+ \\[\\d\\d/\\w{3}/\\d{4}:.*?\\] \"[^\"]*\" \\d{3} \\S+(.*)");
  private static final Pattern WHO =
      Pattern.compile("(?i).*(user|customer|client|visitor|email|member|session).*");

  private final InputFile file;
  private final List<String> options = new ArrayList<>();
  private final List<String> ambiguous = new ArrayList<>();
  private final List<ColumnProfile> columns = new ArrayList<>();
  private TextSample sample;
  private String encoding = "UTF-8";
  private String format = "CSV";
  private String lineEnds = "LF";
  private String delimiter = "";
  private int rows;
  private String command = "";

  Inspection(InputFile file, Optional<String> sheet) {
    this.file = file;
    TextForm form = TextForm.STANDARD;
    if (sheet.isPresent()) {
      form = form.withSheet(sheet.get());
      options.add("--sheet=" + sheet.get());
    }
    ReadSettings settings = ReadSettings.defaults().withForm(form);
    sample = TextSample.of(file, settings);
    int invalid = Utf8.firstInvalid(sample.text(), 0, sample.text().length);
    if (invalid >= 0 && invalid < sample.text().length - 4) {
      UniversalDetector detector = new UniversalDetector();
      detector.handleData(sample.text(), 0, sample.text().length);
      detector.dataEnd();
      String found = detector.getDetectedCharset();
      encoding = found == null || found.equals("UTF-8") ? "windows-1252" : found;
      options.add("--encoding=" + encoding);
      ambiguous.add(
          "Byte " + invalid + " is not UTF-8. " + encoding + " is the most likely character set.");
      sample = TextSample.of(file, settings.withForm(form.withCharset(encoding)));
    }
    look();
  }

  private void look() {
    String text = new String(sample.text(), StandardCharsets.UTF_8);
    lineEnds =
        text.contains("\r\n")
            ? "CR LF"
            : text.contains("\n") ? "LF" : text.contains("\r") ? "CR" : "none";
    String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    String start = first.replace("\ufeff", "").strip();
    if (text.startsWith("#") && text.lines().anyMatch(line -> line.startsWith("#Fields:"))) {
      log(text.contains("x-edge-location") ? "cloudfront" : "w3c");
    } else if (ALB.matcher(start).matches()) {
      log("alb");
    } else if (COMMON.matcher(start).matches()) {
      log(start.matches(".*\" \"[^\"]*\"$") || start.endsWith("\"") ? "combined" : "common");
    } else if (start.startsWith("{") || start.startsWith("[")) {
      format = "JSON";
      command = reading();
    } else {
      csv(text, start);
    }
  }

  private void log(String name) {
    format = "access log (" + name + ")";
    options.add("--format=" + name);
    command = reading();
  }

  private void csv(String text, String start) {
    byte[] bytes = sample.text();
    int from = Layout.byteOrderMarkBytes(bytes, bytes.length);
    if (start.startsWith("#")) {
      options.add("--comment=#");
      while (from < bytes.length && bytes[from] == '#') {
        while (from < bytes.length && bytes[from] != '\n') {
          from++;
        }
        from++;
      }
    }
    byte[] block = Arrays.copyOf(bytes, bytes.length + Fields.SLACK);
    Fields fields = new Fields(64);
    byte best = ',';
    int most = 0;
    for (byte candidate : DELIMITERS) {
      CsvTokenizer tokenizer = new CsvTokenizer(candidate, 0, 1 << 20);
      int next = from < bytes.length ? tokenizer.next(block, from, bytes.length, true, fields) : -1;
      if (next >= 0 && tokenizer.fault() == null && fields.count > most) {
        most = fields.count;
        best = candidate;
      }
    }
    delimiter = best == '\t' ? "tab" : String.valueOf((char) best);
    if (text.contains("\\\"")) {
      options.add("--escape=\\");
      ambiguous.add("There are quotes behind backslashes. --escape=\\ reads them as escaped.");
    }
    CsvTokenizer tokenizer = new CsvTokenizer(best, 0, 1 << 20);
    for (int p = from; p < bytes.length && rows <= ROWS; ) {
      p = tokenizer.next(block, p, bytes.length, sample.whole(), fields);
      if (p < 0) {
        break;
      }
      if (tokenizer.isBlank() || tokenizer.fault() != null) {
        continue;
      }
      for (int i = 0; i < fields.count; i++) {
        String value =
            new String(
                fields.bytes,
                fields.from[i],
                fields.to[i] - fields.from[i],
                StandardCharsets.UTF_8);
        if (columns.size() <= i && rows == 0) {
          columns.add(new ColumnProfile(value));
        } else if (i < columns.size() && rows > 0) {
          columns.get(i).add(value);
        }
      }
      rows++;
    }
    rows = Math.max(0, rows - 1);
    command = reading();
  }

  /** The command whose dataset lacks the fewest columns. */
  private String reading() {
    String best = "";
    int fewest = Integer.MAX_VALUE;
    for (Dataset<?> dataset : Datasets.all()) {
      Mapping mapping = mapping(dataset.schema());
      if (mapping.missing().size() < fewest) {
        fewest = mapping.missing().size();
        List<String> all = new ArrayList<>(options);
        if (!mapping.pairs().isEmpty()) {
          all.add("--columns=" + String.join(",", mapping.pairs()));
        }
        best = dataset.schema().dataset() + " --input=" + quoted(file.name());
        for (String option : all) {
          best += " " + quoted(option);
        }
        best += " --output=report";
      }
    }
    return "footfall " + best;
  }

  private record Mapping(List<String> pairs, List<String> missing) {}

  private Mapping mapping(RecordSchema schema) {
    List<String> pairs = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    if (!format.equals("CSV")) {
      // An access log fits a dataset of URLs. The first run reports the members of JSON.
      boolean hasUrls = schema.indexOf("url") >= 0;
      return new Mapping(pairs, hasUrls ? List.of() : List.of("url"));
    }
    for (ColumnSpec column : schema.columns()) {
      Optional<ColumnProfile> found =
          columns.stream().filter(c -> column.answersTo(c.name())).findFirst();
      if (found.isEmpty() && column.required()) {
        List<ColumnProfile> fitting = columns.stream().filter(c -> fits(column, c)).toList();
        if (fitting.isEmpty()) {
          missing.add(column.name());
        } else {
          pairs.add(column.name() + "=" + fitting.get(0).name());
          found = Optional.of(fitting.get(0));
          if (fitting.size() > 1) {
            note(
                column.name()
                    + " may be "
                    + String.join(" or ", fitting.stream().map(ColumnProfile::name).toList())
                    + ".");
          }
        }
      }
      found.ifPresent(this::values);
    }
    boolean either = found(schema, schema.either());
    if (!schema.either().isEmpty() && !either && !found(schema, schema.or())) {
      missing.add(schema.or().get(0));
    }
    return new Mapping(pairs, missing);
  }

  private boolean found(RecordSchema schema, List<String> names) {
    return names.stream()
        .allMatch(
            name ->
                columns.stream()
                    .anyMatch(c -> schema.columns().get(schema.indexOf(name)).answersTo(c.name())));
  }

  private static boolean fits(ColumnSpec column, ColumnProfile profile) {
    return switch (column.name()) {
      case "timestamp" ->
          profile.type().equals("timestamp") || profile.type().equals("date with day and month");
      case "url" -> profile.type().equals("URL");
      case "user_id", "customer_id" -> WHO.matcher(profile.name()).matches();
      default -> false;
    };
  }

  /** Adds the options that the values of a column need. */
  private void values(ColumnProfile column) {
    if (column.hasDates()) {
      String order = column.dayOrder();
      if (order.isEmpty()) {
        note(
            column.name()
                + " has dates whose day and month are ambiguous ("
                + column.evidence()
                + "). Choose --timestampFormat=dmy or mdy.");
      } else {
        option("--timestampFormat=" + order);
      }
    }
    switch (column.type()) {
      case "number with decimal comma" -> {
        option("--decimal=,");
        option("--grouping=.");
      }
      case "number with grouping comma" -> option("--grouping=,");
      default -> {}
    }
    if (!column.nullWords().isEmpty()) {
      option("--nulls=" + String.join(",", column.nullWords().keySet()));
    }
  }

  private void option(String option) {
    if (!options.contains(option)) {
      options.add(option);
    }
  }

  private void note(String text) {
    if (!ambiguous.contains(text)) {
      ambiguous.add(text);
    }
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Returns the command that reads the file. */
  String command() {
    return command;
  }

  /** Returns the options of the command, one per line, for a profile. */
  List<String> profile() {
    List<String> lines = new ArrayList<>();
    lines.add("# " + file.name());
    lines.add("command=" + command.split(" ", 3)[1]);
    lines.addAll(options);
    for (Dataset<?> dataset : Datasets.all()) {
      if (dataset.schema().dataset().equals(command.split(" ", 3)[1])) {
        List<String> pairs = mapping(dataset.schema()).pairs();
        if (!pairs.isEmpty()) {
          lines.add("--columns=" + String.join(",", pairs));
        }
      }
    }
    return lines;
  }

  /** Returns what was found, as names and values in the order in which they are printed. */
  List<String> facts() {
    List<String> facts = new ArrayList<>();
    facts.add("file: " + file.name());
    facts.add("container: " + sample.container());
    facts.add("encoding: " + encoding);
    facts.add("format: " + format);
    facts.add("line ends: " + lineEnds);
    if (format.equals("CSV")) {
      facts.add("delimiter: " + delimiter);
      facts.add("rows looked at: " + rows);
    }
    for (ColumnProfile column : columns) {
      facts.add(
          "column "
              + column.name()
              + ": "
              + column.type()
              + " ("
              + column.evidence()
              + ")"
              + (column.nullWords().isEmpty() ? "" : ", null words " + column.nullWords())
              + ", such as "
              + String.join(" | ", column.examples()));
    }
    ambiguous.forEach(text -> facts.add("ambiguous: " + text));
    return facts;
  }

  /** Refuses a sample without a line. */
  Inspection checked() {
    if (sample.text().length == 0) {
      throw FootfallException.usage(file.name() + " is empty.");
    }
    return this;
  }
}
