package io.footfall.purchases;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.LocalDate;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BigDecimalCoder;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviders;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Encodes a {@link Purchase} deterministically and without loss. */
public final class PurchaseCoder extends AtomicCoder<Purchase> {
  private static final long serialVersionUID = 1L;

  private static final PurchaseCoder INSTANCE = new PurchaseCoder();

  private PurchaseCoder() {}

  public static PurchaseCoder of() {
    return INSTANCE;
  }

  /** Returns the provider through which Beam finds the coder. */
  public static CoderProvider getCoderProvider() {
    return CoderProviders.forCoder(TypeDescriptor.of(Purchase.class), INSTANCE);
  }

  @Override
  public void encode(Purchase purchase, OutputStream out) throws IOException {
    StringUtf8Coder.of().encode(purchase.transactionId(), out);
    StringUtf8Coder.of().encode(purchase.customerId(), out);
    BigEndianLongCoder.of().encode(purchase.epochMicros(), out);
    VarLongCoder.of().encode(purchase.date().toEpochDay(), out);
    StringUtf8Coder.of().encode(purchase.productName(), out);
    StringUtf8Coder.of().encode(purchase.productCategory(), out);
    BigDecimalCoder.of().encode(purchase.amount(), out);
  }

  @Override
  public Purchase decode(InputStream in) throws IOException {
    return new Purchase(
        StringUtf8Coder.of().decode(in),
        StringUtf8Coder.of().decode(in),
        BigEndianLongCoder.of().decode(in),
        LocalDate.ofEpochDay(VarLongCoder.of().decode(in)),
        StringUtf8Coder.of().decode(in),
        StringUtf8Coder.of().decode(in),
        BigDecimalCoder.of().decode(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
