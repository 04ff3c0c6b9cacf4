package io.footfall.warehouse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * The file that lists the objects of a Redshift COPY. Each entry is mandatory and includes the
 * length of the object, which Parquet requires.
 *
 * @param entries the objects
 */
record Manifest(List<Entry> entries) {

  /**
   * An object.
   *
   * @param url its URL
   * @param bytes its size
   */
  record Entry(String url, long bytes) {}

  /** Returns the content of the file as JSON. */
  byte[] toJson() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(bytes).setPrettyPrinter(new DefaultPrettyPrinter())) {
      json.writeStartObject();
      json.writeArrayFieldStart("entries");
      for (Entry entry : entries) {
        json.writeStartObject();
        json.writeStringField("url", entry.url());
        json.writeBooleanField("mandatory", true);
        json.writeObjectFieldStart("meta");
        json.writeNumberField("content_length", entry.bytes());
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}
