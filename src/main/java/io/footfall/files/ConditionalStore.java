package io.footfall.files;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** An object store that can write an object on the condition that it has not changed. */
public interface ConditionalStore {
  /**
   * An object as it was read.
   *
   * @param content its text, in UTF-8
   * @param version identifies this content of the object; the store's entity tag
   * @param age the time since it was written, by the store's clock
   */
  record Snapshot(String content, String version, Duration age) {}

  /** Reads an object; empty if it does not exist. */
  Optional<Snapshot> read(String file) throws IOException;

  /**
   * Creates an object.
   *
   * @return its version; empty if an object of this name exists
   */
  Optional<String> create(String file, String content) throws IOException;

  /**
   * Replaces an object.
   *
   * @param version the version that is replaced
   * @return the new version; empty if the object has another version or does not exist
   */
  Optional<String> replace(String file, String content, String version) throws IOException;
}
