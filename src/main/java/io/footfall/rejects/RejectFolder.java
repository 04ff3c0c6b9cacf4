package io.footfall.rejects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.OutputFiles;
import io.footfall.files.SteadyChannel;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * The rejects below a folder, on any file system, as written by reports, streams, {@code publish}
 * or Amazon Data Firehose. Files may be gzip or plain; those whose names begin with a dot are
 * ignored.
 *
 * @param folder the folder, ending with a slash
 */
public record RejectFolder(String folder) {
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Receives rejects. */
  public interface Visitor {
    /** Receives a reject. */
    void reject(KeptReject reject);

    /** Receives a line that is not a reject; lines are counted from 1. */
    void otherLine(String file, long line);
  }

  /** Returns the directory with this name. */
  public static RejectFolder of(String name) {
    return new RejectFolder(OutputFiles.directory(name));
  }

  /**
   * Returns the directory of rejects that the user has named.
   *
   * @param path absolute, or a URL
   * @param name the directory, as typed
   * @throws FootfallException if it does not exist, and does not belong to a report without rejects
   */
  public static RejectFolder existing(String path, String name) throws IOException {
    RejectFolder folder = of(path);
    boolean exists =
        OutputFiles.isLocal(path) ? Files.isDirectory(Path.of(path)) : !folder.files().isEmpty();
    String report = folder.folder.replaceFirst("[^/]*/$", "") + "run.json";
    if (exists || OutputFiles.exists(report)) {
      return folder;
    }
    throw new FootfallException(
        Kind.NO_INPUT,
        "There is no directory "
            + name
            + ". A run creates it with the first reject. Check --rejects.");
  }

  /** Returns the subfolder with this name. */
  public RejectFolder below(String name) {
    return new RejectFolder(folder + name + "/");
  }

  /** Returns the name of a file relative to the directory. */
  public String nameOf(MatchResult.Metadata file) {
    String path = file.resourceId().toString();
    if (path.startsWith(folder)) {
      return path.substring(folder.length());
    }
    if (!OutputFiles.isLocal(folder)) {
      return path;
    }
    Path here = Path.of(folder).toAbsolutePath().normalize();
    Path there = Path.of(path).normalize();
    return there.startsWith(here) ? here.relativize(there).toString() : path;
  }

  /** Returns the files of the directory, by name; none if it does not exist. */
  public List<MatchResult.Metadata> files() throws IOException {
    try {
      return FileSystems.match(folder + "**", EmptyMatchTreatment.ALLOW).metadata().stream()
          .filter(file -> !String.valueOf(file.resourceId().getFilename()).startsWith("."))
          .sorted(Comparator.comparing(file -> file.resourceId().toString()))
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read to its end
   */
  public static void read(MatchResult.Metadata file, Visitor to) throws IOException {
    String name = file.resourceId().toString();
    try (InputStream in =
            plain(new BufferedInputStream(Channels.newInputStream(SteadyChannel.open(name))));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        Optional<KeptReject> reject = parse(line);
        if (reject.isPresent()) {
          to.reject(reject.get());
        } else {
          to.otherLine(name, number);
        }
      }
    }
  }

  private static Optional<KeptReject> parse(String line) {
    try {
      return KeptReject.of(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static InputStream plain(BufferedInputStream in) throws IOException {
    in.mark(2);
    int first = in.read();
    int second = in.read();
    in.reset();
    return (first << 8 | second) == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
  }
}
