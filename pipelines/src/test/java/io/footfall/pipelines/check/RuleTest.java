package io.footfall.pipelines.check;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {
  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "visits last-day below 1000, 999, true",
    "visits last-day below 1000, 1000, false",
    "revenue last-7-days change below -20%, -20.01, true",
    "revenue last-7-days change below -20%, -20, false",
    "rejected-ratio all above 1%, 1.5, true",
    "visits-age all above 6h, 5.9, false"
  })
  void comparesANumberWithItsBound(String rule, BigDecimal value, boolean isBroken) {
    assertThat(new Finding(Rule.parse(rule), Optional.of(value)).isBroken(), is(isBroken));
  }

  @Test
  void isBrokenWithoutData() {
    Finding finding = new Finding(Rule.parse("visits last-day above 1000"), Optional.empty());
    assertThat(finding.isBroken(), is(true));
    assertThat(finding.sentence(), is("visits last-day above 1000: no data"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "visit last-day below 1 | Did you mean visits?",
        "visits last-week below 1 | Unknown period 'last-week'",
        "visits last-day under 1 | Choose above or below.",
        "visits last-day below many | 'many' is not a number",
        "visits last-day below 5% | '5%' is not a number",
        "visits below 1 | Expected METRIC PERIOD [change] above|below NUMBER",
        "visits all change below 1 | No period precedes all",
        "rejected last-day above 1 | rejected has no periods"
      })
  void explainsInvalidRule(String text, String message) {
    assertThat(refusal(() -> Rule.parse(text)), containsString(message));
  }

  @Test
  void reportsAllMistakesOfAFileWithTheirLines() throws Exception {
    Path file =
        Files.writeString(
            temp.resolve("rules.txt"),
            "# rules\n\nvisits all below 1\nvisits\n  clicks all above 1\n");
    assertThat(
        refusal(() -> Rule.read(file)),
        allOf(
            containsString("rules.txt has 2 problems.\n  line 4: "),
            containsString("\n  line 5: ")));
  }
}
