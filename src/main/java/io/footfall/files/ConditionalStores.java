package io.footfall.files;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The stores with conditional writes that this process can reach, by the scheme of their paths.
 * They are registered when Beam's file systems are configured, on workers too.
 */
public final class ConditionalStores {
  private static final Map<String, Supplier<ConditionalStore>> BY_SCHEME =
      new ConcurrentHashMap<>();

  private ConditionalStores() {}

  /**
   * Registers a store, in place of an earlier one of this scheme.
   *
   * @param scheme such as {@code s3}
   * @param store creates a client; called at most once per lock
   */
  public static void register(String scheme, Supplier<ConditionalStore> store) {
    BY_SCHEME.put(scheme, store);
  }

  static boolean isRegistered(String path) {
    return BY_SCHEME.containsKey(path.substring(0, path.indexOf("://")));
  }

  /**
   * Returns the store of a path.
   *
   * @throws IOException if none is registered
   */
  static ConditionalStore of(String path) throws IOException {
    String scheme = path.substring(0, path.indexOf("://"));
    Supplier<ConditionalStore> store = BY_SCHEME.get(scheme);
    if (store == null) {
      throw new IOException(
          "%s:// does not support conditional writes here, so %s cannot be locked"
              .formatted(scheme, path));
    }
    return store.get();
  }
}
