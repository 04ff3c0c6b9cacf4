package io.footfall.stream;

import io.footfall.errors.FootfallException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a Kinesis stream: {@code kinesis://STREAM}.
 *
 * @param stream its name
 */
public record KinesisAddress(String stream) {
  private static final String SCHEME = "kinesis://";
  private static final Pattern URL = Pattern.compile(SCHEME + "([a-zA-Z0-9_.-]+)/?");

  /** Returns whether a URL has this scheme. */
  public static boolean isOne(String url) {
    return url.startsWith(SCHEME);
  }

  /**
   * Parses a URL.
   *
   * @throws FootfallException if the address is invalid
   */
  public static KinesisAddress of(String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw FootfallException.usage(url + " is not a Kinesis stream. Use kinesis://STREAM.");
    }
    return new KinesisAddress(parts.group(1));
  }
}
