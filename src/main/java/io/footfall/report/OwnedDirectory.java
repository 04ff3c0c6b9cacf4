package io.footfall.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.DirectoryLock;
import io.footfall.files.DirectoryLockedException;
import io.footfall.files.OutputFiles;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The files that record which stream owns an output directory. The first names the run of the
 * stream, the second is created when the run first writes results, and the third has the time at
 * which the run was last known to be alive.
 *
 * @param path prefix of the names, such as {@code out/_stream}
 * @param where the directory, for messages
 */
public record OwnedDirectory(String path, String where) implements Serializable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Returns the directory of the windows of a stream. */
  public static OwnedDirectory ofReports(String output) {
    return new OwnedDirectory(OutputFiles.directory(output) + "_stream", output);
  }

  private String ownerFile() {
    return path + ".json";
  }

  private String writtenFile() {
    return path + ".written";
  }

  private String aliveFile() {
    return path + ".alive";
  }

  /**
   * Checks that a run may become the owner.
   *
   * @param takesOver whether it may replace a run that may still be writing
   * @throws FootfallException if another run owns the directory
   * @throws IOException if the directory cannot be used
   */
  public void requireAvailable(StreamOwner run, String option, boolean takesOver)
      throws IOException {
    StreamOwner present = owner();
    run.requireAvailable(where, option, present, lastSign(present), takesOver);
  }

  /**
   * Makes a run the owner. Of several runs that claim a directory at once, the first succeeds and
   * the others see its claim, except in a store that {@link DirectoryLock#isAvailable cannot lock}.
   *
   * @param takesOver whether it may replace a run that may still be writing
   * @param inThisProcess whether the run ends with this process
   * @throws FootfallException if another run owns the directory
   * @throws IOException if the directory cannot be used
   */
  public void claim(StreamOwner run, String option, boolean takesOver, boolean inThisProcess)
      throws IOException {
    String folder = path.substring(0, path.lastIndexOf('/') + 1);
    if (!DirectoryLock.isAvailable(folder)) {
      claimAlone(run, option, takesOver, inThisProcess);
      return;
    }
    try (DirectoryLock lock = DirectoryLock.acquire(folder, "the start of a stream", PATIENCE)) {
      lock.requireHeld();
      claimAlone(run, option, takesOver, inThisProcess);
    } catch (DirectoryLockedException e) {
      throw new FootfallException(Kind.USAGE, e.getMessage() + ". Try again later.", e);
    }
  }

  private void claimAlone(StreamOwner run, String option, boolean takesOver, boolean inThisProcess)
      throws IOException {
    requireAvailable(run, option, takesOver);
    replace(ownerFile(), run.toJson());
    show(aliveFile(), run, false, inThisProcess);
  }

  private @Nullable StreamOwner owner() throws IOException {
    String file = ownerFile();
    return OutputFiles.exists(file)
        ? StreamOwner.parse(new String(OutputFiles.read(file), StandardCharsets.UTF_8))
        : null;
  }

  private StreamOwner.@Nullable LastSign lastSign(@Nullable StreamOwner present)
      throws IOException {
    boolean hasWritten = OutputFiles.exists(writtenFile());
    String file = OutputFiles.exists(aliveFile()) ? aliveFile() : writtenFile();
    if (!OutputFiles.exists(file)) {
      return null;
    }
    JsonNode json = JSON.readTree(OutputFiles.read(file));
    // A sign left by a run that was replaced meanwhile does not show whether its successor has
    // ended.
    boolean isOfOwner = present == null || present.run().equals(json.path("run").asText());
    return new StreamOwner.LastSign(
        hasWritten,
        isOfOwner && json.path("ended").asBoolean()
            ? StreamOwner.ACTIVE
            : Duration.between(Instant.parse(json.path("written").asText()), Instant.now()),
        isOfOwner ? json.path("host").asText() : "",
        json.path("process").asLong());
  }

  private boolean isOwner(StreamOwner run) throws IOException {
    StreamOwner present = owner();
    return present != null && present.run().equals(run.run());
  }

  /**
   * Checks, before a run writes, that it is the owner, and records that it has written.
   *
   * @throws io.footfall.errors.PermanentFailure if another run is the owner
   */
  public void beforeWrite(StreamOwner run) throws IOException {
    run.requireOwned(where, owner());
    if (!OutputFiles.exists(writtenFile())) {
      show(writtenFile(), run, false, true);
    }
  }

  /** Records that a run is running, if it is the owner. */
  public void renew(StreamOwner run) throws IOException {
    if (isOwner(run)) {
      show(aliveFile(), run, false, true);
    }
  }

  /** Records that a run has ended, if it is the owner, so that the next run need not wait. */
  public void release(StreamOwner run) throws IOException {
    if (isOwner(run)) {
      show(aliveFile(), run, true, true);
    }
  }

  private void show(String file, StreamOwner run, boolean ended, boolean inThisProcess)
      throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("run", run.run());
    json.put("written", Instant.now().toString());
    json.put("ended", ended);
    if (inThisProcess) {
      json.put("host", DirectoryLock.hostName());
      json.put("process", ProcessHandle.current().pid());
    }
    replace(file, json.toString());
  }

  private void replace(String file, String content) throws IOException {
    String temporary = path + ".writing-" + UUID.randomUUID();
    OutputFiles.replace(
        file, temporary, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
  }
}
