package io.footfall.pipelines.console;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TerminalTextTest {

  @Test
  void namesStandardInputInsteadOfItsTemporaryCopy() {
    assertThat(TerminalText.near("-"), is("standard input"));
    assertThat(TerminalText.near("/data/standard-input"), is("/data/standard-input"));
  }

  @Test
  void showsLineBreaksAndTabsAsEscapes() {
    assertThat(TerminalText.printable("a\nb\r\tc"), is("a\\nb\\r\\tc"));
  }

  @Test
  void escapeSequencesDoNothing() {
    assertThat(TerminalText.printable("\u001b[2Jx\u0007"), is("\\u001b[2Jx\\u0007"));
    assertThat(TerminalText.printable("\u009b31m"), is("\\u009b31m"));
  }

  @Test
  void showsInvisibleCharacters() {
    assertThat(TerminalText.printable("a\u202egpj.exe"), is("a\\u202egpj.exe"));
    assertThat(TerminalText.printable("a\u200bb\u2028c"), is("a\\u200bb\\u2028c"));
    assertThat(TerminalText.printable("a\udb40\udc41b"), is("a\\u{e0041}b"));
  }

  @Test
  void keepsOtherText() {
    assertThat(TerminalText.printable("https://例え.jp/é?a=\"b\""), is("https://例え.jp/é?a=\"b\""));
  }

  @Test
  void wideCharactersTakeTwoColumnsAndCombiningOnesNone() {
    assertThat(TerminalText.width("abc"), is(3));
    assertThat(TerminalText.width("商品"), is(4));
    assertThat(TerminalText.width("ＡＢ"), is(4));
    assertThat(TerminalText.width("한국"), is(4));
    assertThat(TerminalText.width("😀"), is(2));
    assertThat(TerminalText.width("e\u0301"), is(1));
    assertThat(TerminalText.width("éñ…"), is(3));
  }

  @Test
  void omitsTheMiddleOfALongText() {
    assertThat(TerminalText.fit("https://example.org/a/b/c", 16), is("https:/.../a/b/c"));
    assertThat(TerminalText.fit("short", 5), is("short"));
    assertThat(TerminalText.fit("商品商品商品商品", 8), is("商...品"));
  }

  @Property
  void fittedTextNeverTakesMoreThanItsColumns(
      @ForAll String text, @ForAll @IntRange(max = 40) int columns) {
    String printable = TerminalText.printable(text);

    String fitted = TerminalText.fit(printable, columns);

    assertThat(TerminalText.width(fitted), is(lessThanOrEqualTo(columns)));
    if (TerminalText.width(printable) <= columns) {
      assertThat(fitted, is(printable));
    } else if (columns >= 7) {
      // Dots of the text itself may stand before or after those that were left for something.
      assertThat(
          fitted,
          IntStream.rangeClosed(0, fitted.length() - 3)
              .filter(dots -> fitted.startsWith("...", dots))
              .anyMatch(
                  dots ->
                      printable.startsWith(fitted.substring(0, dots))
                          && printable.endsWith(fitted.substring(dots + 3))),
          is(true));
    }
  }

  @Property
  void printableTextHasNoControlCharacter(@ForAll String text) {
    assertThat(
        TerminalText.printable(text).codePoints().anyMatch(Character::isISOControl), is(false));
  }
}
