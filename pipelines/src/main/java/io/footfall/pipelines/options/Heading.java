package io.footfall.pipelines.options;

/** The headings under which help and documentation list options. */
public enum Heading {
  /** What a command reads. */
  INPUT("Input"),
  /** What a command writes. */
  OUTPUT("Output"),
  /** How the input is written. */
  FORMAT("Format of the input"),
  /** How a stream is read, and its windows. */
  STREAM("Streams"),
  /** How to connect to a database. */
  DATABASE("Database"),
  /** Conditions under which a run ends with an error. */
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
