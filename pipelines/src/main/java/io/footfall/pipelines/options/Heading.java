package io.footfall.pipelines.options;

/** The headings under which help and documentation list options. */
public enum Heading {
  /** What is read. */
  INPUT("Input"),
  /** How a stream is read, and its windows. */
  STREAM("Streams"),
  /** What is written. */
  OUTPUT("Output"),
  /** What is tolerated. */
  LIMITS("Limits"),
  /** The runner and its environment. */
  RUN("Runtime");

  private final String title;

  Heading(String title) {
    this.title = title;
  }

  /** Returns the heading as help prints it. */
  public String title() {
    return title;
  }
}
