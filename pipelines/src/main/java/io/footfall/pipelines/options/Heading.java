package io.footfall.pipelines.options;

/** The headings under which help and documentation list options. */
public enum Heading {
  /** The input of a command. */
  INPUT("Input"),
  /** The output of a command. */
  OUTPUT("Output"),
  /** The format of the input. */
  FORMAT("Format of the input"),
  /** The input of a stream, and its windows. */
  STREAM("Streams"),
  /** The connection to a database. */
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
