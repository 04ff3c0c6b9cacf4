package io.footfall.pipelines.doctor;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

/**
 * The metadata of a Flink savepoint or checkpoint.
 *
 * @param parallelism the number of tasks of the run that wrote it
 * @param missing a local file of the state that does not exist; empty if all exist
 */
record SavepointMetadata(int parallelism, Optional<Path> missing) {
  private static final String FILE = "_metadata";

  /**
   * Reads the metadata.
   *
   * @param pointer the directory of the savepoint, or the metadata file in it
   * @return the metadata, or empty if it is not readable from here
   */
  static Optional<SavepointMetadata> read(String pointer) {
    String path = pointer.startsWith("file:") ? pointer.substring("file:".length()) : pointer;
    path = path.replaceAll("^/+", "/").replaceAll("/+$", "");
    String file = path.endsWith("/" + FILE) ? path : path + "/" + FILE;
    try (DataInputStream in =
        new DataInputStream(
            Channels.newInputStream(FileSystems.open(FileSystems.matchNewResource(file, false))))) {
      Collection<OperatorState> states =
          Checkpoints.loadCheckpointMetadata(in, SavepointMetadata.class.getClassLoader(), pointer)
              .getOperatorStates();
      Optional<Path> missing =
          states.stream()
              .flatMap(state -> state.getStates().stream())
              .flatMap(SavepointMetadata::handles)
              .flatMap(SavepointMetadata::localFile)
              .filter(Files::notExists)
              .findFirst();
      return states.stream()
          .map(OperatorState::getParallelism)
          .max(Integer::compare)
          .map(parallelism -> new SavepointMetadata(parallelism, missing));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Stream<StreamStateHandle> handles(OperatorSubtaskState state) {
    return Stream.concat(
        Stream.of(state.getManagedOperatorState(), state.getRawOperatorState())
            .flatMap(Collection::stream)
            .map(OperatorStateHandle::getDelegateStateHandle),
        Stream.of(state.getManagedKeyedState(), state.getRawKeyedState())
            .flatMap(Collection::stream)
            .flatMap(SavepointMetadata::handles));
  }

  private static Stream<StreamStateHandle> handles(KeyedStateHandle state) {
    if (state instanceof KeyGroupsStateHandle whole) {
      return Stream.of(whole.getDelegateStateHandle());
    }
    if (state instanceof IncrementalRemoteKeyedStateHandle parts) {
      return Stream.concat(
          Stream.of(parts.getMetaDataStateHandle()),
          Stream.of(parts.getSharedState(), parts.getPrivateState())
              .flatMap(List::stream)
              .map(part -> part.getHandle()));
    }
    return Stream.empty();
  }

  private static Stream<Path> localFile(StreamStateHandle state) {
    // Other state is remote, or small and in the metadata itself.
    return state instanceof FileStateHandle file
            && "file".equals(file.getFilePath().toUri().getScheme())
        ? Stream.of(Path.of(file.getFilePath().getPath()))
        : Stream.empty();
  }
}
