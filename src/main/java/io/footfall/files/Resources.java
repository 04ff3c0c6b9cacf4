package io.footfall.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reads resources from the class path. */
public final class Resources {
  private Resources() {}

  /**
   * Returns the content of a resource.
   *
   * @param near a class in the package of the resource
   * @param name its name in the package, or its path if it starts with a slash
   * @throws IllegalStateException if this build does not contain it
   */
  public static byte[] bytes(Class<?> near, String name) {
    try (InputStream in = near.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Missing resource: " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the content of a resource in UTF-8, as {@link #bytes} does. */
  public static String text(Class<?> near, String name) {
    return new String(bytes(near, name), StandardCharsets.UTF_8);
  }
}
