package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The exact number of distinct ids per day, and a sketch per day for longer periods. */
final class DailySketches {
  /** Size of a dense sketch in the page, compressed and in base64. */
  private static final int BYTES_IF_DENSE = 1_050;

  private static final int BYTES_OF_A_REGISTER = 4;
  private static final int MOST_SPARSE = BYTES_IF_DENSE / BYTES_OF_A_REGISTER;
  private static final int DAYS_AT_FULL_PRECISION = 500;

  private final List<UserSketch> sketches = new ArrayList<>();
  private final List<Long> counts = new ArrayList<>();

  /** Adds the next day. */
  void add(long count, UserSketch sketch) {
    counts.add(count);
    sketches.add(sketch);
  }

  /**
   * Writes the counts and sketches of all days.
   *
   * @param all the number of distinct ids of all days
   */
  void write(JsonGenerator json, String name, long all) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("all", all);
    json.writePOJOField("daily", counts);
    write(json, "sketches", sketches);
    json.writeEndObject();
  }

  /**
   * Writes sketches, with lower precision if there are many: twice as many days halve the number of
   * registers.
   */
  static void write(JsonGenerator json, String name, List<UserSketch> sketches) throws IOException {
    int precision = UserSketch.PRECISION;
    long dense = sketches.stream().filter(s -> s.used() > MOST_SPARSE).count();
    while (dense > DAYS_AT_FULL_PRECISION && precision > UserSketch.LEAST_PRECISION) {
      precision--;
      dense /= 2;
    }
    json.writeObjectFieldStart(name);
    json.writeNumberField("precision", precision);
    json.writeArrayFieldStart("values");
    for (UserSketch sketch : sketches) {
      UserSketch written = sketch.withPrecision(precision);
      json.writePOJO(written.used() > MOST_SPARSE ? written.dense() : written.sparse());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Returns the approximate size of a sketch in the page. */
  static int bytes(UserSketch sketch) {
    return Math.min(BYTES_IF_DENSE, sketch.used() * BYTES_OF_A_REGISTER + 2);
  }
}
