package io.footfall.stream;

import io.footfall.source.FileSlice;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviders;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Encodes a {@link RecordBlock} deterministically and without loss. */
public final class RecordBlockCoder extends AtomicCoder<RecordBlock> {
  private static final long serialVersionUID = 1L;

  private static final RecordBlockCoder INSTANCE = new RecordBlockCoder();
  private static final NullableCoder<FileSlice> SLICE = NullableCoder.of(new SliceCoder());
  private static final ListCoder<Message> MESSAGES = ListCoder.of(MessageCoder.of());

  private RecordBlockCoder() {}

  public static RecordBlockCoder of() {
    return INSTANCE;
  }

  /** Returns the provider through which Beam finds the coder. */
  public static CoderProvider getCoderProvider() {
    return CoderProviders.forCoder(TypeDescriptor.of(RecordBlock.class), INSTANCE);
  }

  @Override
  public void encode(RecordBlock block, OutputStream out) throws IOException {
    SLICE.encode(block.slice(), out);
    MESSAGES.encode(block.messages(), out);
  }

  @Override
  public RecordBlock decode(InputStream in) throws IOException {
    return new RecordBlock(SLICE.decode(in), MESSAGES.decode(in));
  }

  private static final class SliceCoder extends AtomicCoder<FileSlice> {
    private static final long serialVersionUID = 1L;

    private static final VarLongCoder NUMBER = VarLongCoder.of();

    @Override
    public void encode(FileSlice slice, OutputStream out) throws IOException {
      StringUtf8Coder.of().encode(slice.file(), out);
      NUMBER.encode(slice.from(), out);
      NUMBER.encode(slice.to(), out);
      NUMBER.encode(slice.fileSize(), out);
    }

    @Override
    public FileSlice decode(InputStream in) throws IOException {
      return new FileSlice(
          StringUtf8Coder.of().decode(in), NUMBER.decode(in), NUMBER.decode(in), NUMBER.decode(in));
    }
  }
}
