package io.footfall.pipelines;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Exports as other programs write them: a dialect, notations and names chosen at random. Every
 * record is valid in them.
 */
final class ExportGenerator {
  private static final List<String> USERS =
      List.of("user_id", "user", "Visitor ID", "Email", "client_id", "distinct_id");
  private static final List<String> CUSTOMERS =
      List.of("customer_id", "customer", "Customer Email", "Client", "member_no");
  private static final List<String> TIMES =
      List.of("timestamp", "time", "created_at", "Date", "event_time", "When");
  private static final List<String> URLS =
      List.of("url", "page", "Page URL", "path", "page_location");
  private static final List<String> DURATIONS =
      List.of("page_view_duration", "duration", "time_on_page", "seconds", "duration_seconds");
  private static final List<String> PRICES = List.of("product_price", "price", "Unit Price");
  private static final List<String> QUANTITIES = List.of("quantity", "qty", "Quantity");
  private static final List<String> AMOUNTS =
      List.of("amount", "total", "Total Amount", "Net revenue");
  private static final List<String> PATTERNS =
      List.of(
          "yyyy-MM-dd HH:mm:ss",
          "yyyy-MM-dd'T'HH:mm:ss'Z'",
          "yyyy/MM/dd H:mm",
          "yyyyMMdd'T'HHmmss'Z'",
          "yyyy-MM-dd",
          "dd/MM/yyyy HH:mm",
          "d.M.yyyy",
          "M/d/yyyy H:mm",
          "dd MMM yyyy HH:mm",
          "MMM d, yyyy h:mm a");

  /**
   * A file.
   *
   * @param dataset the dataset of its records
   * @param name the name of the file
   * @param content its bytes
   * @param records the number of records
   */
  @SuppressWarnings("ArrayRecordComponent") // Nothing compares exports.
  record Export(String dataset, String name, byte[] content, int records) {}

  private final Random random;
  private final String dataset;
  private final Map<String, List<String>> columns = new LinkedHashMap<>();
  private final int records;
  private String container = "";

  ExportGenerator(long seed) {
    random = new Random(seed);
    dataset = random.nextBoolean() ? "visits" : "purchases";
    records = 3 + random.nextInt(6);
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private boolean rarely() {
    return random.nextInt(6) == 0;
  }

  Export next() {
    boolean json = random.nextInt(3) == 0;
    column(oneOf(dataset.equals("visits") ? USERS : CUSTOMERS), this::id);
    times(json);
    if (dataset.equals("visits")) {
      column(oneOf(URLS), i -> (rarely() ? "https://Shop.Example" : "") + "/a/" + i % 2);
      switch (random.nextInt(6)) {
        case 0 -> column(oneOf(DURATIONS), i -> i + ":05");
        case 1 -> column("duration_ms", i -> i + "500");
        case 2 ->
            column(oneOf(DURATIONS), i -> rarely() ? oneOf(List.of("NULL", "\\N", "nan")) : i + "");
        case 3 -> column(oneOf(DURATIONS), i -> rarely() ? "" : i + ".5");
        default -> {}
      }
    } else {
      amounts();
    }
    if (random.nextBoolean()) {
      column("note", i -> oneOf(List.of("", "plain", "a, b; c", "say \"hi\"", "caf\u00e9")));
    }
    if (rarely()) {
      column("Country", i -> "DE");
    }
    if (rarely()) {
      column(
          oneOf(List.of("visitor", "User", "customer", "page", "Page", "product", "client")),
          i -> "x" + i);
    }
    if (rarely()) {
      column("currency", i -> "EUR");
    }
    byte[] text = json ? json() : csv();
    return switch (random.nextInt(8)) {
      case 0 -> new Export(dataset, "export" + container + ".gz", gzip(text), records);
      case 1 -> new Export(dataset, "export.zip", zip(text, "export" + container), records);
      default -> new Export(dataset, "export" + container, text, records);
    };
  }

  private String id(int i) {
    return oneOf(List.of("u" + i, "a" + i + "@example.com", "u-" + i));
  }

  @FunctionalInterface
  private interface Values {
    String of(int record);
  }

  private void column(String name, Values values) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      all.add(values.of(i));
    }
    columns.put(name, all);
  }

  private void times(boolean json) {
    // The first and the last day decide the order of day and month.
    LocalDateTime start = LocalDateTime.of(2024, 3, 25, 10, 5, 7);
    String name = oneOf(TIMES);
    switch (random.nextInt(8)) {
      case 0 -> column(name, i -> String.valueOf(start.plusDays(i).toEpochSecond(ZoneOffset.UTC)));
      case 1 -> column(name, i -> start.plusDays(i).toInstant(ZoneOffset.UTC).toEpochMilli() + "");
      case 2 -> {
        if (json) {
          column(name, i -> start.plusDays(i).toString());
        } else {
          column("date", i -> start.plusDays(i).toLocalDate().toString());
          column("time", i -> start.plusDays(i).toLocalTime().toString());
        }
      }
      default -> {
        DateTimeFormatter pattern = DateTimeFormatter.ofPattern(oneOf(PATTERNS), Locale.ENGLISH);
        column(name, i -> pattern.format(start.plusDays(i)));
      }
    }
  }

  private void amounts() {
    Values number =
        switch (random.nextInt(10)) {
          case 5 -> i -> (1 + i) + " 234,50";
          case 6 -> i -> (1 + i) + "'234.50";
          case 7 -> i -> (i % 2 == 0 ? "-" : "") + (1 + i) + "e2";
          case 8 -> i -> i % 2 == 0 ? "($2.50)" : "$1,002.50";
          case 0 -> i -> (1 + i) + ".234,50";
          case 1 -> i -> (1 + i) + ",234.50";
          case 2 -> i -> "$" + (1 + i) + ".50";
          case 3 -> i -> (1 + i) + ",50 EUR";
          case 4 -> i -> "\u20ac" + (1 + i) + ".234,50";
          default -> i -> (1 + i) + ".50";
        };
    if (random.nextBoolean()) {
      column(oneOf(AMOUNTS), number);
    } else {
      column(oneOf(PRICES), number);
      column(oneOf(QUANTITIES), i -> (1 + i) + "");
    }
    if (rarely()) {
      column("product", i -> "Cup");
    }
  }

  private byte[] csv() {
    container = oneOf(List.of(".csv", ".txt", ".tsv", ""));
    char delimiter = oneOf(List.of(',', ',', ';', '\t', '|'));
    String end = oneOf(List.of("\n", "\n", "\r\n", "\r", "\r\r\n"));
    char quote = rarely() ? '\'' : '"';
    boolean quoteAll = quote == '\'' || rarely();
    boolean backslash = quote == '"' && rarely();
    boolean atEnd = rarely();
    boolean header = random.nextInt(8) > 0;
    boolean blankBehind = header && rarely();
    List<String> names = new ArrayList<>(columns.keySet());
    Collections.shuffle(names, random);
    StringBuilder text = new StringBuilder();
    switch (random.nextInt(10)) {
      case 0 -> text.append("# exported").append(end).append("# by a shop").append(end);
      case 1 -> text.append("Report of March").append(end).append(end);
      case 2 -> text.append("sep=").append(delimiter).append(end);
      default -> text.append(rarely() ? end : "");
    }
    for (int i = header ? -1 : 0; i < records; i++) {
      for (int c = 0; c < names.size(); c++) {
        String value = i < 0 ? names.get(c) : columns.get(names.get(c)).get(i);
        boolean needed =
            value.indexOf(delimiter) >= 0 || value.indexOf(quote) >= 0 || value.startsWith("#");
        text.append(c > 0 ? delimiter + (blankBehind && delimiter != '\t' ? " " : "") : "");
        text.append(
            quoteAll || needed
                ? quote + value.replace("" + quote, (backslash ? "\\" : "" + quote) + quote) + quote
                : value);
      }
      text.append(atEnd ? String.valueOf(delimiter) : "").append(end);
      text.append(rarely() ? end : "");
    }
    return switch (random.nextInt(8)) {
      case 0 -> ("\ufeff" + text).getBytes(StandardCharsets.UTF_8);
      case 1 -> ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE);
      case 2 -> text.toString().getBytes(StandardCharsets.UTF_16BE);
      case 3 -> text.toString().getBytes(Charset.forName("windows-1252"));
      default -> text.toString().getBytes(StandardCharsets.UTF_8);
    };
  }

  private byte[] json() {
    container = oneOf(List.of(".json", ".jsonl", ".txt", ""));
    List<String> names = new ArrayList<>(columns.keySet());
    Collections.shuffle(names, random);
    int form = random.nextInt(5);
    boolean nested = random.nextInt(3) == 0;
    boolean pretty = random.nextBoolean() && form > 0;
    List<String> objects = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      List<String> members = new ArrayList<>();
      for (String name : names) {
        String value = columns.get(name).get(i);
        boolean number = value.matches("(0|[1-9]\\d*)(\\.\\d+)?") && random.nextBoolean();
        String literal =
            value.isEmpty()
                ? "null"
                : number ? value : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        members.add(
            nested && name.equals(names.get(0))
                ? "\"" + name + "\":{\"value\":" + literal + "}"
                : "\"" + name + "\": " + literal);
      }
      objects.add("{" + String.join(pretty ? ",\n  " : ", ", members) + "}");
    }
    String text =
        switch (form) {
          case 0 -> String.join("\n", objects) + "\n";
          case 1 -> "[" + String.join(",", objects) + "]";
          case 2 -> "[\n" + String.join(",\n", objects) + "\n]\n";
          case 3 -> String.join("\n", objects) + "\n";
          default ->
              "{\"meta\":{\"count\":%s},\"data\":{\"items\":[%s]},\"next\":null}"
                  .formatted(records, String.join(",", objects));
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] zip(byte[] text, String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
