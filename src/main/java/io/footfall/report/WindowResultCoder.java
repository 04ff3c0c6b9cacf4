package io.footfall.report;

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

/** Encodes a {@link WindowResult} deterministically and without loss. */
public final class WindowResultCoder extends AtomicCoder<WindowResult> {
  private static final long serialVersionUID = 1L;

  private static final WindowResultCoder INSTANCE = new WindowResultCoder();

  private WindowResultCoder() {}

  public static WindowResultCoder of() {
    return INSTANCE;
  }

  /** Returns the provider through which Beam finds the coder. */
  public static CoderProvider getCoderProvider() {
    return CoderProviders.forCoder(TypeDescriptor.of(WindowResult.class), INSTANCE);
  }

  @Override
  public void encode(WindowResult result, OutputStream out) throws IOException {
    ByteOutput packed = new ByteOutput();
    result.pack(packed);
    ByteArrayCoder.of().encode(packed.toByteArray(), out);
  }

  @Override
  public WindowResult decode(InputStream in) throws IOException {
    return WindowResult.unpack(new ByteInput(ByteArrayCoder.of().decode(in)));
  }
}
