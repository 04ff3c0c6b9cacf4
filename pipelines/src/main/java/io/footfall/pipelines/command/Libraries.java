package io.footfall.pipelines.command;

/** The libraries that a command needs, from which the launcher derives its class path. */
public enum Libraries {
  /** Those of the runner, and the connectors if the options name a stream, S3 or a database. */
  RUNNER,
  /** Always the connectors: Kinesis, Kafka, S3 and databases. */
  CONNECTORS,
  /** The database and the server of queries, reports and the dashboard. */
  INSIGHT,
  /** The servers of the end-to-end tests, which only a clone of the repository has. */
  DEMO
}
