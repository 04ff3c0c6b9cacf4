package io.footfall.records;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueFaultTest {
  private static final RecordSchema SCHEMA =
      RecordSchema.of("words", List.of(ColumnSpec.required("word", "a short word")));

  /** Rejects every value. */
  private static final class Refusing extends RecordParser<Object> {
    Refusing() {
      super(SCHEMA, ReadSettings.defaults());
    }

    @Override
    protected void place(int[] positions) {
      // There is one column.
    }

    @Override
    protected boolean read(Fields fields, Object row) {
      return reject(RejectCode.INVALID_NUMBER, 0);
    }
  }

  private static String messageOf(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    Fields fields = new Fields(1);
    fields.bytes = Arrays.copyOf(bytes, bytes.length + Fields.SLACK);
    fields.from[0] = 0;
    fields.to[0] = bytes.length;
    fields.count = 1;
    Refusing parser = new Refusing();
    parser.parse(fields, "");
    return ValueFault.of(parser, 0, true, fields).message();
  }

  @Test
  void quotesShortValues() {
    assertThat(messageOf("abc"), is("word (column 1) is 'abc'; expected a short word"));
    String hundred = "é€😀x".repeat(20);
    assertThat(
        messageOf(hundred), is("word (column 1) is '" + hundred + "'; expected a short word"));
  }

  @Test
  void truncatesLongValuesAtWholeCharacters() {
    String start = "x" + "😀".repeat(49);
    assertThat(
        messageOf(start + "😀".repeat(1_000_000)),
        is("word (column 1) is '" + start + "...'; expected a short word"));
  }
}
