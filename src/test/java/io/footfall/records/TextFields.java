package io.footfall.records;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.footfall.bytes.ByteOutput;
import io.footfall.tokens.Fields;

/** Fields of a record without a file. */
public final class TextFields {
  private TextFields() {}

  /** Returns one field per text; "-" is a missing field. */
  public static Fields of(String... texts) {
    Fields fields = new Fields(Math.max(1, texts.length));
    ByteOutput bytes = new ByteOutput();
    for (int i = 0; i < texts.length; i++) {
      boolean present = !texts[i].equals("-");
      fields.from[i] = present ? bytes.size() : -1;
      if (present) {
        bytes.write(texts[i].getBytes(UTF_8));
      }
      fields.to[i] = present ? bytes.size() : -1;
    }
    fields.count = texts.length;
    bytes.ensure(Fields.SLACK);
    fields.bytes = bytes.array();
    return fields;
  }
}
