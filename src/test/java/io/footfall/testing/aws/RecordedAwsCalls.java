package io.footfall.testing.aws;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Records which operations the AWS clients of this process call, as {@code service:Operation}. The
 * clients find it as a global interceptor.
 */
public final class RecordedAwsCalls implements ExecutionInterceptor {
  private static final Set<String> CALLS = ConcurrentHashMap.newKeySet();

  /** Forgets all calls. */
  public static void clear() {
    CALLS.clear();
  }

  /** Returns the operations that were called since {@link #clear}, such as {@code s3:PutObject}. */
  public static Set<String> calls() {
    return new TreeSet<>(CALLS);
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    CALLS.add(
        attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME).toLowerCase(Locale.ROOT)
            + ":"
            + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
  }
}
