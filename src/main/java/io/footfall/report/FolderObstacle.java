package io.footfall.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What keeps a local folder from being made, or from being written to.
 *
 * @param at the directory, or its nearest existing parent
 */
public record FolderObstacle(Path at) {

  /** Looks; nothing is made. */
  public static Optional<FolderObstacle> of(Path folder) {
    Path at = folder.toAbsolutePath();
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    return at == null || (Files.isDirectory(at) && Files.isWritable(at))
        ? Optional.empty()
        : Optional.of(new FolderObstacle(at));
  }

  /** Whether a file stands in the way; otherwise it is a matter of permissions. */
  public boolean isFile() {
    return !Files.isDirectory(at);
  }

  /** For a person, after "cannot be written to: ". */
  @Override
  public String toString() {
    return isFile() ? at + " is a file" : "permission denied";
  }
}
