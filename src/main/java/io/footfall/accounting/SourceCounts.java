package io.footfall.accounting;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.rejects.RejectCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.apache.beam.sdk.coders.DefaultCoder;
import org.jspecify.annotations.Nullable;

/**
 * What was read from one source, or from a part of it, and what became of it. Mutable; a
 * commutative monoid under {@link #add}.
 */
@DefaultCoder(SourceCountsCoder.class)
public final class SourceCounts {
  private static final RejectCode[] CODES = RejectCode.values();

  /** Records read: all of them. */
  public long read;

  /** Records counted. */
  public long ok;

  /** Records not counted since they were seen before. */
  public long duplicate;

  /** Records not counted since their window was closed. */
  public long late;

  /** Records left out since a condition asks for others. */
  public long skipped;

  /** Lines without any byte; not records. */
  public long blankLines;

  /** Header lines in the middle of a source; not records. */
  public long repeatedHeaders;

  /** Bytes read, of the plain text if the source is compressed. */
  public long bytes;

  /**
   * When the latest of its messages came into the stream, in milliseconds since the epoch; 0 if it
   * is no stream. It tells how fresh the counts are, and is none of them: no comparison sees it.
   */
  public long latestArrivalMillis;

  private final long[] rejected = new long[CODES.length];
  private final Observations observations = new Observations();

  /** All zero. */
  public SourceCounts() {}

  /** Counts a rejected record. */
  public void reject(RejectCode code) {
    rejected[code.ordinal()]++;
  }

  /** Rejected records, whatever the reason but lateness, which has its own count. */
  public long rejected() {
    long sum = 0;
    for (long n : rejected) {
      sum += n;
    }
    return sum;
  }

  /**
   * Returns what was observed of values. No part of the sum, and no comparison sees it: it depends
   * on how the source was divided.
   */
  public Observations observations() {
    return observations;
  }

  /** A message came into the stream at this time, in milliseconds since the epoch. */
  public void cameAt(long arrivalMillis) {
    latestArrivalMillis = Math.max(latestArrivalMillis, arrivalMillis);
  }

  /** Records rejected for this reason. */
  public long rejected(RejectCode code) {
    return rejected[code.ordinal()];
  }

  /**
   * Whether every record that was read is accounted for: {@code read = ok + rejected + duplicate +
   * late + skipped}.
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

  /** The sum that must add up, as a line for a person. */
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

  /** Writes the counts as members of the JSON object that is open. */
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

  /** The counts of an object that {@link #describe} has written. */
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

  /** Packs the counts. */
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

  /** Reads what {@link #pack} wrote. */
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
