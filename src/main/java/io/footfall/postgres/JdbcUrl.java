package io.footfall.postgres;

import java.util.regex.Pattern;

/** What is said of the URLs of databases, which options, logs and job graphs show to everybody. */
public final class JdbcUrl {
  private static final Pattern SECRET =
      Pattern.compile(
          "[?&;](password|sslpassword|pwd)=|//[^/?]*:[^/?]*@", Pattern.CASE_INSENSITIVE);

  private JdbcUrl() {}

  /**
   * Whether a URL has a password in it: of the user, as a parameter or before the host, or of a
   * private key.
   */
  public static boolean hasSecret(String url) {
    return SECRET.matcher(url).find();
  }

  /** A URL as it may be shown: without what is before the host, and without its parameters. */
  public static String withoutParameters(String url) {
    String start = url.replaceAll("(?s)//[^/?]*@", "//");
    int parameters = start.indexOf('?');
    return parameters < 0 ? start : start.substring(0, parameters);
  }
}
