package io.footfall.visits;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.Utf8;
import io.footfall.dataset.LakeTable;
import io.footfall.parquet.ParquetRows;
import io.footfall.parquet.RowGroupWriter;
import io.footfall.records.RecordSchema;
import io.footfall.tokens.Fields;
import io.footfall.values.PackedDecimal;
import io.footfall.values.UrlRewriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One visit as slices and primitives, reused for every record. All slices are in {@link #bytes},
 * followed by slack.
 */
public final class VisitRow {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  // Bits of a packed row: which optional parts it has. The texts follow, a bit each.
  private static final int DURATION = 1;
  private static final int FIRST_TEXT = 2;

  private static final int STATUS_DIGITS = 3;

  /** The array that holds the slices. */
  public byte[] bytes = new byte[0];

  /** First byte of the user's ID. */
  public int userFrom;

  /** End of the user's ID, exclusive. */
  public int userTo;

  /** First byte of the URL. */
  public int urlFrom;

  /** End of the URL, exclusive. */
  public int urlTo;

  /** Event time, in microseconds since 1970-01-01T00:00:00Z. */
  public long epochMicros;

  /** The calendar day in the zone of the report, in days since 1970-01-01. */
  public int epochDay;

  /**
   * Whether the visit has a duration; a visit without one is counted, but not included in averages.
   */
  public boolean hasDuration;

  /**
   * Duration in seconds: {@code duration / 10^durationScale}, unless {@link #bigDuration} is set.
   */
  public long duration;

  /** Decimals of the duration. */
  public int durationScale;

  /** The duration if it does not fit in a long. */
  public @Nullable BigDecimal bigDuration;

  /** Whether the visit has one of {@link VisitsLake#OPTIONAL_TEXTS}. */
  private boolean hasTexts;

  /** First byte of each optional text, if the visit has any; negative if it is absent. */
  private final int[] textFrom = new int[VisitsLake.OPTIONAL_TEXTS.size()];

  private final int[] textTo = new int[textFrom.length];

  private final ByteOutput scratch = new ByteOutput();

  public VisitRow() {}

  /** Copies the values of a visit, as the parser would; its day is that in UTC. */
  public void set(Visit visit) {
    scratch.reset();
    scratch.write(visit.userId().getBytes(StandardCharsets.UTF_8));
    userFrom = 0;
    userTo = scratch.size();
    scratch.write(visit.url().getBytes(StandardCharsets.UTF_8));
    urlFrom = userTo;
    urlTo = scratch.size();
    scratch.ensure(Fields.SLACK);
    bytes = scratch.array();
    epochMicros = visit.epochMicros();
    epochDay = (int) Math.floorDiv(epochMicros, MICROS_PER_DAY);
    setDuration(visit.duration());
    clearTexts();
  }

  /** Removes campaign, referrer and status. */
  void clearTexts() {
    hasTexts = false;
  }

  private void setText(int text, int from, int to) {
    if (!hasTexts) {
      hasTexts = true;
      Arrays.fill(textFrom, -1);
    }
    textFrom[text] = from;
    textTo[text] = to;
  }

  /** Sets the referrer, unless the slice is empty or invalid text. */
  void setReferrer(int from, int to) {
    if (from >= 0
        && from < to
        && to - from <= RecordSchema.LONGEST_OBSERVED
        && Utf8.firstInvalid(bytes, from, to) < 0) {
      setText(VisitsLake.REFERRER, from, to);
    }
  }

  /** Sets the status, unless the slice is something other than three digits. */
  void setStatus(int from, int to) {
    if (from < 0 || to - from != STATUS_DIGITS) {
      return;
    }
    for (int p = from; p < to; p++) {
      if (bytes[p] < '0' || bytes[p] > '9') {
        return;
      }
    }
    setText(VisitsLake.STATUS, from, to);
  }

  /** Replaces the URL with the rewritten one, and keeps the campaign removed from it. */
  void rewrite(UrlRewriter url) {
    scratch.reset();
    scratch.write(bytes, userFrom, userTo);
    urlFrom = scratch.size();
    url.appendUrl(scratch);
    urlTo = scratch.size();
    userTo -= userFrom;
    userFrom = 0;
    for (int i = 0; hasTexts && i < textFrom.length; i++) {
      if (textFrom[i] >= 0) {
        int from = scratch.size();
        scratch.write(bytes, textFrom[i], textTo[i]);
        setText(i, from, scratch.size());
      }
    }
    for (int i = 0; i < UrlRewriter.CAMPAIGN.size(); i++) {
      if (url.hasCampaign(i)) {
        int from = scratch.size();
        url.appendCampaign(i, scratch);
        setText(i, from, scratch.size());
      }
    }
    scratch.ensure(Fields.SLACK);
    bytes = scratch.array();
  }

  private void setDuration(@Nullable BigDecimal exact) {
    hasDuration = exact != null;
    if (exact == null) {
      clearDuration();
    } else if (exact.unscaledValue().bitLength() < Long.SIZE) {
      bigDuration = null;
      duration = exact.unscaledValue().longValue();
      durationScale = exact.scale();
    } else {
      bigDuration = exact;
    }
  }

  /** Removes the duration. */
  void clearDuration() {
    hasDuration = false;
    duration = 0;
    durationScale = 0;
    bigDuration = null;
  }

  /** Copies the values of a row of the lake, as {@link VisitsLake} writes them. */
  void read(ParquetRows from) {
    scratch.reset();
    from.appendText(0, scratch);
    userFrom = 0;
    userTo = scratch.size();
    from.appendText(2, scratch);
    urlFrom = userTo;
    urlTo = scratch.size();
    clearTexts();
    for (int i = 0; i < textFrom.length; i++) {
      if (!from.isAbsent(VisitsLake.FIRST_TEXT + i)) {
        int start = scratch.size();
        from.appendText(VisitsLake.FIRST_TEXT + i, scratch);
        setText(i, start, scratch.size());
      }
    }
    scratch.ensure(Fields.SLACK);
    bytes = scratch.array();
    epochMicros = from.number(1);
    setDuration(from.isAbsent(3) ? null : LakeTable.withoutZeros(from.decimal(3)));
    epochDay = (int) from.number(4);
  }

  /** Writes the columns of the optional texts that the visit has. */
  void writeTexts(RowGroupWriter to) {
    for (int i = 0; hasTexts && i < textFrom.length; i++) {
      if (textFrom[i] >= 0) {
        to.sparseText(VisitsLake.FIRST_TEXT + i, bytes, textFrom[i], textTo[i]);
      }
    }
  }

  /** Writes the row, for {@link #unpack}. */
  void pack(ByteOutput out) {
    out.writeZigZag(epochDay);
    packAllButDuration(out);
    int optional = hasDuration ? DURATION : 0;
    for (int i = 0; hasTexts && i < textFrom.length; i++) {
      optional |= textFrom[i] < 0 ? 0 : FIRST_TEXT << i;
    }
    out.writeVarLong(optional);
    if (hasDuration) {
      PackedDecimal.write(duration, durationScale, bigDuration, out);
    }
    for (int i = 0; hasTexts && i < textFrom.length; i++) {
      if (textFrom[i] >= 0) {
        out.writeVarLong(textTo[i] - textFrom[i]);
        out.write(bytes, textFrom[i], textTo[i]);
      }
    }
  }

  /** Reads what {@link #pack} wrote. The slices stay in the input's array. */
  void unpack(ByteInput in) {
    bytes = in.array();
    epochDay = (int) in.readZigZag();
    epochMicros = in.readZigZag();
    int length = in.readVarInt();
    userFrom = in.readSlice(length);
    userTo = userFrom + length;
    length = in.readVarInt();
    urlFrom = in.readSlice(length);
    urlTo = urlFrom + length;
    int optional = in.readVarInt();
    if ((optional & DURATION) == 0) {
      clearDuration();
    } else {
      hasDuration = true;
      int head = in.readVarInt();
      durationScale = PackedDecimal.scale(head);
      bigDuration = PackedDecimal.readBig(head, in);
      duration = bigDuration == null ? in.readZigZag() : 0;
    }
    clearTexts();
    for (int i = 0; i < textFrom.length && optional >= (FIRST_TEXT << i); i++) {
      if ((optional & (FIRST_TEXT << i)) != 0) {
        length = in.readVarInt();
        int from = in.readSlice(length);
        setText(i, from, from + length);
      }
    }
  }

  private void packAllButDuration(ByteOutput out) {
    out.writeZigZag(epochMicros);
    out.writeVarLong(userTo - userFrom);
    out.write(bytes, userFrom, userTo);
    out.writeVarLong(urlTo - urlFrom);
    out.write(bytes, urlFrom, urlTo);
  }

  /** Writes the whole row. Durations that differ only in trailing zeros have the same key. */
  void writeKey(ByteOutput out) {
    packAllButDuration(out);
    if (hasDuration) {
      PackedDecimal.writeValue(duration, durationScale, bigDuration, out);
    }
  }

  /** Returns the values as a visit. */
  public Visit toVisit() {
    return new Visit(
        new String(bytes, userFrom, userTo - userFrom, StandardCharsets.UTF_8),
        epochMicros,
        new String(bytes, urlFrom, urlTo - urlFrom, StandardCharsets.UTF_8),
        durationOrNull());
  }

  /** Returns the duration in seconds; null if the visit has none. */
  private @Nullable BigDecimal durationOrNull() {
    return hasDuration ? exactDuration() : null;
  }

  /** Returns the duration in seconds of a visit that has one. */
  BigDecimal exactDuration() {
    return bigDuration != null ? bigDuration : BigDecimal.valueOf(duration, durationScale);
  }
}
