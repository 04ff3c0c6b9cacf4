package io.footfall.values;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.bytes.Slice;
import io.footfall.errors.FootfallException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Timestamps are read as section 1.1 of src/docs/formats.md says, and as java.time understands
 * them.
 */
class TimestampParserTest {

  /** What a text means: an instant in microseconds, and a day. */
  private record Meaning(long epochMicros, int localEpochDay) {
    static Meaning of(ZonedDateTime time) {
      return new Meaning(
          time.toEpochSecond() * 1_000_000 + time.getNano() / 1_000,
          (int) time.toLocalDate().toEpochDay());
    }
  }

  private static Optional<Meaning> parse(TimestampParser parser, String text) {
    Optional<Meaning> meaning = Optional.empty();
    // What is around a slice must not matter, so it is read in the midst of digits, and again.
    for (char around : new char[] {'9', 'Z', ' '}) {
      Slice slice = Slice.of(text, around);
      Optional<Meaning> read =
          parser.parse(slice.array(), slice.from(), slice.to())
              ? Optional.of(new Meaning(parser.epochMicros(), parser.localEpochDay()))
              : Optional.empty();
      if (around == '9') {
        meaning = read;
      }
      assertThat("'" + text + "' in the midst of '" + around + "'", read, is(meaning));
    }
    return meaning;
  }

  private static Meaning meaning(String zone, String text) {
    return parse(new TimestampParser(ZoneId.of(zone)), text).orElseThrow();
  }

  // The forms

  @ParameterizedTest
  @CsvSource({
    "2022-03-01 10:00:00,          2022-03-01T10:00:00Z",
    "2022-03-01T10:00:00,          2022-03-01T10:00:00Z",
    "2022-03-01T10:00:00Z,         2022-03-01T10:00:00Z",
    "2022-03-01 10:00:00Z,         2022-03-01T10:00:00Z",
    "2022-03-01T10:00:00+02:00,    2022-03-01T08:00:00Z",
    "2022-03-01T10:00:00+0200,     2022-03-01T08:00:00Z",
    "2022-03-01T10:00:00-05:30,    2022-03-01T15:30:00Z",
    "2022-03-01T10:00:00-00:00,    2022-03-01T10:00:00Z",
    "2022-03-01T10:00:00+18:00,    2022-02-28T16:00:00Z",
    "2022-03-01T10:00:00-1800,     2022-03-02T04:00:00Z",
    "2022-03-01T10:00:00.5,        2022-03-01T10:00:00.5Z",
    "2022-03-01 10:00:00.123456Z,  2022-03-01T10:00:00.123456Z",
    "2022-03-01T10:00:00.25+01:00, 2022-03-01T09:00:00.25Z",
    "2022-03-01,                   2022-03-01T00:00:00Z",
    "0001-01-01,                   0001-01-01T00:00:00Z",
    "9999-12-31 23:59:59,          9999-12-31T23:59:59Z",
    "2024-02-29,                   2024-02-29T00:00:00Z",
    "2000-02-29,                   2000-02-29T00:00:00Z",
    "1969-12-31T23:59:59.75Z,      1969-12-31T23:59:59.75Z",
    // Java leaves out seconds that are zero.
    "2024-03-01T10:05,             2024-03-01T10:05:00Z",
    "2024-03-01T10:00Z,            2024-03-01T10:00:00Z",
    "2024-03-01 10:00:00 UTC,      2024-03-01T10:00:00Z",
    "2024-03-01 10:00:00 gmt,      2024-03-01T10:00:00Z",
    "2024-03-01 10:00:00 -0500,    2024-03-01T15:00:00Z",
    "2024-03-01 10:00:00+00,       2024-03-01T10:00:00Z",
    "2024-03-01 10:00:00.123+01,   2024-03-01T09:00:00.123Z",
    "2024-03-01 10:00:00 \u221205:00, 2024-03-01T15:00:00Z",
    "2024/03/01 9:05,              2024-03-01T09:05:00Z",
    "2024/03/01,                   2024-03-01T00:00:00Z",
    "20240301,                     2024-03-01T00:00:00Z",
    "20240301T100000Z,             2024-03-01T10:00:00Z",
    "20240301 100000.25,           2024-03-01T10:00:00.25Z",
    "2024-03-01t10:00:00z,         2024-03-01T10:00:00Z",
    "2024-03-01   10:00:00,        2024-03-01T10:00:00Z",
    "2024-03-01T10:00:00[Europe/Berlin],       2024-03-01T09:00:00Z",
    "2024-03-01T10:00+01:00[Europe/Berlin],    2024-03-01T09:00:00Z",
    "2024-03-01T10:00:00Z[UTC],    2024-03-01T10:00:00Z",
    "1709287200,                   2024-03-01T10:00:00Z",
    "1709287200123,                2024-03-01T10:00:00.123Z",
    "1709287200123456,             2024-03-01T10:00:00.123456Z",
    "1709287200123456789,          2024-03-01T10:00:00.123456Z",
  })
  void readsEachForm(String text, Instant expected) {
    assertThat(meaning("UTC", text), is(Meaning.of(expected.atZone(ZoneOffset.UTC))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "2022",
        "2022-03",
        "2022-03-1",
        "2022-3-01 10:00:00",
        "22-03-01 10:00:00",
        "2022-03-01 10:00:0",
        "2022-03-01_10:00:00",
        "2022-03-01T10:00:00.",
        "2022-03-01T10:00:00.Z",
        "2022-03-01T10:00:00+2:00",
        "2022-03-01T10:00:00+18:01",
        "2022-03-01T10:00:00+02:60",
        "2022-03-01T10:00:00+19:00",
        "2022-03-01T10:00:00ZZ",
        "2022-03-01Z",
        "2022-03-01T",
        "2022-03-01T24:00:00",
        "2022-03-01T10:60:00",
        "2022-03-01T10:00:60",
        "2022-13-01",
        "2022-00-01",
        "2022-01-00",
        "2022-01-32",
        "2022-02-29",
        "1900-02-29",
        "2022-02-30 00:00:00",
        "2022-04-31T00:00:00",
        "0000-01-01",
        "-001-01-01",
        "+2022-03-01",
        "\t2022-03-01",
        "2022-03-01\u00a0",
        "２０２２-03-01",
        "12/1/2010 8:26",
        "2022-03/01",
        "2022.03.01",
        "2022-03-01 10",
        "2022-03-01 10:00 AM",
        "2022-03-01 1000",
        "20220301100000",
        "2022-03-01T10:00:00[Mars/Base]",
        "2022-03-01T10:00:00[UTC]Z",
        "2022-03-01T10:00:00 EST",
        "164612880",
        "16461288000",
        "9999999999999999999",
        "-1646128800",
        "1646128800.5",
      })
  void refusesEverythingElse(String text) {
    assertThat(parse(new TimestampParser(ZoneOffset.UTC), text), is(Optional.empty()));
  }

  @Test
  void rejectsAnEmptyZoneAlsoAfterAnUnknownOne() {
    TimestampParser parser = new TimestampParser(ZoneId.of("UTC"));
    assertThat(parse(parser, "2024-03-01T10:00:00[Nowhere/Land]"), is(Optional.empty()));
    assertThat(parse(parser, "2024-03-01T10:00:00[]"), is(Optional.empty()));
  }

  @Test
  void ignoresSpacesAround() {
    assertThat(meaning("UTC", "  2022-03-01  "), is(meaning("UTC", "2022-03-01")));
    assertThat(meaning("UTC", " 2022-03-01T10:00:00Z "), is(meaning("UTC", "2022-03-01T10:00:00")));
    // These are as long as a date with a time, and with a Z.
    assertThat(meaning("UTC", "    2022-03-01     "), is(meaning("UTC", "2022-03-01")));
    assertThat(meaning("UTC", " 2022-03-01 10:00:00"), is(meaning("UTC", "2022-03-01T10:00:00")));
  }

  @Test
  void cutsAFractionOffAfterMicrosecondsTowardsThePast() {
    assertThat(meaning("UTC", "1970-01-01T00:00:00.0000019").epochMicros(), is(1L));
    assertThat(meaning("UTC", "1969-12-31T23:59:59.9999999").epochMicros(), is(-1L));
    assertThat(
        meaning("UTC", "1970-01-01T00:00:00.99999999999999999999").epochMicros(), is(999_999L));
  }

  // Zones

  @Test
  void withoutAnOffsetItIsLocalTimeInTheZone() {
    Meaning read = meaning("Asia/Kathmandu", "2022-03-01 00:30:00");
    assertThat(
        read,
        is(Meaning.of(ZonedDateTime.of(2022, 3, 1, 0, 30, 0, 0, ZoneId.of("Asia/Kathmandu")))));
    assertThat(read.localEpochDay(), is((int) LocalDate.of(2022, 3, 1).toEpochDay()));
  }

  @Test
  void dayOfAnInstantFollowsTheZone() {
    assertThat(
        meaning("Europe/Berlin", "2022-03-01T23:30:00Z").localEpochDay(),
        is((int) LocalDate.of(2022, 3, 2).toEpochDay()));
    assertThat(
        meaning("-03:00", "2022-03-01T02:30:00Z").localEpochDay(),
        is((int) LocalDate.of(2022, 2, 28).toEpochDay()));
  }

  @Test
  void repeatedLocalTimeIsTheEarlierInstant() {
    assertThat(
        meaning("Europe/Berlin", "2021-10-31 02:30:00"),
        is(meaning("Europe/Berlin", "2021-10-31 02:30:00+02:00")));
  }

  @Test
  void skippedLocalTimeMovesByTheGap() {
    assertThat(
        meaning("Europe/Berlin", "2021-03-28 02:30:00"),
        is(meaning("Europe/Berlin", "2021-03-28 03:30:00")));
    // A whole day was left out.
    assertThat(
        meaning("Pacific/Apia", "2011-12-30 10:00:00"),
        is(meaning("Pacific/Apia", "2011-12-31 10:00:00")));
  }

  @Test
  void dateIsTheFirstInstantOfItsDay() {
    // No midnight in Brazil on that day.
    assertThat(
        meaning("America/Sao_Paulo", "2018-11-04"),
        is(meaning("America/Sao_Paulo", "2018-11-04 01:00:00")));
    // A gap from 23:30 on the day before to 00:30.
    assertThat(
        meaning("America/Toronto", "1919-03-31"),
        is(meaning("America/Toronto", "1919-03-31 00:30:00")));
  }

  @Test
  void refusesADayOutsideTheYears1To9999() {
    assertThat(
        parse(new TimestampParser(ZoneOffset.UTC), "0001-01-01T00:00:00+01:00"),
        is(Optional.empty()));
    assertThat(
        parse(new TimestampParser(ZoneOffset.ofHours(1)), "9999-12-31T23:30:00Z"),
        is(Optional.empty()));
    assertThat(
        meaning("UTC", "0001-01-01T00:00:00Z").localEpochDay(),
        is((int) LocalDate.of(1, 1, 1).toEpochDay()));
    assertThat(
        meaning("UTC", "9999-12-31T23:59:59.999999Z").localEpochDay(),
        is((int) LocalDate.of(9999, 12, 31).toEpochDay()));
  }

  @Test
  void keepsFractionsOnDaysWithAnOffsetChange() {
    for (String time :
        List.of("2022-03-27T01:59:59", "2022-03-27T03:00:00", "2022-10-30T02:30:00")) {
      assertThat(
          meaning("Europe/Berlin", time + ".25"),
          is(Meaning.of(LocalDateTime.parse(time + ".25").atZone(ZoneId.of("Europe/Berlin")))));
    }
  }

  @Test
  void matchesJavaTimeAtEveryTransition() {
    int[] aroundSeconds = {-86_400, -43_200, -3600, -1800, -1, 0, 1, 1800, 3600, 43_200, 86_400};
    for (String id : ZoneId.getAvailableZoneIds()) {
      ZoneId zone = ZoneId.of(id);
      TimestampParser parser = new TimestampParser(zone);
      for (ZoneOffsetTransition transition : transitions(zone.getRules())) {
        for (int seconds : aroundSeconds) {
          LocalDateTime before = transition.getDateTimeBefore().plusSeconds(seconds);
          LocalDateTime after = transition.getDateTimeAfter().plusSeconds(seconds);
          Instant instant = transition.getInstant().plusSeconds(seconds);
          assertRead(parser, text(before), before.atZone(zone));
          assertRead(parser, text(after), after.atZone(zone));
          assertRead(
              parser,
              text(LocalDateTime.ofInstant(instant, ZoneOffset.UTC)) + "Z",
              instant.atZone(zone));
        }
        LocalDate day = transition.getDateTimeAfter().toLocalDate();
        assertRead(parser, day.toString(), day.atStartOfDay(zone));
      }
    }
  }

  private static List<ZoneOffsetTransition> transitions(ZoneRules rules) {
    List<ZoneOffsetTransition> all = new ArrayList<>(rules.getTransitions());
    Instant end = Instant.parse("2042-01-01T00:00:00Z");
    for (ZoneOffsetTransition next = rules.nextTransition(Instant.parse("2036-01-01T00:00:00Z"));
        next != null && next.getInstant().isBefore(end);
        next = rules.nextTransition(next.getInstant())) {
      all.add(next);
    }
    return all;
  }

  private static String text(LocalDateTime time) {
    return String.format(
        "%sT%02d:%02d:%02d",
        time.toLocalDate(), time.getHour(), time.getMinute(), time.getSecond());
  }

  private static void assertRead(TimestampParser parser, String text, ZonedDateTime expected) {
    Slice slice = Slice.of(text);
    boolean read = parser.parse(slice.array(), slice.from(), slice.to());
    Meaning wanted = Meaning.of(expected);
    // Not a matcher for each: there are millions.
    if (!read
        || parser.epochMicros() != wanted.epochMicros()
        || parser.localEpochDay() != wanted.localEpochDay()) {
      throw new AssertionError(
          text
              + " in "
              + expected.getZone()
              + ": expected "
              + expected
              + ", read: "
              + read
              + " "
              + parser.epochMicros()
              + " "
              + parser.localEpochDay());
    }
  }

  // Any text

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2022-03-01",
        "2022-03-01 10:00:00",
        "2022-03-01T19:09:09Z",
        "2019-09-09T09:00:00.25-09:00",
        "2022-03-01T10:00:00+0530",
      })
  void matchesJavaTimeForEveryCharacter(String text) {
    ZoneId zone = ZoneId.of("Europe/Berlin");
    TimestampParser parser = new TimestampParser(zone);
    for (int place = 0; place < text.length(); place++) {
      for (char c = 0; c < 0x100; c++) {
        String changed = text.substring(0, place) + c + text.substring(place + 1);
        assertThat("'" + changed + "'", parse(parser, changed), is(reference(changed, zone)));
      }
    }
  }

  @Property(tries = 300)
  void parsesTextsAsJavaTimeDoes(
      @ForAll("zones") ZoneId zone, @ForAll("texts") List<String> texts) {
    // One parser for all of them: what it remembers of one must not change another.
    TimestampParser parser = new TimestampParser(zone);
    for (String text : texts) {
      assertThat("'" + text + "'", parse(parser, text), is(reference(text, zone)));
    }
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(
            "UTC",
            "+05:30",
            "-18:00",
            "Europe/Berlin",
            "America/Sao_Paulo",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "America/Toronto",
            "Africa/Monrovia")
        .map(ZoneId::of);
  }

  @Provide
  Arbitrary<List<String>> texts() {
    Arbitrary<String> mutated = Combinators.combine(almostValid(), edits()).as(Edit::apply);
    return Arbitraries.oneOf(almostValid(), mutated, mutated, Arbitraries.strings().ofMaxLength(30))
        .list()
        .ofMaxSize(60);
  }

  /** Right in form; mostly right in the ranges of the numbers too. */
  private static Arbitrary<String> almostValid() {
    Arbitrary<String> date =
        Combinators.combine(
                Arbitraries.frequencyOf(
                    Tuple.of(8, Arbitraries.integers().between(1900, 2100)),
                    Tuple.of(1, Arbitraries.integers().between(0, 9999))),
                Arbitraries.integers().between(0, 13),
                Arbitraries.integers().between(0, 32))
            .flatAs(
                (year, month, day) ->
                    Arbitraries.of(
                            "%04d-%02d-%02d", "%04d-%02d-%02d", "%04d/%02d/%02d", "%04d%02d%02d")
                        .map(form -> String.format(form, year, month, day)));
    Arbitrary<String> time =
        Combinators.combine(
                Arbitraries.of("T", " "),
                Arbitraries.integers().between(0, 24),
                Arbitraries.integers().between(0, 60),
                Arbitraries.integers().between(0, 60))
            .as(
                (t, hour, minute, second) ->
                    (hour + second) % 5 == 0
                        ? String.format("%s%d:%02d", t, hour, minute)
                        : (hour + second) % 7 == 0
                            ? String.format("%s%02d%02d%02d", t, hour, minute, second)
                            : String.format("%s%02d:%02d:%02d", t, hour, minute, second));
    Arbitrary<String> fraction =
        Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(12).map(s -> "." + s);
    Arbitrary<String> offset =
        Combinators.combine(
                Arbitraries.of("+", "-"),
                Arbitraries.integers().between(0, 19),
                Arbitraries.of("", ":"),
                Arbitraries.integers().between(0, 60))
            .as(
                (sign, hour, colon, minute) ->
                    String.format("%s%02d%s%02d", sign, hour, colon, minute));
    Arbitrary<String> spaces = Arbitraries.of("", "", "", "", " ", "   ");
    return Combinators.combine(
            spaces,
            date,
            Combinators.combine(
                    time,
                    Arbitraries.oneOf(Arbitraries.just(""), fraction),
                    Arbitraries.oneOf(
                        Arbitraries.of("", "Z", " UTC", "gmt", "[Asia/Tokyo]", "+03", "Z[UTC]"),
                        offset))
                .as((t, f, o) -> t + f + o)
                .optional(0.9)
                .map(t -> t.orElse("")),
            spaces)
        .as((before, d, t, after) -> before + d + t + after);
  }

  /** One change to a text: some characters at some place (in thousandths of it) replaced. */
  private record Edit(int place, int removed, String inserted) {
    static String apply(String text, Edit edit) {
      int from = edit.place * text.length() / 1_000;
      int to = Math.min(text.length(), from + edit.removed);
      return text.substring(0, from) + edit.inserted + text.substring(to);
    }
  }

  private static Arbitrary<Edit> edits() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 999),
            Arbitraries.integers().between(0, 2),
            Arbitraries.strings()
                .withChars("0123456789-+:. TtZz,/;\u0000\u007f\u0080é")
                .ofMaxLength(2))
        .as(Edit::new);
  }

  private static final Pattern FORM =
      Pattern.compile(
          " *(\\d{4})([-/]?)(\\d\\d)\\2(\\d\\d)(?:(?:[Tt]| +)"
              + "(?:(\\d{1,2}):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d+))?)?"
              + "|(\\d\\d)(\\d\\d)(\\d\\d)(?:[.,](\\d+))?)"
              + " *(?i:(Z|UTC|GMT|[+-]\\d\\d(?::?\\d\\d)?))?(?:\\[(.*)\\])?)? *");

  private static final Pattern EPOCH = Pattern.compile(" *(\\d{10}|\\d{13}|\\d{16}|\\d{19}) *");

  /** The same rules in java.time, as plain as can be. */
  private static Optional<Meaning> reference(String text, ZoneId zone) {
    Matcher epoch = EPOCH.matcher(text);
    if (epoch.matches()) {
      BigDecimal seconds =
          new BigDecimal(epoch.group(1)).movePointLeft(epoch.group(1).length() - 10);
      Instant instant =
          Instant.ofEpochSecond(
              seconds.longValue(),
              seconds.remainder(BigDecimal.ONE).movePointRight(9).longValueExact());
      return seconds.movePointRight(9).compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
              && epoch.group(1).length() == 19
          ? Optional.empty()
          : Optional.of(Meaning.of(instant.atZone(zone)));
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      LocalDate date = LocalDate.parse(form.group(1) + "-" + form.group(3) + "-" + form.group(4));
      ZonedDateTime time = date.atStartOfDay(zone);
      boolean compact = form.group(9) != null;
      if (compact || form.group(5) != null) {
        String fraction = text(form, compact ? 12 : 8, "");
        long nanos = Long.parseLong((fraction + "000000000").substring(0, 9));
        LocalDateTime local =
            date.atTime(
                    LocalTime.of(
                        Integer.parseInt(form.group(compact ? 9 : 5)),
                        Integer.parseInt(form.group(compact ? 10 : 6)),
                        Integer.parseInt(text(form, compact ? 11 : 7, "0"))))
                .plusNanos(nanos);
        String name = form.group(14);
        ZoneId named = name == null ? zone : ZoneId.of(name);
        String offset = text(form, 13, "").toUpperCase(Locale.ROOT);
        time =
            offset.isEmpty()
                ? local.atZone(named).withZoneSameInstant(zone)
                : local
                    .atOffset(ZoneOffset.of(offset.matches("[A-Z]+") ? "Z" : offset))
                    .atZoneSameInstant(zone);
      }
      boolean inYears = date.getYear() > 0 && time.getYear() > 0 && time.getYear() <= 9999;
      return inYears ? Optional.of(Meaning.of(time)) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String text(Matcher form, int group, String otherwise) {
    return form.group(group) == null ? otherwise : form.group(group);
  }

  // With a format

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dmy | 12/1/2010 8:26            | 2010-01-12T08:26:00Z",
        "mdy | 12/1/2010 8:26            | 2010-12-01T08:26:00Z",
        "mdy | 12/31/2010                | 2010-12-31T00:00:00Z",
        "dmy | 31.12.2010 23:59:58       | 2010-12-31T23:59:58Z",
        "dmy | 31-12-10 7:05:01.5        | 2010-12-31T07:05:01.5Z",
        "dmy | 1.2.69                    | 1969-02-01T00:00:00Z",
        "dmy | 1.2.68                    | 2068-02-01T00:00:00Z",
        "mdy | 3/1/2024, 10:05:00 PM     | 2024-03-01T22:05:00Z",
        "mdy | 3/1/2024 12:05 AM         | 2024-03-01T00:05:00Z",
        "mdy | 3/1/2024 12:05 p.m.       | 2024-03-01T12:05:00Z",
        "mdy | 3/1/2024 9:05am           | 2024-03-01T09:05:00Z",
        "mdy | 3/1/2024 10:05:00\u202fPM | 2024-03-01T22:05:00Z",
        "mdy | 3/1/2024 10:05:00 +02:00  | 2024-03-01T08:05:00Z",
        "dmy | 2024-03-01 10:05:00       | 2024-03-01T10:05:00Z",
        "epoch_s  | 1709287200           | 2024-03-01T10:00:00Z",
        "epoch_s  | 1709287200.123456    | 2024-03-01T10:00:00.123456Z",
        "epoch_s  | 86400                | 1970-01-02T00:00:00Z",
        "epoch_ms | 1709287200123        | 2024-03-01T10:00:00.123Z",
        "epoch_us | 1709287200123456     | 2024-03-01T10:00:00.123456Z",
        "dd MMM yyyy HH:mm      | 01 mar 2024 10:05           | 2024-03-01T10:05:00Z",
        "yyyy-dd-MM HH:mm:ss    | 2024-01-03 10:05:00         | 2024-03-01T10:05:00Z",
        "dd/MMM/yyyy:HH:mm:ss Z | 01/Mar/2024:10:05:00 +0200  | 2024-03-01T08:05:00Z",
        "MMM d, uuuu            | Mar 1, 2024                 | 2024-03-01T00:00:00Z",
      })
  void readsTheNotationOfTheFormat(String format, String text, Instant expected) {
    TimestampParser parser = new TimestampParser(ZoneOffset.UTC, TimestampFormat.of(format));
    assertThat(parse(parser, text), is(Optional.of(Meaning.of(expected.atZone(ZoneOffset.UTC)))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dmy | 12/31/2010",
        "mdy | 31/12/2010",
        "dmy | 29.2.2023",
        "dmy | 1.2/2023",
        "dmy | 1.2.123",
        "mdy | 3/1/2024 13:05 PM",
        "mdy | 3/1/2024 0:05 AM",
        "mdy | 3/1/2024 10:05 XM",
        "epoch_s | 2024-03-01",
        "epoch_s | 99999999999999999999",
        "epoch_ms | 1e3",
        "yyyy-dd-MM | 2024-31-02",
        "yyyy-MM-dd | 2023-02-29",
      })
  void refusesWhatTheFormatDoesNotHave(String format, String text) {
    TimestampParser parser = new TimestampParser(ZoneOffset.UTC, TimestampFormat.of(format));
    assertThat(parse(parser, text), is(Optional.empty()));
  }

  @Property
  void parsesDayAndMonthAsJavaTimeDoes(
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long second,
      @ForAll("patterns") String pattern) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    String text = time.format(formatter);
    LocalDateTime expected = LocalDateTime.parse(text, formatter);
    String order = pattern.startsWith("d") ? "dmy" : "mdy";
    for (String format : List.of(order, pattern)) {
      TimestampParser parser = new TimestampParser(ZoneOffset.UTC, TimestampFormat.of(format));
      assertThat(
          format + ": " + text,
          parse(parser, text),
          is(Optional.of(Meaning.of(expected.atZone(ZoneOffset.UTC)))));
    }
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.of(
        "d/M/uuuu H:mm",
        "M/d/uuuu h:mm a",
        "dd.MM.uuuu HH:mm:ss",
        "MM-dd-uuuu hh:mm:ss a",
        "d.M.uuuu'T'HH:mm:ss");
  }

  @ParameterizedTest
  @CsvSource({
    "12/1/2010 8:26, '--timestampFormat=dmy for 12 January 2010, or --timestampFormat=mdy for 1 December 2010'",
    "31.12.2010,     --timestampFormat=dmy reads it as 31 December 2010",
    "12-31-10 8:26,  --timestampFormat=mdy reads it as 31 December 2010",
    "17092872001,    epoch_s",
    "2024-02-30 10:00:00, The day does not exist",
    "2024-02-29 24:61:00, ''",
    "yesterday,      ''",
  })
  void adviceNamesTheOptionThatReadsTheText(String text, String expected) {
    assertThat(TimestampFormat.AUTO.advice(text), containsString(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ymd", "HH:mm", "yyyy-MM-dd '", "nonsense"})
  void refusesAFormatThatReadsNoDate(String option) {
    FootfallException refused =
        assertThrows(FootfallException.class, () -> TimestampFormat.of(option));
    assertThat(refused.kind(), is(FootfallException.Kind.USAGE));
    assertThat(refused.getMessage(), containsString("--timestampFormat=" + option));
  }

  @Test
  void proposesCalendarLettersForAPatternOfWeekBasedYears() {
    FootfallException refused =
        assertThrows(FootfallException.class, () -> TimestampFormat.of("DD/MM/YYYY"));
    assertThat(refused.getMessage(), containsString("Did you mean dd/MM/yyyy? Choose auto, dmy,"));
  }
}
