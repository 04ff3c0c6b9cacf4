package io.footfall.transforms.count;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IncompatibleWindowException;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.jspecify.annotations.Nullable;

/**
 * Windows of one calendar day in a time zone, of 23, 24 or 25 hours where clocks change. Beam's
 * calendar windows use Joda-Time's zones, but the date of a purchase uses those of java.time; if
 * their versions differed, a day could be in two windows.
 */
final class DayWindows extends PartitioningWindowFn<Object, IntervalWindow> {
  private final ZoneId zone;

  DayWindows(ZoneId zone) {
    this.zone = zone;
  }

  @Override
  public IntervalWindow assignWindow(org.joda.time.Instant timestamp) {
    LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(timestamp.getMillis()), zone);
    return new IntervalWindow(start(day), start(day.plusDays(1)));
  }

  private org.joda.time.Instant start(LocalDate day) {
    return org.joda.time.Instant.ofEpochMilli(day.atStartOfDay(zone).toInstant().toEpochMilli());
  }

  @Override
  @Deprecated // Beam deprecated this method, but still calls it.
  public boolean isCompatible(WindowFn<?, ?> other) {
    return other instanceof DayWindows days && zone.equals(days.zone);
  }

  @Override
  public void verifyCompatibility(WindowFn<?, ?> other) throws IncompatibleWindowException {
    if (!equals(other)) {
      throw new IncompatibleWindowException(other, "expected calendar days in " + zone);
    }
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DayWindows that && zone.equals(that.zone);
  }

  @Override
  public int hashCode() {
    return Objects.hash(zone);
  }
}
