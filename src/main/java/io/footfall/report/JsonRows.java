package io.footfall.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Summary.Content;
import io.footfall.table.CsvRow;
import io.footfall.table.Table;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Converts rows of CSV to JSON Lines, and back. Numbers are copied as text, so they keep all their
 * digits.
 *
 * @param names the names of the columns
 * @param contents the types of their values
 */
record JsonRows(List<String> names, List<Content> contents) {
  private static final JsonFactory JSON = new JsonFactory().setRootValueSeparator(null);

  static JsonRows of(Table table) {
    return new JsonRows(
        table.columns().stream().map(Table.Column::name).toList(),
        table.columns().stream()
            .map(
                column ->
                    switch (column.type()) {
                      case TEXT, DATE -> Content.TEXT;
                      case INTEGER, DECIMAL -> Content.NUMBER;
                    })
            .toList());
  }

  /** The additional fields at the end of every row. */
  interface Ending {
    /** Writes members. */
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * Returns the rows as JSON Lines.
   *
   * @param rows of CSV, without line breaks
   */
  byte[] write(List<String> rows, Ending ending) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer json = writer(bytes, ending)) {
      for (String row : rows) {
        json.write(row.getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Returns a writer of JSON Lines.
   *
   * @param out stays open
   */
  Writer writer(OutputStream out, Ending ending) throws IOException {
    return new Writer(out, ending);
  }

  final class Writer implements Closeable {
    private final JsonGenerator json;
    private final Ending ending;

    private Writer(OutputStream out, Ending ending) throws IOException {
      this.ending = ending;
      // Uses a Writer, because Jackson's byte generator escapes characters beyond U+FFFF as
      // surrogate pairs.
      json =
          JSON.createGenerator(new OutputStreamWriter(out, StandardCharsets.UTF_8))
              .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }

    /** Writes a row of CSV. */
    void write(byte[] row) throws IOException {
      List<String> values = CsvRow.texts(row, names.size());
      json.writeStartObject();
      for (int i = 0; i < names.size(); i++) {
        json.writeFieldName(names.get(i));
        switch (contents.get(i)) {
          case TEXT -> json.writeString(values.get(i));
          case NUMBER -> json.writeNumber(values.get(i));
          case OBJECT -> json.writeRawValue(values.get(i));
        }
      }
      ending.write(json);
      json.writeEndObject();
      json.writeRaw('\n');
    }

    @Override
    public void close() throws IOException {
      json.close();
    }
  }

  /** Returns JSON Lines as rows of CSV, without line breaks and without the ending. */
  List<String> read(byte[] lines) throws IOException {
    List<String> rows = new ArrayList<>();
    try (JsonParser json = JSON.createParser(lines)) {
      while (json.nextToken() == JsonToken.START_OBJECT) {
        ByteOutput row = new ByteOutput(128);
        for (int i = 0; json.nextToken() != JsonToken.END_OBJECT; i++) {
          json.nextToken();
          if (i >= names.size()) {
            json.skipChildren();
            continue;
          }
          if (i > 0) {
            row.writeByte(',');
          }
          int from = row.size();
          row.write(value(json, lines));
          CsvRow.quoteFrom(from, row);
        }
        rows.add(new String(row.toByteArray(), StandardCharsets.UTF_8));
      }
    }
    return rows;
  }

  private static byte[] value(JsonParser json, byte[] lines) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return json.getText().getBytes(StandardCharsets.UTF_8);
    }
    int from = (int) json.currentTokenLocation().getByteOffset();
    json.skipChildren();
    int to = (int) json.currentLocation().getByteOffset();
    ByteOutput object = new ByteOutput(to - from);
    object.write(lines, from, to);
    return object.toByteArray();
  }
}
