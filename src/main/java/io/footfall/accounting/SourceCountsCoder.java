package io.footfall.accounting;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviders;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Encodes {@link SourceCounts}. Deterministic and lossless. */
public final class SourceCountsCoder extends AtomicCoder<SourceCounts> {
  private static final long serialVersionUID = 1L;

  private static final SourceCountsCoder INSTANCE = new SourceCountsCoder();

  private SourceCountsCoder() {}

  public static SourceCountsCoder of() {
    return INSTANCE;
  }

  /** Returns the provider through which Beam finds the coder. */
  public static CoderProvider getCoderProvider() {
    return CoderProviders.forCoder(TypeDescriptor.of(SourceCounts.class), INSTANCE);
  }

  @Override
  public void encode(SourceCounts counts, OutputStream out) throws IOException {
    ByteOutput packed = new ByteOutput(64);
    counts.pack(packed);
    ByteArrayCoder.of().encode(packed.toByteArray(), out);
  }

  @Override
  public SourceCounts decode(InputStream in) throws IOException {
    return SourceCounts.unpack(new ByteInput(ByteArrayCoder.of().decode(in)));
  }
}
