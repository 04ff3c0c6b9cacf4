package io.footfall.pipelines.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as a JSON array with one object per line. Numbers that JSON cannot represent are
 * written as text.
 */
final class JsonResult implements RowSink {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();

  private final Appendable out;
  private final List<QueryColumn> columns = new ArrayList<>();
  private boolean isFirst = true;

  JsonResult(Appendable out) {
    this.out = out;
  }

  @Override
  public void columns(List<QueryColumn> all) throws IOException {
    columns.addAll(all);
    out.append('[');
  }

  @Override
  public boolean row(List<@Nullable Object> values) throws IOException {
    out.append(isFirst ? "\n  " : ",\n  ");
    isFirst = false;
    try (JsonGenerator json = JSON.createGenerator(new Part(out))) {
      json.writeStartObject();
      for (int i = 0; i < values.size(); i++) {
        json.writeFieldName(columns.get(i).name());
        write(json, values.get(i));
      }
      json.writeEndObject();
    }
    return true;
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(ResultText.plain(number));
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean is) {
      json.writeBoolean(is);
    } else {
      json.writeString(ResultText.of(value));
    }
  }

  @Override
  public void end() throws IOException {
    out.append(isFirst ? "]\n" : "\n]\n");
  }

  /** A writer that forwards the text of a row and ignores flush and close. */
  private static final class Part extends Writer {
    private final Appendable to;

    Part(Appendable to) {
      this.to = to;
    }

    @Override
    public void write(char[] buffer, int from, int length) throws IOException {
      to.append(new String(buffer, from, length));
    }

    @Override
    public void flush() {
      // Text is forwarded immediately.
    }

    @Override
    public void close() {
      // The underlying output stays open.
    }
  }
}
