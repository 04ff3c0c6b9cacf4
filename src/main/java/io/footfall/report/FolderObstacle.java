package io.footfall.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The reason why a local directory cannot be created or written to.
 *
 * @param at the directory, or its nearest existing parent
 */
public record FolderObstacle(Path at) {

  /** Returns the obstacle, if there is one. Creates nothing. */
  public static Optional<FolderObstacle> of(Path folder) {
    Path at = folder.toAbsolutePath();
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    return at == null || (Files.isDirectory(at) && Files.isWritable(at))
        ? Optional.empty()
        : Optional.of(new FolderObstacle(at));
  }

  /** Returns whether the obstacle is a file; otherwise permissions are missing. */
  public boolean isFile() {
    return !Files.isDirectory(at);
  }

  /** Describes the obstacle, to follow "cannot be written to: ". */
  @Override
  public String toString() {
    return isFile() ? at + " is a file" : "permission denied";
  }
}
