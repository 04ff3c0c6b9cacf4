package io.footfall.pipelines.launch;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs a main class in a class loader beside the system's, as {@code mvn exec:java} does. */
final class Beside {
  private Beside() {}

  /** Arguments: a class path, a main class, and what to give to it. */
  public static void main(String[] args) throws Exception {
    String[] files = args[0].split(File.pathSeparator, -1);
    URL[] urls = new URL[files.length];
    for (int i = 0; i < files.length; i++) {
      urls[i] = Path.of(files[i]).toUri().toURL();
    }
    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      Class.forName(args[1], true, loader)
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 2, args.length));
    }
  }
}
