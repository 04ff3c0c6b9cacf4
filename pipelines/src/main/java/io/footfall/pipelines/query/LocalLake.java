package io.footfall.pipelines.query;

import io.footfall.bytes.ContentId;
import io.footfall.files.OutputFiles;
import io.footfall.files.SteadyChannel;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of a lake on this machine, where DuckDB reads them. Files of a remote lake are copied
 * once: lake files never change and have unique names.
 *
 * @param lake the lake
 * @param copies directory for copies; null if the lake is local
 */
record LocalLake(LakeFolder lake, @Nullable Path copies) {
  private static final int NAME_BYTES = 8;

  /** Returns the local files of a lake. Copies go into the user's cache, {@code XDG_CACHE_HOME}. */
  static LocalLake of(LakeFolder lake) {
    if (OutputFiles.isLocal(lake.path())) {
      return new LocalLake(lake, null);
    }
    @Nullable String cache = System.getenv("XDG_CACHE_HOME");
    Path folder =
        cache == null || cache.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return new LocalLake(
        lake,
        folder.resolve("footfall").resolve(new ContentId().addLine(lake.path()).hex(NAME_BYTES)));
  }

  /**
   * Returns the local paths of files, and copies missing ones.
   *
   * @param live the files to read
   */
  List<String> files(List<LakeFile> live) throws IOException {
    List<String> paths = new ArrayList<>();
    if (copies == null) {
      live.forEach(file -> paths.add(lake.resolve(file)));
      return paths;
    }
    for (LakeFile file : live) {
      Path copy = copies.resolve(file.path());
      if (!Files.exists(copy) || Files.size(copy) != file.bytes()) {
        fetch(file, copy);
      }
      paths.add(copy.toString());
    }
    return paths;
  }

  private void fetch(LakeFile file, Path copy) throws IOException {
    Path folder = copy.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(copy + " is not in a directory");
    }
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, ".", ".part");
    try (InputStream in = Channels.newInputStream(SteadyChannel.open(lake.resolve(file)))) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
