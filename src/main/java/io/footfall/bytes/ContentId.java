package io.footfall.bytes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A name that is made of what it names: the same content has the same name, and other content, as
 * far as SHA-256 goes, another one. Not thread-safe.
 */
public final class ContentId {
  private final MessageDigest digest;

  /** Of nothing yet. */
  public ContentId() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** Adds bytes. */
  public ContentId add(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  /** Adds what was written. */
  public ContentId add(ByteOutput bytes) {
    digest.update(bytes.array(), 0, bytes.size());
    return this;
  }

  /** Adds a line of text. */
  public ContentId addLine(String line) {
    return add((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Ends it: twice as many hexadecimal digits as bytes are asked for, of which there are 32. */
  public String hex(int bytes) {
    return HexFormat.of().formatHex(digest.digest(), 0, bytes);
  }
}
