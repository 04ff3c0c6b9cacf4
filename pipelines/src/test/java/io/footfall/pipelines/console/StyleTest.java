package io.footfall.pipelines.console;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StyleTest {

  @ParameterizedTest
  @CsvSource({
    "true, NO_COLOR, '', true",
    "true, NO_COLOR, 1, false",
    "true, NO_COLOR, 0, false",
    "true, CLICOLOR, 1, true",
    "true, CLICOLOR, 0, false",
    "false, CLICOLOR, 1, false"
  })
  void coloursTerminalsUnlessTheEnvironmentForbidsIt(
      boolean isTerminal, String variable, String value, boolean isColored) {
    Style style = Style.of(isTerminal, Map.of(variable, value));
    assertThat(style.error("x").equals("x"), is(!isColored));
  }
}
