package io.footfall.rejects;

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

/** Encodes a {@link Reject} deterministically and without loss. */
public final class RejectCoder extends AtomicCoder<Reject> {
  private static final long serialVersionUID = 1L;

  private static final RejectCoder INSTANCE = new RejectCoder();

  private RejectCoder() {}

  public static RejectCoder of() {
    return INSTANCE;
  }

  /** Returns the provider through which Beam finds the coder. */
  public static CoderProvider getCoderProvider() {
    return CoderProviders.forCoder(TypeDescriptor.of(Reject.class), INSTANCE);
  }

  @Override
  public void encode(Reject reject, OutputStream out) throws IOException {
    ByteOutput packed = new ByteOutput();
    reject.pack(packed);
    ByteArrayCoder.of().encode(packed.toByteArray(), out);
  }

  @Override
  public Reject decode(InputStream in) throws IOException {
    return Reject.unpack(new ByteInput(ByteArrayCoder.of().decode(in)));
  }
}
