package io.footfall.postgres;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds and removes secrets in the URLs of databases, which options, logs and job graphs show. */
public final class JdbcUrl {
  private static final Pattern SECRET =
      Pattern.compile(
          "[?&;](password|sslpassword|pwd|secretaccesskey|sessiontoken|client_?secret|token)="
              + "|//[^/?]*:[^/?]*@",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern ENCODED = Pattern.compile("%([0-7][0-9A-Fa-f])");
  private static final int HEXADECIMAL = 16;

  private JdbcUrl() {}

  /**
   * Returns whether a URL contains a secret: the password of the user, as a parameter or before the
   * host, that of a private key, or an AWS key or token. Drivers decode percent-encoded characters,
   * so this does, too.
   */
  public static boolean hasSecret(String url) {
    return SECRET.matcher(url).find() || SECRET.matcher(decoded(url)).find();
  }

  /** Decodes ASCII characters repeatedly, so that a double encoding hides nothing. */
  private static String decoded(String url) {
    String plain = ENCODED.matcher(url).replaceAll(JdbcUrl::character);
    return plain.equals(url) ? url : decoded(plain);
  }

  private static String character(MatchResult encoded) {
    return Matcher.quoteReplacement(
        String.valueOf((char) Integer.parseInt(encoded.group(1), HEXADECIMAL)));
  }

  /** Returns a URL that may be shown: without user information and parameters. */
  public static String withoutParameters(String url) {
    String start = url.replaceAll("(?s)//[^/?]*@", "//");
    return start.split("[?;]", 2)[0];
  }
}
