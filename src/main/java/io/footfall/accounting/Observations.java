package io.footfall.accounting;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Counts how often each {@link Observation} was made. Mutable; a commutative monoid under {@link
 * #add(Observations)}. Bounded: at most {@value #MOST_VALUES} values of a kind and column are
 * counted separately.
 */
public final class Observations {
  private static final int MOST_VALUES = 100;
  private static final String OTHERS = "others";
  private static final Observation.Kind[] KINDS = Observation.Kind.values();

  private final NavigableMap<Observation, Long> counts = new TreeMap<>();

  public Observations() {}

  /** Returns whether nothing was observed. */
  public boolean isEmpty() {
    return counts.isEmpty();
  }

  /** Returns the count of each observation, by kind, column and value. */
  public NavigableMap<Observation, Long> counts() {
    return Collections.unmodifiableNavigableMap(counts);
  }

  /** Adds a number of equal observations. */
  public void add(Observation.Kind kind, String column, String value, long times) {
    NavigableMap<Observation, Long> same =
        counts.subMap(
            new Observation(kind, column, ""),
            true,
            new Observation(kind, column + '\0', ""),
            false);
    if (kind.hasExample() && !same.isEmpty()) {
      Observation known = same.firstKey();
      long before = counts.remove(known);
      String example = known.value().compareTo(value) <= 0 ? known.value() : value;
      counts.put(new Observation(kind, column, example), before + times);
      return;
    }
    Observation observation = new Observation(kind, column, value);
    boolean full = same.size() >= MOST_VALUES && !counts.containsKey(observation);
    counts.merge(full ? new Observation(kind, column, OTHERS) : observation, times, Long::sum);
  }

  /** Adds the observations of another part. */
  public void add(Observations other) {
    other.counts.forEach(
        (observation, times) ->
            add(observation.kind(), observation.column(), observation.value(), times));
  }

  /** Clears all state. */
  public void clear() {
    counts.clear();
  }

  /** Writes the observations, if any, as an array member of the open JSON object. */
  void describe(JsonGenerator json) throws IOException {
    if (counts.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("observed");
    for (var entry : counts.entrySet()) {
      json.writeStartObject();
      json.writeStringField("kind", entry.getKey().kind().name());
      json.writeStringField("column", entry.getKey().column());
      json.writeStringField("value", entry.getKey().value());
      json.writeNumberField("records", entry.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Adds the observations of an object that {@link #describe} has written. */
  public void addJson(JsonNode object) {
    for (JsonNode observed : object.path("observed")) {
      add(
          Observation.Kind.valueOf(observed.path("kind").asText()),
          observed.path("column").asText(),
          observed.path("value").asText(),
          observed.path("records").asLong());
    }
  }

  void pack(ByteOutput out) {
    out.writeVarLong(counts.size());
    counts.forEach(
        (observation, times) -> {
          out.writeByte(observation.kind().ordinal());
          out.writeText(observation.column());
          out.writeText(observation.value());
          out.writeVarLong(times);
        });
  }

  void unpack(ByteInput in) {
    for (long left = in.readVarLong(); left > 0; left--) {
      Observation.Kind kind = KINDS[in.readByte()];
      String column = in.readText();
      String value = in.readText();
      add(kind, column, value, in.readVarLong());
    }
  }
}
