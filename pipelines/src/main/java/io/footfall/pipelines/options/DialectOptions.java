package io.footfall.pipelines.options;

import io.footfall.csv.Dialect;
import io.footfall.records.TextForm;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options for text that is not UTF-8, RFC 4180 or one JSON object per line. */
public interface DialectOptions extends PipelineOptions {
  @Description(
      "Preset for a well-known export, such as shopify-orders; 'footfall presets' lists them.")
  @Listed(heading = Heading.FORMAT, place = 11, value = "NAME", fallback = "none")
  @Nullable String getPreset();

  void setPreset(@Nullable String value);

  @Description("File of options, one per line, such as 'footfall inspect --save' writes.")
  @Listed(heading = Heading.FORMAT, place = 12, value = "FILE", fallback = "none")
  @Nullable String getProfile();

  void setProfile(@Nullable String value);

  @Description("Character set of the text, such as windows-1252.")
  @Listed(
      heading = Heading.FORMAT,
      place = 51,
      value = "CHARSET",
      fallback = "UTF-8, or UTF-16 if there is a byte order mark")
  @Nullable String getEncoding();

  void setEncoding(@Nullable String value);

  @Description("Character that encloses quoted CSV fields, or the word none.")
  @Default.String("\"")
  @Listed(
      heading = Heading.FORMAT,
      place = 52,
      value = "CHARACTER|none",
      fallback = "the double quote")
  String getQuote();

  void setQuote(String value);

  @Description("Character that escapes the next one in a CSV file, such as a backslash.")
  @Listed(heading = Heading.FORMAT, place = 53, value = "CHARACTER", fallback = "none")
  @Nullable String getEscape();

  void setEscape(@Nullable String value);

  @Description("Character that begins a comment line in a CSV file, such as #.")
  @Listed(heading = Heading.FORMAT, place = 54, value = "CHARACTER", fallback = "none")
  @Nullable String getComment();

  void setComment(@Nullable String value);

  @Description("Reject CSV records with a quote inside an unquoted field.")
  @Default.Boolean(false)
  @Listed(heading = Heading.FORMAT, place = 56, fallback = "keep the quote")
  boolean getStrictQuotes();

  void setStrictQuotes(boolean value);

  /** Returns the text form that the options describe. */
  static TextForm form(DialectOptions options, Problems problems) {
    Dialect dialect =
        Dialect.STANDARD
            .withQuote(
                options.getQuote().equals("none")
                    ? Dialect.NONE
                    : character("quote", options.getQuote(), problems))
            .withEscape(character("escape", options.getEscape(), problems))
            .withComment(character("comment", options.getComment(), problems))
            .withStrictQuotes(options.getStrictQuotes());
    TextForm form = TextForm.STANDARD.withDialect(dialect);
    String charset = options.getEncoding();
    if (charset != null) {
      try {
        form = form.withCharset(Charset.forName(charset).name());
      } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
        problems.add(
            "Unknown encoding '" + charset + "'. Use a name such as windows-1252 or UTF-16LE.");
      }
    }
    return form;
  }

  private static int character(String option, @Nullable String value, Problems problems) {
    if (value == null) {
      return Dialect.NONE;
    }
    if (value.length() == 1 && value.charAt(0) > ' ' && value.charAt(0) < 0x7F) {
      return value.charAt(0);
    }
    problems.add("--" + option + "='" + value + "' is not one ASCII character.");
    return Dialect.NONE;
  }
}
