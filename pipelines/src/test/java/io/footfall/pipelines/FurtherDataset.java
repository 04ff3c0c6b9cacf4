package io.footfall.pipelines;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A jar with one package of the test tree and nothing else: what a user adds to the class path for
 * a dataset of their own.
 *
 * @param file the jar
 */
record FurtherDataset(Path file) {

  /**
   * Packs a dataset.
   *
   * @param provider the class that provides it; its package is packed
   */
  static FurtherDataset pack(Class<?> provider, Path file) throws IOException {
    Path classes = Path.of("target/test-classes").toAbsolutePath();
    Path folder = classes.resolve(provider.getPackageName().replace('.', '/'));
    List<Path> packed;
    try (Stream<Path> files = Files.list(folder)) {
      packed = files.filter(Files::isRegularFile).sorted().toList();
    }
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out)) {
      for (Path path : packed) {
        jar.putNextEntry(new JarEntry(classes.relativize(path).toString()));
        Files.copy(path, jar);
      }
      jar.putNextEntry(new JarEntry("META-INF/services/io.footfall.dataset.DatasetProvider"));
      jar.write(provider.getName().getBytes(StandardCharsets.UTF_8));
    }
    return new FurtherDataset(file);
  }
}
