package io.footfall.reading;

import io.footfall.accesslog.LogSettings;
import io.footfall.accesslog.LogTokenizer;
import io.footfall.bytes.ByteSlices;
import io.footfall.csv.Dialect;
import io.footfall.errors.FootfallException;
import io.footfall.records.ColumnSpec;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.tokens.Fields;
import io.footfall.tokens.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Derives the {@link Layout} of an input from its first bytes. */
final class LayoutSearch {
  private static final byte[] DELIMITERS = {',', ';', '\t', '|'};
  private static final int RECORDS_LOOKED_AT = 1000;
  private static final int WIDE_BYTES = 1024;
  private static final byte[] NO_HEADER = new byte[0];

  private final String source;
  private final byte[] start;
  private final int from;
  private final int length;
  private final boolean whole;
  private final RecordSchema schema;
  private final ReadSettings settings;
  private final ColumnMatch columns;

  /** Creates a search. For the parameters see {@link Layout#find}. */
  LayoutSearch(
      String source,
      byte[] start,
      int length,
      boolean whole,
      RecordSchema schema,
      ReadSettings settings) {
    this.source = source;
    this.start = start;
    this.length = length;
    this.whole = whole;
    this.schema = schema;
    this.settings = settings;
    from = Layout.byteOrderMarkBytes(start, length);
    columns = new ColumnMatch(source, schema, settings.mapping());
  }

  Layout find() {
    columns.checkMapping();
    refuseWideText();
    LogSettings log = settings.form().log();
    if (log != null) {
      return ofLog(log);
    }
    if (isJson()) {
      return ofJson();
    }
    TextHead head = TextHead.of(start, from, length, whole, settings);
    checkSkippedLines(head);
    if (!settings.header()) {
      return withoutHeader(head);
    }
    if (head.headerOffset() < length) {
      return withHeader(head);
    }
    if (!whole) {
      throw FootfallException.usage(
          "%s has no header in its first %s bytes, which are blank or skipped lines. Remove them."
              .formatted(source, length));
    }
    return csv(
        (byte) ',', schema.columns().size(), identity(), NO_HEADER, length, Dialect.STANDARD);
  }

  private void refuseWideText() {
    TextEncoding.withoutMark(start, Math.min(WIDE_BYTES, length))
        .ifPresent(
            charset -> {
              throw FootfallException.usage(
                  "%s has the NUL bytes of %s text, but no byte order mark. Use --encoding=%s."
                      .formatted(source, charset, charset));
            });
  }

  /** Refuses a text that is skipped entirely, unless it is empty. */
  private void checkSkippedLines(TextHead head) {
    if (head.missingLines() == 0 || from == length) {
      return;
    }
    int wanted = settings.form().skipLines();
    int lines = wanted - head.missingLines();
    throw FootfallException.usage(
        "--skipLines="
            + wanted
            + " skips more lines than "
            + (whole
                ? source + " has: " + lines
                : "the first " + length + " bytes of " + source + " have: " + lines)
            + ". Set the number of lines before the header.");
  }

  private static Layout csv(
      byte delimiter, int fields, int[] positions, byte[] header, int dataOffset, Dialect dialect) {
    return new Layout(
        false, delimiter, fields, positions, header, dataOffset, dialect, !dialect.isStandard());
  }

  private int[] identity() {
    int[] positions = new int[schema.columns().size()];
    Arrays.setAll(positions, i -> i);
    return positions;
  }

  private Layout withHeader(TextHead head) {
    List<Layout> found = new ArrayList<>();
    int mostNames = 0;
    @Nullable FootfallException complaint = null;
    for (byte delimiter : candidates(head)) {
      HeaderLines header =
          HeaderLines.of(
              source,
              start,
              head.headerOffset(),
              length,
              whole,
              delimiter,
              head.dialect(),
              settings);
      try {
        int[] positions =
            columns.positions(new String(header.bytes(), StandardCharsets.UTF_8), header.names());
        found.add(
            csv(
                delimiter,
                header.names().size(),
                positions,
                header.bytes(),
                header.dataOffset(),
                ofRecords(
                    delimiter, header.dialect(), header.dataOffset(), header.names().size())));
      } catch (FootfallException e) {
        if (complaint == null || header.names().size() > mostNames) {
          mostNames = header.names().size();
          complaint = e;
        }
      }
    }
    if (found.size() > 1) {
      throw FootfallException.usage(
          "The header of "
              + source
              + " can be read with more than one delimiter ("
              + found.stream().map(l -> name(l.delimiter())).collect(Collectors.joining(" and "))
              + "). Choose one with --delimiter.");
    }
    if (found.isEmpty()) {
      // The delimiter that produces the most columns is the most likely one, so its error helps
      // most.
      throw TextEncoding.refusal(source, start, length).orElse(Objects.requireNonNull(complaint));
    }
    return found.get(0);
  }

  private Layout withoutHeader(TextHead head) {
    List<String> names = settings.positions();
    int[] positions =
        new ColumnMatch(ColumnMatch.COLUMN_LIST, schema, Map.of())
            .positions(String.join(",", names), names);
    List<Layout> fitting = new ArrayList<>();
    for (byte delimiter :
        head.headerOffset() < length ? candidates(head) : new byte[] {chosenDelimiter()}) {
      Dialect dialect = ofRecords(delimiter, head.dialect(), head.headerOffset(), names.size());
      Tokenizer tokenizer =
          Layout.tokenizer(
              delimiter, dialect, names.size(), names.size(), settings.maxRecordBytes());
      tokenizer.next(start, head.headerOffset(), length, whole, new Fields(64));
      if (settings.delimiter() != null
          || head.headerOffset() == length
          || (tokenizer.fault() == null && !tokenizer.isBlank())) {
        fitting.add(csv(delimiter, names.size(), positions, NO_HEADER, head.dataOffset(), dialect));
      }
    }
    if (fitting.size() != 1) {
      throw FootfallException.usage(
          "The first line of "
              + source
              + (fitting.isEmpty()
                  ? " cannot be split into "
                  : " can be split in more than one way into ")
              + names.size()
              + " fields, one per column of --columns. Tried comma, semicolon, tab and pipe."
              + " Choose the delimiter with --delimiter.");
    }
    return fitting.get(0);
  }

  /**
   * Returns the dialect of the records: one with a trailing delimiter if the first two records have
   * one. A single record with an extra field is invalid, and is rejected.
   */
  private Dialect ofRecords(byte delimiter, Dialect dialect, int offset, int columns) {
    Tokenizer tokenizer = Layout.tokenizer(delimiter, dialect, 0, 0, settings.maxRecordBytes());
    Fields fields = new Fields(64);
    int records = 0;
    for (int p = offset; p < length && records < 2; ) {
      p = tokenizer.next(start, p, length, whole, fields);
      if (p < 0) {
        break;
      }
      if (tokenizer.isBlank() || (tokenizer.fault() == null && fields.isBlank())) {
        continue;
      }
      if (tokenizer.fault() != null
          || fields.count != columns + 1
          || fields.from[columns] != fields.to[columns]) {
        return dialect;
      }
      records++;
    }
    return records > 0 ? dialect.withDelimiterAtEnd(true) : dialect;
  }

  private byte[] candidates(TextHead head) {
    if (settings.delimiter() != null) {
      return new byte[] {chosenDelimiter()};
    }
    return head.delimiter() != 0 ? new byte[] {head.delimiter()} : DELIMITERS;
  }

  private byte chosenDelimiter() {
    Character chosen = settings.delimiter();
    return (byte) (chosen == null ? ',' : chosen);
  }

  private static String name(byte delimiter) {
    return switch (delimiter) {
      case ',' -> "comma";
      case ';' -> "semicolon";
      case '\t' -> "tab";
      default -> "pipe";
    };
  }

  private Layout ofLog(LogSettings log) {
    byte[] header = NO_HEADER;
    if (LogTokenizer.hasHeader(log) && from < length) {
      int line = from;
      while (line < length && start[line] == '#' && !LogTokenizer.isHeader(start, line, length)) {
        line = ByteSlices.indexOf(start, line, length, (byte) '\n') + 1;
      }
      if (line >= length || !LogTokenizer.isHeader(start, line, length)) {
        throw FootfallException.usage(
            source
                + " has no line that begins with #Fields: before its first record. Choose another"
                + " --format, or describe its lines with --logFormat.");
      }
      header =
          Arrays.copyOfRange(start, line, ByteSlices.indexOf(start, line, length, (byte) '\n'));
    }
    return new Layout(
        false,
        (byte) ' ',
        LogTokenizer.COLUMNS.size(),
        columns.positions("", LogTokenizer.COLUMNS),
        header,
        from,
        Dialect.STANDARD,
        header.length > 0);
  }

  private boolean isJson() {
    return switch (settings.encoding()) {
      case JSON -> true;
      case CSV -> false;
      case AUTO -> {
        if (settings.form().jsonPath() != null) {
          yield true;
        }
        if (!settings.header() || settings.delimiter() != null) {
          yield false;
        }
        String plain =
            source.toLowerCase(Locale.ROOT).replaceAll("\\.(gz|gzip|bz2|zst|zstd|deflate|zz)$", "");
        if (plain.endsWith(".jsonl") || plain.endsWith(".ndjson") || plain.endsWith(".json")) {
          yield true;
        }
        int p = from;
        while (p < length
            && (start[p] == ' ' || start[p] == '\t' || start[p] == '\r' || start[p] == '\n')) {
          p++;
        }
        yield p < length && (start[p] == '{' || JsonForm.isArrayOfObjects(start, p, length));
      }
    };
  }

  /**
   * Returns the layout of JSON. A required column, or one in a mapping, must be in one of the first
   * records.
   */
  private Layout ofJson() {
    refuseOptionsOfCsv();
    JsonForm form = JsonForm.of(source, start, from, length, whole, settings);
    int[] positions = identity();
    Layout layout =
        new Layout(
            true,
            (byte) 0,
            positions.length,
            positions,
            NO_HEADER,
            form.dataOffset(),
            Dialect.STANDARD,
            form.sequential());
    Tokenizer tokenizer = layout.survey(schema, settings);
    int[] seen = new int[positions.length];
    Arrays.fill(seen, -1);
    Fields fields = new Fields(positions.length);
    boolean both = false;
    int records = 0;
    for (int p = form.dataOffset(); p >= 0 && p < length && records < RECORDS_LOOKED_AT; ) {
      p = tokenizer.next(start, p, length, whole, fields);
      if (p < 0 || tokenizer.fault() != null || tokenizer.isBlank()) {
        continue;
      }
      records++;
      for (int i = 0; i < seen.length; i++) {
        seen[i] = Math.max(seen[i], Math.min(0, fields.from[i]));
      }
      both |= records == 1 && columns.hasBoth(fields.from);
    }
    if (records > 0) {
      refuseMissingMembers(form.dataOffset(), seen);
      refuseAmbiguousMembers(JsonForm.members(start, form.dataOffset(), length));
    }
    columns.chooseMapped(both, positions);
    return layout;
  }

  /**
   * Refuses options of CSV if JSON was detected. With {@code --format=json}, they are refused
   * earlier.
   */
  private void refuseOptionsOfCsv() {
    List<String> options = settings.form().optionsOfCsv();
    if (settings.encoding() == ReadSettings.Encoding.AUTO && !options.isEmpty()) {
      throw FootfallException.usage(
          "--%s applies to CSV, but %s is JSON. Leave it out, or set --format=csv."
              .formatted(options.get(0), source));
    }
  }

  /**
   * Refuses several synonyms of a column, and a synonym in a condition if the input also has its
   * column.
   */
  private void refuseAmbiguousMembers(Set<String> members) {
    for (ColumnSpec column : schema.columns()) {
      if (settings.mapping().containsKey(column.name())
          || !schema.needs(schema.indexOf(column.name()))) {
        continue;
      }
      List<String> names =
          Stream.concat(Stream.of(column.name()), column.synonyms().stream())
              .filter(name -> members.contains(name) && !settings.mapping().containsValue(name))
              .toList();
      boolean standard = names.contains(column.name());
      if (names.size() > 1 && (!standard || names.stream().anyMatch(this::isSelectedSynonym))) {
        throw FootfallException.usage(
            "%s has more than one member for %s: %s. Choose one with --columns=%s=%s."
                .formatted(
                    source, column.name(), String.join(", ", names), column.name(), names.get(0)));
      }
    }
  }

  /** Returns whether a condition or a key names a synonym of a column. */
  private boolean isSelectedSynonym(String name) {
    return schema.indexOf(name) < 0
        && (settings.selection().key().contains(name)
            || settings.selection().conditions().stream()
                .anyMatch(condition -> condition.column().equals(name)));
  }

  private void refuseMissingMembers(int dataOffset, int[] seen) {
    List<String> missing = new ArrayList<>();
    String first = "";
    for (int i = 0; i < seen.length; i++) {
      ColumnSpec column = schema.columns().get(i);
      String mapped = settings.mapping().get(column.name());
      if (seen[i] < 0 && mapped != null) {
        missing.add(mapped + " (which --columns maps to " + column.name() + ")");
      } else if (seen[i] < 0 && column.required()) {
        missing.add(column.name());
      }
      if (first.isEmpty() && !missing.isEmpty()) {
        first = column.name();
      }
    }
    columns.addAlternatives(seen, missing);
    if (!missing.isEmpty()) {
      Set<String> members = JsonForm.members(start, dataOffset, length);
      throw FootfallException.usage(
          source
              + (missing.size() == 1 ? " has no member " : " has no members ")
              + String.join(", ", missing)
              + (members.isEmpty()
                  ? ""
                  : ". Its objects have: " + ColumnMatch.shortened(String.join(", ", members)))
              + ". If a member has another name, use --columns="
              + (first.isEmpty() ? ColumnMatch.firstName(missing.get(0)) : first)
              + "=NAME, for example a dotted path such as user.id.");
    }
  }
}
