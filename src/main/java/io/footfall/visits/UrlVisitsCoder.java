package io.footfall.visits;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BigDecimalCoder;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviders;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Encodes {@link UrlVisits} deterministically and without loss. */
public final class UrlVisitsCoder extends AtomicCoder<UrlVisits> {
  private static final long serialVersionUID = 1L;

  private static final UrlVisitsCoder INSTANCE = new UrlVisitsCoder();

  private UrlVisitsCoder() {}

  public static UrlVisitsCoder of() {
    return INSTANCE;
  }

  /** Returns the provider through which Beam finds the coder. */
  public static CoderProvider getCoderProvider() {
    return CoderProviders.forCoder(TypeDescriptor.of(UrlVisits.class), INSTANCE);
  }

  @Override
  public void encode(UrlVisits visits, OutputStream out) throws IOException {
    StringUtf8Coder.of().encode(visits.url(), out);
    VarLongCoder.of().encode(visits.visits(), out);
    VarLongCoder.of().encode(visits.withoutDuration(), out);
    BigDecimalCoder.of().encode(visits.timeSpent(), out);
    BigEndianLongCoder.of().encode(visits.firstVisitMicros(), out);
  }

  @Override
  public UrlVisits decode(InputStream in) throws IOException {
    return new UrlVisits(
        StringUtf8Coder.of().decode(in),
        VarLongCoder.of().decode(in),
        VarLongCoder.of().decode(in),
        BigDecimalCoder.of().decode(in),
        BigEndianLongCoder.of().decode(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
