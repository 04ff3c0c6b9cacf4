package io.footfall.values;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The notation of numbers in an input ({@code --decimal}, {@code --grouping} and {@code
 * --currency}, src/docs/formats.md, section 1.4).
 *
 * @param decimal the character before the decimals: {@code .} or {@code ,}
 * @param grouping the character between groups of digits: {@code .}, {@code ,}, a space or an
 *     apostrophe; or {@link #NO_GROUPING}
 * @param currency the ISO 4217 code of the currency whose signs and code are removed; or empty
 * @param signs its code and signs, the longest first
 */
public record NumberFormat(char decimal, char grouping, String currency, List<String> signs)
    implements Serializable {

  /** No groups of digits. */
  public static final char NO_GROUPING = 0;

  /** A point before the decimals, and digits alone. */
  public static final NumberFormat PLAIN = new NumberFormat('.', NO_GROUPING, "", List.of());

  private static final Pattern WITH_SIGN =
      Pattern.compile(
          "[(+-]?\\s*(\\p{Sc}|[A-Z]{3})?\\s*-?[\\d.,' ]*\\d[)-]?\\s*(\\p{Sc}|[A-Z]{3})?\\)?");
  private static final Pattern COMMA_DECIMALS = Pattern.compile("[+-]?\\d+,\\d*");
  private static final Pattern POINT_GROUPS = Pattern.compile("[+-]?\\d{1,3}(\\.\\d{3})*,\\d+");
  private static final Pattern COMMA_GROUPS =
      Pattern.compile("[+-]?\\d{1,3}(,\\d{2,3})*,\\d{3}\\.\\d*");
  private static final Pattern OTHER_GROUPS =
      Pattern.compile("[+-]?\\d{1,3}([ '\u2019\u00a0\u202f]\\d{3})+([.,]\\d*)?");
  private static final Pattern ACCOUNTING = Pattern.compile("\\([\\d.,]+\\)|[\\d.,]+-");

  /** Copies the list. */
  public NumberFormat {
    signs = List.copyOf(signs);
  }

  /**
   * Returns a format with this character before the decimals.
   *
   * @throws FootfallException if it is neither a point nor a comma
   */
  public NumberFormat withDecimal(String option) {
    if (!option.equals(".") && !option.equals(",")) {
      throw FootfallException.usage("--decimal=" + option + " is invalid. Use a point or a comma.");
    }
    return checked(option.charAt(0), grouping);
  }

  /**
   * Returns a format with this character between groups of digits.
   *
   * @throws FootfallException if it is unknown
   */
  public NumberFormat withGrouping(String option) {
    String character =
        switch (option) {
          case "space", "blank", "\u00a0", "\u202f" -> " ";
          case "apostrophe", "\u2019" -> "'";
          default -> option;
        };
    if (character.length() != 1 || ".,' ".indexOf(character.charAt(0)) < 0) {
      throw FootfallException.usage(
          "--grouping='"
              + option
              + "' is invalid. Use a point, a comma, a blank or an apostrophe.");
    }
    return checked(decimal, character.charAt(0));
  }

  private NumberFormat checked(char newDecimal, char newGrouping) {
    return new NumberFormat(newDecimal, newGrouping, currency, signs);
  }

  /**
   * Returns this format.
   *
   * @throws FootfallException if decimals and groups have the same character
   */
  public NumberFormat validated() {
    if (decimal == grouping) {
      throw FootfallException.usage(
          "--decimal and --grouping are both '"
              + decimal
              + "'. Set them to the two characters that the input uses, for example --decimal=, --grouping=.");
    }
    return this;
  }

  /**
   * Returns a format that removes the signs of a currency.
   *
   * @param code an ISO 4217 code such as EUR
   * @throws FootfallException if there is no such currency
   */
  public NumberFormat withCurrency(String code) {
    Currency known;
    try {
      known = Currency.getInstance(code.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new FootfallException(
          Kind.USAGE, "--currency=" + code + " is not an ISO 4217 code, such as EUR.", e);
    }
    Set<String> signs = new TreeSet<>();
    signs.add(known.getCurrencyCode());
    signs.add(known.getSymbol(Locale.ENGLISH));
    for (Locale locale : Locale.getAvailableLocales()) {
      if (usesCurrency(locale, known)) {
        signs.add(known.getSymbol(locale));
      }
    }
    List<String> longestFirst = new ArrayList<>(signs);
    longestFirst.sort(Comparator.comparing(String::length).reversed());
    return new NumberFormat(decimal, grouping, known.getCurrencyCode(), longestFirst);
  }

  private static boolean usesCurrency(Locale locale, Currency currency) {
    if (locale.getCountry().length() != 2) {
      return false;
    }
    try {
      return currency.equals(Currency.getInstance(locale));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns the same format without the currency, for numbers that are not amounts. */
  public NumberFormat withoutCurrency() {
    return new NumberFormat(decimal, grouping, "", List.of());
  }

  /** Returns whether numbers are plain: a decimal point, no grouping, no currency. */
  boolean isPlain() {
    return decimal == '.' && grouping == NO_GROUPING && currency.isEmpty();
  }

  /**
   * Converts a number to plain notation.
   *
   * @return the empty string if the text is not a number in this format
   */
  String plain(byte[] b, int from, int to) {
    String text = strip(new String(b, from, to - from, StandardCharsets.UTF_8));
    boolean negative = false;
    if (!currency.isEmpty()) {
      if (text.startsWith("(") && text.endsWith(")")) {
        negative = true;
        text = strip(text.substring(1, text.length() - 1));
      }
      String bare = withoutSign(text);
      if (bare.endsWith("-") || bare.endsWith("\u2212")) {
        if (negative) {
          return "";
        }
        negative = true;
        bare = withoutSign(strip(bare.substring(0, bare.length() - 1)));
      }
      text = bare;
    }
    if (text.startsWith("-") || text.startsWith("\u2212") || text.startsWith("+")) {
      if (negative) {
        return "";
      }
      negative = text.charAt(0) != '+';
      text = strip(text.substring(1));
      text = currency.isEmpty() ? text : withoutSign(text);
    }
    String digits = ungrouped(text);
    return digits.isEmpty() || !negative ? digits : "-" + digits;
  }

  /** Returns the text without one sign or code of the currency before or after the number. */
  private String withoutSign(String text) {
    for (String sign : signs) {
      if (text.regionMatches(true, 0, sign, 0, sign.length())) {
        return strip(text.substring(sign.length()));
      }
      if (text.length() > sign.length()
          && text.regionMatches(true, text.length() - sign.length(), sign, 0, sign.length())) {
        return strip(text.substring(0, text.length() - sign.length()));
      }
    }
    return text;
  }

  /**
   * Returns the digits and the point of a number without its sign; empty if a group is incomplete.
   */
  private String ungrouped(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    int groupDigits = 0;
    boolean grouped = false;
    int i = 0;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        groupDigits++;
        plain.append(c);
      } else if (isGrouping(c)) {
        // All groups but the last may have two digits, as in India.
        if (groupDigits < (grouped ? 2 : 1) || groupDigits > 3) {
          return "";
        }
        grouped = true;
        groupDigits = 0;
      } else {
        break;
      }
    }
    if (grouped && groupDigits != 3) {
      return "";
    }
    if (i == text.length()) {
      return plain.toString();
    }
    if (text.charAt(i) == decimal) {
      plain.append('.');
      i++;
    }
    // The parser checks the decimals and the exponent.
    String rest = text.substring(i);
    if (rest.indexOf('.') >= 0 || rest.startsWith("-") || rest.startsWith("+")) {
      return "";
    }
    return plain.append(rest).toString();
  }

  private boolean isGrouping(char c) {
    return grouping != NO_GROUPING
        && (c == grouping
            || (grouping == ' ' && (c == '\u00a0' || c == '\u202f' || c == '\u2009'))
            || (grouping == '\'' && c == '\u2019'));
  }

  private static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (from < to && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\u00a0' || c == '\u202f' || c == '\u2009';
  }

  /**
   * Describes the option that accepts a text which this format refuses; empty if none is known.
   *
   * @param amount whether the number is an amount of money
   */
  public String advice(String text, boolean amount) {
    String number = text.strip();
    String option = options(number);
    if (!option.isEmpty()) {
      return "To read it, set " + option + ".";
    }
    if (amount && currency.isEmpty()) {
      Matcher signed = WITH_SIGN.matcher(number);
      boolean accounting = ACCOUNTING.matcher(number).matches();
      boolean isSigned = signed.matches() && (signed.group(1) != null || signed.group(2) != null);
      if (accounting || isSigned) {
        return "To remove the sign or code of a currency, set --currency, for example --currency="
            + code(accounting ? "" : signed.group(1) != null ? signed.group(1) : signed.group(2))
            + ".";
      }
    }
    return "";
  }

  private String options(String number) {
    if (decimal == '.' && grouping == NO_GROUPING) {
      if (COMMA_GROUPS.matcher(number).matches()) {
        return "--grouping=,";
      }
      // 1,234 is ambiguous, so the message names both options.
      if (number.matches("[+-]?\\d{1,3},\\d{3}")) {
        return "--decimal=, if the comma is before decimals, or --grouping=, if it is between thousands";
      }
      if (number.matches("[+-]?\\d{1,3}(,\\d{3})+")) {
        return "--grouping=,";
      }
      if (COMMA_DECIMALS.matcher(number).matches()) {
        return "--decimal=,";
      }
      if (POINT_GROUPS.matcher(number).matches()) {
        return "--decimal=, --grouping=.";
      }
      Matcher other = OTHER_GROUPS.matcher(number);
      if (other.matches()) {
        String group =
            other.group(1).startsWith("'") || other.group(1).startsWith("\u2019")
                ? "apostrophe"
                : "blank";
        return (other.group(2) != null && other.group(2).startsWith(",") ? "--decimal=, " : "")
            + "--grouping="
            + group;
      }
    }
    if (decimal == ',' && number.matches("[+-]?\\d{1,3}(\\.\\d{3})+(,\\d*)?")) {
      return "--grouping=.";
    }
    return "";
  }

  private static String code(String sign) {
    return switch (sign) {
      case "$", "" -> "USD";
      case "\u20ac" -> "EUR";
      case "\u00a3" -> "GBP";
      case "\u00a5" -> "JPY";
      default -> sign.length() == 3 ? sign : "EUR";
    };
  }
}
