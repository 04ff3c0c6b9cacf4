package io.footfall.transforms.count;

import io.footfall.report.WindowResultCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.VarIntCoder;

/** Encodes a {@link PartitionPane}. */
final class PartitionPaneCoder extends AtomicCoder<PartitionPane> {
  private static final long serialVersionUID = 1L;

  private static final PartitionPaneCoder INSTANCE = new PartitionPaneCoder();

  private PartitionPaneCoder() {}

  static PartitionPaneCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(PartitionPane pane, OutputStream out) throws IOException {
    VarIntCoder.of().encode(pane.partition(), out);
    WindowResultCoder.of().encode(pane.result(), out);
  }

  @Override
  public PartitionPane decode(InputStream in) throws IOException {
    return new PartitionPane(VarIntCoder.of().decode(in), WindowResultCoder.of().decode(in));
  }
}
