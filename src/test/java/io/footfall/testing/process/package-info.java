/**
 * Servers for end-to-end tests, each a process on the loopback interface: Kafka, Kinesis, S3,
 * PostgreSQL, Flink. {@code mvn verify} installs them; the test that starts a server closes it.
 */
package io.footfall.testing.process;
