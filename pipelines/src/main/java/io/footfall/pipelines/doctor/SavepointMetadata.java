package io.footfall.pipelines.doctor;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Optional;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

/** Reads the metadata of a Flink savepoint or checkpoint. */
final class SavepointMetadata {
  private static final String FILE = "_metadata";

  private SavepointMetadata() {}

  /**
   * Returns the number of tasks of the run that wrote the savepoint.
   *
   * @param pointer the directory of the savepoint, or the metadata file in it
   * @return the number, or empty if the metadata is not readable from here
   */
  static Optional<Integer> parallelism(String pointer) {
    String path = pointer.startsWith("file:") ? pointer.substring("file:".length()) : pointer;
    path = path.replaceAll("^/+", "/").replaceAll("/+$", "");
    String file = path.endsWith("/" + FILE) ? path : path + "/" + FILE;
    try (DataInputStream in =
        new DataInputStream(
            Channels.newInputStream(FileSystems.open(FileSystems.matchNewResource(file, false))))) {
      CheckpointMetadata metadata =
          Checkpoints.loadCheckpointMetadata(in, SavepointMetadata.class.getClassLoader(), pointer);
      return metadata.getOperatorStates().stream()
          .map(OperatorState::getParallelism)
          .max(Integer::compare);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
