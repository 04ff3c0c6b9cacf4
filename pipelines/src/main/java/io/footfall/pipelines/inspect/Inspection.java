package io.footfall.pipelines.inspect;

import io.footfall.accesslog.LogTokenizer;
import io.footfall.bytes.Utf8;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.options.Preset;
import io.footfall.reading.TextEncoding;
import io.footfall.records.ReadSettings;
import io.footfall.records.TextForm;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.TextSample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mozilla.universalchardet.UniversalDetector;

/** Describes a file: format, columns, and the command that reads it. */
final class Inspection {
  private static final String ACCESS_LOG = "access log";
  private static final Pattern ALB =
      Pattern.compile("(https?|h2|wss?|grpcs) \\d{4}-\\d\\d-\\d\\dT.*");
  private static final Pattern COMMON =
      Pattern.compile(
          "(\\S+ )?\\S+ \\S+ \\S+ \\[\\d\\d/\\w{3}/\\d{4}:.*?\\] \"[^\"]*\" \\d{3} \\S+(.*)");

  /** Names of files that are read as JSON. */
  private static final Pattern JSON_NAME =
      Pattern.compile("(?i).*\\.(json|jsonl|ndjson)(\\.(gz|gzip|bz2|zst|zstd|deflate|zz))?");

  private final InputFile file;
  private final String name;
  private final List<String> options = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final TextSample sample;
  private String encoding = "UTF-8";
  private String format = "CSV";
  private final String lineEnds;
  private Sample records = new Sample(List.of(), true, true, List.of(), List.of(), "", 0);
  private List<Proposal> proposals = List.of();

  /**
   * Reads the beginning of a file.
   *
   * @throws FootfallException if it is empty or cannot be read
   */
  Inspection(InputFile file, Optional<String> sheet) {
    this.file = file;
    name = file.name().replaceFirst("!/.*", "");
    TextForm form = TextForm.STANDARD;
    if (sheet.isPresent()) {
      form = form.withSheet(sheet.get());
      options.add("--sheet=" + sheet.get());
    }
    ReadSettings settings = ReadSettings.defaults().withForm(form);
    TextSample read = TextSample.of(file, settings);
    Optional<String> wide = TextEncoding.withoutMark(read.text(), read.text().length);
    if (wide.isPresent()) {
      form = form.withCharset(wide.get());
      options.add("--encoding=" + wide.get());
      encoding = wide.get();
      read = TextSample.of(file, settings.withForm(form));
    }
    if (wide.isEmpty()) {
      TextEncoding.refusal(file.name(), read.text(), read.text().length)
          .ifPresent(
              refusal -> {
                throw refusal;
              });
    }
    int invalid = Utf8.firstInvalid(read.text(), 0, read.text().length);
    if (wide.isEmpty() && invalid >= 0 && invalid < read.text().length - 4) {
      UniversalDetector detector = new UniversalDetector();
      detector.handleData(read.text(), 0, read.text().length);
      detector.dataEnd();
      String found = detector.getDetectedCharset();
      encoding = found == null || found.equals("UTF-8") ? "windows-1252" : found;
      options.add("--encoding=" + encoding);
      notes.add(
          "Byte " + invalid + " is not UTF-8. " + encoding + " is the most likely character set.");
      read = TextSample.of(file, settings.withForm(form.withCharset(encoding)));
    }
    sample = read;
    if (sample.text().length == 0) {
      throw new FootfallException(
          Kind.DATA, (name.equals("-") ? "Standard input" : file.name()) + " is empty.");
    }
    String text = new String(sample.text(), StandardCharsets.UTF_8);
    lineEnds =
        text.contains("\r\n")
            ? "CR LF"
            : text.contains("\n") ? "LF" : text.contains("\r") ? "CR" : "none";
    detectFormat(text);
  }

  private void detectFormat(String text) {
    String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    String start = first.replace("\ufeff", "").strip();
    Matcher common = COMMON.matcher(start);
    if (text.startsWith("#") && text.lines().anyMatch(line -> line.startsWith("#Fields:"))) {
      log(text.contains("x-edge-location") ? "cloudfront" : "w3c");
    } else if (ALB.matcher(start).matches()) {
      log("alb");
    } else if (common.matches()) {
      boolean combined = start.endsWith("\"");
      if (common.group(1) == null) {
        log(combined ? "combined" : "common");
      } else {
        notes.add("Each line begins with a field before the address, such as a virtual host.");
        log("virtual host", virtualHost(common.group(1), combined));
      }
    } else if (start.startsWith("{") || start.startsWith("[")) {
      format = "JSON";
      choose(new JsonSample(sample).records());
    } else {
      if (JSON_NAME.matcher(file.name()).matches()) {
        options.add("--format=csv");
      }
      choose(List.of(new CsvSample(sample).records()));
    }
  }

  /** Returns the option for an Apache log whose lines begin with the virtual host. */
  private static String virtualHost(String host, boolean combined) {
    return "--logFormat="
        + (host.matches(".*:\\d+ ") ? "%v:%p" : "%v")
        + " %h %l %u %t \"%r\" %>s %O"
        + (combined ? " \"%{Referer}i\" \"%{User-Agent}i\"" : "");
  }

  private void log(String name) {
    log(name, "--format=" + name);
  }

  /**
   * Proposes the datasets with URLs for an access log: each line is a visit, and the columns are
   * known.
   */
  private void log(String name, String option) {
    format = ACCESS_LOG + " (" + name + ")";
    List<String> all = new ArrayList<>(options);
    all.add(option);
    proposals =
        Datasets.all().stream()
            .filter(dataset -> dataset.schema().indexOf("url") >= 0)
            .map(
                dataset ->
                    new Proposal(
                        dataset.schema().dataset(),
                        Map.of(),
                        List.of(),
                        0,
                        all,
                        List.of(),
                        List.of()))
            .toList();
  }

  /** Chooses the candidate with the best proposal, such as one of several JSON arrays. */
  private void choose(List<Sample> candidates) {
    Optional<Proposal> best = Optional.empty();
    for (Sample candidate : candidates) {
      List<Proposal> found =
          Datasets.all().stream()
              .map(dataset -> withOptions(Proposal.of(dataset.schema(), candidate)))
              .sorted(Proposal.BEST_FIRST)
              .toList();
      boolean better = best.isEmpty() || Proposal.BEST_FIRST.compare(found.get(0), best.get()) < 0;
      if (better) {
        best = Optional.of(found.get(0));
        proposals = found;
        records = candidate;
      }
    }
    List<Proposal> all =
        new ArrayList<>(
            Preset.names().stream()
                .map(Preset::named)
                .flatMap(preset -> Proposal.of(preset, records).stream())
                .map(this::withOptions)
                .toList());
    all.addAll(proposals);
    proposals = all;
  }

  private Proposal withOptions(Proposal proposal) {
    List<String> all = new ArrayList<>(options);
    all.addAll(proposal.options());
    return new Proposal(
        proposal.dataset(),
        proposal.fills(),
        proposal.missing(),
        proposal.guessed(),
        all,
        proposal.alternatives(),
        proposal.notes());
  }

  InputFile file() {
    return file;
  }

  /** Returns the proposal whose dataset fits best. */
  Proposal best() {
    return proposals.get(0);
  }

  /** Returns the proposals of all datasets, the best first. */
  List<Proposal> proposals() {
    return proposals;
  }

  /** Returns whether the file has a column of this name, in any case. */
  boolean hasColumn(String name) {
    Stream<String> names =
        format.startsWith(ACCESS_LOG)
            ? LogTokenizer.COLUMNS.stream()
            : records.columns().stream().map(ColumnProfile::name);
    return names.anyMatch(name.strip()::equalsIgnoreCase);
  }

  /**
   * Returns the commands that read the file: one, or one per alternative if the file is ambiguous;
   * none if required columns of every dataset are missing.
   */
  List<String> commands() {
    Proposal best = best();
    if (!best.missing().isEmpty()) {
      return List.of();
    }
    return best.choices().stream()
        .map(
            choice ->
                ShellWords.join(
                    "footfall " + best.dataset(), "--input=" + name, choice, "--output=report"))
        .toList();
  }

  /** Returns the message for a file that matches no dataset. */
  String refusal() {
    List<String> lacks = new ArrayList<>();
    for (Proposal proposal : proposals) {
      lacks.add(proposal.dataset() + " need " + String.join(", ", proposal.missing()));
    }
    return ("No dataset matches the columns of %s: %s. If the file has them under other names,"
            + " set --columns=COLUMN=NAME,...")
        .formatted(name.equals("-") ? "standard input" : file.name(), String.join("; ", lacks));
  }

  /** Returns the options of the command, one per line, for a profile. */
  List<String> profile() {
    List<String> lines = new ArrayList<>();
    lines.add("# " + name);
    lines.add("command=" + best().dataset());
    lines.addAll(best().options());
    best().alternatives().forEach(choice -> lines.add("# or: " + choice));
    return lines;
  }

  String container() {
    return sample.container();
  }

  String encoding() {
    return encoding;
  }

  String format() {
    return format;
  }

  String lineEnds() {
    return lineEnds;
  }

  Sample records() {
    return records;
  }

  /** Returns the ambiguities and their reasons. */
  List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    all.addAll(best().notes());
    return all;
  }

  /**
   * Returns the column of the best dataset to which a column of the file is mapped; empty if none.
   */
  String filledBy(ColumnProfile profile) {
    return best().fills().entrySet().stream()
        .filter(entry -> entry.getValue().equals(profile.name()))
        .map(Map.Entry::getKey)
        .min(Comparator.naturalOrder())
        .orElse("");
  }

  /** Returns the findings, as names and values, in the order in which they are printed. */
  List<String> facts() {
    List<String> facts = new ArrayList<>();
    facts.add("file: " + (name.equals("-") ? "standard input" : file.name()));
    facts.add("container: " + container());
    // The sample of a Parquet file is converted to text, whose format does not describe the file.
    boolean isText = !container().equals("Parquet");
    if (isText) {
      facts.add("encoding: " + encoding);
      facts.add("format: " + format);
      facts.add("line endings: " + lineEnds);
    }
    if (isText && !records.delimiter().isEmpty()) {
      facts.add("delimiter: " + records.delimiter());
      facts.add("header: " + (records.header() ? "yes" : "no, the first line is a record"));
    }
    if (!records.columns().isEmpty()) {
      facts.add("rows examined: " + records.rows());
    }
    String kind = format.equals("JSON") ? "member " : "column ";
    for (ColumnProfile column : records.columns()) {
      String fills = filledBy(column);
      facts.add(
          kind
              + column.name()
              + ": "
              + column.type()
              + " ("
              + column.evidence()
              + ")"
              + (column.nullWords().isEmpty() ? "" : ", null words " + column.nullWords())
              + (column.examples().isEmpty()
                  ? ""
                  : ", such as " + String.join(" | ", column.examples()))
              + (fills.isEmpty() ? "" : ", read as " + fills));
    }
    notes().forEach(text -> facts.add("note: " + text));
    return facts;
  }
}
