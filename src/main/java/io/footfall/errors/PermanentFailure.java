package io.footfall.errors;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * A failure that restarting a stream cannot fix. The annotation lets Flink end the job instead of
 * restarting it. Without Flink on the class path, Java ignores it.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class PermanentFailure extends FootfallException {
  private static final long serialVersionUID = 1L;

  /** Creates a failure of kind {@link Kind#IO}. */
  public PermanentFailure(String message) {
    super(Kind.IO, message);
  }
}
