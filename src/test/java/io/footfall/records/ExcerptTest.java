package io.footfall.records;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExcerptTest {

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "abcd, abcd",
    "abcde, abcd...",
    "abc😀, abc...",
    "ab😀, ab😀",
    "ab😀c, ab😀...",
    "😀😀😀, 😀😀...",
    "a😀😀, a😀...",
  })
  void truncatesAtWholeCharacters(String text, String shown) {
    assertThat(Excerpt.of(text, 4), is(shown));
  }
}
