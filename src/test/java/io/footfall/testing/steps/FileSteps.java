package io.footfall.testing.steps;

import java.io.IOException;
import java.nio.file.Path;

/** Sees each operation that changes files, just before it is carried out. */
public interface FileSteps {
  /**
   * Called before an operation; whatever it throws, the operation does not take place.
   *
   * @param operation a verb: {@code create}, {@code write}, {@code mkdir}, {@code delete}, {@code
   *     rename}
   * @param file the file that is changed; of a rename, the new name
   */
  void before(String operation, Path file) throws IOException;
}
