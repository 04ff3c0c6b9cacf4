package io.footfall.pipelines.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.footfall.source.TextSample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Finds the objects of a JSON text that may be records: those of the text or of its outermost
 * array, and those of each array in the first object.
 */
final class JsonSample {
  private static final int ROWS = 1000;
  private static final int MOST_MEMBERS = 200;

  private final TextSample sample;
  private final Map<String, Map<String, ColumnProfile>> members = new LinkedHashMap<>();
  private final Map<String, Integer> rows = new LinkedHashMap<>();

  // The key of the current array element, and whether the element may be a record.
  private String key = "";
  private boolean candidate;

  JsonSample(TextSample sample) {
    this.sample = sample;
  }

  /** Returns the candidates: first the top-level objects, then the arrays with their --jsonPath. */
  List<Sample> records() {
    try (JsonParser json = new JsonFactory().createParser(sample.text())) {
      for (JsonToken token = json.nextToken();
          token != null && rows.getOrDefault("", 0) < ROWS;
          token = json.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          object(json, "", "", rows.isEmpty() || !rows.containsKey(""));
        }
      }
    } catch (IOException e) {
      // The sample ends within an object, or the text is not valid JSON, which a run reports.
      rows.putIfAbsent("", 0);
    }
    if (rows.isEmpty()) {
      rows.put("", 0); // There are no objects.
    }
    List<Sample> samples = new ArrayList<>();
    rows.forEach(
        (path, count) ->
            samples.add(
                new Sample(
                    columns(members.getOrDefault(path, Map.of())),
                    true,
                    true,
                    path.isEmpty() ? List.of() : List.of("--jsonPath=" + path),
                    List.of(),
                    "",
                    count)));
    return samples;
  }

  /**
   * Returns the members as columns. Leaves out a member without values that is an object in other
   * records.
   */
  private static List<ColumnProfile> columns(Map<String, ColumnProfile> members) {
    return members.entrySet().stream()
        .filter(
            member ->
                member.getValue().values() > 0
                    || members.keySet().stream()
                        .noneMatch(name -> name.startsWith(member.getKey() + ".")))
        .map(Map.Entry::getValue)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /**
   * Reads an object after its opening brace.
   *
   * @param group the path of the array that the record is in; empty for the text itself
   * @param path the path of the object within its record
   * @param first whether arrays of objects in it may be the records
   */
  private void object(JsonParser json, String group, String path, boolean first)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = path.isEmpty() ? json.currentName() : path + "." + json.currentName();
      switch (json.nextToken()) {
        case START_OBJECT -> object(json, group, name, first);
        case START_ARRAY -> {
          if (group.isEmpty()) {
            array(json, name, first);
          } else {
            json.skipChildren();
          }
        }
        case VALUE_NULL -> member(group, name, "");
        default -> member(group, name, json.getText());
      }
    }
    if (path.isEmpty() && (group.isEmpty() || candidate)) {
      rows.merge(group, 1, Integer::sum);
    }
  }

  /**
   * Reads an array of a record. Its objects may be the records, or key-value pairs, whose members
   * are named after the key.
   */
  private void array(JsonParser json, String path, boolean first) throws IOException {
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (token == null) {
        return;
      }
      if (token == JsonToken.START_OBJECT && (!first || rows.getOrDefault(path, 0) < ROWS)) {
        if (first) {
          rows.putIfAbsent(path, 0);
        }
        candidate = first;
        key = "";
        object(json, path, "", false);
      } else {
        json.skipChildren();
      }
    }
  }

  private void member(String group, String name, String value) {
    if (!group.isEmpty() && name.equals("key")) {
      key = value;
    } else if (!group.isEmpty() && !key.isEmpty()) {
      add("", group + "." + key + "." + name, value);
    }
    if (group.isEmpty() || candidate) {
      add(group, name, value);
    }
  }

  private void add(String group, String name, String value) {
    Map<String, ColumnProfile> known = members.computeIfAbsent(group, g -> new LinkedHashMap<>());
    if (known.containsKey(name) || known.size() < MOST_MEMBERS) {
      known.computeIfAbsent(name, ColumnProfile::new).add(value);
    }
  }
}
