package io.footfall.csv;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFieldTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\0',
      delimiter = ' ',
      value = {
        "=1+1 \"'=1+1\"",
        "+1 \"'+1\"",
        "-1 -1",
        "-1.50 -1.50",
        "-1+2 \"'-1+2\"",
        "@SUM(A1) \"'@SUM(A1)\"",
        "a,b \"a,b\"",
        "a\"b \"a\"\"b\"",
        "=\"x\",1 \"'=\"\"x\"\",1\"",
        "/a=1 /a=1"
      })
  void neutralizesFormulas(String text, String field) {
    assertThat(CsvField.forSpreadsheet(text), is(field));
  }

  @Test
  void neutralizesFormulasAfterInvisibleCharacters() {
    assertThat(CsvField.forSpreadsheet("\t=1"), is("\"'\t=1\""));
    assertThat(CsvField.forSpreadsheet("\r=1"), is("\"'\r=1\""));
  }

  @Test
  void otherwiseAFieldIsTheTextItself() {
    assertThat(CsvField.of("=1+1"), is("=1+1"));
    assertThat(CsvField.of("a\nb"), is("\"a\nb\""));
    assertThat(CsvField.of(""), is(""));
  }
}
