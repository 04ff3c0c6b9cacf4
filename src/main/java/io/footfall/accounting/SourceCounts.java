package io.footfall.accounting;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.rejects.RejectCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.DefaultCoder;
import org.jspecify.annotations.Nullable;

/** The counts of one source or a part of it. Mutable; a commutative monoid under {@link #add}. */
@DefaultCoder(SourceCountsCoder.class)
public final class SourceCounts {
  private static final RejectCode[] CODES = RejectCode.values();

  /** All records read. */
  public long read;

  /** Records counted. */
  public long ok;

  /** Records not counted because they repeat an earlier one. */
  public long duplicate;

  /** Records not counted because their window was closed. */
  public long late;

  /** Records excluded by a condition. */
  public long skipped;

  /** Blank lines, which are not records. */
  public long blankLines;

  /** Header lines in the middle of a source, which are not records. */
  public long repeatedHeaders;

  /** Bytes read, of the uncompressed text. */
  public long bytes;

  /**
   * Arrival time of the latest message in milliseconds since 1970; 0 if the source is not a stream.
   * It shows how fresh the counts are and is ignored by comparisons.
   */
  public long latestArrivalMillis;

  private final long[] rejected = new long[CODES.length];
  private final Observations observations = new Observations();

  /** Creates counts of zero. */
  public SourceCounts() {}

  /** Counts a rejected record. */
  public void reject(RejectCode code) {
    rejected[code.ordinal()]++;
  }

  /** Counts a record that was read and rejected for this reason. */
  public void readInvalid(RejectCode code) {
    read++;
    if (code == RejectCode.LATE) {
      late++;
    } else {
      reject(code);
    }
  }

  /** Counts a record that repeats an earlier one. */
  public void repeat() {
    read++;
    duplicate++;
  }

  /** Counts records that were read and left out by a condition. */
  public void skip(long records) {
    read += records;
    skipped += records;
  }

  /**
   * Subtracts records that were rejected for this reason.
   *
   * @param most the maximum number
   * @return the number of records subtracted
   */
  public long withdraw(RejectCode code, long most) {
    boolean isLate = code == RejectCode.LATE;
    long found = Math.min(most, isLate ? late : rejected(code));
    read -= found;
    if (isLate) {
      late -= found;
    } else {
      rejected[code.ordinal()] -= found;
    }
    return found;
  }

  /** Returns the number of rejected records, without late ones. */
  public long rejected() {
    long sum = 0;
    for (long n : rejected) {
      sum += n;
    }
    return sum;
  }

  /**
   * Returns observations of values. They are not part of the sum, and are ignored by comparisons,
   * because they depend on how the source was divided.
   */
  public Observations observations() {
    return observations;
  }

  /** Records the arrival of a message in the stream, in milliseconds since 1970. */
  public void arrivedAt(long arrivalMillis) {
    latestArrivalMillis = Math.max(latestArrivalMillis, arrivalMillis);
  }

  /** Returns the number of records rejected for this reason. */
  public long rejected(RejectCode code) {
    return rejected[code.ordinal()];
  }

  /**
   * Returns whether every record is accounted for: {@code read = ok + rejected + duplicate + late +
   * skipped}.
   */
  public boolean addsUp() {
    return read == ok + rejected() + duplicate + late + skipped;
  }

  /** Adds the counts of another part. */
  public void add(SourceCounts other) {
    read += other.read;
    ok += other.ok;
    duplicate += other.duplicate;
    late += other.late;
    skipped += other.skipped;
    observations.add(other.observations);
    blankLines += other.blankLines;
    repeatedHeaders += other.repeatedHeaders;
    bytes += other.bytes;
    latestArrivalMillis = Math.max(latestArrivalMillis, other.latestArrivalMillis);
    for (int i = 0; i < rejected.length; i++) {
      rejected[i] += other.rejected[i];
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SourceCounts that
        && read == that.read
        && ok == that.ok
        && duplicate == that.duplicate
        && late == that.late
        && skipped == that.skipped
        && blankLines == that.blankLines
        && repeatedHeaders == that.repeatedHeaders
        && bytes == that.bytes
        && Arrays.equals(rejected, that.rejected);
  }

  @Override
  public int hashCode() {
    return Objects.hash(read, ok, duplicate, late, skipped, Arrays.hashCode(rejected));
  }

  /** Formats the accounting equation for people. */
  @Override
  public String toString() {
    return "read "
        + read
        + " = ok "
        + ok
        + " + rejected "
        + rejected()
        + " + duplicate "
        + duplicate
        + " + late "
        + late
        + " + skipped "
        + skipped;
  }

  /** Writes the counts as members of the open JSON object. */
  public void describe(JsonGenerator json) throws IOException {
    json.writeNumberField("read", read);
    json.writeNumberField("ok", ok);
    json.writeNumberField("rejected", rejected());
    json.writeNumberField("duplicate", duplicate);
    json.writeNumberField("late", late);
    json.writeNumberField("skipped", skipped);
    json.writeNumberField("blankLines", blankLines);
    json.writeNumberField("repeatedHeaders", repeatedHeaders);
    json.writeNumberField("bytes", bytes);
    json.writeObjectFieldStart("rejectedByCode");
    for (RejectCode code : CODES) {
      if (rejected(code) > 0) {
        json.writeNumberField(code.name(), rejected(code));
      }
    }
    json.writeEndObject();
    observations.describe(json);
  }

  /** Reads counts written by {@link #describe}. */
  public static SourceCounts ofJson(JsonNode object) {
    SourceCounts counts = new SourceCounts();
    counts.read = object.path("read").asLong();
    counts.ok = object.path("ok").asLong();
    counts.duplicate = object.path("duplicate").asLong();
    counts.late = object.path("late").asLong();
    counts.skipped = object.path("skipped").asLong();
    counts.observations.addJson(object);
    counts.blankLines = object.path("blankLines").asLong();
    counts.repeatedHeaders = object.path("repeatedHeaders").asLong();
    counts.bytes = object.path("bytes").asLong();
    for (RejectCode code : CODES) {
      counts.rejected[code.ordinal()] = object.path("rejectedByCode").path(code.name()).asLong();
    }
    return counts;
  }

  /** Writes the counts of several sources as an array of JSON objects. */
  public static void describeAll(Map<String, SourceCounts> bySource, JsonGenerator json)
      throws IOException {
    json.writeStartArray();
    for (Map.Entry<String, SourceCounts> source : bySource.entrySet()) {
      json.writeStartObject();
      json.writeStringField("source", source.getKey());
      source.getValue().describe(json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Reads counts written by {@link #describeAll}. */
  public static NavigableMap<String, SourceCounts> allOfJson(JsonNode array) {
    NavigableMap<String, SourceCounts> bySource = new TreeMap<>();
    array.forEach(object -> bySource.put(object.path("source").asText(), ofJson(object)));
    return bySource;
  }

  public void pack(ByteOutput out) {
    out.writeVarLong(read);
    out.writeVarLong(ok);
    out.writeVarLong(duplicate);
    out.writeVarLong(late);
    out.writeVarLong(skipped);
    out.writeVarLong(blankLines);
    out.writeVarLong(repeatedHeaders);
    out.writeVarLong(bytes);
    out.writeVarLong(latestArrivalMillis);
    for (long n : rejected) {
      out.writeVarLong(n);
    }
    observations.pack(out);
  }

  /** Reads counts written by {@link #pack}. */
  public static SourceCounts unpack(ByteInput in) {
    SourceCounts counts = new SourceCounts();
    counts.read = in.readVarLong();
    counts.ok = in.readVarLong();
    counts.duplicate = in.readVarLong();
    counts.late = in.readVarLong();
    counts.skipped = in.readVarLong();
    counts.blankLines = in.readVarLong();
    counts.repeatedHeaders = in.readVarLong();
    counts.bytes = in.readVarLong();
    counts.latestArrivalMillis = in.readVarLong();
    for (int i = 0; i < counts.rejected.length; i++) {
      counts.rejected[i] = in.readVarLong();
    }
    counts.observations.unpack(in);
    return counts;
  }
}
