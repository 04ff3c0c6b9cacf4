package io.footfall.postgres;

import java.util.regex.Pattern;

/** What is said of the URLs of databases, which options, logs and job graphs show to everybody. */
public final class JdbcUrl {
  private static final Pattern SECRET =
      Pattern.compile(
          "[?&;](password|sslpassword|pwd|secretaccesskey|sessiontoken|client_?secret|token)="
              + "|//[^/?]*:[^/?]*@",
          Pattern.CASE_INSENSITIVE);

  private JdbcUrl() {}

  /**
   * Whether a URL has a secret in it: the password of the user, as a parameter or before the host,
   * that of a private key, or a key or token of AWS.
   */
  public static boolean hasSecret(String url) {
    return SECRET.matcher(url).find();
  }

  /** A URL as it may be shown: without what is before the host, and without its parameters. */
  public static String withoutParameters(String url) {
    String start = url.replaceAll("(?s)//[^/?]*@", "//");
    return start.split("[?;]", 2)[0];
  }
}
