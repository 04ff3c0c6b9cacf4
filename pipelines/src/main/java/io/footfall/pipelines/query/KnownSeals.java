package io.footfall.pipelines.query;

import io.footfall.lake.LakeFolder;
import io.footfall.lake.Seal;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * Caches the seals of a lake, and opens only those that are new or whose size or modification time
 * has changed. Thread-safe.
 */
final class KnownSeals {
  private static final String SEAL = ".json";

  private record Known(String identity, Seal seal) {}

  private final Map<String, Known> known = new HashMap<>();

  /** Returns all seals of a dataset, oldest first. */
  synchronized List<Seal> of(LakeFolder folder) throws IOException {
    Map<String, String> now = new HashMap<>();
    List<String> others = new ArrayList<>();
    for (MatchResult.Metadata file : files(folder)) {
      String name = String.valueOf(file.resourceId().getFilename());
      String batch = name.substring(0, name.length() - SEAL.length());
      String identity = identity(file);
      now.put(folder.sealFile(batch), identity);
      Known before = known.get(folder.sealFile(batch));
      if (before == null || !before.identity().equals(identity)) {
        others.add(batch);
      }
    }
    for (Seal seal : folder.seals(others)) {
      String file = folder.sealFile(seal.batch());
      known.put(file, new Known(String.valueOf(now.get(file)), seal));
    }
    known.keySet().removeIf(file -> file.startsWith(folder.path()) && !now.containsKey(file));
    return known.entrySet().stream()
        .filter(file -> now.containsKey(file.getKey()))
        .map(file -> file.getValue().seal())
        .sorted(Comparator.comparing(Seal::sealed).thenComparing(Seal::batch))
        .toList();
  }

  private static List<MatchResult.Metadata> files(LakeFolder folder) throws IOException {
    try {
      return FileSystems.match(folder.sealFile("*"), EmptyMatchTreatment.ALLOW).metadata();
    } catch (FileNotFoundException e) {
      // The directory does not exist yet.
      return List.of();
    }
  }

  /** Returns a text that changes whenever the file does. */
  static String identity(MatchResult.Metadata file) {
    return file.resourceId() + " " + file.sizeBytes() + " " + file.lastModifiedMillis();
  }
}
