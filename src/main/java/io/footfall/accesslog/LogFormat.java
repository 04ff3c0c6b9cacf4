package io.footfall.accesslog;

import io.footfall.errors.FootfallException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The format of the lines of an access log: fields with fixed text between them.
 *
 * @param fields the fields of a line, in order
 * @param texts the text before each field, and a last text after the last field; anything after it
 *     on a line is ignored. A NUL byte matches a space or a tab
 */
record LogFormat(List<LogField> fields, List<byte[]> texts) {
  private static final String COMMON = "%h %l %u %t \"%r\" %>s %b";
  private static final Map<String, String> NAMED =
      Map.of(
          "common",
          COMMON,
          "combined",
          COMMON + " \"%{Referer}i\" \"%{User-Agent}i\"",
          "alb",
          "$x $time_iso8601 $x $client_and_port $x $x $x $x $status $x $x $x \"$request\" \"$http_user_agent\" ");

  /** {@code %h}, {@code %>s}, {@code %{Referer}i}, {@code $status} or <code>${status}</code>. */
  private static final Pattern FIELD =
      Pattern.compile("%[<>!,0-9]*(?:\\{([^}]*)\\})?([a-zA-Z%]|\\^..)|\\$\\{?([a-z0-9_]+)\\}?");

  private static final String FIELDS = "#Fields:";

  /** Returns whether {@code #Fields:} lines name the fields of a format. */
  static boolean isSelfDescribing(String name) {
    return name.equals("w3c") || name.equals("cloudfront");
  }

  /**
   * Returns the format with a name or pattern.
   *
   * @param format its name, or the format in the syntax of Apache or nginx
   * @throws FootfallException if a field is unknown, or nothing separates two fields
   */
  static LogFormat of(String format) {
    String pattern = NAMED.getOrDefault(format, format);
    List<LogField> fields = new ArrayList<>();
    List<byte[]> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    Matcher matcher = FIELD.matcher(pattern);
    int behind = 0;
    while (matcher.find()) {
      text.append(pattern.substring(behind, matcher.start()));
      behind = matcher.end();
      if ("%".equals(matcher.group(2))) {
        text.append('%');
        continue;
      }
      String nginx = matcher.group(3);
      LogField field =
          nginx != null ? ofNginx(nginx) : ofApache(matcher.group(1), matcher.group(2));
      boolean bracketed = nginx == null && field == LogField.CLF_TIME;
      text.append(bracketed ? "[" : "");
      if (!fields.isEmpty() && text.length() == 0) {
        throw FootfallException.usage(
            "--logFormat has nothing between two fields before '"
                + matcher.group()
                + "'. A blank or a quote must separate them.");
      }
      texts.add(text.toString().getBytes(StandardCharsets.UTF_8));
      fields.add(field);
      text.setLength(0);
      text.append(bracketed ? "]" : "");
    }
    if (fields.isEmpty()) {
      throw FootfallException.usage(
          "--logFormat='"
              + format
              + "' has no fields. Use the syntax of Apache (%h %t \"%r\") or nginx ($remote_addr).");
    }
    text.append(pattern.substring(behind));
    texts.add(text.toString().getBytes(StandardCharsets.UTF_8));
    return new LogFormat(fields, texts);
  }

  private static LogField ofApache(@Nullable String name, String letter) {
    String argument = name == null ? "" : name.toLowerCase(Locale.ROOT);
    return switch (letter) {
      case "h", "a" -> LogField.CLIENT;
      case "u" -> LogField.REMOTE_USER;
      case "t" ->
          argument.isEmpty()
              ? LogField.CLF_TIME
              : argument.contains("%y-") ? LogField.ISO_TIME : LogField.OTHER;
      case "r" -> LogField.REQUEST;
      case "m" -> LogField.METHOD;
      case "U" -> LogField.URL;
      case "q" -> LogField.QUERY_WITH_MARK;
      case "s" -> LogField.STATUS;
      case "v", "V" -> LogField.HOST;
      case "i" ->
          switch (argument) {
            case "referer" -> LogField.REFERRER;
            case "user-agent" -> LogField.AGENT;
            case "host" -> LogField.HOST;
            default -> LogField.OTHER;
          };
      default -> LogField.OTHER;
    };
  }

  private static LogField ofNginx(String name) {
    return switch (name) {
      case "remote_addr" -> LogField.CLIENT;
      case "client_and_port" -> LogField.CLIENT_AND_PORT;
      case "remote_user" -> LogField.REMOTE_USER;
      case "time_local" -> LogField.CLF_TIME;
      case "time_iso8601" -> LogField.ISO_TIME;
      case "msec" -> LogField.EPOCH_TIME;
      case "request" -> LogField.REQUEST;
      case "request_method" -> LogField.METHOD;
      case "request_uri", "uri" -> LogField.URL;
      case "args", "query_string" -> LogField.QUERY;
      case "status" -> LogField.STATUS;
      case "http_referer" -> LogField.REFERRER;
      case "http_user_agent" -> LogField.AGENT;
      case "host", "http_host", "server_name" -> LogField.HOST;
      default -> LogField.OTHER;
    };
  }

  /** Returns the format that a line of {@code #Fields:} describes. */
  static LogFormat ofFields(String line) {
    List<LogField> fields = new ArrayList<>();
    List<byte[]> texts = new ArrayList<>();
    // CloudFront separates the values by tabs, but not the names.
    byte[] separator = {0};
    for (String name : line.substring(FIELDS.length()).strip().split("\\s+", -1)) {
      texts.add(fields.isEmpty() ? new byte[0] : separator);
      fields.add(
          switch (name.toLowerCase(Locale.ROOT)) {
            case "c-ip" -> LogField.CLIENT;
            case "cs-username" -> LogField.REMOTE_USER;
            case "date" -> LogField.DATE;
            case "time" -> LogField.TIME_OF_DAY;
            case "cs-method" -> LogField.METHOD;
            case "cs-uri-stem", "cs-uri" -> LogField.URL;
            case "cs-uri-query" -> LogField.QUERY;
            case "sc-status" -> LogField.STATUS;
            case "cs(referer)" -> LogField.REFERRER;
            case "cs(user-agent)" -> LogField.AGENT;
            case "x-host-header", "cs(host)", "cs-host" -> LogField.HOST;
            default -> LogField.OTHER;
          });
    }
    texts.add(new byte[0]);
    return new LogFormat(fields, texts);
  }

  /** Returns whether a line describes the fields of the following lines. */
  static boolean isFields(byte[] b, int from, int to) {
    if (to - from < FIELDS.length()) {
      return false;
    }
    for (int i = 0; i < FIELDS.length(); i++) {
      if (b[from + i] != FIELDS.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
