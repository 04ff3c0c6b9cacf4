package io.footfall.source;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.LakeFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of an input: paths, globs, directories with their subdirectories, the entries of
 * archives, and standard input, on any Beam file system.
 */
public final class InputFiles {

  /**
   * A file to be read.
   *
   * @param name as its file system names it
   * @param size in bytes
   * @param splittable whether it can be read from the middle
   * @param lastModifiedMillis its modification time, in milliseconds since the epoch; 0 if its file
   *     system has none
   */
  public record InputFile(String name, long size, boolean splittable, long lastModifiedMillis)
      implements java.io.Serializable {

    /** Creates a file with an unknown modification time. */
    public InputFile(String name, long size, boolean splittable) {
      this(name, size, splittable, 0);
    }
  }

  /** The part of a lake file's path after the directory of its dataset. */
  private static final Pattern IN_LAKE = Pattern.compile("/[^/]+/[^/]+$");

  /** Characters that make the name of a remote file a glob. */
  static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

  private InputFiles() {}

  /**
   * Splits a list of inputs. A comma separates two of them, unless it is inside braces or in the
   * name of an existing file.
   *
   * @throws FootfallException if a comma is ambiguous
   */
  public static List<String> names(String list) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    int depth = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      depth = Math.max(0, depth + (c == '{' ? 1 : c == '}' ? -1 : 0));
      if (c == ',' && (depth == 0 || list.indexOf('}', i) < 0)) {
        parts.add(list.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(list.substring(start));
    List<String> names = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      String name = parts.get(i);
      int last = i;
      String longer = name;
      for (int j = i + 1; j < parts.size(); j++) {
        longer += "," + parts.get(j);
        if (isLocalFile(longer)) {
          if (parts.subList(i, j + 1).stream().allMatch(InputFiles::isLocalFile)) {
            throw FootfallException.usage(
                "--input=%s may be one file or %s. Rename one of them."
                    .formatted(longer, j - i + 1));
          }
          name = longer;
          last = j;
        }
      }
      names.add(name);
      i = last;
    }
    return names;
  }

  /**
   * Lists the files.
   *
   * @param inputs paths, globs or directories, or {@code -} for standard input; a directory stands
   *     for all files in it and below it, except those with a dot or an underscore at the start of
   *     a name below the directory; an archive stands for its entries
   * @throws FootfallException if one of them is empty or matches no file
   */
  public static List<InputFile> list(List<String> inputs) {
    Map<String, InputFile> files = new LinkedHashMap<>();
    for (String input : inputs) {
      if (input.isBlank()) {
        throw FootfallException.usage(
            "--input contains an empty path. Separate files, globs and directories with commas.");
      }
      List<InputFile> found = found(input);
      if (found.isEmpty()) {
        throw new FootfallException(
            Kind.NO_INPUT,
            isLocalFile(input)
                ? "The "
                    + (Files.isDirectory(Path.of(SpooledInput.pathOf(input)))
                        ? "directory '"
                        : "archive '")
                    + input
                    + "' contains no input files. Check the path."
                : "Input file not found: " + input + ". Check the path.");
      }
      found.forEach(f -> files.put(f.name(), f));
    }
    refuseLakes(inputs, files.keySet());
    return List.copyOf(files.values());
  }

  /**
   * Lists the files that exist now, possibly none.
   *
   * @param inputs paths, globs or directories, as for {@link #list}
   * @throws FootfallException if they cannot be listed
   */
  public static List<InputFile> present(List<String> inputs) {
    Map<String, InputFile> files = new LinkedHashMap<>();
    inputs.forEach(input -> found(input).forEach(f -> files.put(f.name(), f)));
    refuseLakes(inputs, files.keySet());
    return List.copyOf(files.values());
  }

  /**
   * Returns whether an input is a missing local file or directory, without wildcards that later
   * files could match.
   */
  public static boolean isMissing(String input) {
    if (!isLocal(input)) {
      return false;
    }
    Path path = path(input);
    return !Files.exists(path) && !LocalGlob.isGlob(path);
  }

  /**
   * Checks that a sheet is of some workbook. It has no effect on the other files.
   *
   * @param sheet the value of {@code --sheet}; null if it is not set
   * @throws FootfallException if there is no workbook, or a file cannot be read
   */
  public static void checkSheet(@Nullable String sheet, List<InputFile> files) {
    if (sheet != null && !hasWorkbook(files)) {
      throw FootfallException.usage(
          files.get(0).name()
              + (files.size() > 1
                  ? " and the other files are not xlsx workbooks"
                  : " is not an xlsx workbook")
              + ", which --sheet applies to. Leave --sheet out.");
    }
  }

  /** Returns whether one of the files is a workbook. Opens files until it finds one. */
  public static boolean hasWorkbook(List<InputFile> files) {
    for (InputFile file : files) {
      try {
        if (PlainText.isWorkbook(file.name())) {
          return true;
        }
      } catch (IOException e) {
        throw FootfallException.io("Reading " + file.name() + " failed", e);
      }
    }
    return false;
  }

  private static List<InputFile> found(String input) {
    if (input.equals(SpooledInput.STANDARD_INPUT)) {
      return opened(spooled(input));
    }
    if (Archive.isEntry(input)) {
      return found(Archive.archiveOf(input)).stream()
          .filter(entry -> entry.name().equals(input))
          .toList();
    }
    return opened(isLocal(input) ? local(input) : match(input));
  }

  /** Returns an input that can be read only once. It keeps its name. */
  private static List<InputFile> spooled(String input) {
    return of(SpooledInput.of(input))
        .map(copy -> file(input, copy.size(), true, copy.lastModifiedMillis()))
        .toList();
  }

  /** Returns the files, with archives replaced by their entries. */
  private static List<InputFile> opened(List<InputFile> files) {
    return files.stream()
        .flatMap(file -> Archive.entries(file).orElse(List.of(file)).stream())
        .toList();
  }

  private static boolean isLocal(String input) {
    return !input.contains("://") || input.startsWith("file:");
  }

  private static Path path(String local) {
    return Path.of(local.replaceFirst("^file:(//)?", "")).toAbsolutePath().normalize();
  }

  /** Returns whether a local file exists. */
  static boolean isLocalFile(String name) {
    try {
      return isLocal(name) && Files.exists(Path.of(SpooledInput.pathOf(name)));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * Resolves a local path without Beam, whose local file system walks the parent directory
   * recursively for a glob or a missing file.
   */
  private static List<InputFile> local(String input) {
    try {
      Path path = path(input);
      if (Files.isRegularFile(path)) {
        return of(path).toList();
      }
      if (Files.isDirectory(path)) {
        try (Stream<Path> below = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
          return below
              .filter(Files::isRegularFile)
              .filter(p -> isShown(path.relativize(p).toString()))
              .sorted()
              .flatMap(InputFiles::of)
              .toList();
        }
      }
      if (Files.exists(path)) {
        return spooled(path.toString());
      }
      return LocalGlob.files(path).stream().flatMap(InputFiles::of).toList();
    } catch (IOException e) {
      throw FootfallException.io("Listing " + input + " failed", e, "Check the path.");
    } catch (UncheckedIOException e) {
      throw FootfallException.io(
          "Listing " + input + " failed", Objects.requireNonNull(e.getCause()), "Check the path.");
    } catch (PatternSyntaxException e) {
      throw new FootfallException(
          Kind.USAGE, "--input=" + input + " is not a valid glob: " + e.getDescription() + ".", e);
    } catch (InvalidPathException e) {
      throw new FootfallException(
          Kind.USAGE, "--input=" + input + " is not a valid path: " + e.getReason() + ".", e);
    }
  }

  /**
   * Returns whether a file below a directory is read: no part of its path begins with a dot or an
   * underscore.
   */
  private static boolean isShown(String path) {
    return Stream.of(path.split("/", -1))
        .noneMatch(name -> name.startsWith(".") || name.startsWith("_"));
  }

  /**
   * Refuses files of a lake, because only its seals determine which files are live. A single file
   * that is itself the input is accepted.
   */
  private static void refuseLakes(List<String> inputs, Set<String> files) {
    files.stream()
        .filter(file -> LakeFolder.isPath(file) && (files.size() > 1 || !isNamed(inputs, file)))
        .map(file -> IN_LAKE.matcher(file).replaceFirst(""))
        .distinct()
        .filter(InputFiles::hasSeals)
        .findFirst()
        .ifPresent(
            dataset -> {
              String lake = dataset.substring(0, dataset.lastIndexOf('/'));
              throw FootfallException.usage(
                  ("%s is a lake, and not all of its files count. To count its sealed batches, set"
                          + " --input=%s%s; for query and report, set --lake=%s.")
                      .formatted(lake, LakeInput.SCHEME, lake, lake));
            });
  }

  private static boolean isNamed(List<String> inputs, String file) {
    return inputs.stream()
        .anyMatch(input -> input.equals(file) || (isLocal(input) && path(input).endsWith(file)));
  }

  private static boolean hasSeals(String dataset) {
    String name = dataset.substring(dataset.lastIndexOf('/') + 1);
    try {
      return !new LakeFolder(dataset + "/", name).sealed().isEmpty();
    } catch (IOException e) {
      throw FootfallException.io("Listing " + dataset + " failed", e);
    }
  }

  /** Returns the file; empty if it was deleted or renamed since it was listed. */
  private static Stream<InputFile> of(Path path) {
    if (!isName(path)) {
      throw new FootfallException(
          Kind.IO,
          ("The name of the file %s is not valid %s, so it cannot be opened. Rename it, or leave"
                  + " it out with a glob in --input, such as 'DIRECTORY/*.csv'. If the name looks right"
                  + " elsewhere, set LC_ALL=C.UTF-8.")
              .formatted(path, System.getProperty("sun.jnu.encoding", "UTF-8")));
    }
    try {
      BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
      return Stream.of(file(path.toString(), is.size(), true, is.lastModifiedTime().toMillis()));
    } catch (NoSuchFileException e) {
      return Stream.empty();
    } catch (IOException e) {
      throw FootfallException.io("Reading " + path + " failed", e, "Check the path.");
    }
  }

  /**
   * Returns whether a name can be represented as text: its bytes are valid in the system's
   * encoding.
   */
  private static boolean isName(Path path) {
    try {
      return Path.of(path.toString()).equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static InputFile file(String name, long size, boolean seekable, long lastModifiedMillis) {
    return new InputFile(
        name, size, seekable && !Decompression.isPromisedBy(name), lastModifiedMillis);
  }

  private static List<InputFile> match(String input) {
    if (input.endsWith("/")) {
      return match(input + "**", true);
    }
    List<InputFile> files = match(input, false);
    // In an object store, the input can be a prefix even without a trailing slash.
    return files.isEmpty() && !WILDCARD.matcher(input).find() ? match(input + "/**", true) : files;
  }

  /**
   * Returns the files that match a glob.
   *
   * @param isFolder whether hidden files and files that start with an underscore are left out
   */
  private static List<InputFile> match(String spec, boolean isFolder) {
    String input = isFolder ? spec.substring(0, spec.length() - 2) : spec;
    try {
      List<InputFile> files = new ArrayList<>();
      for (MatchResult.Metadata m : FileSystems.match(spec, EmptyMatchTreatment.ALLOW).metadata()) {
        String name = m.resourceId().toString();
        boolean isShown =
            !isFolder || !name.startsWith(input) || isShown(name.substring(input.length()));
        if (!m.resourceId().isDirectory() && isShown) {
          files.add(
              file(
                  m.resourceId().toString(),
                  m.sizeBytes(),
                  m.isReadSeekEfficient(),
                  m.lastModifiedMillis()));
        }
      }
      files.sort(Comparator.comparing(InputFile::name));
      return files;
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IllegalArgumentException e) {
      throw new FootfallException(
          Kind.USAGE, "The input " + input + " cannot be listed: " + e.getMessage() + ".", e);
    } catch (IOException e) {
      throw FootfallException.io("Listing " + input + " failed", e, "Check the path.");
    }
  }
}
