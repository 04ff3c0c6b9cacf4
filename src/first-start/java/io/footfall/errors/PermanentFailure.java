package io.footfall.errors;

/** Stands in for the class that carries an annotation of Flink. */
public final class PermanentFailure extends FootfallException {
  private static final long serialVersionUID = 1L;

  public PermanentFailure(String message) {
    super(Kind.IO, message);
  }
}
