package io.footfall.pipelines.serve;

import io.footfall.bytes.Sha256;
import io.footfall.errors.FootfallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** The secret that access to the dashboard requires. */
public final class Token {
  /** Minimum length in characters. */
  public static final int LEAST_LENGTH = 16;

  private static final int RANDOM_BYTES = 24;

  private final String value;
  private final byte[] digest;

  private Token(String value) {
    this.value = value;
    digest = Sha256.of(value);
  }

  /**
   * Returns a chosen token.
   *
   * @param origin where it was set, for error messages
   * @throws FootfallException if it is shorter than {@value #LEAST_LENGTH} characters or contains a
   *     character that headers cannot carry
   */
  public static Token of(String value, String origin) {
    if (value.length() < LEAST_LENGTH) {
      throw FootfallException.usage(
          ("The token in %s has %s characters. It needs at least %s. Generate one with openssl"
                  + " rand -base64 24.")
              .formatted(origin, value.length(), LEAST_LENGTH));
    }
    if (!value.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw FootfallException.usage(
          ("The token in %s has a character that HTTP headers cannot carry. Use printable"
                  + " ASCII without blanks.")
              .formatted(origin));
    }
    return new Token(value);
  }

  /**
   * Reads a token from the first line of a file.
   *
   * @throws FootfallException if the file cannot be read or its token is invalid
   */
  public static Token read(Path file) {
    String origin = "--tokenFile=" + file;
    try {
      return of(Files.readString(file).lines().findFirst().orElse("").strip(), origin);
    } catch (IOException e) {
      throw FootfallException.unreadable(origin, e);
    }
  }

  /** Generates a random token. */
  public static Token random() {
    return new Token(randomText());
  }

  /** Returns 192 random bits as text for URLs, headers and cookies. */
  static String randomText() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Compares in constant time. */
  boolean is(String text) {
    return MessageDigest.isEqual(digest, Sha256.of(text));
  }

  /** Returns the token itself, for the person who starts the dashboard. */
  public String reveal() {
    return value;
  }

  /** Hides the token, because printed values are logged. */
  @Override
  public String toString() {
    return "a token";
  }
}
