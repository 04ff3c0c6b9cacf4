package io.footfall.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviders;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Encodes a {@link Message} deterministically and without loss. */
public final class MessageCoder extends AtomicCoder<Message> {
  private static final long serialVersionUID = 1L;

  private static final MessageCoder INSTANCE = new MessageCoder();

  private static final NullableCoder<FileSection> SECTION = NullableCoder.of(FileSectionCoder.of());

  private MessageCoder() {}

  public static MessageCoder of() {
    return INSTANCE;
  }

  /** Returns the provider through which Beam finds the coder. */
  public static CoderProvider getCoderProvider() {
    return CoderProviders.forCoder(TypeDescriptor.of(Message.class), INSTANCE);
  }

  @Override
  public void encode(Message message, OutputStream out) throws IOException {
    ByteArrayCoder.of().encode(message.payload(), out);
    StringUtf8Coder.of().encode(message.shard(), out);
    StringUtf8Coder.of().encode(message.position(), out);
    VarLongCoder.of().encode(message.arrivalMillis(), out);
    VarLongCoder.of().encode(message.watermarkMillis(), out);
    SECTION.encode(message.section(), out);
  }

  @Override
  public Message decode(InputStream in) throws IOException {
    return new Message(
        ByteArrayCoder.of().decode(in),
        StringUtf8Coder.of().decode(in),
        StringUtf8Coder.of().decode(in),
        VarLongCoder.of().decode(in),
        VarLongCoder.of().decode(in),
        SECTION.decode(in));
  }
}
