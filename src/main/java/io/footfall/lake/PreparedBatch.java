package io.footfall.lake;

import io.footfall.files.OutputFiles;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A batch that is staged completely, including its seal: only renames and deletes remain.
 *
 * @param seal the seal
 * @param renames the final path of each staged file, the seal last
 * @param replaced the paths of the files of the earlier batch of this name, which are deleted once
 *     the seal is in place
 */
public record PreparedBatch(Seal seal, Map<String, String> renames, List<String> replaced) {
  /** Copies the collections and keeps the order of the renames. */
  public PreparedBatch {
    renames = new LinkedHashMap<>(renames);
    replaced = List.copyOf(replaced);
  }

  /** Puts the batch in place, and skips steps that are already done. */
  void place() throws IOException {
    OutputFiles.place(renames);
    OutputFiles.delete(replaced);
  }
}
