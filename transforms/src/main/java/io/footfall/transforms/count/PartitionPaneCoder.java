package io.footfall.transforms.count;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;

/** Encodes a {@link PartitionPane}. */
final class PartitionPaneCoder extends AtomicCoder<PartitionPane> {
  private static final PartitionPaneCoder INSTANCE = new PartitionPaneCoder();

  private PartitionPaneCoder() {}

  static PartitionPaneCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(PartitionPane pane, OutputStream out) throws IOException {
    VarIntCoder.of().encode(pane.partition(), out);
    VarLongCoder.of().encode(pane.pane(), out);
    ByteArrayCoder.of().encode(pane.content(), out);
  }

  @Override
  public PartitionPane decode(InputStream in) throws IOException {
    return new PartitionPane(
        VarIntCoder.of().decode(in), VarLongCoder.of().decode(in), ByteArrayCoder.of().decode(in));
  }
}
