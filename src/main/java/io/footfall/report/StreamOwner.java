package io.footfall.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.errors.FootfallException;
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
 * @param run the id of the run that may write; a run that resumes has the id of the one before
 * @param settings the options that must not change while windows are open, by name
 * @param started the start of the run
 */
public record StreamOwner(String run, Map<String, String> settings, Instant started)
    implements Serializable {
  /** A run that has written within this time is taken to be running. */
  public static final Duration ACTIVE = Duration.ofMinutes(2);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies the settings. */
  public StreamOwner {
    settings = new TreeMap<>(settings);
  }

  /**
   * The time and place of the last write of a run.
   *
   * @param run the id of the run
   * @param age the time since then; at least {@link #ACTIVE} if the run has ended
   * @param host the name of the host; empty if it is unknown
   * @param process the id of the process on it
   */
  public record LastWrite(String run, Duration age, String host, long process) {
    /** Returns whether the run may still be writing. */
    boolean isActive() {
      boolean ended =
          !host.isEmpty() && host.equals(hostName()) && ProcessHandle.of(process).isEmpty();
      return !ended && age.compareTo(ACTIVE) < 0;
    }
  }

  /** Returns the name of this host; empty if it is unknown. */
  public static String hostName() {
    String name = System.getenv("HOSTNAME");
    return name == null ? "" : name;
  }

  /**
   * Decides which stream owns an output.
   *
   * @param where the output, for messages
   * @param option the option that names it
   * @param present the current owner, or null
   * @param lastWrite the time of the last write of any run; null if there was none
   * @param resumes whether this run resumes one from a savepoint or checkpoint
   * @param takesOver whether it may replace a run that may still be writing
   * @return the owner
   * @throws FootfallException if the output belongs to another stream, or to this one with other
   *     settings, or another run may still be writing
   */
  public StreamOwner claim(
      String where,
      String option,
      @Nullable StreamOwner present,
      @Nullable LastWrite lastWrite,
      boolean resumes,
      boolean takesOver) {
    if (present == null || lastWrite == null) {
      return this; // Nothing was written, or a version without owners wrote it.
    }
    Optional<String> difference = difference(present, resumes);
    if (difference.isPresent()) {
      throw FootfallException.usage(
          where
              + " belongs to a stream with other settings: "
              + difference.get()
              + ". Use the same settings, or choose another "
              + option
              + ".");
    }
    if (resumes) {
      return new StreamOwner(present.run, settings, started);
    }
    if (!takesOver && lastWrite.run().equals(present.run) && lastWrite.isActive()) {
      throw FootfallException.usage(
          "Another run of this stream wrote to "
              + where
              + " "
              + Math.max(0, lastWrite.age().toSeconds())
              + " seconds ago"
              + (lastWrite.host().isEmpty() ? "" : ", from " + lastWrite.host())
              + ". Stop it and wait "
              + ACTIVE.toMinutes()
              + " minutes, choose another "
              + option
              + ", or take over with --overwrite.");
    }
    return this;
  }

  /**
   * Describes the first setting that differs, with both values. Ignores the address of the brokers
   * if the run resumes, because its savepoint determines where it reads.
   */
  private Optional<String> difference(StreamOwner present, boolean resumes) {
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      if (resumes && setting.getKey().equals("input")) {
        continue;
      }
      String theirs = present.settings.get(setting.getKey());
      if (theirs != null && !theirs.equals(setting.getValue())) {
        return Optional.of(
            "--"
                + setting.getKey()
                + "="
                + theirs
                + " there, --"
                + setting.getKey()
                + "="
                + setting.getValue()
                + " here");
      }
    }
    return Optional.empty();
  }

  /** Returns the error message for a run whose output another run has taken over. */
  public String superseded(String where, StreamOwner present) {
    return where
        + " belongs to the run "
        + present.run
        + " since "
        + present.started
        + ": the run "
        + run
        + " no longer writes there. Stop run "
        + run;
  }

  /** Returns it as JSON. */
  public String toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", 1);
    json.put("run", run);
    json.put("started", started.toString());
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
        json.path("run").asText(), settings, Instant.parse(json.path("started").asText()));
  }
}
