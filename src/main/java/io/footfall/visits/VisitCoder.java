package io.footfall.visits;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BigDecimalCoder;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviders;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Encodes a {@link Visit} deterministically and without loss. */
public final class VisitCoder extends AtomicCoder<Visit> {
  private static final long serialVersionUID = 1L;

  private static final VisitCoder INSTANCE = new VisitCoder();
  private static final NullableCoder<BigDecimal> DURATION = NullableCoder.of(BigDecimalCoder.of());

  private VisitCoder() {}

  public static VisitCoder of() {
    return INSTANCE;
  }

  /** Returns the provider through which Beam finds the coder. */
  public static CoderProvider getCoderProvider() {
    return CoderProviders.forCoder(TypeDescriptor.of(Visit.class), INSTANCE);
  }

  @Override
  public void encode(Visit visit, OutputStream out) throws IOException {
    StringUtf8Coder.of().encode(visit.userId(), out);
    BigEndianLongCoder.of().encode(visit.epochMicros(), out);
    StringUtf8Coder.of().encode(visit.url(), out);
    DURATION.encode(visit.duration(), out);
  }

  @Override
  public Visit decode(InputStream in) throws IOException {
    return new Visit(
        StringUtf8Coder.of().decode(in),
        BigEndianLongCoder.of().decode(in),
        StringUtf8Coder.of().decode(in),
        DURATION.decode(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
