package io.footfall.warehouse;

import io.footfall.lake.LakeFile;
import io.footfall.lake.Seal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Batches that one transaction loads, and the files that have their records.
 *
 * @param seals the seals of the batches, by ID
 * @param files the files; after a compaction they may have records of other batches too
 */
record LoadGroup(Map<String, Seal> seals, Set<LakeFile> files) {

  /** Returns the IDs of the batches. */
  Set<String> batches() {
    return seals.keySet();
  }

  /** Returns whether a file has records of other batches too. */
  boolean hasOthers(Collection<LakeFile> read) {
    return read.stream().anyMatch(file -> !seals.keySet().containsAll(file.batches()));
  }

  /** Returns this group without some batches. */
  LoadGroup without(Set<String> loaded) {
    Map<String, Seal> rest = new LinkedHashMap<>(seals);
    rest.keySet().removeAll(loaded);
    Set<LakeFile> needed = new LinkedHashSet<>(files);
    needed.removeIf(file -> file.batches().stream().noneMatch(rest::containsKey));
    return new LoadGroup(rest, needed);
  }

  /**
   * Divides batches into groups, in order, each as large as the limits allow. A batch is never
   * divided; one that exceeds the limits is a group of its own.
   *
   * @param seals the batches
   * @param live the live files of the lake
   */
  static List<LoadGroup> of(List<Seal> seals, List<LakeFile> live, long maxBytes, int maxFiles) {
    Map<String, List<LakeFile>> byBatch = new LinkedHashMap<>();
    for (LakeFile file : live) {
      file.batches()
          .forEach(batch -> byBatch.computeIfAbsent(batch, b -> new ArrayList<>()).add(file));
    }
    List<LoadGroup> groups = new ArrayList<>();
    LoadGroup group = empty();
    long bytes = 0;
    for (Seal seal : seals) {
      Set<LakeFile> more = new LinkedHashSet<>(byBatch.getOrDefault(seal.batch(), List.of()));
      more.removeAll(group.files());
      long moreBytes = more.stream().mapToLong(LakeFile::bytes).sum();
      if (!group.seals().isEmpty()
          && (bytes + moreBytes > maxBytes || group.files().size() + more.size() > maxFiles)) {
        groups.add(group);
        group = empty();
        bytes = 0;
        more = new LinkedHashSet<>(byBatch.getOrDefault(seal.batch(), List.of()));
        moreBytes = more.stream().mapToLong(LakeFile::bytes).sum();
      }
      group.seals().put(seal.batch(), seal);
      group.files().addAll(more);
      bytes += moreBytes;
    }
    if (!group.seals().isEmpty()) {
      groups.add(group);
    }
    return groups;
  }

  private static LoadGroup empty() {
    return new LoadGroup(new LinkedHashMap<>(), new LinkedHashSet<>());
  }
}
