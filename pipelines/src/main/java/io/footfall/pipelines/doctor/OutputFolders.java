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

/** Whether the folders for reports and rejects can be written to, from where the workers are. */
final class OutputFolders implements Check {
  @Override
  public String subject() {
    return "output";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
    Map<String, String> folders = new LinkedHashMap<>();
    plan.output().ifPresent(folder -> folders.put("--output", folder));
    plan.rejects().ifPresent(folder -> folders.put("--rejects", folder));
    if (folders.isEmpty()) {
      return Optional.empty();
    }
    Set<String> elsewhere = new TreeSet<>();
    plan.cluster().ifPresent(cluster -> elsewhere.addAll(cluster.workerHosts()));
    elsewhere.remove("localhost");
    List<String> told = new ArrayList<>();
    for (Map.Entry<String, String> folder : folders.entrySet()) {
      String path = folder.getValue().replaceFirst("^file:/+", "/");
      told.add(folder.getValue());
      if (path.contains("://")) {
        continue;
      }
      if (!elsewhere.isEmpty()) {
        return Finding.warning(
            folder.getKey()
                + "="
                + path
                + " is a folder of each machine, and workers are on "
                + String.join(", ", elsewhere)
                + "; expected one that all of them reach, such as s3://BUCKET/FOLDER. If it is one"
                + " that all of them have mounted, all is well.");
      }
      Optional<FolderObstacle> obstacle = FolderObstacle.of(Path.of(path));
      if (obstacle.isPresent()) {
        String text =
            folder.getKey()
                + "="
                + path
                + " cannot be written to: "
                + obstacle.get()
                + ". Choose another folder.";
        // Other users than this one may be at work in a cluster.
        return plan.cluster().isPresent() && !obstacle.get().isFile()
            ? Finding.warning(text)
            : Finding.refused(Kind.IO, text);
      }
    }
    return Finding.ok(String.join(", ", told));
  }
}
