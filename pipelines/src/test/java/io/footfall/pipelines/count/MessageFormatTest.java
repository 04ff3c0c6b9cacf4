package io.footfall.pipelines.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.options.Arguments;
import io.footfall.records.ReadSettings.Encoding;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which form the messages of a stream have. */
class MessageFormatTest {
  private static CountSettings settings(String... options) {
    List<String> args =
        List.of("--input=kafka://127.0.0.1:1/t", "--output=out", options[0], options[1]);
    return CountSettings.of("visits", Arguments.parse("visits", CountOptions.class, "input", args));
  }

  @Test
  void refusesColumnsOfCsvForJson() {
    FootfallException refused =
        assertThrows(
            FootfallException.class,
            () -> settings("--format=json", "--columns=user_id,timestamp,url"));
    assertThat(refused.kind(), is(Kind.USAGE));
    assertThat(
        refused.getMessage(),
        is(
            "--columns=user_id,timestamp,url lists the columns of CSV messages, but --format is"
                + " json. Leave one of them out; members with other names need COLUMN=NAME pairs."));
  }

  @Test
  void listOfColumnsMeansCsvAndPairsMeanJson() {
    assertThat(
        settings("--format=auto", "--columns=user_id,timestamp,url").reading().encoding(),
        is(Encoding.CSV));
    assertThat(
        settings("--format=json", "--columns=user_id=visitor").reading().encoding(),
        is(Encoding.JSON));
  }
}
