package io.footfall.pipelines.serve;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** What somebody must know to be let in. */
public final class Token {
  /** How many characters it has at least. */
  public static final int LEAST_LENGTH = 16;

  private static final int RANDOM_BYTES = 24;

  private final String value;
  private final byte[] digest;

  private Token(String value) {
    this.value = value;
    digest = digest(value);
  }

  /**
   * The token that somebody has chosen.
   *
   * @param whence where it was said, for the message
   * @throws FootfallException if it is shorter than {@value #LEAST_LENGTH} characters, or has one
   *     that no header can carry
   */
  public static Token of(String value, String whence) {
    if (value.length() < LEAST_LENGTH) {
      throw new FootfallException(
          Kind.USAGE,
          "The token in "
              + whence
              + " has "
              + value.length()
              + " characters, which can be guessed; it needs at least "
              + LEAST_LENGTH
              + ". openssl rand -base64 24 makes one.");
    }
    if (!value.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw new FootfallException(
          Kind.USAGE,
          "The token in "
              + whence
              + " has a character that a header cannot carry; expected letters, digits and signs of"
              + " ASCII, without blanks.");
    }
    return new Token(value);
  }

  /**
   * The token that is the first line of a file.
   *
   * @throws FootfallException if there is no such file, or no such token in it
   */
  public static Token read(Path file) {
    try (var lines = Files.lines(file)) {
      return of(lines.findFirst().orElse("").strip(), "--tokenFile=" + file);
    } catch (IOException e) {
      throw new FootfallException(
          Kind.NO_INPUT,
          "--tokenFile=" + file + " cannot be read: " + FootfallException.reason(e) + ".",
          e);
    }
  }

  /** A token that nobody knows yet. */
  public static Token random() {
    return new Token(randomText());
  }

  /** 192 bits that nobody can guess, as text that a URL, a header and a cookie can carry. */
  static String randomText() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether a text is this token. How long the answer takes says nothing of how much is right. */
  boolean is(String text) {
    return MessageDigest.isEqual(digest, digest(text));
  }

  /** The token itself, for the one person who has started the dashboard. */
  public String reveal() {
    return value;
  }

  static byte[] digest(String text) {
    return digest(text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Not the token: what is printed is logged. */
  @Override
  public String toString() {
    return "a token";
  }
}
