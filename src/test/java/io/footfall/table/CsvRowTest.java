package io.footfall.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.footfall.bytes.ByteOutput;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CsvRowTest {

  private static byte[] row(List<String> fields) {
    ByteOutput out = new ByteOutput(16);
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0) {
        out.writeByte(',');
      }
      int from = out.size();
      out.write(fields.get(i).getBytes(UTF_8));
      CsvRow.quoteFrom(from, out);
    }
    out.writeByte('\n');
    return out.toByteArray();
  }

  @Property(tries = 2000)
  void fieldsAreReadBackAsTheyWereWritten(@ForAll("rows") List<String> fields) {
    assertThat(CsvRow.texts(row(fields), fields.size()), is(fields));
  }

  @Property(tries = 2000)
  void independentReaderAgrees(@ForAll("rows") List<String> drawn) {
    // FastCSV 4.0.0 loses a record that ends with LF if its last field is quoted and contains a CR.
    List<String> fields = Stream.concat(drawn.stream(), Stream.of("last")).toList();
    List<CsvRecord> read =
        CsvReader.builder()
            .skipEmptyLines(false)
            .ofCsvRecord(new String(row(fields), UTF_8))
            .stream()
            .toList();

    assertThat(read.size(), is(1));
    assertThat(read.get(0).getFields(), is(fields));
  }

  @Provide
  Arbitrary<List<String>> rows() {
    Arbitrary<String> nasty =
        Arbitraries.strings().withChars(',', '"', '\n', '\r', 'a', ' ', 'é', '商').ofMaxLength(8);
    Arbitrary<String> any =
        Arbitraries.strings().excludeChars('\ufeff').filter(text -> text.equals(valid(text)));
    return Arbitraries.oneOf(nasty, any).list().ofMinSize(1).ofMaxSize(4);
  }

  /** Removes unpaired surrogates. */
  private static String valid(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }

  @Test
  void quotesAreWrittenOnlyWhereTheyMustBe() {
    assertThat(
        new String(row(List.of("https://a/b?c=d e", "a,b", "a\"b", "a\nb", "a\rb", "")), UTF_8),
        is("https://a/b?c=d e,\"a,b\",\"a\"\"b\",\"a\nb\",\"a\rb\",\n"));
  }
}
