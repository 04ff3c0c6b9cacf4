package io.footfall.pipelines;

/** What options are about: the headings under which help and documentation list them. */
enum OptionGroup {
  INPUT("What is read"),
  STREAM("How a stream is read"),
  OUTPUT("What is written"),
  LIMITS("What is tolerated"),
  RUN("How it runs");

  private final String heading;

  OptionGroup(String heading) {
    this.heading = heading;
  }

  String heading() {
    return heading;
  }
}
