package io.footfall.purchases;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.LocalDate;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BigDecimalCoder;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviders;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Encodes a {@link CustomerDay} deterministically and without loss. */
public final class CustomerDayCoder extends AtomicCoder<CustomerDay> {
  private static final long serialVersionUID = 1L;

  private static final CustomerDayCoder INSTANCE = new CustomerDayCoder();

  private CustomerDayCoder() {}

  public static CustomerDayCoder of() {
    return INSTANCE;
  }

  /** Returns the provider through which Beam finds the coder. */
  public static CoderProvider getCoderProvider() {
    return CoderProviders.forCoder(TypeDescriptor.of(CustomerDay.class), INSTANCE);
  }

  @Override
  public void encode(CustomerDay day, OutputStream out) throws IOException {
    VarLongCoder.of().encode(day.date().toEpochDay(), out);
    StringUtf8Coder.of().encode(day.customerId(), out);
    BigDecimalCoder.of().encode(day.totalSpent(), out);
  }

  @Override
  public CustomerDay decode(InputStream in) throws IOException {
    return new CustomerDay(
        LocalDate.ofEpochDay(VarLongCoder.of().decode(in)),
        StringUtf8Coder.of().decode(in),
        BigDecimalCoder.of().decode(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
