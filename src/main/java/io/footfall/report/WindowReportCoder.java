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

/** Encodes a {@link WindowReport}: deterministic, and nothing of it is lost. */
public final class WindowReportCoder extends AtomicCoder<WindowReport> {
  private static final WindowReportCoder INSTANCE = new WindowReportCoder();
  private static final TypeDescriptor<WindowReport> TYPE = TypeDescriptor.of(WindowReport.class);

  private WindowReportCoder() {}

  /** Returns the coder. */
  public static WindowReportCoder of() {
    return INSTANCE;
  }

  /** Returns the provider through which Beam finds the coder. */
  public static CoderProvider getCoderProvider() {
    return CoderProviders.forCoder(TYPE, INSTANCE);
  }

  @Override
  public void encode(WindowReport report, OutputStream out) throws IOException {
    ByteOutput packed = new ByteOutput();
    report.pack(packed);
    ByteArrayCoder.of().encode(packed.toByteArray(), out);
  }

  @Override
  public WindowReport decode(InputStream in) throws IOException {
    return WindowReport.unpack(new ByteInput(ByteArrayCoder.of().decode(in)));
  }

  @Override
  public TypeDescriptor<WindowReport> getEncodedTypeDescriptor() {
    return TYPE;
  }
}
