package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import io.footfall.report.FolderObstacle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Checks that the workers can write to the directories for reports and rejects. */
final class OutputsWritable implements Check {
  @Override
  public String subject() {
    return "output";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    Map<String, String> folders = new LinkedHashMap<>();
    plan.output().ifPresent(folder -> folders.put("--output", folder));
    plan.rejects().ifPresent(folder -> folders.put("--rejects", folder));
    if (folders.isEmpty()) {
      return Optional.empty();
    }
    Set<String> elsewhere = new TreeSet<>();
    plan.cluster().ifPresent(cluster -> elsewhere.addAll(cluster.workerHosts()));
    elsewhere.remove("localhost");
    List<String> paths = new ArrayList<>();
    for (Map.Entry<String, String> folder : folders.entrySet()) {
      String path = folder.getValue().replaceFirst("^file:/+", "/");
      paths.add(folder.getValue());
      if (path.contains("://")) {
        continue;
      }
      if (!elsewhere.isEmpty()) {
        return Finding.warning(
            ("%s=%s is a local directory, but workers run on %s. Use a directory that all of them"
                    + " can reach, for example s3://BUCKET/DIRECTORY. Ignore this warning if all of them"
                    + " mount the directory.")
                .formatted(folder.getKey(), path, String.join(", ", elsewhere)));
      }
      Optional<FolderObstacle> obstacle = FolderObstacle.of(Path.of(path));
      if (obstacle.isPresent()) {
        String text =
            "%s=%s is not writable: %s. Choose another directory."
                .formatted(folder.getKey(), path, obstacle.get());
        // A cluster can run as another user.
        return plan.cluster().isPresent() && !obstacle.get().isFile()
            ? Finding.warning(text)
            : Finding.refused(Kind.IO, text);
      }
    }
    return Finding.ok(String.join(", ", paths));
  }
}
