import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Writes the license and the notices of every jar of a directory to one file. Each distinct text
 * appears once, below the jars that it belongs to.
 *
 * <p>Run from its source: {@code java ThirdPartyLicenses.java JARS LICENSES FILE CLASSES}. A jar
 * without a license file must be in {@code LICENSES/index.txt}, or the build fails. {@code CLASSES}
 * contains files named {@code NAME.LICENSE} for what is in no jar.
 */
final class ThirdPartyLicenses {
  private static final Pattern TEXT =
      Pattern.compile("(?i)(META-INF/)?((licen[cs]e|notice|copying)[^/]*|licenses?/[^/]+)");
  private static final Pattern LICENSE = Pattern.compile("(?i).*(licen[cs]e|copying).*");

  /** Which jars start with a text, by name, the license that they have, and who owns them. */
  private record Known(String start, String license, String copyright) {}

  public static void main(String[] args) throws IOException {
    Path jars = Path.of(args[0]);
    Path licenses = Path.of(args[1]);
    List<Known> known = new ArrayList<>();
    for (String line : Files.readAllLines(licenses.resolve("index.txt"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("\\|", 3);
        known.add(new Known(parts[0], parts[1], parts[2]));
      }
    }
    TreeMap<String, List<String>> owners = new TreeMap<>(); // text to jars
    List<String> without = new ArrayList<>();
    try (Stream<Path> files = Files.list(jars)) {
      for (Path jar : files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
        String name = jar.getFileName().toString();
        List<String> texts = textsOf(jar);
        if (texts.isEmpty()) {
          known.stream()
              .filter(k -> name.startsWith(k.start()))
              .findFirst()
              .ifPresent(k -> texts.add(text(k, licenses)));
        }
        if (texts.isEmpty()) {
          without.add(name);
        }
        for (String text : texts) {
          owners.computeIfAbsent(text, t -> new ArrayList<>()).add(name);
        }
      }
    }
    try (Stream<Path> files = Files.walk(Path.of(args[3]))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".LICENSE")).sorted().toList()) {
        owners
            .computeIfAbsent(normalized(Files.readString(file)), t -> new ArrayList<>())
            .add(file.getFileName().toString().replace(".LICENSE", ""));
      }
    }
    if (!without.isEmpty()) {
      System.err.println(
          "No license is known of " + without + ". Add it to " + licenses.resolve("index.txt"));
      System.exit(1);
    }
    Files.writeString(Path.of(args[2]), page(owners));
  }

  /** Returns the license and notices that a jar contains; none unless a license is among them. */
  private static List<String> textsOf(Path jar) throws IOException {
    List<String> texts = new ArrayList<>();
    boolean isLicensed = false;
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().map(e -> (ZipEntry) e).toList()) {
        String name = entry.getName();
        if (!entry.isDirectory() && TEXT.matcher(name).matches() && !name.endsWith(".class")) {
          texts.add(normalized(new String(zip.getInputStream(entry).readAllBytes(), UTF_8)));
          isLicensed |= LICENSE.matcher(name).matches();
        }
      }
    }
    return isLicensed ? texts : new ArrayList<>();
  }

  private static String text(Known known, Path licenses) {
    if (known.license().equals("Apache-2.0")) {
      return known.copyright() + "\n\nLicensed under the Apache License, Version 2.0: see LICENSE.";
    }
    try {
      return known.copyright()
          + "\n\n"
          + normalized(Files.readString(licenses.resolve(known.license() + ".txt")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String normalized(String text) {
    return text.replace("\r\n", "\n").replaceAll("(?m)[ \\t\\f]+$", "").strip();
  }

  private static String page(Map<String, List<String>> owners) {
    StringBuilder page =
        new StringBuilder("Licenses and notices of the libraries that Footfall contains.\n");
    owners.entrySet().stream()
        .sorted(
            Comparator.comparing(
                (Map.Entry<String, List<String>> e) -> e.getValue().toString() + e.getKey()))
        .forEach(
            entry -> {
              page.append("\n").append("=".repeat(100)).append("\n");
              entry.getValue().stream().distinct().forEach(j -> page.append(j).append("\n"));
              page.append("-".repeat(100)).append("\n\n").append(entry.getKey()).append("\n");
            });
    return page.toString();
  }
}
