package io.footfall.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.errors.FootfallException;
import io.footfall.errors.PermanentFailure;
import io.footfall.files.DirectoryLock;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The stream to which an output belongs: a directory, the tables of a database, a lake. Two streams
 * would replace each other's windows there, and so would one whose settings have changed.
 *
 * @param run the ID of the run that may write
 * @param settings the options that must not change while windows are open, by name
 * @param started the start of the run
 * @param savepoint the savepoint or checkpoint that it resumes; empty if it resumes none
 */
public record StreamOwner(
    String run, Map<String, String> settings, Instant started, String savepoint)
    implements Serializable {
  /** A run is considered active if it has shown a sign of life within this time. */
  public static final Duration ACTIVE = Duration.ofMinutes(2);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies the settings. */
  public StreamOwner {
    settings = new TreeMap<>(settings);
  }

  /** Returns a run that resumes no savepoint. */
  public StreamOwner(String run, Map<String, String> settings, Instant started) {
    this(run, settings, started, "");
  }

  /**
   * The last sign of life of an output's owner: its claim, a write, or a {@link Heartbeat}.
   *
   * @param hasWritten whether any run has written to the output
   * @param age the time since that sign; at least {@link #ACTIVE} if the run has ended
   * @param host the host on which the run ends with its process; empty if the run can outlive the
   *     process
   * @param process the ID of the process on that host
   */
  public record LastSign(boolean hasWritten, Duration age, String host, long process) {
    /** Returns whether the owner may still be running. */
    boolean isActive() {
      boolean ended =
          !host.isEmpty()
              && host.equals(DirectoryLock.hostName())
              && ProcessHandle.of(process).isEmpty();
      return !ended && age.compareTo(ACTIVE) < 0;
    }
  }

  /**
   * Checks that this run may become the owner of an output.
   *
   * @param where the output, for messages
   * @param option the option that names it
   * @param present the current owner, or null
   * @param last the last sign of a run; null if there was none
   * @param takesOver whether it may replace a run that may still be writing
   * @throws FootfallException if the output belongs to another stream, or to this one with other
   *     settings, or another run may be running
   */
  public void requireAvailable(
      String where,
      String option,
      @Nullable StreamOwner present,
      @Nullable LastSign last,
      boolean takesOver) {
    if (present == null || last == null) {
      return;
    }
    Optional<String> difference = last.hasWritten() ? difference(present) : Optional.empty();
    if (difference.isPresent()) {
      throw FootfallException.usage(
          "%s belongs to a stream with other settings: %s. Use the same settings, or choose another %s."
              .formatted(where, difference.get(), option));
    }
    // The run that took the savepoint may have ended a moment ago.
    boolean follows = !savepoint.isEmpty() && !savepoint.equals(present.savepoint);
    if (!takesOver && !follows && last.isActive()) {
      throw FootfallException.usage(
          "Another run was using %s %s seconds ago%s. Stop it and wait %s minutes, choose another %s, or take over with --overwrite."
              .formatted(
                  where,
                  Math.max(0, last.age().toSeconds()),
                  last.host().isEmpty() ? "" : ", from " + last.host(),
                  ACTIVE.toMinutes(),
                  option));
    }
  }

  /**
   * Describes the first setting that differs, with both values. Ignores the address of the brokers
   * if the run resumes, because its savepoint determines where it reads.
   */
  private Optional<String> difference(StreamOwner present) {
    return settings.entrySet().stream()
        .filter(ours -> savepoint.isEmpty() || !ours.getKey().equals("input"))
        .filter(
            ours ->
                !present
                    .settings
                    .getOrDefault(ours.getKey(), ours.getValue())
                    .equals(ours.getValue()))
        .findFirst()
        .map(
            ours ->
                "--%s=%s there, --%s=%s here"
                    .formatted(
                        ours.getKey(),
                        present.settings.get(ours.getKey()),
                        ours.getKey(),
                        ours.getValue()));
  }

  /**
   * Checks that this run still owns an output.
   *
   * @param where the output, for messages
   * @param present the current owner, or null
   * @throws PermanentFailure if another run has taken over
   */
  public void requireOwned(String where, @Nullable StreamOwner present) {
    if (present != null && !present.run.equals(run)) {
      throw new PermanentFailure(
          "Run %s, started at %s, has taken over %s. This stream, run %s, has ended."
              .formatted(present.run, present.started, where, run));
    }
  }

  /** Returns the content of {@code _stream.json}. */
  public String toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", 1);
    json.put("run", run);
    json.put("started", started.toString());
    json.put("savepoint", savepoint);
    ObjectNode all = json.putObject("settings");
    settings.forEach(all::put);
    return json.toPrettyString() + "\n";
  }

  /**
   * Parses what {@link #toJson} returns.
   *
   * @throws JsonProcessingException if it is not JSON
   */
  public static StreamOwner parse(String text) throws JsonProcessingException {
    JsonNode json = JSON.readTree(text);
    Map<String, String> settings = new TreeMap<>();
    json.path("settings")
        .fields()
        .forEachRemaining(s -> settings.put(s.getKey(), s.getValue().asText()));
    return new StreamOwner(
        json.path("run").asText(),
        settings,
        Instant.parse(json.path("started").asText()),
        json.path("savepoint").asText());
  }
}
