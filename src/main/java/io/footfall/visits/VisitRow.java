package io.footfall.visits;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.Utf8;
import io.footfall.dataset.LakeTable;
import io.footfall.parquet.ParquetRows;
import io.footfall.parquet.RowGroupWriter;
import io.footfall.tokens.Fields;
import io.footfall.values.PackedDecimal;
import io.footfall.values.UrlRewriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One visit as slices and primitives, reused for every record. All slices are in {@link #bytes},
 * followed by slack.
 */
public final class VisitRow {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  // Bits of a packed row: which optional parts it has.
  private static final int DURATION = 1;
  private static final int CAMPAIGN = 2;
  private static final int REQUEST = 4;

  /** Maximum bytes of a referrer, as of a URL in the warehouse. */
  static final int LONGEST_REFERRER = 16384;

  private static final int STATUS_DIGITS = 3;

  /** The array that holds the slices. */
  public byte[] bytes = new byte[0];

  /** First byte of the user's id. */
  public int userFrom;

  /** End of the user's id, exclusive. */
  public int userTo;

  /** First byte of the URL. */
  public int urlFrom;

  /** End of the URL, exclusive. */
  public int urlTo;

  /** Event time, in microseconds since 1970-01-01T00:00:00Z. */
  public long epochMicros;

  /** The calendar day in the zone of the report, in days since 1970-01-01. */
  public int epochDay;

  /** Whether the visit has a duration; without one it counts, and is in no average. */
  public boolean hasDuration;

  /**
   * Duration in seconds: {@code duration / 10^durationScale}, unless {@link #bigDuration} is set.
   */
  public long duration;

  /** Decimals of the duration. */
  public int durationScale;

  /** The duration if no long holds it. */
  public @Nullable BigDecimal bigDuration;

  /** Whether the visit has a campaign parameter that was removed from its URL. */
  private boolean hasCampaign;

  /** First byte of each parameter of {@link UrlRewriter#CAMPAIGN}; negative if it is absent. */
  private final int[] campaignFrom = new int[UrlRewriter.CAMPAIGN.size()];

  private final int[] campaignTo = new int[UrlRewriter.CAMPAIGN.size()];

  // The referrer and the status; negative if they are absent.
  private int referrerFrom = -1;
  private int referrerTo;
  private int statusFrom = -1;
  private int statusTo;

  private final ByteOutput scratch = new ByteOutput();

  /** Creates an empty row. */
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
    clearCampaign();
    clearRequest();
  }

  /** Makes it a visit without referrer and status. */
  void clearRequest() {
    referrerFrom = -1;
    statusFrom = -1;
  }

  /** Sets the referrer, unless the slice is empty or no valid text. */
  void setReferrer(int from, int to) {
    if (from >= 0
        && from < to
        && to - from <= LONGEST_REFERRER
        && Utf8.firstInvalid(bytes, from, to) < 0) {
      referrerFrom = from;
      referrerTo = to;
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
    statusFrom = from;
    statusTo = to;
  }

  /** Makes it a visit without a campaign. */
  void clearCampaign() {
    hasCampaign = false;
  }

  /** Replaces the URL by a rewritten one, and keeps the campaign that was removed from it. */
  void rewrite(UrlRewriter url) {
    scratch.reset();
    scratch.write(bytes, userFrom, userTo);
    urlFrom = scratch.size();
    url.appendUrl(scratch);
    urlTo = scratch.size();
    userTo -= userFrom;
    userFrom = 0;
    clearCampaign();
    for (int i = 0; i < campaignFrom.length; i++) {
      campaignFrom[i] = -1;
      if (url.hasCampaign(i)) {
        hasCampaign = true;
        campaignFrom[i] = scratch.size();
        url.appendCampaign(i, scratch);
        campaignTo[i] = scratch.size();
      }
    }
    if (referrerFrom >= 0) {
      int from = scratch.size();
      scratch.write(bytes, referrerFrom, referrerTo);
      referrerFrom = from;
      referrerTo = scratch.size();
    }
    if (statusFrom >= 0) {
      int from = scratch.size();
      scratch.write(bytes, statusFrom, statusTo);
      statusFrom = from;
      statusTo = scratch.size();
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

  /** Makes it a visit without a duration. */
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
    clearCampaign();
    for (int i = 0; i < campaignFrom.length; i++) {
      campaignFrom[i] = -1;
      if (!from.isAbsent(VisitsLake.CAMPAIGN + i)) {
        hasCampaign = true;
        campaignFrom[i] = scratch.size();
        from.appendText(VisitsLake.CAMPAIGN + i, scratch);
        campaignTo[i] = scratch.size();
      }
    }
    referrerFrom = appended(from, VisitsLake.REFERRER);
    referrerTo = scratch.size();
    statusFrom = appended(from, VisitsLake.STATUS);
    statusTo = scratch.size();
    scratch.ensure(Fields.SLACK);
    bytes = scratch.array();
    epochMicros = from.number(1);
    setDuration(from.isAbsent(3) ? null : LakeTable.withoutZeros(from.decimal(3)));
    epochDay = (int) from.number(4);
  }

  /** Copies a text of the lake, and returns its first byte; -1 if it is absent. */
  private int appended(ParquetRows from, int column) {
    if (from.isAbsent(column)) {
      return -1;
    }
    int start = scratch.size();
    from.appendText(column, scratch);
    return start;
  }

  /** Writes the columns of the campaign, the referrer and the status that the visit has. */
  void writeOptionalTexts(RowGroupWriter to) {
    for (int i = 0; hasCampaign && i < campaignFrom.length; i++) {
      if (campaignFrom[i] >= 0) {
        to.sparseText(VisitsLake.CAMPAIGN + i, bytes, campaignFrom[i], campaignTo[i]);
      }
    }
    if (referrerFrom >= 0) {
      to.sparseText(VisitsLake.REFERRER, bytes, referrerFrom, referrerTo);
    }
    if (statusFrom >= 0) {
      to.sparseText(VisitsLake.STATUS, bytes, statusFrom, statusTo);
    }
  }

  /** Writes the row, for {@link #unpack}. */
  void pack(ByteOutput out) {
    out.writeZigZag(epochDay);
    packAllButDuration(out);
    boolean hasRequest = referrerFrom >= 0 || statusFrom >= 0;
    out.writeByte(
        (hasDuration ? DURATION : 0) | (hasCampaign ? CAMPAIGN : 0) | (hasRequest ? REQUEST : 0));
    if (hasDuration) {
      PackedDecimal.write(duration, durationScale, bigDuration, out);
    }
    for (int i = 0; hasCampaign && i < campaignFrom.length; i++) {
      packText(campaignFrom[i], campaignTo[i], out);
    }
    if (hasRequest) {
      packText(referrerFrom, referrerTo, out);
      packText(statusFrom, statusTo, out);
    }
  }

  /** Writes a text that may be absent: its length plus one, or zero. */
  private void packText(int from, int to, ByteOutput out) {
    out.writeVarLong(from < 0 ? 0 : to - from + 1);
    if (from >= 0) {
      out.write(bytes, from, to);
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
    int optional = in.readByte();
    if ((optional & DURATION) == 0) {
      clearDuration();
    } else {
      hasDuration = true;
      int head = in.readVarInt();
      durationScale = PackedDecimal.scale(head);
      bigDuration = PackedDecimal.readBig(head, in);
      duration = bigDuration == null ? in.readZigZag() : 0;
    }
    hasCampaign = (optional & CAMPAIGN) != 0;
    for (int i = 0; hasCampaign && i < campaignFrom.length; i++) {
      length = in.readVarInt() - 1;
      campaignFrom[i] = length < 0 ? -1 : in.readSlice(length);
      campaignTo[i] = campaignFrom[i] + length;
    }
    clearRequest();
    if ((optional & REQUEST) != 0) {
      length = in.readVarInt() - 1;
      referrerFrom = length < 0 ? -1 : in.readSlice(length);
      referrerTo = referrerFrom + length;
      length = in.readVarInt() - 1;
      statusFrom = length < 0 ? -1 : in.readSlice(length);
      statusTo = statusFrom + length;
    }
  }

  private void packAllButDuration(ByteOutput out) {
    out.writeZigZag(epochMicros);
    out.writeVarLong(userTo - userFrom);
    out.write(bytes, userFrom, userTo);
    out.writeVarLong(urlTo - urlFrom);
    out.write(bytes, urlFrom, urlTo);
  }

  /** Writes all of the row, in the same way whatever zeros the duration was written with. */
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
