package io.footfall.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviders;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Encodes a {@link MessageBatch}: deterministic, and nothing of it is lost. */
public final class MessageBatchCoder extends AtomicCoder<MessageBatch> {
  private static final MessageBatchCoder INSTANCE = new MessageBatchCoder();
  private static final TypeDescriptor<MessageBatch> TYPE = TypeDescriptor.of(MessageBatch.class);
  private static final ListCoder<Message> MESSAGES = ListCoder.of(MessageCoder.of());

  private MessageBatchCoder() {}

  /** Returns the coder. */
  public static MessageBatchCoder of() {
    return INSTANCE;
  }

  /** Returns the provider through which Beam finds the coder. */
  public static CoderProvider getCoderProvider() {
    return CoderProviders.forCoder(TYPE, INSTANCE);
  }

  @Override
  public void encode(MessageBatch batch, OutputStream out) throws IOException {
    MESSAGES.encode(batch.messages(), out);
  }

  @Override
  public MessageBatch decode(InputStream in) throws IOException {
    return new MessageBatch(MESSAGES.decode(in));
  }

  @Override
  public TypeDescriptor<MessageBatch> getEncodedTypeDescriptor() {
    return TYPE;
  }
}
