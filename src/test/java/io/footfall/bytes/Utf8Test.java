package io.footfall.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the validation with Java's strict decoder. */
class Utf8Test {

  private static int firstInvalid(byte[] bytes) {
    // Surrounded by continuation bytes.
    Slice slice = Slice.of(bytes, 0xBF);
    int position = Utf8.firstInvalid(slice.array(), slice.from(), slice.to());
    return position < 0 ? -1 : position - slice.from();
  }

  private static int firstInvalidOfDecoder(byte[] bytes) {
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return decoder.decode(in, CharBuffer.allocate(bytes.length), true).isError()
        ? in.position()
        : -1;
  }

  @ParameterizedTest
  @CsvSource({
    "'', -1",
    "00, -1",
    "7F, -1",
    "C280, -1", // U+0080
    "DFBF, -1", // U+07FF
    "E0A080, -1", // U+0800
    "ED9FBF, -1", // U+D7FF
    "EE8080, -1", // U+E000
    "EFBFBF, -1", // U+FFFF
    "F0908080, -1", // U+10000
    "F48FBFBF, -1", // U+10FFFF
    "80, 0", // continues nothing
    "C080, 0", // overlong
    "C1BF, 0",
    "E09FBF, 0",
    "F08FBFBF, 0",
    "EDA080, 0", // surrogates
    "EDBFBF, 0",
    "F4908080, 0", // beyond U+10FFFF
    "F5808080, 0",
    "FF, 0",
    "C2, 0", // cut off
    "E0A0, 0",
    "F09080, 0",
    "E0A041, 0",
    "41C3A94180, 4",
    "4141414141414141414141FF, 11",
  })
  void knowsTheBoundsOfTable37(String hex, int position) {
    assertThat(firstInvalid(HexFormat.of().parseHex(hex)), is(position));
  }

  @Test
  void agreesWithTheDecoderOnAllShortSequences() {
    byte[] seconds = {0x00, 0x41, 0x7F, -128, -113, -112, -97, -96, -65, -64, -1};
    for (int first = 0; first < 256; first++) {
      for (byte second : seconds) {
        for (byte third : seconds) {
          for (byte fourth : seconds) {
            byte[] bytes = {(byte) first, second, third, fourth};
            assertThat(
                HexFormat.of().formatHex(bytes),
                firstInvalid(bytes),
                is(firstInvalidOfDecoder(bytes)));
          }
        }
      }
    }
  }

  @Property
  void anyTextIsWellFormed(@ForAll("texts") String text) {
    assertThat(firstInvalid(text.getBytes(UTF_8)), is(-1));
  }

  @Property(tries = 5_000)
  void agreesWithTheDecoderOnTextsWithAChangedByte(
      @ForAll("texts") String text, @ForAll int anyPlace, @ForAll byte changed) {
    byte[] bytes = (text + " ").getBytes(UTF_8);
    bytes[Math.floorMod(anyPlace, bytes.length)] = changed;
    assertThat(firstInvalid(bytes), is(firstInvalidOfDecoder(bytes)));
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> ascii = Arbitraries.strings().ascii().ofMaxLength(20);
    Arbitrary<String> characters =
        Arbitraries.of("é", "ß", "€", "語", "\uFFFF", "😀", "\uDBFF\uDFFF", "")
            .list()
            .ofMaxSize(5)
            .map(list -> String.join("", list));
    return Combinators.combine(ascii, characters, ascii).as((x, y, z) -> x + y + z);
  }
}
