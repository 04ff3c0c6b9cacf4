package io.footfall.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.files.OutputFiles;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The files that name the stream that owns a directory: one for the owner, one for the time of the
 * last write.
 *
 * @param path prefix of both names, such as {@code out/_stream}
 * @param where the directory, for messages
 */
public record OwnedDirectory(String path, String where) implements Serializable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Returns the directory of the windows of a stream. */
  public static OwnedDirectory ofReports(String output) {
    return new OwnedDirectory((output.endsWith("/") ? output : output + "/") + "_stream", output);
  }

  private String ownerFile() {
    return path + ".json";
  }

  private String writtenFile() {
    return path + ".written";
  }

  /**
   * Makes a run the owner.
   *
   * @param resumes whether it resumes another from a savepoint or checkpoint
   * @param takesOver whether it may replace a run that may still be writing
   * @return the owner, to be passed to the writers
   * @throws io.footfall.errors.FootfallException if another run owns the directory
   * @throws IOException if the directory cannot be used
   */
  public StreamOwner claim(StreamOwner run, String option, boolean resumes, boolean takesOver)
      throws IOException {
    StreamOwner owner = run.claim(where, option, owner(), lastWrite(), resumes, takesOver);
    replace(ownerFile(), owner.toJson());
    return owner;
  }

  private @Nullable StreamOwner owner() throws IOException {
    String file = ownerFile();
    return OutputFiles.exists(file)
        ? StreamOwner.parse(new String(OutputFiles.read(file), StandardCharsets.UTF_8))
        : null;
  }

  private StreamOwner.@Nullable LastWrite lastWrite() throws IOException {
    if (!OutputFiles.exists(writtenFile())) {
      return null;
    }
    JsonNode json = JSON.readTree(OutputFiles.read(writtenFile()));
    return new StreamOwner.LastWrite(
        json.path("run").asText(),
        json.path("ended").asBoolean()
            ? StreamOwner.ACTIVE
            : Duration.between(Instant.parse(json.path("written").asText()), Instant.now()),
        json.path("host").asText(),
        json.path("process").asLong());
  }

  /**
   * Checks, before a run writes, that it is the owner, and records the time of the write.
   *
   * @throws IOException if another run is the owner
   */
  public void beforeWrite(StreamOwner run) throws IOException {
    StreamOwner present = owner();
    if (present != null && !present.run().equals(run.run())) {
      throw new IOException(run.superseded(where, present));
    }
    note(run.run(), false);
  }

  /** Records that a run has ended, so that the next one need not wait. */
  public void release(StreamOwner run) throws IOException {
    if (OutputFiles.exists(writtenFile())) {
      note(run.run(), true);
    }
  }

  private void note(String run, boolean ended) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("run", run);
    json.put("written", Instant.now().toString());
    json.put("ended", ended);
    json.put("host", StreamOwner.hostName());
    json.put("process", ProcessHandle.current().pid());
    replace(writtenFile(), json.toString());
  }

  private void replace(String file, String content) throws IOException {
    String temporary = path + ".writing-" + UUID.randomUUID();
    OutputFiles.replace(
        file, temporary, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
  }
}
