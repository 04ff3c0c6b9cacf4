package io.footfall.bytes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Derives a name from content with SHA-256: the same content always has the same name. Not
 * thread-safe.
 */
public final class ContentId {
  private final MessageDigest digest = Sha256.digest();

  /** Adds bytes. */
  public ContentId add(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  /** Adds the content of an output. */
  public ContentId add(ByteOutput bytes) {
    digest.update(bytes.array(), 0, bytes.size());
    return this;
  }

  /** Adds a line of text. */
  public ContentId addLine(String line) {
    return add((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns {@code bytes} bytes of the digest, at most 32, in hexadecimal. The ID cannot be used
   * again.
   */
  public String hex(int bytes) {
    return HexFormat.of().formatHex(digest.digest(), 0, bytes);
  }
}
